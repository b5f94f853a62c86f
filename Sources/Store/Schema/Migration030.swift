extension Schema {
    /// Texts and pairs of which a reviewer saw, in a session of settling disagreements, what others gave.
    static let migration030 = """
        CREATE TABLE case_look (
            id INTEGER PRIMARY KEY,
            reviewer INTEGER NOT NULL REFERENCES rater(id),
            first INTEGER NOT NULL REFERENCES item(id),
            second INTEGER REFERENCES item(id),
            at INTEGER NOT NULL                               -- milliseconds UTC
        ) STRICT;
        CREATE INDEX case_look_by_text ON case_look (reviewer, first);
        CREATE TRIGGER case_look_is_never_changed BEFORE UPDATE ON case_look
        BEGIN SELECT RAISE(ABORT, 'a look is never changed'); END;
        CREATE TRIGGER case_look_is_never_deleted BEFORE DELETE ON case_look
        BEGIN SELECT RAISE(ABORT, 'a look is never deleted'); END;
        """
}
