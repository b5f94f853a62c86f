extension Schema {
    /// A request that changes its state moves in one index less, and held ones past their lease are found by index.
    static let migration016 = """
        DROP INDEX next_request;
        CREATE INDEX request_by_purpose ON request (study, purpose);
        DROP INDEX leased_request;
        CREATE INDEX leased_request ON request (owner, lease_until) WHERE state = 'leased';
        """
}
