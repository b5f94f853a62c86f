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

    /// Of eight scores given once each the one given most has an eighth; nearly every resample has one that came twice.
    @Test func whatIsMostInEveryResampleIsNoLess() throws {
        let bootstrap = ClusterBootstrap(clusterCount: 8, options: IntervalOptions(resamples: 200))
        let found = bootstrap.estimates { weights in [(weights.max() ?? 0) / 8, -(weights.max() ?? 0) / 8] }
        let (most, least) = (found[0], found[1])
        #expect(most.value == 0.125 && most.low == 0.125 && (most.high ?? 0) >= 0.375, "\(most)")
        #expect(least.value == -0.125 && least.high == -0.125 && (least.low ?? 0) <= -0.375, "\(least)")
        #expect(
            most.method?.hasSuffix("stretched to the figure: the bootstrap's interval leaves the figure out") == true
        )
        let held = bootstrap.estimates { weights in [weights[0]] }[0]
        #expect(held.method?.contains("stretched") == false && held.low == 0, "\(held)")
    }

    /// Of the normal distribution's quantiles of .1, .025 and .005: √(p (1 − p))/φ(z) by scipy.
    @Test(arguments: [(0.8, 1.709417957), (0.95, 2.671310865), (0.99, 4.877934536)])
    func theErrorOfAnEndIsThatOfItsCoverage(confidence: Double, factor: Double) {
        let found = errorOfEnd(standardError: 3, confidence: confidence, resamples: 400)
        #expect(abs(found - 3 * factor / 20) < 1e-8, "\(found)")
    }
}
