/// Items merged by what each rater gave: a bootstrap of n items is one multinomial over the patterns, exactly.
struct Patterns: Sendable {
    /// How many raters a pattern has.
    let width: Int
    /// Pattern after pattern the categories that the raters gave, −1 where one gave none.
    let codes: [Int32]
    let units: Units

    var count: Int { units.counts.count }
    var itemCount: Int { units.itemCount }
    var counts: [Int] { units.counts }

    /// The codes of one pattern.
    subscript(pattern: Int) -> ArraySlice<Int32> { codes[pattern * width..<(pattern + 1) * width] }

    /// The patterns of those raters over the items that at least `minimum` of them scored.
    init(_ table: RatingTable, raters: [Int], minimum: Int) {
        self.init(table, columns: raters.map { table.column($0) }, minimum: minimum)
    }

    /// The patterns of those columns of a table over the items for which at least `minimum` of them have a category.
    init(_ table: RatingTable, columns: [[Int32]], minimum: Int) {
        width = columns.count
        var given = [Int32](repeating: 0, count: table.items.count)
        for column in columns {
            for item in column.indices where column[item] >= 0 { given[item] += 1 }
        }
        let selected = given.indices.filter { given[$0] >= minimum }.map { Int32($0) }
        let base = UInt64(table.categories.count + 1)
        var keys = [UInt64](repeating: 0, count: selected.count)
        var space: UInt64 = 1
        for column in columns {
            if space.multipliedReportingOverflow(by: base).overflow {
                let ranking = Ranking(keys, space: space)
                keys = ranking.ranks.map(UInt64.init)
                space = UInt64(max(1, ranking.count))
            }
            for place in keys.indices {
                keys[place] = keys[place] * base + UInt64(column[Int(selected[place])] + 1)
            }
            space *= base
        }
        let ranking = Ranking(keys, space: space)
        var codes = [Int32](repeating: -1, count: ranking.count * columns.count)
        for (place, pattern) in ranking.ranks.enumerated() {
            let start = Int(pattern) * columns.count
            for rater in columns.indices { codes[start + rater] = columns[rater][Int(selected[place])] }
        }
        self.codes = codes
        units = Units(table, items: selected, patterns: ranking.ranks, patternCount: ranking.count)
    }
}

extension RatingTable {
    /// For each item the category that a rater gave, or −1.
    func column(_ rater: Int) -> [Int32] {
        var column = [Int32](repeating: -1, count: items.count)
        for item in items.indices {
            for place in starts[item]..<starts[item + 1] where Int(entryRaters[place]) == rater {
                column[item] = entryCategories[place]
            }
        }
        return column
    }

    /// The columns of several raters, in one pass.
    func columns(_ raters: [Int]) -> [[Int32]] {
        var places = [Int](repeating: -1, count: self.raters.count)
        for (place, rater) in raters.enumerated() { places[rater] = place }
        var columns = [[Int32]](repeating: [Int32](repeating: -1, count: items.count), count: raters.count)
        for item in items.indices {
            for entry in starts[item]..<starts[item + 1] {
                let place = places[Int(entryRaters[entry])]
                if place >= 0 { columns[place][item] = entryCategories[entry] }
            }
        }
        return columns
    }
}
