extension Schema {
    static let migration002 = """
        CREATE TABLE request (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            study INTEGER NOT NULL REFERENCES study(id),
            purpose TEXT NOT NULL CHECK (purpose IN ('response', 'judgement', 'embedding')),
            asked TEXT NOT NULL,         -- the model's or judge's name in the study
            prompt INTEGER REFERENCES prompt(id),
            sample INTEGER NOT NULL CHECK (sample >= 1),
            detail TEXT NOT NULL,        -- JSON: what the asker needs to know again
            state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'done', 'failed')),
            owner TEXT,
            lease_until INTEGER,
            not_before INTEGER NOT NULL DEFAULT 0,
            position INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX next_request ON request (study, purpose, state, position);
        CREATE TABLE attempt (
            id INTEGER PRIMARY KEY,
            request INTEGER NOT NULL REFERENCES request(id),
            number INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            class TEXT NOT NULL,         -- 'ok', or the class of the failure
            http_status INTEGER,
            message TEXT,
            partial BLOB,
            is_streamed INTEGER NOT NULL CHECK (is_streamed IN (0, 1)),
            first_byte_ns INTEGER, first_token_ns INTEGER, last_token_ns INTEGER, total_ns INTEGER,
            input_tokens INTEGER, output_tokens INTEGER, cached_tokens INTEGER, reasoning_tokens INTEGER,
            nano_dollars INTEGER,
            finish_reason TEXT, server_model TEXT, fingerprint TEXT,
            UNIQUE (request, number)
        ) STRICT;
        ALTER TABLE response ADD COLUMN attempt INTEGER REFERENCES attempt(id);
        ALTER TABLE response ADD COLUMN reasoning BLOB;
        CREATE TABLE reply (
            id INTEGER PRIMARY KEY,
            request INTEGER NOT NULL REFERENCES request(id),
            attempt INTEGER NOT NULL REFERENCES attempt(id),
            text BLOB NOT NULL
        ) STRICT;
        """
}
