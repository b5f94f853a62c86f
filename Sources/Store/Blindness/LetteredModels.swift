import GRDB

/// The models that stand as letters in the figures of a blind study: those of its plan, whatever its files say since.
///
/// A letter whose figures change when study.yaml leaves a model out, or when one comes later, is that model's.
struct LetteredModels {
    let rows: [Int64]
    /// How many current models came after the plan.
    let later: Int

    /// As SQL says it of a model `m`.
    var condition: String { "m.id IN (\(rows.map(String.init).joined(separator: ", ")))" }
}

extension Store {
    /// Nil where no blind plan stands, or where it is not known what it was made of: then the models of today count.
    static func lettered(_ study: Int64, _ database: Database) throws -> LetteredModels? {
        guard try hasBlindPlan(study, database) else { return nil }
        // What came later is of the plan where somebody planned it expressly.
        let end =
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(coalesce((SELECT min(at) FROM study_event WHERE study = ?1 AND kind = 'plan'), -1),
                        coalesce((SELECT max(at) FROM study_event WHERE study = ?1 AND kind = 'plan'
                            AND payload LIKE '%"partial":true%'), -1))
                    """,
                arguments: [study]
            ) ?? -1
        guard end >= 0 else { return nil }
        // Mostly nothing came or went since, and a plan may be large.
        let isAsPlanned = try Bool.fetchOne(
            database,
            sql: """
                SELECT iif(NOT EXISTS (SELECT 1 FROM model WHERE study = ?1 AND NOT is_current)
                        AND NOT EXISTS (SELECT 1 FROM response WHERE at > ?2), 1,
                    NOT EXISTS (SELECT 1 FROM model m JOIN (SELECT model, min(at) AS at FROM response GROUP BY model) f
                        ON f.model = m.id WHERE m.study = ?1 AND (NOT m.is_current OR f.at > ?2)))
                """,
            arguments: [study, end]
        )
        guard isAsPlanned != true else { return nil }
        let planned = try PlannedTexts(of: study, database)
        var rows: Set<Int64> = []
        try RowCursor(
            database,
            """
            SELECT r.model, r.item FROM response r JOIN model m ON m.id = r.model WHERE m.study = ? AND r.at <= ?
            """,
            [study, end]
        ).forEach { if planned.contains($0.integer(1)) { rows.insert($0.integer(0)) } }
        guard rows.count > 1 else { return nil }
        let current = try Int64.fetchSet(
            database,
            sql: """
                SELECT id FROM model m WHERE study = ? AND is_current = 1
                    AND EXISTS (SELECT 1 FROM response r WHERE r.model = m.id AND r.is_current = 1)
                """,
            arguments: [study]
        )
        return LetteredModels(rows: rows.sorted(), later: current.subtracting(rows).count)
    }
}
