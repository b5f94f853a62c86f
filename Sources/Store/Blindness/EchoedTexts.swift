import GRDB

extension Store {
    /// Responses that brought a text once more after somebody had seen the study's texts, or had them handed out, by row.
    ///
    /// Until unblinding they are nobody's in figures and no anchor's: whoever brings a text again under one model's name after
    /// another would read there whose it was. What a model says anew in the place of its own answer from before is none.
    static func echoes(_ study: Int64, _ database: Database) throws -> [Int64] {
        guard try hasBlindPlan(study, database) else { return [] }
        let seen = try Int64.fetchOne(
            database,
            sql: """
                SELECT min(at) FROM (
                    SELECT * FROM (SELECT at FROM event WHERE study = ?1 ORDER BY id LIMIT 1)
                    UNION ALL
                    SELECT * FROM (SELECT at FROM study_event WHERE study = ?1 AND kind = 'bundle' ORDER BY number LIMIT 1))
                """,
            arguments: [study]
        )
        guard let seen else { return [] }
        return try Int64.fetchAll(
            database,
            sql: """
                SELECT r.id FROM response r JOIN model m ON m.id = r.model
                WHERE m.study = ?1 AND r.at > ?2
                    AND EXISTS (SELECT 1 FROM response o WHERE o.item = r.item AND o.id < r.id)
                    AND NOT EXISTS (SELECT 1 FROM response o WHERE o.item = r.item AND o.id < r.id AND o.at <= ?2
                        AND o.model = r.model AND o.sample = r.sample)
                ORDER BY r.id
                """,
            arguments: [study, seen]
        )
    }

    /// What of responses `r` is no echo, as SQL says it behind another condition; empty where there is none.
    static func besidesEchoes(_ study: Int64, _ database: Database) throws -> String {
        let echoes = try echoes(study, database)
        return echoes.isEmpty ? "" : " AND r.id NOT IN (\(echoes.map(String.init).joined(separator: ", ")))"
    }

    /// Of which models `m` responses `r` are in figures, as SQL says it.
    static func isOfFigures(_ lettered: LetteredModels?, _ study: Int64, _ database: Database) throws -> String {
        try (lettered?.condition ?? "m.is_current = 1") + besidesEchoes(study, database)
    }
}
