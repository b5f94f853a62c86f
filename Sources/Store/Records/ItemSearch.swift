import GRDB
import Studies

/// Looks up where items are stored: one by one, and from where a great part of them was, all at once.
final class ItemSearch {
    struct Found {
        var id: Int64
        var study: Int64
        var prompt: String
    }

    /// So few that no reading of all pays.
    private static let few = 2_000
    private static let mostOfLate = 1_000

    private let database: Database
    private var query: RowCursor?
    /// The items of late: ratings of one text, and the pairs of one prompt, follow each other.
    private var lately: [ItemID: Found] = [:]
    private var all: ItemPlaces?
    private var lookups = 0
    /// So many lookups take as long as reading all.
    private var most: Int?

    init(_ database: Database) { self.database = database }

    /// Nil where it is not stored.
    func row(of item: ItemID) throws -> Found? {
        if let row = all?.row(of: item) ?? lately[item] { return row }
        try count()
        let query =
            try query
            ?? RowCursor(
                database,
                "SELECT i.id, p.study, p.name FROM item i JOIN prompt p ON p.id = i.prompt WHERE i.sha256 = ?",
                [""]
            )
        self.query = query
        var found: Found?
        try query.forEach(binding: item.rawValue) {
            found = Found(id: $0.integer(0), study: $0.integer(1), prompt: $0.text(2))
        }
        if let found { keep(item, found) }
        return found
    }

    /// Keeps where an item stands for the rows that follow.
    func keep(_ item: ItemID, _ row: Found) {
        if lately.count >= Self.mostOfLate { lately.removeAll(keepingCapacity: true) }
        lately[item] = row
    }

    private func count() throws {
        lookups += 1
        guard all == nil, lookups > Self.few else { return }
        let most = try most ?? (Int.fetchOne(database, sql: "SELECT max(id) FROM item") ?? 0) / 16
        self.most = most
        if lookups > most { all = try ItemPlaces(database) }
    }
}
