import GRDB
import Studies

/// The leaves of a plan whose rows are made one after another, added as they are made: of hundreds of thousands the root is
/// known without reading them again. (`StudyPart.plan` says the same of rows that are stored.)
struct PlanLeaves {
    private var tree = MerkleTree()
    private let names: ItemNames
    private var leaf: [UInt8] = []

    init(_ database: Database) throws { names = try ItemNames(database) }

    var root: String { tree.root }

    /// Adds a row with its number and slot, and the row that it repeats.
    mutating func add(
        _ id: Int64,
        _ row: PlannedRow,
        slot: Int,
        original: Int64?,
        design: String,
        arrangement: String?
    ) {
        leaf.removeAll(keepingCapacity: true)
        add(id)
        addItem(row.first)
        addItem(row.second)
        add(row.side?.rawValue)
        add(Int64(slot))
        add(row.phase.rawValue)
        add(Int64(row.block))
        add(original)
        add(row.distance.map(Int64.init))
        add(design)
        add(arrangement)
        tree.add(leaf)
    }

    private mutating func addItem(_ item: Int64?) {
        guard let item, names.append(item, to: &leaf) else { return leaf.append(Self.none) }
    }

    private mutating func add(_ number: Int64?) {
        guard let number else { return leaf.append(Self.none) }
        leaf.append(UInt8(ascii: "i"), number, UInt8(ascii: ";"))
    }

    private mutating func add(_ text: String?) {
        guard var text else { return leaf.append(Self.none) }
        text.withUTF8 { leaf.append($0) }
    }

    private static let none = UInt8(ascii: "n")
}
