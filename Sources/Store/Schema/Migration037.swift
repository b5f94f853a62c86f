extension Schema {
    /// What a review asks is found by index, however much a file has filled of the plan: whether a prompt was seen, how long
    /// the last showings took, and which texts are open to anybody, in the order in which a reviewer's own are found. Each
    /// index serves one question alone, which repeats its condition: of all items `prompt > 0` holds, and no other question
    /// finds them by it.
    static let migration037 = """
        CREATE INDEX item_by_prompt ON item (prompt) WHERE prompt > 0;
        CREATE INDEX rating_with_time ON rating (rater, id, presentation, active_ms)
            WHERE outcome = 'rated' AND active_ms IS NOT NULL AND presentation IS NOT NULL;
        CREATE INDEX open_subject ON presentation (study, first, second, phase, round)
            WHERE state = 'open' AND reviewer IS NULL AND original IS NULL;
        """
}
