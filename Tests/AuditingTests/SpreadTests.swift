import Foundation
import Testing

@testable import Auditing

/// How much latencies differ, with intervals over hours.
struct SpreadTests {
    /// Forty hours of five attempts.
    private let hours = (0..<40).flatMap { [Int](repeating: $0, count: 5) }
    private let values: [Double?] = (0..<200).map { place in
        let (hour, attempt) = (place / 5, place % 5)
        let thousandths: Int = 500 + 10 * (hour * 7 % 13) + 2 * (attempt * 3 % 5)
        return Double(thousandths) / 1000
    }

    private func figures(_ values: [Double?], hours: [Int]) -> SpreadFigures {
        SpreadFigures(LatencySeries(values: values, hours: hours), AuditOptions())
    }

    /// Values from numpy; half widths of the logarithm from the variance of hours' sums (mean, jitter) or from 20,000 draws of
    /// another generator. A thousand draws tell a standard error to a few hundredths.
    @Test func eachHasAnIntervalOverHours() throws {
        let found = figures(values, hours: hours)
        let wanted: [(Figure, Double, Double)] = [
            (found.mean, 0.5625, 0.02167), (found.jitter, 0.0167437, 0.02913),
            (found.quartileDispersion, 0.0590849, 0.31667), (found.variation, 0.0681167, 0.14758),
        ]
        for (figure, value, half) in wanted {
            let (low, high) = (try #require(figure.low), try #require(figure.high))
            #expect(abs(try #require(figure.value) - value) < 1e-6)
            #expect(abs(log(high / low) / 2 - half) < 0.15 * half, "\(value): \(low) to \(high)")
            #expect(figure.count == 200 && figure.method == "bootstrap of the logarithm over 40 hours")
        }
        #expect(found.smoothedJitter.low == nil && found.smoothedJitter.method?.hasPrefix("none") == true)
    }

    @Test func whatHasNoneSaysWhy() {
        let single = figures([0.4], hours: [0])
        #expect(single.mean.value == 0.4 && single.mean.method == "none: one hour only")
        for figure in [single.variation, single.quartileDispersion, single.jitter, single.smoothedJitter] {
            #expect(figure.value == nil && figure.undefined == .singleAttempt && figure.count == 1)
        }
        let once = figures([0.4, 0.5, 0.7], hours: [3, 3, 3])
        #expect(once.jitter.value != nil && once.jitter.low == nil && once.jitter.method == "none: one hour only")
        let failing = figures([0.4, nil, 0.7], hours: [0, 1, 2])
        #expect(failing.mean.undefined == .failed(1, of: 3) && failing.jitter.undefined == .failed(1, of: 3))
        #expect(figures([], hours: []).quartileDispersion.undefined == .noAttempt)
        // Equal times: neither a spread nor an interval of it.
        let flat = figures([0.5, 0.5, 0.5, 0.5], hours: [0, 0, 1, 1])
        #expect(flat.quartileDispersion.value == 0 && flat.quartileDispersion.method == "none: no spread")
    }

    /// Hours that hang together count as as many as there are runs of them.
    @Test func hoursThatHangTogetherAreDrawnInRuns() {
        let rising: [Double?] = (0..<40).map { 0.5 + 0.01 * Double($0) }
        let method = figures(rising, hours: Array(0..<40)).mean.method ?? ""
        #expect(method.hasPrefix("bootstrap of the logarithm over 40 hours in runs of 10;"), "\(method)")
        #expect(method.hasSuffix("(few runs)"), "\(method)")
    }

    @Test func aShareEndsAtOne() throws {
        // Few hours that differ much.
        let wide = figures([0.001, 0.002, 5, 6, 0.001, 9], hours: [0, 0, 1, 1, 2, 2]).quartileDispersion
        #expect(try #require(wide.high) <= 1 && wide.method?.hasSuffix("(few hours)") == true)
    }
}
