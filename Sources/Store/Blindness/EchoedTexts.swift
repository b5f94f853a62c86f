import GRDB
import Studies

extension Store {
    /// Responses that brought a text once more after somebody had seen the study's texts, or had them handed out, by row.
    ///
    /// Until unblinding they are nobody's in figures and no anchor's: whoever brings a text again under one model's name after
    /// another would read there whose it was. What a model says anew in the place of its own answer from before is none.
    static func echoes(_ study: Int64, _ database: Database) throws -> [Int64] {
        guard try hasBlindPlan(study, database), let seen = try firstLook(study, database) else { return [] }
        let isBefore =
            switch seen {
            case .row(let row): "id <= \(row)"
            case .time(let time): "at <= \(time)"
            }
        return try Int64.fetchAll(
            database,
            sql: """
                SELECT r.id FROM response r JOIN model m ON m.id = r.model
                WHERE m.study = ?1 AND NOT (r.\(isBefore))
                    AND EXISTS (SELECT 1 FROM response o WHERE o.item = r.item AND o.id < r.id)
                    AND NOT EXISTS (SELECT 1 FROM response o WHERE o.item = r.item AND o.id < r.id AND o.\(isBefore)
                        AND o.model = r.model AND o.sample = r.sample)
                ORDER BY r.id
                """,
            arguments: [study]
        )
    }

    /// What was there when somebody first saw the study's texts, or had them handed out.
    private enum FirstLook {
        /// The newest response by the study's log, in which no clock has a say.
        case row(Int64)
        /// By the clock, where an earlier build's log tells no order.
        case time(Int64)
    }

    /// nil where nobody looked yet.
    private static func firstLook(_ study: Int64, _ database: Database) throws -> FirstLook? {
        let shown = try Row.fetchOne(
            database,
            sql: "SELECT at, bundle, payload ->> '$.study' AS head FROM event WHERE study = ? ORDER BY id LIMIT 1",
            arguments: [study]
        )
        let handedOut = try Row.fetchOne(
            database,
            sql: "SELECT at, number FROM study_event WHERE study = ? AND kind = 'bundle' ORDER BY number LIMIT 1",
            arguments: [study]
        )
        let byTheClock = [shown, handedOut].compactMap { $0?["at"] as Int64? }.min().map(FirstLook.time)
        var first: Int64? = handedOut?["number"]
        // A session from a bundle began after its handing-out.
        if let shown, shown["bundle"] as Int64? == nil {
            let opening = try Int64.fetchOne(
                database,
                sql: "SELECT number FROM study_event WHERE study = ? AND sha256 = ? ORDER BY number LIMIT 1",
                arguments: [study, shown["head"] as String?]
            )
            guard let opening else { return byTheClock }
            first = min(opening, first ?? opening)
        }
        let stored = try String.fetchOne(
            database,
            sql: """
                SELECT payload FROM study_event WHERE study = ? AND number <= ? AND payload LIKE '%"responses":[%'
                ORDER BY number DESC LIMIT 1
                """,
            arguments: [study, first]
        )
        let range = try stored.flatMap { try JSONValue(parsing: $0)["rows"]?["responses"]?.array } ?? []
        return range.count > 1 ? range[1].number.map { .row(Int64($0)) } : byTheClock
    }

    /// What of responses `r` is no echo, as SQL says it behind another condition; empty where there is none.
    static func besidesEchoes(_ study: Int64, _ database: Database) throws -> String {
        let echoes = try echoes(study, database)
        return echoes.isEmpty ? "" : " AND r.id NOT IN (\(echoes.map(String.init).joined(separator: ", ")))"
    }

    /// Which responses are in figures, of prompts that `prompts` says.
    static func figured(
        _ lettered: LetteredModels?,
        prompts: String,
        _ study: Int64,
        _ database: Database
    ) throws -> FiguredResponses {
        FiguredResponses(
            models: lettered?.condition ?? "m.is_current = 1",
            prompts: prompts,
            echoes: Set(try echoes(study, database))
        )
    }
}

/// Which responses are in figures: those of these models `m` and prompts `p`, as SQL says it, but echoes.
struct FiguredResponses {
    var models: String
    var prompts: String
    var echoes: Set<Int64>
}
