import Foundation

/// How long a server asks to wait, in any of the forms that servers use.
struct RetryDelay {
    let duration: Duration?

    /// `now` is the clock in milliseconds UTC, for servers that name an instant.
    init(headers: [String: String], status: Int, now: Int64) {
        if let text = headers["retry-after-ms"], let milliseconds = Self.decimal(text) {
            duration = Self.seconds(milliseconds / 1000)
        } else if let text = headers["retry-after"], let wait = Self.wait(text, now: now) {
            duration = wait
        } else if status == 429 {
            duration = Self.untilRecovered(headers: headers, now: now) ?? Self.unnamed(headers, now)
        } else {
            duration = nil
        }
    }

    /// How long until the limits recover that are used up: nothing of them remains, and the reset is told.
    static func untilRecovered(headers: [String: String], now: Int64) -> Duration? {
        limits(in: headers).filter { $0.remaining == 0 }.compactMap { $0.reset.flatMap { wait($0, now: now) } }.max()
    }

    /// Where no limit tells what remains, the one that was hit is not named: the slowest to recover counts.
    private static func unnamed(_ headers: [String: String], _ now: Int64) -> Duration? {
        let limits = limits(in: headers)
        guard limits.allSatisfy({ $0.remaining == nil }) else { return nil }
        return limits.compactMap { $0.reset.flatMap { wait($0, now: now) } }.max()
    }

    /// What the headers tell of each limit.
    private static func limits(in headers: [String: String]) -> [(remaining: Double?, reset: String?)] {
        var limits: [(remaining: Double?, reset: String?)] = []
        for (name, value) in headers where name.contains("ratelimit") || name.contains("rate-limit") {
            if name.contains("reset") {
                let remaining = headers[name.replacing("reset", with: "remaining")].flatMap(decimal)
                limits.append((remaining, name.hasSuffix("-ms") ? "\(value)ms" : value))
            } else if name == "ratelimit" {
                // One limit, or a list of named ones.
                let parts = value.contains(";") ? value.split(separator: ",").map(String.init) : [value]
                limits += parts.flatMap(combined)
            }
        }
        return limits
    }

    /// The header of the IETF's drafts: `limit=100, remaining=0, reset=30` or `"default";r=0;t=30`.
    private static func combined(_ value: String) -> [(remaining: Double?, reset: String?)] {
        var (remaining, reset): (Double?, String?)
        for part in value.split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let pair = part.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2 else { continue }
            if pair[0] == "remaining" || pair[0] == "r" { remaining = decimal(pair[1]) }
            if pair[0] == "reset" || pair[0] == "t" { reset = pair[1] }
        }
        return reset == nil ? [] : [(remaining, reset)]
    }

    /// Seconds, milliseconds, a duration such as `6m0s`, or an instant in any form.
    static func wait(_ text: String, now: Int64) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let number = decimal(text) { return wait(number, now: now) }
        return duration(of: text) ?? instant(of: text).map { .milliseconds(max(0, $0 - now)) }
    }

    /// A plain number is an instant since 1970 where it would be one of our days, in seconds or the parts of them; else it is
    /// seconds, or milliseconds where it would be days of seconds.
    private static func wait(_ number: Double, now: Int64) -> Duration? {
        switch number {
        case 1e17...: .milliseconds(max(0, Int64(min(number, 9e18) / 1e6) - now)).limited
        case 1e14...: .milliseconds(max(0, Int64(number / 1000) - now)).limited
        case 1e11...: .milliseconds(max(0, Int64(number) - now)).limited
        case 1e9...: .milliseconds(max(0, Int64(number * 1000) - now))
        case (2 * 86_400)...: seconds(number / 1000)
        default: seconds(number)
        }
    }

    /// `1`, `1.5`, `34s`, `500ms`, `6m0s`, `1h2m3.5s`, `2 seconds`; nil for anything else.
    static func duration(of text: String) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let number = decimal(text) { return seconds(number) }
        var total = 0.0
        var rest = Substring(text.filter { $0 != " " }.lowercased())
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest[digits.endIndex...].prefix { $0.isLetter }
            guard let number = decimal(digits) else { return nil }
            switch unit {
            case "ms", "millisecond", "milliseconds": total += number / 1000
            case "s", "sec", "secs", "second", "seconds": total += number
            case "m", "min", "mins", "minute", "minutes": total += number * 60
            case "h", "hour", "hours": total += number * 3600
            case "d": total += number * 86400
            default: return nil
            }
            rest = rest[unit.endIndex...]
        }
        return seconds(total)
    }

    /// Digits with or without a point; Swift reads `inf`, `0x10` and `1e9` as well, which no server means.
    private static func decimal(_ text: some StringProtocol) -> Double? {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }.map(\.self)
        guard let first = digits.first, let last = digits.last, (0x30...0x39).contains(first),
            (0x30...0x39).contains(last), digits.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E })
        else { return nil }
        return Double(text)
    }

    /// A time beyond all sense is a long one.
    private static func seconds(_ value: Double) -> Duration? { value >= 0 ? .seconds(min(value, 1e9)) : nil }

    /// The milliseconds UTC of an ISO 8601 or HTTP date.
    private static func instant(of text: String) -> Int64? {
        if let date = try? Date(text, strategy: .iso8601) { return milliseconds(date) }
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        if let date = try? Date(text, strategy: fractional) { return milliseconds(date) }
        let parser = DateFormatter()
        parser.locale = Locale(identifier: "en_US_POSIX")
        parser.timeZone = TimeZone(identifier: "GMT")
        // RFC 1123, RFC 850 and asctime.
        for format in [
            "EEE, dd MMM yyyy HH:mm:ss zzz", "EEEE, dd-MMM-yy HH:mm:ss zzz", "EEE MMM d HH:mm:ss yyyy",
            "EEE, dd-MMM-yyyy HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss",
        ] {
            parser.dateFormat = format
            if let date = parser.date(from: text) { return milliseconds(date) }
        }
        return nil
    }

    /// Of a date.
    private static func milliseconds(_ date: Date) -> Int64? {
        Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded())
    }
}

extension Duration {
    /// Not beyond all sense.
    fileprivate var limited: Duration { min(self, .seconds(1_000_000_000)) }
}
