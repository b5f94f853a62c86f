import Agreement

/// Measures of agreement on ratings in memory.
enum AgreementBench {
    static func run() throws {
        let itemCount = 200_000
        var state: UInt64 = 1
        var scores: [RatingTable.Score] = []
        for item in 0..<itemCount {
            for rater in 0..<5 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                scores.append(.init(item: item, rater: rater, value: Double(1 + (state >> 33) % 5)))
            }
        }
        let table = try RatingTable(
            items: (0..<itemCount).map { "i\($0)" },
            raters: (0..<5).map { ("r\($0)", .human) },
            scores: scores,
            categories: [1, 2, 3, 4, 5]
        )
        let options = IntervalOptions(resamples: 1000, confidence: 0.95, seed: 1)
        let seconds = fastest(of: 3) {
            _ = CriterionReport(criterion: "score", level: .ordinal, table: table, options: options)
        }
        report("report of 1,000,000 ratings, 1,000 resamples", seconds: seconds, against: "limit", limit: 0.8)
    }
}
