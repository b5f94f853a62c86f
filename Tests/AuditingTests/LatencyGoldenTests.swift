import Auditing
import Fixtures
import Studies
import Testing

/// 240 latencies of ten days, held to numpy and scipy.
struct LatencyGoldenTests {
    let values: [Double]
    let hours: [Int]
    let expected: JSONValue

    init() throws {
        let file = try GoldenFile.value("latency")
        values = try #require(file["data"]?["x"]?.array).compactMap(\.number)
        hours = try #require(file["data"]?["hour"]?.array).compactMap(\.integer)
        expected = try #require(file["expected"])
    }

    /// The numbers in a text such as `(105, 136, 692.379, None)`.
    private func numbers(_ name: String) throws -> [Double?] {
        let text = try #require(expected[name]?.string, "\(name)")
        return text.split(whereSeparator: { "()[], ".contains($0) }).map { $0 == "None" ? nil : Double($0) }
    }

    private func check(_ value: Double?, _ name: String, place: Int = 0, at location: SourceLocation = #_sourceLocation)
        throws
    {
        let wanted = try #require(try numbers(name)[place], "\(name)")
        let found = try #require(value, "\(name)", sourceLocation: location)
        // The file gives six decimals.
        #expect(
            abs(found - wanted) <= 1e-6 * max(1, abs(wanted)),
            "\(name): \(found), expected \(wanted)",
            sourceLocation: location
        )
    }

    @Test func theSpreadOfADay() throws {
        let spread = try #require(Spread(values))
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
        try check(UsableLatency(values).quantile(share), "p\(percent) linear(type7)")
    }

    @Test(arguments: [50, 95, 99]) func ranksOfAQuantile(_ percent: Int) throws {
        let wanted = try numbers("CI95 of p\(percent) [rank lo, rank hi, lo, hi, coverage]")
        let ranks = QuantileRanks(count: values.count, share: Double(percent) / 100)
        #expect(ranks.low.map(Double.init) == wanted[0])
        #expect(ranks.high.map(Double.init) == (wanted[3] == nil ? nil : wanted[1]))
        #expect(abs(ranks.coverage - (wanted[4] ?? 0)) < 1e-9)
        let sorted = values.sorted()
        #expect(ranks.low.map { sorted[$0 - 1] } == wanted[2])
        #expect(ranks.high.map { sorted[$0 - 1] } == wanted[3])
    }

    @Test func hoursOfTheDay() throws {
        let test = try #require(KruskalWallis(values, groups: hours))
        try check(test.statistic, "kruskal hour-of-day H,p")
        #expect(abs(test.p / 1.1217691502728501e-12 - 1) < 1e-6)
        try check(test.etaSquared, "variance share between hours (eta^2)")
        let medians = try #require(HourMedians(values, hours: hours))
        let name = "peak/trough of hourly median"
        try check(medians.peak.median, name)
        try check(medians.trough.median, name, place: 1)
        try check(medians.ratio, name, place: 2)
        #expect(medians.peak.hour == 14 && medians.trough.hour == 0)
        try check(
            Spread(medians.medians.sorted { $0.key < $1.key }.map(\.value))?.variation,
            "cv of hourly medians(ddof1)"
        )
    }

    @Test(arguments: [238, 240, 0]) func sharesOfProbes(_ count: Int) throws {
        let name = "availability \(count)/240 wilson95, clopper-pearson95"
        let share = Double(count) / 240
        let simple = Wilson.interval(share, count: 240)
        try check(simple.low, name)
        try check(simple.high, name, place: 1)
        let exact = clopperPearson(count, of: 240)
        try check(exact.low, name, place: 2)
        try check(exact.high, name, place: 3)
        try check(ruleOfThree(240), "rule of three upper bound 0 errors in 240")
    }

    @Test func fewAttemptsBoundNoQuantile() {
        #expect(QuantileRanks.fewest(for: 0.95) == 72)
        #expect(QuantileRanks.fewest(for: 0.99) == 368)
        #expect(QuantileRanks(count: 71, share: 0.95).high == nil)
        #expect(QuantileRanks(count: 72, share: 0.95).high == 72)
    }
}
