extension Schema {
    /// Honest timings: what was waited for, what distorts a time, and the price that a call was reckoned at.
    static let migration007 = """
        ALTER TABLE attempt ADD COLUMN scheduled_at INTEGER;             -- claimed, milliseconds UTC
        ALTER TABLE attempt ADD COLUMN queue_ns INTEGER;                 -- from then to the network, in this process
        ALTER TABLE attempt ADD COLUMN connect_ns INTEGER;
        ALTER TABLE attempt ADD COLUMN is_new_connection INTEGER CHECK (is_new_connection IN (0, 1));
        ALTER TABLE attempt ADD COLUMN first_answer_token_ns INTEGER;
        ALTER TABLE attempt ADD COLUMN chunks INTEGER;
        ALTER TABLE attempt ADD COLUMN gap_median_ns INTEGER;
        ALTER TABLE attempt ADD COLUMN gap_p95_ns INTEGER;
        ALTER TABLE attempt ADD COLUMN gap_largest_ns INTEGER;
        ALTER TABLE attempt ADD COLUMN is_buffered INTEGER NOT NULL DEFAULT 0 CHECK (is_buffered IN (0, 1));
        ALTER TABLE attempt ADD COLUMN cache_write_tokens INTEGER;
        ALTER TABLE attempt ADD COLUMN token_source TEXT;                -- usage, server_timings
        ALTER TABLE attempt ADD COLUMN request_id TEXT;                  -- the server's
        ALTER TABLE attempt ADD COLUMN load_ns INTEGER;                  -- the server loaded the model meanwhile
        ALTER TABLE attempt ADD COLUMN input_price INTEGER;              -- pico-dollars a token, as all prices
        ALTER TABLE attempt ADD COLUMN output_price INTEGER;
        ALTER TABLE attempt ADD COLUMN cached_input_price INTEGER;
        ALTER TABLE attempt ADD COLUMN cache_write_price INTEGER;
        ALTER TABLE attempt ADD COLUMN model_digest TEXT;
        ALTER TABLE attempt ADD COLUMN quantization TEXT;
        -- For the study's owner. Warm: part of the prompt came from a cache. Cold: the model was loaded for more than a
        -- second first. Neither belongs into a mean with the others.
        CREATE VIEW v_attempts AS
            SELECT s.name AS study, r.purpose, r.asked, p.name AS prompt, r.sample, a.generation, a.number, a.class,
                   a.http_status, a.message, a.started_at, a.scheduled_at, a.queue_ns, a.connect_ns, a.is_new_connection,
                   a.first_byte_ns, a.first_token_ns, a.first_answer_token_ns, a.last_token_ns, a.total_ns, a.chunks,
                   a.gap_median_ns, a.gap_p95_ns, a.gap_largest_ns, a.is_streamed, a.is_buffered,
                   coalesce(a.cached_tokens, 0) > 0 AS is_warm, coalesce(a.load_ns, 0) > 1000000000 AS is_cold, a.load_ns,
                   a.input_tokens, a.output_tokens, a.cached_tokens, a.cache_write_tokens, a.reasoning_tokens,
                   a.token_source, a.nano_dollars, a.input_price, a.output_price, a.cached_input_price,
                   a.cache_write_price, a.finish_reason, a.server_model, a.fingerprint, a.model_digest, a.quantization,
                   a.request_id
            FROM attempt a JOIN request r ON r.id = a.request JOIN study s ON s.id = r.study
            LEFT JOIN prompt p ON p.id = r.prompt;
        """
}
