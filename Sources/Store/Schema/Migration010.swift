extension Schema {
    /// What a reviewer keeps from one sitting to the next, and the ways to a reviewer's own acts.
    static let migration010 = """
        -- Nothing was ever written into the old table.
        DROP TABLE draft;
        CREATE TABLE draft (
            presentation INTEGER NOT NULL REFERENCES presentation(id),
            reviewer INTEGER NOT NULL REFERENCES rater(id),
            note BLOB NOT NULL,
            PRIMARY KEY (reviewer, presentation)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX draft_by_presentation ON draft (presentation);
        CREATE TABLE reviewer_settings (
            reviewer INTEGER PRIMARY KEY REFERENCES rater(id),
            settings TEXT NOT NULL                            -- JSON
        ) STRICT;
        CREATE INDEX rating_by_rater ON rating (rater, id, presentation);
        CREATE INDEX event_by_reviewer ON event (reviewer);
        CREATE INDEX presentation_by_subject ON presentation (first, reviewer);
        """
}
