extension Schema {
    /// Which ratings are current, in one place; which version of a judge judges today.
    static let migration020 = """
        -- Neither superseded in its own phase, nor retracted or skipped.
        CREATE VIEW v_current AS
            SELECT r.* FROM rating r
            WHERE r.outcome NOT IN ('retracted', 'skipped') AND r.id NOT IN (
                SELECT o.id FROM rating n JOIN rating o ON o.record = n.supersedes AND o.phase = n.phase
                WHERE n.supersedes IS NOT NULL);
        DROP VIEW v_ratings;
        -- For the study's owner: current values only.
        CREATE VIEW v_ratings AS
            SELECT s.name AS study, a.sha256 || coalesce(':' || b.sha256, '') AS item, p.name AS prompt, t.name AS rater,
                   t.kind, c.name AS criterion, r.value, r.label, r.phase, r.version, r.sample, r.side, r.outcome, r.at,
                   CAST(r.note AS TEXT) AS note, r.record, l.sha256 AS item_set
            FROM v_current r JOIN study s ON s.id = r.study JOIN item a ON a.id = r.first LEFT JOIN item b ON b.id = r.second
            LEFT JOIN item l ON l.id = r.item_set
            JOIN prompt p ON p.id = a.prompt JOIN rater t ON t.id = r.rater JOIN criterion c ON c.id = r.criterion;
        CREATE TABLE judge_version (
            rater INTEGER NOT NULL REFERENCES rater(id),
            criterion TEXT NOT NULL,
            version TEXT NOT NULL,
            PRIMARY KEY (rater, criterion)
        ) STRICT, WITHOUT ROWID;
        """
}
