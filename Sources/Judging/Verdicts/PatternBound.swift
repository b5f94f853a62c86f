import Foundation

/// Whether a pattern can be looked for in a text within a bound: one that may repeat in two ways tries every split of a text
/// that it does not fit, and Swift's expressions cannot be stopped.
enum PatternBound {
    /// How often ICU may report, beside once for each place of the text: every ten thousand steps, so that the bound is the
    /// same on a busy machine.
    private static let mostReports = 200

    /// True also for a pattern that ICU does not read.
    static func holds(_ pattern: String, on text: String) -> Bool {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return true }
        let whole = NSRange(text.startIndex..., in: text)
        var reports = whole.length + mostReports
        var isWithin = true
        expression.enumerateMatches(in: text, options: .reportProgress, range: whole) {
            match,
            _,
            stop in
            guard match == nil else { return }
            reports -= 1
            guard reports < 0 else { return }
            isWithin = false
            stop.pointee = true
        }
        return isWithin
    }

    /// Four hundred words without a verdict, as a judge writes that does not keep to the form.
    static let prose = String(repeating: "The response is fair and it lacks detail here. ", count: 44)
}
