@testable import Agreement
import Testing

struct PropertyTests {
    private func randomRows(seed: UInt64, items: Int = 40, raters: Int = 4) -> [[Double?]] {
        var generator = Generator(seed: seed)
        return (0..<items).map { _ in
            let base = Int.random(in: 1...5, using: &generator)
            return (0..<raters).map { _ in
                guard Int.random(in: 0..<10, using: &generator) < 8 else { return nil }
                return Double(min(5, max(1, base + Int.random(in: -1...1, using: &generator))))
            }
        }
    }

    private func report(_ table: RatingTable, resamples: Int = 100) -> CriterionReport {
        CriterionReport(
            criterion: "score",
            level: .interval,
            table: table,
            options: IntervalOptions(resamples: resamples, seed: 5)
        )
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func theOrderOfRowsMovesNoDigit(seed: UInt64) throws {
        let rows = randomRows(seed: seed)
        var scores: [RatingTable.Score] = []
        for (item, row) in rows.enumerated() {
            for (rater, value) in row.enumerated() {
                if let value { scores.append(.init(item: item, rater: rater, value: value)) }
            }
        }
        var generator = Generator(seed: seed)
        let order = rows.indices.shuffled(using: &generator)
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        let names = rows.indices.map { "item \($0)" }
        let raters = ["a", "b", "c", "d"].map { (name: $0, kind: RaterKind.human) }
        let straight = try RatingTable(items: names, raters: raters, scores: scores)
        let shuffled = try RatingTable(
            items: order.map { names[$0] },
            raters: raters,
            scores: scores.shuffled(using: &generator).map {
                .init(item: places[$0.item] ?? 0, rater: $0.rater, value: $0.value)
            }
        )
        #expect(report(straight).measures == report(shuffled).measures)
        #expect(report(straight).pairs.map(\.measures) == report(shuffled).pairs.map(\.measures))
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func intervalAlphaIsUnmovedByAnAffineMap(seed: UInt64) throws {
        let rows = randomRows(seed: seed)
        let plain = report(try RatingTable(rows: rows), resamples: 0).measures["alpha.interval"]?.value
        let mapped = report(try RatingTable(rows: rows.map { $0.map { $0.map { 3 * $0 + 11 } } }), resamples: 0)
        #expect(abs(try #require(plain) - (try #require(mapped.measures["alpha.interval"]?.value))) < 1e-12)
    }

    @Test func perfectAgreementIsOne() throws {
        let report = report(try RatingTable(rows: [[1, 1, 1], [2, 2, 2], [5, 5, 5]]), resamples: 0)
        for (name, estimate) in report.measures.all {
            #expect(estimate.value.map { abs($0 - 1) < 1e-12 } == true, "\(name): \(estimate.value ?? 9)")
        }
    }

    @Test func theIntervalHoldsTheValueAndNamesItsMethod() throws {
        let report = report(try RatingTable(rows: randomRows(seed: 3)), resamples: 500)
        let alpha = try #require(report.measures["alpha.interval"])
        let (low, high) = (try #require(alpha.low), try #require(alpha.high))
        #expect(low < (alpha.value ?? 9) && (alpha.value ?? -9) < high)
        #expect(alpha.method == "BCa bootstrap over items, 500 resamples")
    }

    /// The mean and variance of Binomial(n, p), in both regimes of the sampler.
    @Test(arguments: [(20, 0.1), (1000, 0.004), (100, 0.5), (100_000, 0.3), (1_000_000, 0.9)])
    func binomialDrawsHaveTheirMeanAndVariance(n: Int, p: Double) {
        var generator = Generator(seed: 11)
        let draws = (0..<20_000).map { _ in Double(generator.binomial(n, p)) }
        let mean = draws.reduce(0, +) / 20_000
        let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 19_999
        let expected = Double(n) * p * (1 - p)
        #expect(abs(mean - Double(n) * p) < 5 * (expected / 20_000).squareRoot())
        #expect(abs(variance / expected - 1) < 0.06)
    }

    @Test func clustersWidenTheIntervalOfClusteredRatings() throws {
        let rows = randomRows(seed: 9, items: 30).flatMap { [[Double?]](repeating: $0, count: 4) }
        let clusters = rows.indices.map { "cluster \($0 / 4)" }
        let plain = report(try RatingTable(rows: rows), resamples: 400).measures["alpha.interval"]
        let clustered = report(try RatingTable(rows: rows, clusters: clusters), resamples: 400).measures[
            "alpha.interval"
        ]
        let ratio = try #require(clustered?.standardError) / (try #require(plain?.standardError))
        #expect((1.6...2.5).contains(ratio))
    }
}
