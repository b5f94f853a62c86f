extension Schema {
    /// What was asked of servers in the last minute, so that all programs on a database keep a limit together.
    static let migration017 = """
        CREATE TABLE minute_use (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            scope TEXT NOT NULL,                         -- a server and the name of the variable with its key
            at INTEGER NOT NULL,                         -- milliseconds since the machine was started
            tokens INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX minute_use_by_scope ON minute_use (scope, at);
        """
}
