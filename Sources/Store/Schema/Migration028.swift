extension Schema {
    /// Indexes hold the rows that are looked for by them only: a plan and a file of hundreds of thousands of rows have no
    /// place, presentation, earlier rating or later round in most of them.
    static let migration028 = """
        DROP INDEX presentation_by_place;
        CREATE INDEX presentation_by_place ON presentation (reviewer, place) WHERE place IS NOT NULL;
        CREATE INDEX later_round ON presentation (study) WHERE round > 1;
        DROP INDEX rating_by_presentation;
        CREATE INDEX rating_by_presentation ON rating (presentation) WHERE presentation IS NOT NULL;
        DROP INDEX rating_by_supersedes;
        CREATE INDEX rating_by_supersedes ON rating (supersedes) WHERE supersedes IS NOT NULL;
        """
}
