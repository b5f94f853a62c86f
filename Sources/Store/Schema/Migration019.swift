extension Schema {
    /// Who answered, what the server measured, what it said of a failure, and what stood around an answer.
    static let migration019 = """
        CREATE TABLE server (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            endpoint TEXT NOT NULL,                       -- its name in the study
            url TEXT NOT NULL,                            -- without a query or a secret
            asked_at INTEGER NOT NULL,                    -- milliseconds UTC
            identity TEXT NOT NULL                        -- canonical JSON, no path in it
        ) STRICT;
        CREATE INDEX server_by_endpoint ON server (study, endpoint, id);
        ALTER TABLE attempt ADD COLUMN server INTEGER REFERENCES server(id);
        ALTER TABLE attempt ADD COLUMN said TEXT;                      -- the first 2 KB of a failure, made harmless
        ALTER TABLE attempt ADD COLUMN under_way INTEGER;              -- at its endpoint when it began, itself included
        ALTER TABLE attempt ADD COLUMN server_prompt_ns INTEGER;       -- measured by the server
        ALTER TABLE attempt ADD COLUMN server_decode_ns INTEGER;
        ALTER TABLE attempt ADD COLUMN server_prompt_tokens INTEGER;   -- read anew, so without the cached ones
        ALTER TABLE attempt ADD COLUMN provider TEXT;                  -- who answered behind a router
        ALTER TABLE attempt ADD COLUMN reported_nano_dollars INTEGER;  -- the server's own account
        ALTER TABLE attempt ADD COLUMN reasoning_price INTEGER;        -- pico-dollars a token
        ALTER TABLE attempt ADD COLUMN request_price INTEGER;          -- pico-dollars a request
        ALTER TABLE attempt ADD COLUMN logprobs BLOB;                  -- JSON, of a response where they were asked for
        ALTER TABLE response ADD COLUMN raw BLOB;                      -- as it came, where reasoning stood in the text
        ALTER TABLE reply ADD COLUMN reasoning BLOB;
        ALTER TABLE reply ADD COLUMN parser INTEGER;                   -- the revision that read it; NULL for the first
        ALTER TABLE list_price ADD COLUMN reasoning INTEGER;
        DROP VIEW v_attempts;
        CREATE VIEW v_attempts AS
            SELECT s.name AS study, r.purpose, r.asked, p.name AS prompt, r.sample, a.generation, a.number, a.class,
                   a.http_status, a.message, a.started_at, a.scheduled_at, a.queue_ns, a.connect_ns, a.is_new_connection,
                   a.first_byte_ns, a.first_token_ns, a.first_answer_token_ns, a.last_token_ns, a.total_ns, a.chunks,
                   a.gap_median_ns, a.gap_p95_ns, a.gap_largest_ns, a.is_streamed, a.is_buffered,
                   coalesce(a.cached_tokens, 0) > 0 AS is_warm, coalesce(a.load_ns, 0) > 1000000000 AS is_cold, a.load_ns,
                   a.input_tokens, a.output_tokens, a.cached_tokens, a.cache_write_tokens, a.reasoning_tokens,
                   a.token_source, a.nano_dollars, a.input_price, a.output_price, a.cached_input_price,
                   a.cache_write_price, a.finish_reason, a.server_model, a.fingerprint, a.model_digest, a.quantization,
                   a.request_id, a.under_way, a.server_prompt_ns, a.server_decode_ns, a.server_prompt_tokens,
                   CAST(a.cached_tokens AS REAL) / nullif(a.input_tokens, 0) AS cached_share, a.provider,
                   a.reported_nano_dollars, a.reasoning_price, a.request_price, v.identity AS server
            FROM attempt a JOIN request r ON r.id = a.request JOIN study s ON s.id = r.study
            LEFT JOIN prompt p ON p.id = r.prompt LEFT JOIN server v ON v.id = a.server;
        """
}
