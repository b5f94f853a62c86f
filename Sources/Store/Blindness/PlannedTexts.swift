import GRDB
package import Studies

/// The texts of a study's blind plan: while it stands, those of a prompt come and go all together.
struct PlannedTexts {
    /// By item the row of its prompt.
    let prompts: [Int64: Int64]

    /// Every blind row counts, also one that is taken back: whoever saw it knows of its texts.
    ///
    /// Rows are looked through as they stand, and texts are marked by their numbers: a list that leaves out what is there
    /// twice would be sorted, and a plan has hundreds of thousands of rows.
    init(of study: Int64, _ database: Database) throws {
        var (items, ends) = (RowNumbers(), (first: Int64.max, last: Int64.min))
        func mark(_ item: Int64) {
            items.set(item, 1)
            ends = (min(ends.first, item), max(ends.last, item))
        }
        try RowCursor(
            database,
            """
            SELECT iif(arrangement IS NULL, first, NULL), second FROM presentation WHERE study = ? AND phase = 'blind'
            """,
            [study]
        ).forEach { row in
            if let first = row.knownInteger(0) { mark(first) }
            if let second = row.knownInteger(1) { mark(second) }
        }
        try RowCursor(
            database,
            """
            SELECT m.member FROM presentation n JOIN set_member m ON m.item_set = n.first
            WHERE n.study = ? AND n.phase = 'blind' AND n.arrangement IS NOT NULL
            """,
            [study]
        ).forEach { mark($0.integer(0)) }
        var prompts: [Int64: Int64] = [:]
        let arguments: StatementArguments = [ends.first, ends.last]
        try RowCursor(database, "SELECT id, prompt FROM item WHERE id BETWEEN ? AND ?", arguments).forEach { row in
            if items[row.integer(0)] == 1 { prompts[row.integer(0)] = row.integer(1) }
        }
        self.prompts = prompts
    }

    func contains(_ item: Int64) -> Bool { prompts[item] != nil }
}

extension Store {
    /// Whether a study is blind and rows of its blind plan stand.
    package func hasBlindPlan(_ study: String) throws -> Bool {
        try read { try Self.hasBlindPlan(try Self.studyID(study, $0), $0) }
    }

    static func hasBlindPlan(_ study: Int64, _ database: Database) throws -> Bool {
        guard try isBlind(study, database) else { return false }
        return try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM presentation WHERE study = ? AND phase = 'blind')",
            arguments: [study]
        ) ?? false
    }

    /// The prompts of which a blind plan has texts, by name; none once the study is unblinded.
    package func blindPrompts(of study: String) throws -> Set<String> {
        try read { database in
            let id = try Self.studyID(study, database)
            guard try Self.hasBlindPlan(id, database) else { return [] }
            let rows = Set(try PlannedTexts(of: id, database).prompts.values)
            return Set(try Self.names("prompt", study: id, database).filter { rows.contains($0.value) }.keys)
        }
    }

    /// Models with texts in the study's blind plan that its files no longer name.
    package func modelsLeaving(_ study: Study) throws -> [String] {
        try read { try Self.modelsLeaving(study, $0) }
    }

    /// Refuses files that no longer name a model with texts in the blind plan, or plan another number of one's: those that are
    /// gone would all be its own.
    package func checkModels(of study: Study) throws { try read { try Self.checkModels(of: study, $0) } }

    static func checkModels(of study: Study, _ database: Database) throws {
        try checkQuotas(of: study, database)
        let leaving = try modelsLeaving(study, database)
        guard !leaving.isEmpty else { return }
        let names = leaving.map { "'\($0)'" }.joined(separator: ", ")
        throw StoreError(
            "\(names) \(leaving.count == 1 ? "has" : "have") texts in the blind plan, and study.yaml no longer says so: put the "
                + "name back, as which texts are gone would tell who wrote them. A model may be left out after 'slam unblind'; "
                + "'slam plan --partial' takes its texts out all the same, and is logged"
        )
    }

    /// An earlier build's copy does not say what it planned by.
    private static func checkQuotas(of study: Study, _ database: Database) throws {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT id, settings ->> '$.model_quotas' AS quotas FROM study WHERE name = ?",
            arguments: [study.name]
        )
        guard let row, let earlier = row["quotas"] as String?, earlier != study.modelQuotas.canonicalText,
            try hasBlindPlan(row["id"], database)
        else { return }
        throw StoreError(
            "review.quotas.models was edited, and a blind plan stands: put it back, as which texts come or go would tell who "
                + "wrote them. It may be edited after 'slam unblind'; 'slam plan --partial' takes it over all the same, and is "
                + "logged"
        )
    }

    private static func modelsLeaving(_ study: Study, _ database: Database) throws -> [String] {
        guard let id = try knownStudyID(study.name, database) else { return [] }
        let named = Set(study.models.map(\.name))
        let gone = try Row.fetchAll(
            database,
            sql: "SELECT id, name FROM model WHERE study = ? AND is_current = 1 ORDER BY name",
            arguments: [id]
        ).filter { !named.contains($0["name"]) }
        guard !gone.isEmpty, try hasBlindPlan(id, database) else { return [] }
        let planned = try PlannedTexts(of: id, database)
        return try gone.filter { row in
            let items = try Int64.fetchAll(
                database,
                sql: "SELECT DISTINCT item FROM response WHERE model = ?",
                arguments: [row["id"] as Int64]
            )
            return items.contains(where: planned.contains)
        }.map { $0["name"] }
    }
}
