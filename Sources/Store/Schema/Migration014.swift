extension Schema {
    /// What requests have cost and what is held back for those under way, so that all runs on a database share a limit.
    static let migration014 = """
        CREATE TABLE spending (
            study INTEGER PRIMARY KEY REFERENCES study(id),
            spent_nano INTEGER NOT NULL DEFAULT 0,       -- nano-dollars; what is not known counts at its worst
            reserved_nano INTEGER NOT NULL DEFAULT 0,    -- the worst of what is claimed
            requests INTEGER NOT NULL DEFAULT 0          -- claimed, and not given back unmade
        ) STRICT;
        ALTER TABLE request ADD COLUMN reserved_nano INTEGER;
        """
}
