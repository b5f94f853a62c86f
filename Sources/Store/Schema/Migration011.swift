extension Schema {
    /// How many rows of the plan are in which state, kept by triggers: counting them would take too long between two keys.
    static let migration011 = """
        CREATE TABLE tally (
            study INTEGER NOT NULL,
            reviewer INTEGER NOT NULL,                        -- 0 where it is nobody's
            state TEXT NOT NULL,
            rows INTEGER NOT NULL,
            PRIMARY KEY (study, reviewer, state)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO tally SELECT study, coalesce(reviewer, 0), state, count(*) FROM presentation GROUP BY 1, 2, 3;
        CREATE TRIGGER tally_of_inserted AFTER INSERT ON presentation
        BEGIN
            INSERT INTO tally VALUES (NEW.study, coalesce(NEW.reviewer, 0), NEW.state, 1)
                ON CONFLICT DO UPDATE SET rows = rows + 1;
        END;
        CREATE TRIGGER tally_of_deleted AFTER DELETE ON presentation
        BEGIN
            UPDATE tally SET rows = rows - 1
                WHERE study = OLD.study AND reviewer = coalesce(OLD.reviewer, 0) AND state = OLD.state;
        END;
        CREATE TRIGGER tally_of_updated AFTER UPDATE OF study, reviewer, state ON presentation
            WHEN (OLD.study, coalesce(OLD.reviewer, 0), OLD.state) != (NEW.study, coalesce(NEW.reviewer, 0), NEW.state)
        BEGIN
            UPDATE tally SET rows = rows - 1
                WHERE study = OLD.study AND reviewer = coalesce(OLD.reviewer, 0) AND state = OLD.state;
            INSERT INTO tally VALUES (NEW.study, coalesce(NEW.reviewer, 0), NEW.state, 1)
                ON CONFLICT DO UPDATE SET rows = rows + 1;
        END;
        CREATE INDEX presentation_by_owner ON presentation (owner) WHERE owner IS NOT NULL;
        CREATE INDEX next_open_repeat ON presentation (study, position)
            WHERE state = 'open' AND reviewer IS NULL AND original IS NOT NULL;
        """
}
