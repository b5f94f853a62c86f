extension Schema {
    /// Prices that came in a table of a third party.
    static let migration008 = """
        CREATE TABLE price_table (
            id INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE,
            dated_at INTEGER NOT NULL,       -- the file's date, milliseconds UTC
            imported_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE list_price (
            price_table INTEGER NOT NULL REFERENCES price_table(id),
            model TEXT NOT NULL,
            input INTEGER NOT NULL,          -- pico-dollars a token, as all prices
            output INTEGER NOT NULL,
            cached_input INTEGER,
            cache_write INTEGER,
            longest_input INTEGER,           -- prompts of more tokens cost otherwise
            PRIMARY KEY (price_table, model)
        ) STRICT, WITHOUT ROWID;
        """
}
