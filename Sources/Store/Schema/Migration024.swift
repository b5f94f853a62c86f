extension Schema {
    /// What was shown is logged after the paint and a rating needs it; rounds, items put off, edits that kept a meaning.
    static let migration024 = """
        CREATE TABLE event_with_claims (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            reviewer INTEGER NOT NULL REFERENCES rater(id),
            sitting TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number >= 1),
            kind TEXT NOT NULL CHECK (kind IN
                ('opened', 'claimed', 'shown', 'rated', 'skipped', 'retracted', 'revealed', 'guessed', 'adjudicated')),
            presentation INTEGER REFERENCES presentation(id),
            at INTEGER NOT NULL,
            payload TEXT NOT NULL,                            -- canonical JSON
            previous TEXT NOT NULL,
            sha256 TEXT NOT NULL UNIQUE,
            named INTEGER,                                    -- what the row is called in the hash, where that is not its id
            bundle INTEGER REFERENCES bundle(id),
            digest_version INTEGER NOT NULL DEFAULT 1,
            UNIQUE (reviewer, sitting, number)
        ) STRICT;
        INSERT INTO event_with_claims SELECT id, study, reviewer, sitting, number, kind, presentation, at, payload, previous,
            sha256, named, bundle, digest_version FROM event ORDER BY id;
        DROP TABLE event;
        ALTER TABLE event_with_claims RENAME TO event;
        CREATE INDEX event_by_presentation ON event (presentation);
        CREATE INDEX event_by_reviewer ON event (reviewer);
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

        -- What came in a bundle was shown elsewhere: its log says so.
        CREATE TRIGGER rating_was_shown BEFORE INSERT ON rating
            WHEN NEW.presentation IS NOT NULL AND NEW.bundle IS NULL AND NEW.outcome IN ('rated', 'skipped')
                AND NEW.phase NOT IN ('gold', 'adjudicated')
        BEGIN
            SELECT RAISE(ABORT, 'the rating is of what was not shown: it needs a showing of its own')
            WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.presentation = NEW.presentation AND e.reviewer = NEW.rater
                AND e.kind = 'shown' AND e.id > coalesce((SELECT max(c.id) FROM event c
                    WHERE c.presentation = NEW.presentation AND c.reviewer = NEW.rater AND c.kind = 'claimed'), 0));
        END;

        -- Asking again is a row of the next round; `asks` names the criteria (JSON), NULL for all that apply.
        ALTER TABLE presentation ADD COLUMN round INTEGER NOT NULL DEFAULT 1 CHECK (round >= 1);
        ALTER TABLE presentation ADD COLUMN asks TEXT;
        DROP INDEX one_row_a_slot;
        -- How many people rate an item is a need of the item; a skip that is taken back may share a slot.
        CREATE INDEX live_row_of_a_slot ON presentation (first, slot) WHERE is_extra = 0;
        DROP INDEX one_presentation;
        CREATE UNIQUE INDEX one_presentation ON presentation (reviewer, first, coalesce(second, 0), phase, round)
            WHERE reviewer IS NOT NULL AND is_extra = 0;

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
                        WHERE m.item_set = a.id)) AS member_texts, n.round, n.asks
            FROM presentation n JOIN item a ON a.id = n.first LEFT JOIN item b ON b.id = n.second
            LEFT JOIN leak ma ON ma.item = a.id AND ma.policy = 'mask'
            LEFT JOIN leak mb ON mb.item = b.id AND mb.policy = 'mask'
            JOIN prompt p ON p.id = a.prompt;

        -- What a reviewer puts off comes when nothing else is left, in the order in which it was put off.
        CREATE TABLE put_off (
            id INTEGER PRIMARY KEY,
            presentation INTEGER NOT NULL REFERENCES presentation(id) ON DELETE CASCADE,
            reviewer INTEGER NOT NULL REFERENCES rater(id),
            UNIQUE (reviewer, presentation)
        ) STRICT;

        -- An edit of a criterion that was declared to keep its meaning: ratings under the older version stay current.
        CREATE TABLE kept_version (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            criterion TEXT NOT NULL,
            older_sha256 TEXT NOT NULL,
            newer_sha256 TEXT NOT NULL,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            UNIQUE (study, criterion, older_sha256, newer_sha256)
        ) STRICT;
        -- The files of a study as a review took them over last: only other ones are read again.
        CREATE TABLE adopted (
            study INTEGER PRIMARY KEY REFERENCES study(id),
            files_sha256 TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER kept_version_is_never_changed BEFORE UPDATE ON kept_version
        BEGIN SELECT RAISE(ABORT, 'a declared edit is never changed'); END;
        CREATE TRIGGER kept_version_is_never_deleted BEFORE DELETE ON kept_version
        BEGIN SELECT RAISE(ABORT, 'a declared edit is never deleted'); END;
        """
}
