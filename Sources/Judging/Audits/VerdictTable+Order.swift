import Studies

extension VerdictTable {
    /// Puts items, raters and rows in an order that does not hang on that of reading; groups stay as they were first seen.
    ///
    /// Bootstrap and sums take them in turn.
    mutating func sortByName() {
        newest = newestVersions
        let ranks = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        let itemOrder = items.indices.sorted { one, other in
            let (first, second) = (ranks[items[one].group] ?? 0, ranks[items[other].group] ?? 0)
            return first == second ? Self.precedes(items[one].name, items[other].name) : first < second
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
        rows = rows.enumerated().sorted { one, other in
            let (first, second) = (one.element.rank, other.element.rank)
            return first == second ? one.offset < other.offset : first < second
        }.map(\.element)
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
