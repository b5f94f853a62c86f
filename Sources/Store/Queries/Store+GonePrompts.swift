import GRDB

extension Store {
    /// How many prompts people rated that the study's files no longer have: whoever takes one out takes no rating out.
    package func ratedPromptsGone(of study: String) throws -> Int {
        try read { database in try Self.ratedPromptsGone(try Self.studyID(study, database), database).count }
    }

    /// Such prompts. Mostly there is none, and ratings may be many: they are read only where a prompt is gone.
    static func ratedPromptsGone(_ study: Int64, _ database: Database) throws -> [Int64] {
        let isAnyGone = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM prompt WHERE study = ? AND is_current = 0)",
            arguments: [study]
        )
        guard isAnyGone == true else { return [] }
        return try Int64.fetchAll(
            database,
            sql: """
                SELECT DISTINCT p.id FROM v_current r JOIN rater t ON t.id = r.rater JOIN item i ON i.id = r.first
                JOIN prompt p ON p.id = i.prompt
                WHERE r.study = ? AND r.phase = 'blind' AND r.outcome = 'rated' AND t.kind = 'human'
                    AND p.is_current = 0 ORDER BY p.id
                """,
            arguments: [study]
        )
    }

    /// Of which prompts `p` responses are in figures: today's, and those that are gone and were rated.
    static func isInFigures(_ gone: [Int64]) -> String {
        guard !gone.isEmpty else { return "p.is_current = 1" }
        return "(p.is_current = 1 OR p.id IN (\(gone.map(String.init).joined(separator: ", "))))"
    }
}
