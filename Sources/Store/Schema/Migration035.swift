extension Schema {
    /// The index of records gets a name, by which it can be taken off while hundreds of thousands come in; it stands as it is
    /// and holds the same, so that only the texts of its table and of itself change.
    static let migration035 = """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'record TEXT NOT NULL UNIQUE', 'record TEXT NOT NULL')
            WHERE type = 'table' AND name = 'rating';
        UPDATE sqlite_schema SET name = 'rating_by_record', sql = 'CREATE UNIQUE INDEX rating_by_record ON rating (record)'
            WHERE type = 'index' AND name = 'sqlite_autoindex_rating_1';
        PRAGMA writable_schema = RESET;
        """
}
