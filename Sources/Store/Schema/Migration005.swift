extension Schema {
    /// The plan in full: slots, phases, blocks, repeats, bundles, known answers, degraded copies; the chained log of a review.
    static let migration005 = """
        DROP VIEW v_blind;
        CREATE TABLE bundle (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            reviewer INTEGER NOT NULL REFERENCES rater(id),
            name TEXT NOT NULL UNIQUE,                        -- drawn at random
            issued_at INTEGER NOT NULL,
            seal TEXT NOT NULL                                -- HMAC of the issued part
        ) STRICT;
        CREATE TABLE presentation_with_slots (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            reviewer INTEGER REFERENCES rater(id),            -- NULL: nobody's until it is claimed
            is_open INTEGER NOT NULL DEFAULT 0 CHECK (is_open IN (0, 1)),
            first INTEGER NOT NULL REFERENCES item(id),
            second INTEGER REFERENCES item(id),
            side TEXT CHECK (side IN ('first', 'second')),    -- which of the two stands on the left
            slot INTEGER NOT NULL CHECK (slot >= 1),          -- from 1 within what is rated
            phase TEXT NOT NULL DEFAULT 'blind' CHECK (phase IN
                ('blind', 'repeat', 'training', 'attention', 'discussed', 'adjudicated', 'gold')),
            position INTEGER NOT NULL,                        -- the planned order
            place INTEGER,                                    -- the order in which its reviewer saw it, from 1
            block INTEGER NOT NULL DEFAULT 0,
            original INTEGER REFERENCES presentation(id),     -- what a repeat repeats
            distance INTEGER,                                 -- showings between a repeat and its original, at least
            design TEXT NOT NULL DEFAULT 'random' CHECK (design IN ('random', 'adaptive')),
            is_extra INTEGER NOT NULL DEFAULT 0 CHECK (is_extra IN (0, 1)),
            bundle INTEGER REFERENCES bundle(id),
            state TEXT NOT NULL CHECK (state IN ('open', 'claimed', 'done', 'skipped', 'issued', 'revoked')),
            owner TEXT,
            lease_until INTEGER,
            CHECK ((second IS NULL) = (side IS NULL)),
            CHECK (reviewer IS NOT NULL OR is_open = 1)
        ) STRICT;
        INSERT INTO presentation_with_slots (id, study, reviewer, first, second, side, slot, position, state, owner, lease_until)
            SELECT id, study, reviewer, first, second, side,
                row_number() OVER (PARTITION BY first, second ORDER BY id), position, state, owner, lease_until
            FROM presentation;
        DROP TABLE presentation;
        ALTER TABLE presentation_with_slots RENAME TO presentation;
        CREATE UNIQUE INDEX one_row_a_slot ON presentation (first, coalesce(second, 0), slot)
            WHERE is_extra = 0 AND state NOT IN ('skipped', 'revoked');
        CREATE UNIQUE INDEX one_presentation ON presentation (reviewer, first, coalesce(second, 0), phase)
            WHERE reviewer IS NOT NULL AND is_extra = 0;
        CREATE INDEX next_presentation ON presentation (reviewer, state, position);
        CREATE INDEX next_open_presentation ON presentation (study, position) WHERE state = 'open' AND reviewer IS NULL;
        CREATE INDEX claimed_presentation ON presentation (study) WHERE state = 'claimed';
        CREATE INDEX presentation_by_place ON presentation (reviewer, place);
        CREATE INDEX presentation_by_original ON presentation (original) WHERE original IS NOT NULL;

        -- What is known beforehand of a gold or training item.
        CREATE TABLE answer (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            item INTEGER NOT NULL REFERENCES item(id),
            criterion TEXT NOT NULL,
            value REAL NOT NULL,
            explanation BLOB,
            phase TEXT NOT NULL CHECK (phase IN ('gold', 'training')),
            UNIQUE (item, criterion)
        ) STRICT;
        -- A worsened copy of a response, for attention checks.
        CREATE TABLE degraded (
            item INTEGER PRIMARY KEY REFERENCES item(id),
            origin INTEGER NOT NULL REFERENCES item(id),
            how TEXT NOT NULL CHECK (how IN ('cut', 'shuffled', 'other_prompt'))
        ) STRICT;
        -- What a policy on leaks does to an item: shown masked, or not planned.
        CREATE TABLE leak (
            item INTEGER PRIMARY KEY REFERENCES item(id),
            policy TEXT NOT NULL CHECK (policy IN ('report', 'mask', 'exclude')),
            findings TEXT NOT NULL,                           -- JSON
            masked BLOB
        ) STRICT;
        -- The key that authenticates the issued part of bundles: never leaves this database.
        CREATE TABLE secret (
            study INTEGER PRIMARY KEY REFERENCES study(id),
            bundle_key BLOB NOT NULL
        ) STRICT;
        CREATE TABLE unblinding (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            who TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER unblinding_is_never_changed BEFORE UPDATE ON unblinding
        BEGIN SELECT RAISE(ABORT, 'an unblinding is never changed'); END;
        CREATE TRIGGER unblinding_is_never_deleted BEFORE DELETE ON unblinding
        BEGIN SELECT RAISE(ABORT, 'an unblinding is never deleted'); END;
        -- What happened in a reviewer's sitting, each event with the hash of the one before.
        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            reviewer INTEGER NOT NULL REFERENCES rater(id),
            sitting TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number >= 1),
            kind TEXT NOT NULL CHECK (kind IN
                ('opened', 'shown', 'rated', 'skipped', 'retracted', 'revealed', 'guessed')),
            presentation INTEGER REFERENCES presentation(id),
            at INTEGER NOT NULL,
            payload TEXT NOT NULL,                            -- canonical JSON
            previous TEXT NOT NULL,
            sha256 TEXT NOT NULL UNIQUE,
            UNIQUE (reviewer, sitting, number)
        ) STRICT;
        CREATE INDEX event_by_presentation ON event (presentation);
        CREATE TRIGGER event_continues_its_chain BEFORE INSERT ON event
        BEGIN
            SELECT RAISE(ABORT, 'the event does not continue its chain') WHERE NEW.previous != coalesce(
                (SELECT e.sha256 FROM event e WHERE e.reviewer = NEW.reviewer AND e.sitting = NEW.sitting
                    AND e.number = NEW.number - 1), iif(NEW.number = 1, '', 'missing'));
        END;
        CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
        CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

        -- All that a review reads.
        CREATE VIEW v_blind AS
            SELECT n.id AS presentation, n.study, n.reviewer, n.position, n.place, n.state, n.side, n.phase,
                   p.name AS prompt, p.text AS prompt_text, p.system, p.reference, p.tags,
                   a.sha256 AS first_sha256, coalesce(ma.masked, a.text) AS first_text,
                   b.sha256 AS second_sha256, coalesce(mb.masked, b.text) AS second_text
            FROM presentation n JOIN item a ON a.id = n.first LEFT JOIN item b ON b.id = n.second
            LEFT JOIN leak ma ON ma.item = a.id AND ma.policy = 'mask'
            LEFT JOIN leak mb ON mb.item = b.id AND mb.policy = 'mask'
            JOIN prompt p ON p.id = a.prompt;
        """
}
