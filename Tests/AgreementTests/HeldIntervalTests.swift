@testable import Agreement
import Testing

/// No interval leaves its own figure out.
struct HeldIntervalTests {
    /// Items drawn twice make ties that distinct scores do not have.
    @Test(arguments: 1...3 as ClosedRange<UInt64>, [true, false])
    func intervalsOfDistinctScoresHoldTheirFigures(seed: UInt64, clustered: Bool) throws {
        var generator = Generator(seed: seed)
        let scores = (0..<40).flatMap { item -> [RatingTable.Score] in
            let quality = generator.uniform()
            return (0..<3).map { .init(item: item, rater: $0, value: quality + 0.3 * generator.uniform()) }
        }
        let table = try RatingTable(
            items: (0..<40).map { "i\($0)" },
            raters: [("a", .human), ("b", .human), ("g", .judge)],
            scores: scores,
            clusters: clustered ? (0..<40).map { "p\($0 / 2)" } : nil
        )
        let options = IntervalOptions(resamples: 100)
        let report = CriterionReport(criterion: "score", level: .ordinal, table: table, options: options)
        let all = [report.measures] + report.pairs.map(\.measures) + report.automatic.map(\.measures)
        var count = 0
        for (name, estimate) in all.flatMap(\.all) {
            guard let value = estimate.value, let low = estimate.low, let high = estimate.high else { continue }
            count += 1
            #expect(low - 1e-9 <= value && value <= high + 1e-9, "\(name) \(value) [\(low), \(high)]")
        }
        #expect(count > 20)
    }
}
