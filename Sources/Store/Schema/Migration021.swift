extension Schema {
    /// Probes: a purpose of requests of their own, the schedules that they follow, and what servers say of themselves meanwhile.
    static let migration021 = """
        -- Views name the table that is made again; they are left as they stand.
        PRAGMA legacy_alter_table = ON;
        CREATE TABLE request_with_probes (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            study INTEGER NOT NULL REFERENCES study(id),
            purpose TEXT NOT NULL CHECK (purpose IN ('response', 'judgement', 'embedding', 'probe')),
            asked TEXT NOT NULL,         -- the model's or judge's name in the study
            prompt INTEGER REFERENCES prompt(id),
            sample INTEGER NOT NULL CHECK (sample >= 1),
            detail TEXT NOT NULL,        -- JSON: what the asker needs to know again
            state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'done', 'failed')),
            owner TEXT,
            lease_until INTEGER,
            not_before INTEGER NOT NULL DEFAULT 0,
            position INTEGER NOT NULL,
            generation INTEGER NOT NULL DEFAULT 1,
            reserved_nano INTEGER
        ) STRICT;
        INSERT INTO request_with_probes (id, key, study, purpose, asked, prompt, sample, detail, state, owner, lease_until,
                not_before, position, generation, reserved_nano)
            SELECT id, key, study, purpose, asked, prompt, sample, detail, state, owner, lease_until,
                not_before, position, generation, reserved_nano FROM request;
        DROP TABLE request;
        ALTER TABLE request_with_probes RENAME TO request;
        PRAGMA legacy_alter_table = OFF;
        CREATE INDEX request_by_purpose ON request (study, purpose);
        CREATE INDEX leased_request ON request (owner, lease_until) WHERE state = 'leased';
        CREATE TABLE probe_schedule (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            sha256 TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('day', 'load')),
            definition TEXT NOT NULL,    -- canonical JSON
            at INTEGER NOT NULL,         -- milliseconds UTC of its first probe
            UNIQUE (study, sha256)
        ) STRICT;
        -- What a server said of itself while it was probed.
        CREATE TABLE server_reading (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            endpoint TEXT NOT NULL,      -- its name in the study
            at INTEGER NOT NULL,
            figures TEXT NOT NULL        -- canonical JSON: names of figures and numbers or words, no path in it
        ) STRICT;
        CREATE INDEX server_reading_by_endpoint ON server_reading (study, endpoint, at);
        """
}
