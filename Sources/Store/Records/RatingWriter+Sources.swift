import GRDB
import Studies

extension RatingWriter {
    /// Fills in what a record is about that names models; false where its row does not fit for a reason that tells who wrote
    /// a text, while that is kept back.
    func locate(_ record: inout RatingRecord, _ sources: [ImportedRating.Source]) throws -> Bool {
        let items = try sources.map { try item(of: $0, prompt: record.prompt) }
        guard let first = items[0], let last = items[items.count - 1] else {
            record.subject = items.count == 1 ? .item(Self.unknown) : .pair(PairID(Self.unknown, Self.other))
            return false
        }
        guard items.count > 1 else {
            record.subject = .item(first)
            return true
        }
        guard first != last else {
            guard try secrecy().keepsWriters else {
                throw StoreError("both responses have the same text: leave the pair out")
            }
            record.subject = .pair(PairID(Self.unknown, Self.other))
            return false
        }
        record.subject = .pair(PairID(first, last))
        record.side = first < last ? .first : .second
        // The file says which side won; the store keeps which item did.
        if record.side == .second { record.value = record.value.map { -$0 + 0 } }
        return true
    }

    /// They stand for texts that are not there, so that the rest of a row is checked as that of any other.
    private static let unknown = ItemID(rawValue: "")
    private static let other = ItemID(rawValue: "-")

    /// The text that a source means; nil where there is none, while who wrote what is kept back.
    private func item(of source: ImportedRating.Source, prompt: String) throws -> ItemID? {
        if let lastSource, lastSource.source == source, lastSource.prompt == prompt { return lastSource.item }
        let prompts = try prompts ?? Store.names("prompt", study: studyID, database)
        if self.prompts == nil { models = try Store.names("model", study: studyID, database) }
        self.prompts = prompts
        guard let model = models[source.model] else {
            throw StoreError("no model '\(source.model)' in the study\(Self.hint(source.model, models.keys.sorted()))")
        }
        guard let promptID = prompts[prompt] else {
            throw StoreError("no prompt '\(prompt)' in the study, by id or by text")
        }
        let secrecy = try secrecy()
        // Whoever gave a model a text of his own would learn whose text is the same.
        guard secrecy.planned?.contains(model) != false else {
            throw StoreError(
                "'\(source.model)' came after the blind plan: ratings that name it wait for 'slam unblind'; leave them out"
            )
        }
        guard let (row, item) = try response(to: promptID, of: model, source.sample) else {
            guard !secrecy.keepsWriters else { return nil }
            throw StoreError(
                "no response of '\(source.model)' to prompt '\(prompt)', sample \(source.sample): import it first"
            )
        }
        items.keep(item, ItemSearch.Found(id: row, study: studyID, prompt: prompt))
        lastSource = (prompt, source, item)
        return item
    }

    /// The item of a current response and its row.
    private func response(to prompt: Int64, of model: Int64, _ sample: Int) throws -> (
        row: Int64, item: ItemID
    )? {
        let query =
            try responses
            ?? RowCursor(
                database,
                """
                SELECT i.id, i.sha256 FROM response r JOIN item i ON i.id = r.item
                WHERE r.prompt = ? AND r.model = ? AND r.sample = ? AND r.is_current = 1
                """,
                [Int64(0), Int64(0), Int64(0)]
            )
        responses = query
        var found: (row: Int64, item: ItemID)?
        try query.forEach(binding: prompt, model, Int64(sample)) { row in
            found = (row.integer(0), ItemID(rawValue: row.text(1)))
        }
        return found
    }
}
