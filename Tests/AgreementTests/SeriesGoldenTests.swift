import Fixtures
import Foundation
import Studies
import Testing

@testable import Agreement

/// 240 values in the order of time, of ten days: what numpy and scipy make of them.
struct SeriesGoldenTests {
    private let golden: LatencyGolden
    private var values: [Double] { golden.values }
    private var hours: [Int] { golden.hours }

    init() throws { golden = try LatencyGolden() }

    private func check(_ value: Double?, _ name: String, place: Int = 0, at location: SourceLocation = #_sourceLocation)
        throws
    {
        let fault = try golden.fault(of: value, name, place: place)
        #expect(fault == nil, sourceLocation: location)
    }

    @Test func theSpreadOfADay() throws {
        let spread = try #require(Dispersion(values))
        try check(Double(values.count), "n")
        try check(spread.mean, "mean")
        try check(spread.deviation, "sd_sample(ddof1)")
        try check(spread.variation, "cv(ddof1)")
        try check(spread.quartiles.high - spread.quartiles.low, "iqr")
        try check(spread.quartileDispersion, "qcd=(q3-q1)/(q3+q1)")
        try check(spread.medianDeviation, "mad(raw)")
        try check(spread.jitter, "jitter mean|x_i-x_{i-1}|")
        try check(spread.smoothedJitter, "jitter rfc3550 J+=(|D|-J)/16")
        let mean = try #require(spread.meanInterval())
        try check(mean.low, "CI95 mean (t)")
        try check(mean.high, "CI95 mean (t)", place: 1)
        let variation = try #require(spread.mcKay())
        try check(variation.low, "CI95 cv McKay")
        try check(variation.high, "CI95 cv McKay", place: 1)
    }

    @Test(arguments: [25, 50, 75, 90, 95, 99]) func quantilesByThreeRules(_ percent: Int) throws {
        let sorted = values.sorted()
        let share = Double(percent) / 100
        try check(QuantileRule.linear.quantile(share, of: sorted), "p\(percent) linear(type7)")
        try check(QuantileRule.invertedDistribution.quantile(share, of: sorted), "p\(percent) inverted_cdf(type1)")
        try check(QuantileRule.hazen.quantile(share, of: sorted), "p\(percent) hazen(type5)")
    }

    @Test(arguments: [50, 95, 99]) func ranksOfAQuantile(_ percent: Int) throws {
        let wanted = try golden.numbers("CI95 of p\(percent) [rank lo, rank hi, lo, hi, coverage]")
        let ranks = QuantileRanks(count: values.count, share: Double(percent) / 100)
        #expect(ranks.low.map(Double.init) == wanted[0])
        #expect(ranks.high.map(Double.init) == (wanted[3] == nil ? nil : wanted[1]))
        #expect(abs(ranks.coverage - (wanted[4] ?? 0)) < 1e-9)
        let sorted = values.sorted()
        #expect(ranks.low.map { sorted[$0 - 1] } == wanted[2])
        #expect(ranks.high.map { sorted[$0 - 1] } == wanted[3])
    }

    @Test func theVarianceBetweenHours() throws {
        let test = try #require(KruskalWallis(values, groups: hours))
        try check(test.statistic, "kruskal hour-of-day H,p")
        #expect(abs(test.p / 1.1217691502728501e-12 - 1) < 1e-6)
        try check(test.etaSquared, "variance share between hours (eta^2)")
    }

    @Test(arguments: [238, 240, 0]) func sharesOfProbes(_ count: Int) throws {
        let name = "availability \(count)/240 wilson95, clopper-pearson95"
        let exact = clopperPearson(count, of: 240)
        try check(exact.low, name, place: 2)
        try check(exact.high, name, place: 3)
        try check(ruleOfThree(240), "rule of three upper bound 0 errors in 240")
    }

    @Test func fewValuesBoundNoQuantile() {
        #expect(QuantileRanks.fewest(for: 0.95) == 72)
        #expect(QuantileRanks.fewest(for: 0.99) == 368)
        #expect(QuantileRanks(count: 71, share: 0.95).high == nil)
        #expect(QuantileRanks(count: 72, share: 0.95).high == 72)
    }

    /// A run goes on at the beginning where it passes the end: one of all blocks has each once.
    @Test func runsOfBlocksGoRound() {
        let whole = BlockBootstrap.draws(of: 5, run: 5, resamples: 3, seed: 1)
        #expect(whole == Array(repeating: [1, 1, 1, 1, 1], count: 3))
    }

    /// Values of 1, 1, 2, 2, 3: ranks of 1.5, 1.5, 3.5, 3.5, 5, and a tenth of the ties' correction.
    @Test func equalValuesShareTheirRank() throws {
        #expect(Ranks.of([3, 1, 2, 1, 2]) == [5, 1.5, 3.5, 1.5, 3.5])
        let found = try #require(KruskalWallis([1, 1, 2, 2, 3], groups: [0, 0, 1, 1, 1]))
        #expect(abs(found.statistic - 10.0 / 3) < 1e-12 && abs(found.p - 0.067889) < 1e-6)
        #expect(abs(try #require(found.etaSquared) - 2.1333333333333333 / 2.8) < 1e-12)
        #expect(KruskalWallis([1, 1, 1], groups: [0, 0, 1]) == nil && KruskalWallis([1, 2], groups: [0, 0]) == nil)
    }

    /// scipy.stats.ttest_ind([1, 2, 3, 4], [2, 4, 6, 8, 10], equal_var=False).
    @Test func welchsTestIsThatOfAnotherProgram() throws {
        let found = try #require(WelchTest([1, 2, 3, 4], [2, 4, 6, 8, 10]))
        #expect(abs(found.p - 0.06913359319) < 1e-9, "\(found.p)")
        #expect(WelchTest([1, 1], [1, 1])?.p == 1 && WelchTest([1, 1], [2, 2])?.p == 0)
        #expect(WelchTest([1], [1, 2]) == nil)
    }

    /// The standard deviation of the logarithms of 1, e and e² is 1: with one degree of freedom t of .975 is 12.706.
    @Test func aLogarithmsIntervalIsOfItsStandardError() throws {
        let found = try #require(logInterval(of: 2, [1, M_E, M_E * M_E, 0, .infinity], degrees: 1, confidence: 0.95))
        #expect(abs(log(found.high / 2) - 12.7062047362) < 1e-6 && abs(log(2 / found.low) - 12.7062047362) < 1e-6)
        #expect(logInterval(of: 0, [1, 2], degrees: 1, confidence: 0.95) == nil)
        #expect(logInterval(of: 1, [1, -1], degrees: 1, confidence: 0.95) == nil)
    }

    /// Of four the first and third ended, the second and fourth were looked at too early.
    @Test func whoIsLookedAtTooEarlyWasAtRisk() {
        let found = KaplanMeier(durations: [1, 2, 3, 4], ended: [true, false, true, false])
        #expect(found.steps.map(\.length) == [1, 3] && found.steps.map(\.share) == [0.75, 0.375])
        #expect(found.median == 3)
    }

    /// Two days of two hours, the second one the other way about: shifted, they are alike.
    @Test func aShiftMovesAWholeRow() throws {
        let rows: [[Double?]] = [[1, 3], [1, 3]]
        let found = try #require(ShiftTest(rows, shifts: [[0, 1], [1, 0], [1, 1], [0, 0]]))
        #expect(found.statistic == 2 && found.p == 3.0 / 5)
        #expect(ShiftTest([[nil, nil]], shifts: []) == nil)
        #expect(ShiftTest.means([[1, nil], [3, 5]]) == [2, 5])
    }
}
