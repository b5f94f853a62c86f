import Agreement

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
