import GRDB
import Studies

/// The responses of a file on their way into a database that has none: put there by one statement for thousands.
final class ResponseStage {
    /// How many wait at most, and how many bytes of their texts.
    private static let most = 5_000
    private static let mostBytes = 4_000_000

    private let items: RowBuffer
    private let responses: RowBuffer
    /// The rows of the items that came: there are no others.
    private var rows: [ItemID: Int64] = [:]

    /// Nil where there are responses or items already.
    init?(_ database: Database) throws {
        let isThere = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM response) OR EXISTS (SELECT 1 FROM item)"
        )
        guard isThere == false else { return nil }
        items = try RowBuffer(into: "item", "id, sha256, prompt, text", database)
        responses = try RowBuffer(
            into: "response",
            "item, prompt, model, sample, finish_reason, input_tokens, output_tokens, first_token_ns, total_ns, at, wording",
            computed: [("is_imported", "1"), ("is_current", "1"), ("salt", "randomblob(16)")],
            database
        )
    }

    /// The row of an item, which is on its way when it is new.
    func item(_ name: ItemID, prompt: Int64, text: String) -> Int64 {
        if let row = rows[name] { return row }
        let row = Int64(rows.count) + 1
        rows[name] = row
        items.bind(row).bind(name.rawValue).bind(prompt).bind(bytes: text).run()
        return row
    }

    func add(_ response: ImportedResponse, item: Int64, prompt: Int64, model: Int64, at time: Int64, wording: Int64)
        throws
    {
        responses.bind(item).bind(prompt).bind(model).bind(response.sample).bind(response.finishReason)
        responses.bind(response.inputTokens).bind(response.outputTokens).bind(response.firstToken)
        responses.bind(response.total).bind(time).bind(wording).run()
        if responses.count >= Self.most || items.size >= Self.mostBytes { try flush() }
    }

    /// Puts in what waits.
    func flush() throws {
        let inBulk = responses.count >= Self.most / 10
        try items.put(inBulk: inBulk)
        try responses.put(inBulk: inBulk)
    }
}
