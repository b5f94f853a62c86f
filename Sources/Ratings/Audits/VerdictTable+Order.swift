import Agreement
import Studies

extension VerdictTable {
    /// Puts items, raters and rows in an order that does not hang on that of reading; groups stay as they were first seen.
    ///
    /// Bootstrap and sums take them in turn.
    mutating func sortByName() {
        newest = newestVersions
        let ranks = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        let byName = NameOrder(items.map(\.name)).sorted
        let itemOrder = Radix.order(byName.map { UInt64(ranks[items[$0].group] ?? 0) }).map { byName[Int($0)] }
        let raterOrder = raters.indices.sorted { Self.precedes(raters[$0].name, raters[$1].name) }
        let (itemPlace, raterPlace) = (Self.inverse(itemOrder), Self.inverse(raterOrder))
        (items, raters) = (itemOrder.map { items[$0] }, raterOrder.map { raters[$0] })
        newest = Dictionary(uniqueKeysWithValues: newest.map { (raterPlace[$0.key], $0.value) })
        itemPlaces = itemPlaces.mapValues { itemPlace[$0] }
        for place in rows.indices {
            rows[place].item = itemPlace[rows[place].item]
            rows[place].rater = raterPlace[rows[place].rater]
        }
        // Versions, and what is alike in all these, stay as they were read: samples, then orders and so on in stable passes.
        let bySample = Radix.order(rows.map { UInt64(bitPattern: Int64($0.sample)) ^ 1 << 63 }).map { Int($0) }
        let byPlace = Radix.order(bySample.map { rows[$0].place(raterCount: raters.count) }).map { bySample[Int($0)] }
        rows = byPlace.map { rows[$0] }
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
    /// Its place among rows of other items, raters and orders.
    fileprivate func place(raterCount: Int) -> UInt64 {
        UInt64((item * raterCount + rater) * 2 + (order == .second ? 1 : 0))
    }
}
