extension Schema {
    /// The study's own chain: an event for every legitimate change, with what the study consists of under its hash.
    static let migration023 = """
        CREATE TABLE study_event (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            number INTEGER NOT NULL CHECK (number >= 1),
            kind TEXT NOT NULL,
            at INTEGER NOT NULL,
            payload TEXT NOT NULL,                            -- canonical JSON
            previous TEXT NOT NULL,
            sha256 TEXT NOT NULL UNIQUE,
            digest_version INTEGER NOT NULL,
            UNIQUE (study, number)
        ) STRICT;
        CREATE TRIGGER study_event_continues_its_chain BEFORE INSERT ON study_event
        BEGIN
            SELECT RAISE(ABORT, 'the event does not continue its chain') WHERE NEW.previous != coalesce(
                (SELECT e.sha256 FROM study_event e WHERE e.study = NEW.study AND e.number = NEW.number - 1),
                iif(NEW.number = 1, '', 'missing'));
        END;
        CREATE TRIGGER study_event_is_never_changed BEFORE UPDATE ON study_event
        BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
        CREATE TRIGGER study_event_is_never_deleted BEFORE DELETE ON study_event
        BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
        -- Up to which row of a table the chain goes; the events say the same, this only saves a search.
        CREATE TABLE logged_row (
            study INTEGER NOT NULL REFERENCES study(id),
            part TEXT NOT NULL,
            through INTEGER NOT NULL,
            PRIMARY KEY (study, part)
        ) STRICT, WITHOUT ROWID;
        -- Without it a root over few models would tell who wrote what to whoever tries.
        ALTER TABLE response ADD COLUMN salt BLOB;
        UPDATE response SET salt = randomblob(16);
        CREATE TRIGGER response_is_salted AFTER INSERT ON response WHEN NEW.salt IS NULL
        BEGIN UPDATE response SET salt = randomblob(16) WHERE id = NEW.id; END;
        -- Rows of the plan that a review made: a slot that a skip opened, a rating on a row that was taken meanwhile.
        ALTER TABLE presentation ADD COLUMN is_reviewers INTEGER NOT NULL DEFAULT 0 CHECK (is_reviewers IN (0, 1));
        DROP VIEW v_ratings;
        -- For the study's owner: current values only. Access: 'sealed' in a bundle that tells nothing, 'database' beside
        -- everything else; NULL for what came in a file.
        CREATE VIEW v_ratings AS
            SELECT s.name AS study, a.sha256 || coalesce(':' || b.sha256, '') AS item, p.name AS prompt, t.name AS rater,
                   t.kind, c.name AS criterion, r.value, r.label, r.phase, r.version, r.sample, r.side, r.outcome, r.at,
                   CAST(r.note AS TEXT) AS note, r.record, l.sha256 AS item_set,
                   CASE WHEN u.format > 1 THEN 'sealed' WHEN r.presentation IS NOT NULL THEN 'database' END AS access
            FROM v_current r JOIN study s ON s.id = r.study JOIN item a ON a.id = r.first LEFT JOIN item b ON b.id = r.second
            LEFT JOIN item l ON l.id = r.item_set LEFT JOIN bundle u ON u.id = r.bundle
            JOIN prompt p ON p.id = a.prompt JOIN rater t ON t.id = r.rater JOIN criterion c ON c.id = r.criterion;
        -- Where this database is a copy that 'slam backup' wrote.
        CREATE TABLE copied (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            head TEXT NOT NULL                                -- of the study's chain
        ) STRICT;
        """
}
