extension Schema {
    static let migration003 = """
        CREATE TABLE embedding (
            request INTEGER PRIMARY KEY REFERENCES request(id),
            attempt INTEGER NOT NULL REFERENCES attempt(id),
            vector BLOB NOT NULL         -- little-endian 32-bit floats, of length 1
        ) STRICT;
        """
}
