extension Schema {
    /// Looks at whether a candidate is non-inferior before all planned prompts are rated: each spends a part of the error.
    static let migration029 = """
        CREATE TABLE look (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            criterion TEXT NOT NULL,
            model TEXT NOT NULL,                              -- the candidate
            prompts INTEGER NOT NULL CHECK (prompts >= 1),    -- that carried it
            planned INTEGER NOT NULL CHECK (planned >= 1),
            margin REAL NOT NULL CHECK (margin > 0),
            verdict TEXT NOT NULL CHECK (verdict IN ('non-inferior', 'not', 'not enough')),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- of itself and the look before it
            at INTEGER NOT NULL,                              -- milliseconds UTC
            UNIQUE (study, criterion, model, margin, planned, prompts)
        ) STRICT;
        CREATE TRIGGER look_is_never_changed BEFORE UPDATE ON look
        BEGIN SELECT RAISE(ABORT, 'a look is never changed'); END;
        CREATE TRIGGER look_is_never_deleted BEFORE DELETE ON look
        BEGIN SELECT RAISE(ABORT, 'a look is never deleted'); END;
        """
}
