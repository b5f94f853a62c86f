extension Schema {
    static let migration004 = """
        -- Asking again on purpose makes a new generation of a request; its tries count anew.
        ALTER TABLE request ADD COLUMN generation INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE attempt ADD COLUMN generation INTEGER NOT NULL DEFAULT 1;
        CREATE INDEX leased_request ON request (owner) WHERE state = 'leased';
        """
}
