import Agreement

/// Measures of agreement on ratings in memory, one core.
enum AgreementBench {
    private static let itemCount = 200_000
    private static let raters = (0..<5).map { (name: "r\($0)", kind: RaterKind.human) }

    static func run() throws {
        var generator = Generator(seed: 1)
        let table = try table(&generator)
        let options = IntervalOptions(resamples: 1000, confidence: 0.95, seed: 1)
        let alone = fastest(of: 5) { _ = GroupFigures.alpha(table, IntervalOptions(resamples: 0)) }
        report("alpha of 1,000,000 ratings, four levels", seconds: alone, against: "limit", limit: 0.03)
        let resampled = fastest(of: 5) { _ = GroupFigures.alphaFleissKappa(table, options) }
        let once = fastest(of: 5) { _ = GroupFigures.alphaFleissKappa(table, IntervalOptions(resamples: 0)) }
        report("1,000 resamples of alpha, Fleiss and kappa", seconds: resampled - once, against: "limit", limit: 0.03)
        let seconds = fastest(of: 3) {
            _ = CriterionReport(criterion: "score", level: .ordinal, table: table, options: options)
        }
        report("report of 1,000,000 ratings, 1,000 resamples", seconds: seconds, against: "limit", limit: 0.8)
        try continuous(&generator)
    }

    private static func continuous(_ generator: inout Generator) throws {
        let scores = (0..<1_000_000).map { Double($0 / 5 % 7) + Double.random(in: 0..<1, using: &generator) }
        let rows = try ScoreRows(scores: scores, raterCount: 5)
        report(
            "interval alpha of 1,000,000 continuous scores",
            seconds: fastest(of: 5) { _ = rows.intervalAlpha() },
            against: "limit",
            limit: 0.01
        )
        let correlations = fastest(of: 5) {
            if let squares = rows.meanSquares() { for form in ICCForm.allCases { _ = squares.estimate(form) } }
        }
        report("six ICCs of them, with intervals", seconds: correlations, against: "limit", limit: 0.02)
        let other = scores.map { $0 + Double.random(in: 0..<2, using: &generator) }
        let tau = try fastest(of: 3) { _ = try KendallTau.b(scores, other) }
        report("tau-b of 1,000,000 continuous pairs", seconds: tau, against: "limit", limit: 0.25)
    }

    private static func table(_ generator: inout Generator) throws -> RatingTable {
        var columns = RatingTable.Columns(items: [], raters: [], scores: [], values: [1, 2, 3, 4, 5])
        for item in 0..<itemCount {
            let base = Int.random(in: 0..<5, using: &generator)
            for rater in raters.indices {
                columns.items.append(Int32(item))
                columns.raters.append(Int32(rater))
                columns.scores.append(Int32(min(4, max(0, base + Int.random(in: -1...1, using: &generator)))))
            }
        }
        return try RatingTable(
            items: (0..<itemCount).map { "i\($0)" },
            raters: raters,
            columns: columns,
            categories: [1, 2, 3, 4, 5]
        )
    }
}
