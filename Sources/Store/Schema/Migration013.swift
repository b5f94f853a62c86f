extension Schema {
    /// The kind of each model, which reviewers may be asked to guess; a review cannot read this table.
    static let migration013 = """
        ALTER TABLE model ADD COLUMN kind TEXT;
        """
}
