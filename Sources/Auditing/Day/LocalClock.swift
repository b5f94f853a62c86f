package import Foundation

/// Hours and days where the service's users are.
package struct LocalClock: Sendable, Equatable {
    package let timeZone: TimeZone

    /// UTC is never ahead of itself: a zone is not asked for each attempt.
    private let isUTC: Bool

    package init(timeZone: TimeZone = .gmt) {
        self.timeZone = timeZone
        isUTC = timeZone.identifier == "GMT"
    }

    /// The same clock, put forward by what the zone is ahead of UTC at that time.
    private func seconds(_ milliseconds: Int64) -> Int64 {
        guard !isUTC else { return Self.floored(milliseconds, 1000) }
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return Self.floored(milliseconds, 1000) + Int64(timeZone.secondsFromGMT(for: date))
    }

    /// Days since 1970.
    package func day(_ milliseconds: Int64) -> Int { Int(Self.floored(seconds(milliseconds), 86_400)) }

    /// From 0 to 23.
    package func hour(_ milliseconds: Int64) -> Int {
        Int(Self.floored(seconds(milliseconds) - Int64(day(milliseconds)) * 86_400, 3600))
    }

    /// From 0, Monday, to 6.
    package func weekday(_ milliseconds: Int64) -> Int { ((day(milliseconds) + 3) % 7 + 7) % 7 }

    /// Hours since 1970: the block of a day and an hour.
    package func block(_ milliseconds: Int64) -> Int { day(milliseconds) * 24 + hour(milliseconds) }

    private static func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }
}
