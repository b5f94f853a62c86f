extension Schema {
    /// Vectors that an encoder in the program made, kept by its version and the text; what a metric's score was made from.
    static let migration018 = """
        CREATE TABLE embedder (
            id INTEGER PRIMARY KEY,
            version TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE text_vector (
            id INTEGER PRIMARY KEY,
            embedder INTEGER NOT NULL REFERENCES embedder(id),
            text_sha256 BLOB NOT NULL,
            vector BLOB NOT NULL,                        -- four bytes a number, the least significant first
            is_truncated INTEGER NOT NULL CHECK (is_truncated IN (0, 1))
        ) STRICT;
        CREATE UNIQUE INDEX one_text_vector ON text_vector (embedder, text_sha256);
        CREATE INDEX earlier_response ON response (prompt, model, sample, id) WHERE is_current = 0;
        CREATE TABLE metric_input (
            rating INTEGER PRIMARY KEY REFERENCES rating(id),
            sha256 BLOB NOT NULL                         -- of the texts that the item was compared with
        ) STRICT;
        """
}
