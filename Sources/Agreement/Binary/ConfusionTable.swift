/// How often one rater gave each category where another gave each: rows are the first rater's categories.
public struct ConfusionTable: Sendable, Equatable {
    /// The scale's values, ascending.
    public let categories: [Double]
    /// `counts[a][b]`: items that the first rater gave category `a` and the second `b`.
    public let counts: [[Int]]

    /// Counts the items that both raters of the table scored; `first` and `second` are places in its raters.
    public init(_ table: RatingTable, first: Int, second: Int) {
        categories = table.categories
        var counts = [[Int]](repeating: [Int](repeating: 0, count: categories.count), count: categories.count)
        for item in table.items.indices {
            guard let a = table.category(rater: first, item: item), let b = table.category(rater: second, item: item)
            else { continue }
            counts[a][b] += 1
        }
        self.counts = counts
    }

    /// How often the first rater gave each category.
    public var firstTotals: [Int] { counts.map { $0.reduce(0, +) } }

    /// How often the second rater gave each category.
    public var secondTotals: [Int] { categories.indices.map { column in counts.reduce(0) { $0 + $1[column] } } }

    /// Items that both scored.
    public var itemCount: Int { firstTotals.reduce(0, +) }

    /// Matthews' correlation in its form for any number of categories (Matthews, 1975; Gorodkin, 2004).
    ///
    /// Undefined when either rater gave one category only.
    public var matthewsCorrelation: Estimate {
        let (rows, columns, n) = (firstTotals, secondTotals, itemCount)
        let total = Double(n)
        let equal = Double(categories.indices.reduce(0) { $0 + counts[$1][$1] })
        let product = zip(rows, columns).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let rowSpread = total * total - rows.reduce(0) { $0 + Double($1) * Double($1) }
        let columnSpread = total * total - columns.reduce(0) { $0 + Double($1) * Double($1) }
        guard n > 0 else { return Estimate(undefined: "no item has a score of both", itemCount: 0, ratingCount: 0) }
        guard rowSpread > 0, columnSpread > 0 else {
            let who = rowSpread > 0 ? "second" : "first"
            return Estimate(undefined: "the \(who) gave all \(n) items one category", itemCount: n, ratingCount: 2 * n)
        }
        let value = (equal * total - product) / (rowSpread * columnSpread).squareRoot()
        return Estimate(value: value, itemCount: n, ratingCount: 2 * n)
    }

    /// The prevalence index of two categories, |a − d| / n; nil for another number of categories (Byrt, Bishop and
    /// Carlin, 1993).
    public var prevalenceIndex: Double? {
        guard categories.count == 2, itemCount > 0 else { return nil }
        return Double(abs(counts[0][0] - counts[1][1])) / Double(itemCount)
    }

    /// The bias index of two categories, |b − c| / n; nil for another number of categories (Byrt, Bishop and Carlin, 1993).
    public var biasIndex: Double? {
        guard categories.count == 2, itemCount > 0 else { return nil }
        return Double(abs(counts[0][1] - counts[1][0])) / Double(itemCount)
    }
}
