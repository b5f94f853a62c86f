import Foundation

/// How long a server asks to wait, in any of the forms that servers use.
struct RetryDelay {
    let duration: Duration?

    /// `now` is the clock in milliseconds UTC, for servers that name an instant.
    init(headers: [String: String], status: Int, now: Int64) {
        if let text = headers["retry-after-ms"], let milliseconds = Double(text) {
            duration = Self.seconds(milliseconds / 1000)
        } else if let text = headers["retry-after"], let wait = Self.wait(text, now: now) {
            duration = wait
        } else if status == 429 {
            // The limit that was hit is not named, so the slowest to recover counts.
            duration = headers.filter { $0.key.contains("ratelimit") && $0.key.contains("reset") }
                .compactMap { Self.wait($0.value, now: now) }.max()
        } else {
            duration = nil
        }
    }

    /// How long until a limit recovers that the answer itself has used up: nothing remains, and the reset is told.
    static func untilRecovered(headers: [String: String], now: Int64) -> Duration? {
        headers.filter { $0.value == "0" && $0.key.contains("-remaining") }.compactMap { name, _ in
            headers[name.replacing("-remaining", with: "-reset")].flatMap { wait($0, now: now) }
        }.max()
    }

    /// Seconds, a duration such as `6m0s`, or an instant.
    static func wait(_ text: String, now: Int64) -> Duration? {
        duration(of: text) ?? instant(of: text).map { .milliseconds(max(0, $0 - now)) }
    }

    /// `1`, `1.5`, `34s`, `500ms`, `6m0s`, `1h2m3.5s`; nil for anything else.
    static func duration(of text: String) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let number = Double(text) { return seconds(number) }
        var total = 0.0
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest[digits.endIndex...].prefix { $0.isLetter }
            guard let number = Double(digits) else { return nil }
            switch unit {
            case "ms": total += number / 1000
            case "s": total += number
            case "m": total += number * 60
            case "h": total += number * 3600
            case "d": total += number * 86400
            default: return nil
            }
            rest = rest[unit.endIndex...]
        }
        return seconds(total)
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
        parser.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return parser.date(from: text).flatMap(milliseconds)
    }

    private static func milliseconds(_ date: Date) -> Int64? {
        Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded())
    }
}
