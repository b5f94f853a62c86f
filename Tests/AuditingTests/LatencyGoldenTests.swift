import Agreement
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

    @Test(arguments: [25, 50, 75, 90, 95, 99]) func quantilesOfLatencies(_ percent: Int) throws {
        try check(UsableLatency(values).quantile(Double(percent) / 100), "p\(percent) linear(type7)")
    }

    @Test func hoursOfTheDay() throws {
        let medians = try #require(HourMedians(values, hours: hours))
        let name = "peak/trough of hourly median"
        try check(medians.peak.median, name)
        try check(medians.trough.median, name, place: 1)
        try check(medians.ratio, name, place: 2)
        #expect(medians.peak.hour == 14 && medians.trough.hour == 0)
        try check(
            Dispersion(medians.medians.sorted { $0.key < $1.key }.map(\.value))?.variation,
            "cv of hourly medians(ddof1)"
        )
    }

    @Test(arguments: [238, 240, 0]) func sharesOfProbes(_ count: Int) throws {
        let name = "availability \(count)/240 wilson95, clopper-pearson95"
        let simple = Wilson.interval(Double(count) / 240, count: 240)
        try check(simple.low, name)
        try check(simple.high, name, place: 1)
    }
}
