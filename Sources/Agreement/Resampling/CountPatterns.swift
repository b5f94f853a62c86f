/// Items merged by how often each category was given, whoever gave it.
struct CountPatterns: Sendable {
    /// Every value of the scale, ascending.
    let categories: [Double]
    /// Where each pattern's entries start; one more than there are patterns.
    private(set) var starts: [Int] = [0]
    /// The categories of the entries, ascending within a pattern.
    private(set) var entries: [Int32] = []
    /// How often each was given.
    private(set) var entryCounts: [Double] = []
    /// The ratings of one item of each pattern.
    private(set) var sizes: [Double] = []
    private(set) var units: Units

    var count: Int { sizes.count }

    /// The items that at least `minimum` of those raters scored.
    init(_ table: RatingTable, raters: [Int], minimum: Int) {
        categories = table.categories
        var isChosen = [Bool](repeating: false, count: table.raters.count)
        for rater in raters { isChosen[rater] = true }
        let rows = Self.rows(table, isChosen: raters.count == table.raters.count ? nil : isChosen, minimum: minimum)
        let ranking = Self.merged(rows, categoryCount: table.categories.count)
        units = Units(table, items: rows.items, patterns: ranking.ranks, patternCount: ranking.count)
        var example = [Int](repeating: -1, count: ranking.count)
        for place in ranking.ranks.indices.reversed() { example[Int(ranking.ranks[place])] = place }
        for place in example {
            append(rows.codes[rows.starts[place]..<rows.starts[place + 1]].sorted().map { ($0, 1) })
        }
    }

    /// A table of counts, items by categories; counts need not be whole.
    init(counts: [[Double]], categories: [Double]) {
        self.categories = categories
        units = Units(counts: [Int](repeating: 1, count: counts.count))
        for row in counts { append(row.indices.filter { row[$0] > 0 }.map { (Int32($0), row[$0]) }) }
    }

    private mutating func append(_ row: [(Int32, Double)]) {
        var size = 0.0
        var last: Int32 = -1
        for (category, count) in row {
            if category == last {
                entryCounts[entryCounts.count - 1] += count
            } else {
                entries.append(category)
                entryCounts.append(count)
            }
            last = category
            size += count
        }
        starts.append(entries.count)
        sizes.append(size)
    }

    /// The categories given by the chosen raters, item after item, in the order of raters.
    private struct Rows {
        var items: [Int32] = []
        var starts = [0]
        var codes: [Int32] = []
        var longest = 0
    }

    private static func rows(_ table: RatingTable, isChosen: [Bool]?, minimum: Int) -> Rows {
        var rows = Rows()
        rows.codes.reserveCapacity(table.scoreCount)
        rows.items.reserveCapacity(table.items.count)
        rows.starts.reserveCapacity(table.items.count + 1)
        for item in table.items.indices {
            let start = rows.codes.count
            for place in table.starts[item]..<table.starts[item + 1]
            where isChosen?[Int(table.entryRaters[place])] ?? true {
                rows.codes.append(table.entryCategories[place])
            }
            let count = rows.codes.count - start
            if count < minimum {
                rows.codes.removeLast(count)
            } else {
                rows.items.append(Int32(item))
                rows.starts.append(rows.codes.count)
                rows.longest = max(rows.longest, count)
            }
        }
        return rows
    }

    /// Rows with the same counts get the same rank.
    private static func merged(_ rows: Rows, categoryCount: Int) -> Ranking {
        var powers: [UInt64] = []
        var space: UInt64 = 1
        for _ in 0..<min(64, categoryCount) {
            powers.append(space)
            let next = space.multipliedReportingOverflow(by: UInt64(rows.longest + 1))
            guard !next.overflow else { return mergedByPosition(rows, categoryCount: categoryCount) }
            space = next.partialValue
        }
        guard powers.count == categoryCount else { return mergedByPosition(rows, categoryCount: categoryCount) }
        powers.reverse()
        // The counts are the digits of the key, so that adding one power a rating needs no sorting.
        var keys = [UInt64](repeating: 0, count: rows.items.count)
        rows.codes.withUnsafeBufferPointer { codes in
            for place in keys.indices {
                var key: UInt64 = 0
                for entry in rows.starts[place]..<rows.starts[place + 1] { key += powers[Int(codes[entry])] }
                keys[place] = key
            }
        }
        return Ranking(keys, space: space)
    }

    private static func mergedByPosition(_ rows: Rows, categoryCount: Int) -> Ranking {
        var codes = rows.codes
        for place in rows.items.indices { codes[rows.starts[place]..<rows.starts[place + 1]].sort() }
        let base = UInt64(categoryCount + 1)
        var ranking = Ranking([UInt64](repeating: 0, count: rows.items.count), space: 1)
        for position in 0..<rows.longest where ranking.count < rows.items.count {
            let keys = rows.items.indices.map { place in
                let entry = rows.starts[place] + position
                let code = entry < rows.starts[place + 1] ? UInt64(codes[entry] + 1) : 0
                return UInt64(ranking.ranks[place]) * base + code
            }
            ranking = Ranking(keys, space: UInt64(ranking.count) * base)
        }
        return ranking
    }
}
