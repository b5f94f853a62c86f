import Foundation
import Synchronization

/// A pattern looked for in a text within a bound: one that may repeat in two ways tries every split of a text that it does
/// not fit.
enum PatternBound {
    /// How often ICU may report, beside once for each place of the text: every ten thousand steps, so that the bound is the
    /// same on a busy machine.
    private static let mostReports = 200

    private struct Search: Hashable {
        var pattern: String
        var text: String
    }

    /// What was found before: a reply is read for its verdict and for the account of its judge.
    private static let known = Mutex<[Search: [Substring]?]>([:])
    private static let mostKnown = 20_000

    /// What the pattern's first group holds, wherever the pattern stands; nil where the search is given up.
    static func said(_ expression: NSRegularExpression, in text: String) -> [Substring]? {
        let search = Search(pattern: expression.pattern, text: text)
        if let found = known.withLock({ $0[search] }) { return found }
        let found = searched(expression, in: text)
        known.withLock { known in
            if known.count >= mostKnown { known.removeAll() }
            known[search] = .some(found)
        }
        return found
    }

    private static func searched(_ expression: NSRegularExpression, in text: String) -> [Substring]? {
        let whole = NSRange(text.startIndex..., in: text)
        var reports = whole.length + mostReports
        var isWithin = true
        var said: [Substring] = []
        expression.enumerateMatches(in: text, options: .reportProgress, range: whole) { match, _, stop in
            if let match {
                guard match.numberOfRanges > 1, let group = Range(match.range(at: 1), in: text) else { return }
                said.append(text[group])
                return
            }
            reports -= 1
            guard reports < 0 else { return }
            isWithin = false
            stop.pointee = true
        }
        return isWithin ? said : nil
    }

    /// Whether a pattern is looked for in prose within the bound.
    static func holdsOnProse(_ pattern: String) -> Bool {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return false }
        return said(expression, in: prose) != nil
    }

    /// Four hundred words without a verdict, as a judge writes that does not keep to the form.
    private static let prose = String(repeating: "The response is fair and it lacks detail here. ", count: 44)
}
