/// How often each category was given within each pattern, ready for every measure that does not ask who gave it.
struct CountTable {
    /// One pattern: its categories with their counts, ascending, and the number of ratings.
    struct Row {
        var entries: [(category: Int, count: Double)]
        var size: Double
    }

    let categories: [Double]
    let rows: [Row]
    /// Ratings of items with at least two.
    let pairableCount: Int

    init(_ patterns: Patterns, categories: [Double]) {
        self.categories = categories
        rows = patterns.rows.map { row in
            var counts: [Int: Double] = [:]
            for category in row where category >= 0 { counts[Int(category), default: 0] += 1 }
            let entries = counts.sorted { $0.key < $1.key }.map { (category: $0.key, count: $0.value) }
            return Row(entries: entries, size: entries.reduce(0) { $0 + $1.count })
        }
        pairableCount = zip(rows, patterns.counts).reduce(0) { $0 + ($1.0.size >= 2 ? Int($1.0.size) * $1.1 : 0) }
    }

    /// Why no agreement beyond chance can be had from these ratings, or nil.
    ///
    /// `weights` are the patterns' weights.
    func constantReason(_ weights: [Double]) -> String? {
        var seen: Set<Int> = []
        var count = 0.0
        for (row, weight) in zip(rows, weights) where weight > 0 && row.size >= 2 {
            for entry in row.entries { seen.insert(entry.category) }
            count += weight * row.size
        }
        if count == 0 { return "no item has two ratings" }
        return seen.count == 1 ? "all \(Int(count)) ratings equal (percent agreement 100 %)" : nil
    }
}
