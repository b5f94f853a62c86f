import Agreement
import Auditing
import Fixtures
import Studies
import Testing

/// 240 latencies of ten days, held to numpy and scipy.
struct LatencyGoldenTests {
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
