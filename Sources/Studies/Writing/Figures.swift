import Foundation

/// How figures are written for a reader, in one place.
package enum Figures {
    /// A number with a fixed count of decimals and a plain minus; never `-0.000`.
    package static func fixed(_ number: Double, decimals: Int) -> String {
        let text = String(format: "%.\(decimals)f", number)
        let isZero = text.allSatisfy { "-0.".contains($0) }
        return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }

    /// `[low, high]`, or a dash where an end is missing.
    package static func interval(_ low: Double?, _ high: Double?, decimals: Int = 3) -> String {
        guard let low, let high else { return "–" }
        return "[\(fixed(low, decimals: decimals)), \(fixed(high, decimals: decimals))]"
    }

    /// Names in a row, the first twelve of them.
    package static func listed(_ names: [String]) -> String {
        let most = 12
        guard names.count > most else { return names.joined(separator: ", ") }
        return "\(names.prefix(most).joined(separator: ", ")) and \(names.count - most) more"
    }

    /// The first names in quotes, and a sign that there are more: `'a', 'b', …`.
    package static func quoted(_ names: [String], most: Int = 5) -> String {
        names.prefix(most).map { "'\($0)'" }.joined(separator: ", ") + (names.count > most ? ", …" : "")
    }

    /// A count with its noun: `1 rating`, `2 ratings`.
    package static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
    }

    /// A count with a comma between thousands: `2,184`.
    package static func grouped(_ count: Int64) -> String {
        var (digits, rest) = (String(count.magnitude), "")
        while digits.count > 3 {
            rest = ",\(digits.suffix(3))\(rest)"
            digits.removeLast(3)
        }
        return (count < 0 ? "-" : "") + digits + rest
    }

    /// A time as `8 s`, `5 min 2 s` or `3 h 4 min`.
    package static func time(_ duration: Duration) -> String {
        let seconds = max(
            0,
            duration.components.seconds + (duration.components.attoseconds >= 500_000_000_000_000_000 ? 1 : 0)
        )
        if seconds < 60 { return "\(seconds) s" }
        return seconds < 3600
            ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }

    /// Nano-dollars as dollars, with as many decimals as the amount needs and at least two.
    package static func dollars(nano: Int64) -> String {
        let magnitude = nano.magnitude
        var fraction = String(format: "%09llu", magnitude % 1_000_000_000)
        while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(nano < 0 ? "-" : "")$\(magnitude / 1_000_000_000).\(fraction)"
    }
}
