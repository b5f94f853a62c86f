import Studies

extension VerdictTable {
    /// Puts items, raters and rows in an order that does not hang on that of reading; groups stay as they were first seen.
    ///
    /// Bootstrap and sums take them in turn.
    mutating func sortByName() {
        newest = newestVersions
        let ranks = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        // Names are mostly hashes, which differ within their first bytes.
        let keys = items.map { (group: ranks[$0.group] ?? 0, beginning: Self.beginning($0.name)) }
        let itemOrder = items.indices.sorted { one, other in
            let (first, second) = (keys[one], keys[other])
            if first != second { return first < second }
            return Self.precedes(items[one].name, items[other].name)
        }
        let raterOrder = raters.indices.sorted { Self.precedes(raters[$0].name, raters[$1].name) }
        let (itemPlace, raterPlace) = (Self.inverse(itemOrder), Self.inverse(raterOrder))
        (items, raters) = (itemOrder.map { items[$0] }, raterOrder.map { raters[$0] })
        newest = Dictionary(uniqueKeysWithValues: newest.map { (raterPlace[$0.key], $0.value) })
        itemPlaces = itemPlaces.mapValues { itemPlace[$0] }
        for place in rows.indices {
            rows[place].item = itemPlace[rows[place].item]
            rows[place].rater = raterPlace[rows[place].rater]
        }
        // Versions, and what is alike in all these, stay as they were read.
        let rowKeys = rows.map(\.rank)
        let rowOrder = rows.indices.sorted { one, other in
            let (first, second) = (rowKeys[one], rowKeys[other])
            return first == second ? one < other : first < second
        }
        rows = rowOrder.map { rows[$0] }
    }

    /// The first eight bytes as a number that is ordered as they are.
    private static func beginning(_ name: String) -> UInt64 {
        var (key, left) = (UInt64(0), 8)
        for byte in name.utf8.prefix(8) {
            key = key << 8 | UInt64(byte)
            left -= 1
        }
        return left == 8 ? 0 : key << UInt64(8 * left)
    }

    private static func inverse(_ order: [Int]) -> [Int] {
        var places = [Int](repeating: 0, count: order.count)
        for (place, old) in order.enumerated() { places[old] = place }
        return places
    }

    private static func precedes(_ one: String, _ other: String) -> Bool {
        one.utf8.lexicographicallyPrecedes(other.utf8)
    }
}

extension VerdictTable.Row {
    fileprivate var rank: (Int, Int, Int, Int) { (item, rater, order == .second ? 1 : 0, sample) }
}
