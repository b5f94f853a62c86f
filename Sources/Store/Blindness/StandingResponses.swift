import GRDB

extension Store {
    /// Which responses `r` judges, metrics and searches take, as SQL says it: the current ones. While a blind plan stands, its
    /// texts stay until unblinding, and what replaced one waits: what an edit of one model's settings took out, or brought in,
    /// would be that model's. What answers another wording of its prompt does not stand: it would be read beside the new one,
    /// and a prompt is worded anew for all models alike.
    static func standing(_ study: Int64, _ database: Database) throws -> String {
        let isSetAside = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM response r JOIN model m ON m.id = r.model
                    WHERE m.study = ? AND r.is_current = 0)
                """,
            arguments: [study]
        )
        let others = try besidesEchoes(study, database)
        guard isSetAside == true, try hasBlindPlan(study, database) else { return "r.is_current = 1\(others)" }
        let planned = try PlannedTexts(of: study, database)
        var (kept, replacing): (Set<Int64>, Set<Int64>) = ([], [])
        try RowCursor(
            database,
            """
            SELECT o.id, o.item, c.id, c.item FROM response o JOIN model m ON m.id = o.model
            LEFT JOIN wording w ON w.id = o.wording LEFT JOIN prompt p ON p.id = o.prompt
            LEFT JOIN response c ON c.prompt = o.prompt AND c.model = o.model AND c.sample = o.sample AND c.is_current = 1
            WHERE m.study = ? AND o.is_current = 0 AND (w.id IS NULL OR \(isOfToday))
            """,
            [study]
        ).forEach { row in
            guard planned.contains(row.integer(1)) else { return }
            kept.insert(row.integer(0))
            if !row.isNull(2), !planned.contains(row.integer(3)) { replacing.insert(row.integer(2)) }
        }
        func list(_ rows: Set<Int64>) -> String { rows.sorted().map(String.init).joined(separator: ", ") }
        return "(r.is_current = 1 AND r.id NOT IN (\(list(replacing))) OR r.id IN (\(list(kept))))\(others)"
    }
}
