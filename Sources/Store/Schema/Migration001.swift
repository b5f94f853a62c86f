extension Schema {
    static let migration001 = """
        CREATE TABLE study (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            settings TEXT NOT NULL,      -- JSON: what a review may know of the study
            salt BLOB NOT NULL           -- for the letters of blinded models
        ) STRICT;
        CREATE TABLE prompt (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            name TEXT NOT NULL,
            text BLOB NOT NULL,
            system BLOB,
            reference BLOB,
            tags TEXT NOT NULL,          -- JSON array
            position INTEGER NOT NULL,
            is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
            UNIQUE (study, name)
        ) STRICT;
        CREATE TABLE model (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            name TEXT NOT NULL,
            is_baseline INTEGER NOT NULL CHECK (is_baseline IN (0, 1)),
            position INTEGER NOT NULL,
            is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
            UNIQUE (study, name)
        ) STRICT;
        CREATE TABLE criterion (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            definition TEXT NOT NULL,    -- canonical JSON
            form TEXT NOT NULL CHECK (form IN ('scale', 'pairwise', 'accept', 'metric')),
            low REAL, high REAL, step REAL,
            position INTEGER NOT NULL,
            is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
            UNIQUE (study, name, sha256)
        ) STRICT;
        CREATE TABLE rater (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            name TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('human', 'judge', 'metric')),
            UNIQUE (study, name)
        ) STRICT;
        CREATE TABLE item (
            id INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE,
            prompt INTEGER NOT NULL REFERENCES prompt(id),
            text BLOB NOT NULL
        ) STRICT;
        CREATE TABLE response (
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item(id),
            prompt INTEGER NOT NULL REFERENCES prompt(id),
            model INTEGER NOT NULL REFERENCES model(id),
            sample INTEGER NOT NULL CHECK (sample >= 1),
            is_imported INTEGER NOT NULL CHECK (is_imported IN (0, 1)),
            finish_reason TEXT,
            input_tokens INTEGER, output_tokens INTEGER,
            first_token_ns INTEGER, total_ns INTEGER,
            at INTEGER NOT NULL,
            is_current INTEGER NOT NULL CHECK (is_current IN (0, 1))
        ) STRICT;
        CREATE UNIQUE INDEX one_current_response ON response (prompt, model, sample) WHERE is_current = 1;
        CREATE INDEX response_by_item ON response (item);
        CREATE TABLE presentation (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            reviewer INTEGER NOT NULL REFERENCES rater(id),
            first INTEGER NOT NULL REFERENCES item(id),
            second INTEGER REFERENCES item(id),
            side TEXT CHECK (side IN ('first', 'second')),   -- which of the two stands on the left
            position INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'claimed', 'done', 'skipped')),
            owner TEXT,
            lease_until INTEGER,
            CHECK ((second IS NULL) = (side IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX one_presentation ON presentation (reviewer, first, coalesce(second, 0));
        CREATE INDEX next_presentation ON presentation (reviewer, state, position);
        CREATE TABLE rating (
            id INTEGER PRIMARY KEY,
            record TEXT NOT NULL UNIQUE,                     -- the id of slam.rating.v1
            study INTEGER NOT NULL REFERENCES study(id),
            presentation INTEGER REFERENCES presentation(id),
            rater INTEGER NOT NULL REFERENCES rater(id),
            criterion INTEGER NOT NULL REFERENCES criterion(id),
            first INTEGER NOT NULL REFERENCES item(id),
            second INTEGER REFERENCES item(id),
            value REAL,
            label TEXT,
            outcome TEXT NOT NULL CHECK (outcome IN
                ('rated', 'skipped', 'retracted', 'unparsed', 'refused', 'error', 'inconsistent')),
            phase TEXT NOT NULL CHECK (phase IN
                ('blind', 'repeat', 'training', 'attention', 'discussed', 'adjudicated', 'gold', 'unblinded')),
            version TEXT,
            sample INTEGER,
            at INTEGER,
            place INTEGER,
            side TEXT CHECK (side IN ('first', 'second')),
            shown_sha256 TEXT,
            criterion_sha256 TEXT,
            active_ms INTEGER, idle_ms INTEGER,
            confidence INTEGER,
            note BLOB,
            flags TEXT NOT NULL,                             -- JSON array
            reason TEXT,
            supersedes TEXT REFERENCES rating(record)
        ) STRICT;
        CREATE INDEX rating_by_subject ON rating (study, criterion, rater, first, second);
        CREATE INDEX rating_by_presentation ON rating (presentation);
        CREATE INDEX rating_by_supersedes ON rating (supersedes);
        CREATE TABLE draft (
            presentation INTEGER PRIMARY KEY REFERENCES presentation(id),
            note BLOB NOT NULL
        ) STRICT;
        CREATE TRIGGER rating_fits_its_scale BEFORE INSERT ON rating WHEN NEW.outcome = 'rated'
        BEGIN
            SELECT RAISE(ABORT, 'the value is no point of the criterion')
            FROM criterion c WHERE c.id = NEW.criterion AND (
                (c.form = 'scale' AND (NEW.value IS NULL OR NEW.value < c.low - 1e-9 OR NEW.value > c.high + 1e-9
                    OR abs((NEW.value - c.low) / c.step - round((NEW.value - c.low) / c.step)) > 1e-6))
                OR (c.form = 'accept' AND (NEW.value IS NULL OR NEW.value NOT IN (0, 1)))
                OR (c.form = 'pairwise' AND NEW.value IS NOT NULL AND NEW.value NOT IN (-1, 0, 1))
                OR ((c.form = 'pairwise') != (NEW.second IS NOT NULL)));
        END;
        CREATE TRIGGER rating_is_never_changed BEFORE UPDATE ON rating
        BEGIN SELECT RAISE(ABORT, 'a rating is never changed: insert a correction'); END;
        CREATE TRIGGER rating_is_never_deleted BEFORE DELETE ON rating
        BEGIN SELECT RAISE(ABORT, 'a rating is never deleted: insert a retraction'); END;

        -- For the study's owner: these views join models to texts and scores.
        CREATE VIEW v_responses AS
            SELECT s.name AS study, p.name AS prompt, m.name AS model, r.sample, CAST(i.text AS TEXT) AS text,
                   i.sha256 AS item, r.finish_reason, r.input_tokens, r.output_tokens, r.first_token_ns, r.total_ns, r.at
            FROM response r JOIN item i ON i.id = r.item JOIN prompt p ON p.id = r.prompt
            JOIN model m ON m.id = r.model JOIN study s ON s.id = p.study
            WHERE r.is_current = 1;
        -- Current values only: what was neither superseded nor retracted.
        CREATE VIEW v_ratings AS
            SELECT s.name AS study, a.sha256 || coalesce(':' || b.sha256, '') AS item, p.name AS prompt, t.name AS rater,
                   t.kind, c.name AS criterion, r.value, r.label, r.phase, r.version, r.sample, r.side, r.outcome, r.at,
                   CAST(r.note AS TEXT) AS note, r.record
            FROM rating r JOIN study s ON s.id = r.study JOIN item a ON a.id = r.first LEFT JOIN item b ON b.id = r.second
            JOIN prompt p ON p.id = a.prompt JOIN rater t ON t.id = r.rater JOIN criterion c ON c.id = r.criterion
            WHERE r.outcome NOT IN ('retracted', 'skipped')
              AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record);
        -- All that a review reads.
        CREATE VIEW v_blind AS
            SELECT n.id AS presentation, n.study, n.reviewer, n.position, n.state, n.side, p.name AS prompt,
                   p.text AS prompt_text, p.system, p.reference, p.tags,
                   a.sha256 AS first_sha256, a.text AS first_text, b.sha256 AS second_sha256, b.text AS second_text
            FROM presentation n JOIN item a ON a.id = n.first LEFT JOIN item b ON b.id = n.second
            JOIN prompt p ON p.id = a.prompt;
        """
}
