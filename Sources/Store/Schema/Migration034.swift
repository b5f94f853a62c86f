extension Schema {
    /// The rows of a text have one index, which also holds that nobody is asked the same twice: rows that are nobody's, and
    /// rows beyond the need, are different from all others by a NULL in it. Two indices of a plan of hundreds of thousands of
    /// rows that begin alike cost twice with every import, plan and look at the file.
    static let migration034 = """
        DROP INDEX presentation_by_subject;
        DROP INDEX one_presentation;
        CREATE UNIQUE INDEX one_presentation
            ON presentation (first, reviewer, coalesce(second, 0), phase, round, nullif(is_extra, 1));
        """
}
