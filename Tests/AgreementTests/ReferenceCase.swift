import Testing

/// Worked examples with values from published tables and independent packages.
///
/// Each value was recomputed with at least one of krippendorff 0.9.0, irrCAC 0.4.4, statsmodels 0.15.0, scipy 1.17.1,
/// pingouin 0.7.0 and scikit-learn 1.9.1, or by brute force; the source names where the data come from.
struct ReferenceCase: Sendable, CustomTestStringConvertible {
    /// A figure, named as its package names it.
    struct Check: Sendable {
        let measure: String
        let value: Double

        init(_ measure: String, _ value: Double) {
            self.measure = measure
            self.value = value
        }
    }

    let id: String
    let source: String
    /// Items by raters.
    var rows: [[Double?]] = []
    /// Instead of rows: a table of counts, first rater down, second across.
    var counts: [[Double]] = []
    /// Instead of rows: for each item how many raters chose each category.
    var tallies: [[Double]] = []
    let checks: [Check]

    var testDescription: String { id }
}

extension ReferenceCase {
    /// The data as items by raters.
    var expandedRows: [[Double?]] {
        if !rows.isEmpty { return rows }
        if !tallies.isEmpty {
            return tallies.map { tally in
                tally.enumerated().flatMap { [Double?](repeating: Double($0), count: Int($1)) }
            }
        }
        return counts.enumerated().flatMap { x, row in
            row.enumerated().flatMap { y, count in [[Double?]](repeating: [Double(x), Double(y)], count: Int(count)) }
        }
    }

    /// Tables of counts declare their categories, used or not.
    var declaredCategories: [Double]? {
        if let width = tallies.first?.count { return (0..<width).map(Double.init) }
        return counts.isEmpty ? nil : (0..<max(counts.count, counts.first?.count ?? 0)).map(Double.init)
    }
}
