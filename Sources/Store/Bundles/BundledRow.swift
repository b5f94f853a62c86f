import GRDB
import Studies

/// One row of the plan with its texts, here and as its bundle calls them.
struct BundledRow {
    struct Text {
        var row: Int64
        var item: ItemID
        /// In the bundle.
        var name: ItemID
    }

    let id: Int64
    let name: Int64
    let prompt: Int64
    /// One text, the two of a pair or the members of a set, in this database's order.
    let texts: [Text]
    let side: RatingRecord.Side?
    /// The places of a set's members in the order of the screen.
    let arrangement: [Int]
    let isTraining: Bool
    let position: Int

    var isSet: Bool { !arrangement.isEmpty }

    /// In the bundle's order.
    var named: [Text] { texts.sorted { $0.name < $1.name } }

    /// Which of the two stands on the left, by the bundle's order.
    var namedSide: RatingRecord.Side? {
        guard let side, texts.count == 2, texts[1].name < texts[0].name else { return side }
        return side == .first ? .second : .first
    }

    /// The screen's order by the bundle's order.
    var namedArrangement: [Int] {
        let order = named.map(\.name)
        return arrangement.compactMap { order.firstIndex(of: texts[$0].name) }
    }

    /// The rows in the order in which their reviewer is to see them.
    static func rows(_ condition: String, _ arguments: StatementArguments, names: BundleNames, _ database: Database)
        throws -> [BundledRow]
    {
        let members = try Row.fetchAll(
            database,
            sql: """
                SELECT m.item_set, m.member, i.sha256 FROM set_member m JOIN item i ON i.id = m.member
                WHERE m.item_set IN (SELECT first FROM presentation n WHERE n.arrangement IS NOT NULL AND \(condition))
                ORDER BY m.item_set, m.place
                """,
            arguments: arguments
        )
        let sets = Dictionary(grouping: members) { $0["item_set"] as Int64 }
        return try Row.fetchAll(
            database,
            sql: """
                SELECT n.id, n.first, n.second, n.side, n.arrangement, n.phase, n.position, a.sha256 AS first_sha256,
                    b.sha256 AS second_sha256, a.prompt
                FROM presentation n JOIN item a ON a.id = n.first LEFT JOIN item b ON b.id = n.second
                WHERE \(condition) ORDER BY n.position, n.id
                """,
            arguments: arguments
        ).map { BundledRow($0, members: sets[$0["first"]] ?? [], names: names) }
    }

    private init(_ row: Row, members: [Row], names: BundleNames) {
        let id: Int64 = row["id"]
        func text(_ row: Int64, _ sha256: String) -> Text {
            let item = ItemID(rawValue: sha256)
            return Text(row: row, item: item, name: names.item(item, of: id))
        }
        self.id = id
        name = names.row(id)
        prompt = row["prompt"]
        side = (row["side"] as String?).flatMap(RatingRecord.Side.init)
        arrangement = Store.arrangement(row["arrangement"])
        isTraining = row["phase"] == "training"
        position = row["position"]
        if row["arrangement"] as String? != nil {
            texts = members.map { text($0["member"], $0["sha256"]) }
        } else if let second = row["second"] as Int64? {
            texts = [text(row["first"], row["first_sha256"]), text(second, row["second_sha256"])]
        } else {
            texts = [text(row["first"], row["first_sha256"])]
        }
    }
}
