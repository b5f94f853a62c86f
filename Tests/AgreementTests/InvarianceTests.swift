@testable import Agreement
import Testing

/// What must not change a figure, on random tables.
struct InvarianceTests {
    private func rows(seed: UInt64, items: Int = 30, raters: Int = 3, missing: Int = 2) -> [[Double?]] {
        var generator = Generator(seed: seed)
        return (0..<items).map { _ in
            let base = 1 + generator.index(below: 5)
            return (0..<raters).map { _ in
                guard generator.index(below: 10) >= missing else { return nil }
                return Double(min(5, max(1, base + generator.index(below: 3) - 1)))
            }
        }
    }

    private func report(_ rows: [[Double?]], level: Level = .ordinal, categories: [Double]? = nil) throws
        -> CriterionReport
    {
        CriterionReport(
            criterion: "score",
            level: level,
            table: try RatingTable(rows: rows, categories: categories),
            options: IntervalOptions(resamples: 0)
        )
    }

    private func expectSame(_ one: Measures, _ other: Measures, without left: [String] = []) {
        #expect(one.all.map(\.name) == other.all.map(\.name))
        for (name, estimate) in one.all where !left.contains(name) {
            let difference = (estimate.value ?? 9) - (other[name]?.value ?? 9)
            #expect(abs(difference) < 1e-9, "\(name): \(String(describing: estimate.value))")
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func theOrderOfRatersChangesNothing(seed: UInt64) throws {
        let rows = self.rows(seed: seed)
        expectSame(try report(rows).measures, try report(rows.map { $0.reversed() }).measures)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func theOrderOfItemsChangesNothing(seed: UInt64) throws {
        let rows = self.rows(seed: seed)
        expectSame(try report(rows).measures, try report(rows.reversed()).measures)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func otherLabelsChangeNoNominalMeasure(seed: UInt64) throws {
        let rows = self.rows(seed: seed)
        let labels: [Double] = [0, 4, 1, 5, 3, 2]
        let renamed = rows.map { $0.map { $0.map { labels[Int($0)] } } }
        expectSame(try report(rows, level: .nominal).measures, try report(renamed, level: .nominal).measures)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func doublingTheDataChangesOnlyWhatCorrectsForSmallSamples(seed: UInt64) throws {
        let rows = self.rows(seed: seed, missing: 0)
        let (once, twice) = (try report(rows).measures, try report(rows + rows).measures)
        let same = once.all.map(\.name).filter { name in
            ["percent", "gwet", "brennan", "fleiss", "conger", "light"].contains { name.hasPrefix($0) }
        }
        #expect(same.count > 15)
        for name in same {
            #expect(abs((once[name]?.value ?? 9) - (twice[name]?.value ?? -9)) < 1e-12, "\(name)")
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func anAffineMapChangesNoMeasureOfIntervals(seed: UInt64) throws {
        let rows = self.rows(seed: seed)
        let mapped = rows.map { $0.map { $0.map { 40 - 2.5 * $0 } } }
        let (one, other) = (try report(rows, level: .interval).measures, try report(mapped, level: .interval).measures)
        expectSame(one, other, without: ["alpha.ratio"])
    }

    @Test func alphaOfTwoRatersNearsScottsPi() throws {
        var last = 1.0
        for copies in [1, 10, 100] {
            let base = self.rows(seed: 3, raters: 2, missing: 0)
            let report = try report((0..<copies).flatMap { _ in base }, level: .nominal)
            let pi = try #require(report.pairs.first?.measures["scott_pi"]?.value)
            let difference = abs(pi - (try #require(report.measures["alpha.nominal"]?.value)))
            #expect(difference < last / 5)
            last = difference
        }
    }

    @Test func anUnusedDeclaredCategoryMovesBrennanPredigerAndGwetButNoValueWeightedKappa() throws {
        let rows: [[Double?]] = [[1, 1], [1, 2], [2, 2], [4, 4], [4, 2], [1, 1]]
        let (seen, declared) = (try report(rows), try report(rows, categories: [1, 2, 3, 4, 5]))
        expectSame(try #require(seen.pairs.first).measures, try #require(declared.pairs.first).measures)
        for name in ["brennan_prediger.identity", "gwet_ac.identity"] {
            let (one, other) = (seen.measures[name]?.value ?? 9, declared.measures[name]?.value ?? 9)
            #expect(other > one + 0.01, "\(name)")
        }
    }

    /// Drawing patterns is drawing items: mean and spread of alpha agree with a naive bootstrap within its own error.
    @Test func theBootstrapOfPatternsIsThatOfItems() throws {
        let rows = (0..<4).flatMap { self.rows(seed: $0 + 1, items: 40, missing: 1) }
        let table = try RatingTable(rows: rows)
        let patterns = CountPatterns(table, raters: [0, 1, 2], minimum: 2)
        let kernel = AlphaKernel(patterns, levels: [.interval]).kernel
        var generator = Generator(seed: 2)
        var (fast, naive): ([Double], [Double]) = ([], [])
        let members = patterns.units.counts.indices.flatMap {
            [Int](repeating: $0, count: patterns.units.counts[$0])
        }
        patterns.units.forEachDraw(IntervalOptions(resamples: 3000, seed: 2)) {
            fast.append(kernel.values(Array($0))[0])
        }
        for _ in 0..<3000 {
            var own = [Double](repeating: 0, count: patterns.units.counts.count)
            for _ in members { own[members[generator.index(below: members.count)]] += 1 }
            naive.append(kernel.values(own)[0])
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        func spread(_ values: [Double]) -> Double {
            let center = mean(values)
            return mean(values.map { ($0 - center) * ($0 - center) }).squareRoot()
        }
        #expect(abs(mean(fast) - mean(naive)) < 5 * spread(naive) / 3000.0.squareRoot() * 1.5)
        #expect(abs(spread(fast) / spread(naive) - 1) < 0.08)
    }
}
