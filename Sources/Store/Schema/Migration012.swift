extension Schema {
    /// Sets that are ranked: an item of their own without a text, whose id is the members' ids, joined by `:`.
    static let migration012 = """
        CREATE TABLE set_member (
            item_set INTEGER NOT NULL REFERENCES item(id),
            place INTEGER NOT NULL,                           -- by the members' ids, from 0
            member INTEGER NOT NULL REFERENCES item(id),
            PRIMARY KEY (item_set, place)
        ) STRICT, WITHOUT ROWID;
        -- A ranking is stored as a scale of ranks, 1 for the best, one rating for each member.
        ALTER TABLE criterion ADD COLUMN is_of_sets INTEGER NOT NULL DEFAULT 0 CHECK (is_of_sets IN (0, 1));
        -- JSON: the members' places in the order of the screen; NULL for anything but a set.
        ALTER TABLE presentation ADD COLUMN arrangement TEXT;
        ALTER TABLE rating ADD COLUMN item_set INTEGER REFERENCES item(id);
        CREATE INDEX rating_by_set ON rating (item_set, rater) WHERE item_set IS NOT NULL;
        DROP TRIGGER rating_fits_its_scale;
        CREATE TRIGGER rating_fits_its_scale BEFORE INSERT ON rating WHEN NEW.outcome = 'rated'
        BEGIN
            SELECT RAISE(ABORT, 'the value is no point of the criterion')
            FROM criterion c WHERE c.id = NEW.criterion AND (
                (c.form = 'scale' AND (NEW.value IS NULL OR NEW.value < c.low - 1e-9 OR NEW.value > c.high + 1e-9
                    OR (NOT EXISTS (SELECT 1 FROM json_each(NEW.flags) f WHERE f.value = 'weighted')
                        AND abs((NEW.value - c.low) / c.step - round((NEW.value - c.low) / c.step)) > 1e-6)))
                OR (c.form = 'accept' AND (NEW.value IS NULL OR NEW.value NOT IN (0, 1)))
                OR (c.form = 'pairwise' AND NEW.value IS NOT NULL AND NEW.value NOT IN (-1, 0, 1))
                OR ((c.form = 'pairwise') != (NEW.second IS NOT NULL))
                OR (c.is_of_sets != (NEW.item_set IS NOT NULL)));
        END;
        DROP VIEW v_blind;
        CREATE VIEW v_blind AS
            SELECT n.id AS presentation, n.study, n.reviewer, n.position, n.place, n.state, n.side, n.phase,
                   p.name AS prompt, p.text AS prompt_text, p.system, p.reference, p.tags,
                   a.sha256 AS first_sha256, coalesce(ma.masked, a.text) AS first_text,
                   b.sha256 AS second_sha256, coalesce(mb.masked, b.text) AS second_text, n.arrangement,
                   iif(n.arrangement IS NULL, NULL,
                       (SELECT json_group_object(m.place, hex(coalesce(ml.masked, i.text)))
                        FROM set_member m JOIN item i ON i.id = m.member
                        LEFT JOIN leak ml ON ml.item = i.id AND ml.policy = 'mask'
                        WHERE m.item_set = a.id)) AS member_texts
            FROM presentation n JOIN item a ON a.id = n.first LEFT JOIN item b ON b.id = n.second
            LEFT JOIN leak ma ON ma.item = a.id AND ma.policy = 'mask'
            LEFT JOIN leak mb ON mb.item = b.id AND mb.policy = 'mask'
            JOIN prompt p ON p.id = a.prompt;
        DROP VIEW v_ratings;
        -- For the study's owner: current values only.
        CREATE VIEW v_ratings AS
            SELECT s.name AS study, a.sha256 || coalesce(':' || b.sha256, '') AS item, p.name AS prompt, t.name AS rater,
                   t.kind, c.name AS criterion, r.value, r.label, r.phase, r.version, r.sample, r.side, r.outcome, r.at,
                   CAST(r.note AS TEXT) AS note, r.record, l.sha256 AS item_set
            FROM rating r JOIN study s ON s.id = r.study JOIN item a ON a.id = r.first LEFT JOIN item b ON b.id = r.second
            LEFT JOIN item l ON l.id = r.item_set
            JOIN prompt p ON p.id = a.prompt JOIN rater t ON t.id = r.rater JOIN criterion c ON c.id = r.criterion
            WHERE r.outcome NOT IN ('retracted', 'skipped')
              AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record);
        """
}
