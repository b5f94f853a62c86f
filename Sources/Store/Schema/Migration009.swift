extension Schema {
    /// Tries that a batch service made: they have no times.
    static let migration009 = """
        ALTER TABLE attempt ADD COLUMN is_batch INTEGER NOT NULL DEFAULT 0 CHECK (is_batch IN (0, 1));
        """
}
