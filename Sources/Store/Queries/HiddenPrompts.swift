import GRDB
import Studies

/// What a list of tries keeps back while the study is blind, by rows of prompts.
struct HiddenPrompts {
    let isBlind: Bool
    /// JSON lists: prompts in the plan, and those of them on which a model failed for good.
    private(set) var planned = "[]"
    private(set) var failed = "[]"

    init(_ study: Int64, _ database: Database) throws {
        isBlind = try Store.isBlind(study, database)
        guard isBlind else { return }
        let planned = try Int64.fetchSet(
            database,
            sql: "SELECT DISTINCT i.prompt FROM presentation n CROSS JOIN item i ON i.id = n.first WHERE n.study = ?",
            arguments: [study]
        )
        let failed = try Int64.fetchSet(
            database,
            sql: """
                SELECT DISTINCT prompt FROM request
                WHERE study = ? AND purpose = 'response' AND state = 'failed' AND prompt IS NOT NULL
                """,
            arguments: [study]
        )
        self.planned = Self.list(planned)
        self.failed = Self.list(failed.intersection(planned))
    }

    private static func list(_ rows: Set<Int64>) -> String {
        JSONValue.array(rows.sorted().map { .number(Double($0)) }).canonicalText
    }

    /// What each row of a query of tries tells of this; requests are `q`.
    static let columns = """
        q.purpose = 'response' AND q.state = 'done' AS is_answered,
        q.purpose = 'response' AND coalesce(q.prompt, 0) IN (SELECT value FROM json_each(:planned)) AS is_planned,
        q.purpose = 'response' AND coalesce(q.prompt, 0) IN (SELECT value FROM json_each(:failed)) AS is_hidden
        """

    /// The newest first, vectors last; what is kept back stands last, in an order that is not that of the asking.
    var order: String {
        // Earlier builds asked for vectors in the order of the models.
        let place = isBlind ? "iif(q.purpose = 'embedding', NULL, a.id) DESC, q.key, a.number" : "a.id DESC"
        guard failed != "[]" else { return place }
        return """
            is_hidden, iif(is_hidden, q.asked, ''), iif(is_hidden, a.class, ''), iif(is_hidden, q.sample, 0),
            iif(is_hidden, a.number, 0), iif(is_hidden, a.http_status, 0),
            \(place)
            """
    }

    func shown(_ row: Row) -> AttemptRow {
        let attempt = AttemptRow(row: row)
        guard isBlind else { return attempt }
        return attempt.asBlind(
            isAnswered: row["is_answered"],
            isPlanned: row["is_planned"],
            isHidden: row["is_hidden"]
        )
    }
}
