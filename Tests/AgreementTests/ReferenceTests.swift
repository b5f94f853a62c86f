import Agreement
import Testing

struct ReferenceTests {
    @Test(arguments: ReferenceCase.all)
    func theReferenceValuesAreReproduced(reference: ReferenceCase) throws {
        let rows = reference.expandedRows
        let table = try RatingTable(rows: rows)
        let report = CriterionReport(
            criterion: "score",
            level: .ratio,
            table: table,
            options: IntervalOptions(resamples: 0)
        )
        let last = report.pairs.last { $0.a == table.raters.suffix(2).first?.name }
        for check in reference.checks {
            let estimate = check.isOfPair ? last?.measures[check.measure] : report.measures[check.measure]
            let value = try #require(estimate?.value, "\(check.measure)")
            #expect(abs(value - check.value) <= check.tolerance, "\(check.measure): \(value), not \(check.value)")
        }
    }
}

extension ReferenceCase {
    /// The data as items by raters.
    var expandedRows: [[Double?]] {
        if !rows.isEmpty { return rows }
        if !tallies.isEmpty {
            return tallies.map { tally in
                tally.enumerated().flatMap { [Double?](repeating: Double($0), count: $1) }
            }
        }
        return counts.enumerated().flatMap { x, row in
            row.enumerated().flatMap { y, count in [[Double?]](repeating: [Double(x), Double(y)], count: count) }
        }
    }
}

extension RatingTable {
    /// A table of people's scores from rows of items, with names that sort in the order of the columns.
    init(rows: [[Double?]], kinds: [RaterKind] = [], categories: [Double]? = nil, clusters: [String]? = nil) throws {
        func name(_ number: Int) -> String { String(1_000_000 + number) }
        let width = rows.map(\.count).max() ?? 0
        var scores: [Score] = []
        for (item, row) in rows.enumerated() {
            for (rater, value) in row.enumerated() {
                if let value { scores.append(Score(item: item, rater: rater, value: value)) }
            }
        }
        try self.init(
            items: rows.indices.map(name),
            raters: (0..<width).map { (name($0), $0 < kinds.count ? kinds[$0] : .human) },
            scores: scores,
            categories: categories,
            clusters: clusters
        )
    }
}
