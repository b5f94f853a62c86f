import Foundation
import Studies

extension Tally {
    /// How a job goes on, as one line.
    package func line(after time: Duration) -> String {
        if isIdentifying { return "0 of \(wanted) done · asks the servers what they run" }
        // What came before the first request is no part of any rate.
        let seconds = max(0.001, (time - identified) / .seconds(1))
        let gone = done + failed.values.reduce(0, +)
        let rate = Double(gone - doneBefore) / seconds
        let parts = [
            "\(done) of \(wanted) done",
            failed.isEmpty ? "" : "\(failed.values.reduce(0, +)) failed\(Self.listed(failed))",
            retries > 0 ? "\(retries) retried\(Self.listed(retried))" : "", "\(Figures.fixed(rate, decimals: 1))/s",
            outputTokens > 0 ? "\(Figures.fixed(Double(outputTokens) / seconds, decimals: 0)) tokens/s" : "",
            nanoDollars > 0 ? Figures.dollars(nano: nanoDollars / 10_000 * 10_000) : "",
            rate > 0 && pause == nil ? "\(Self.words(Double(wanted - gone) / rate)) left" : "",
            waiting.isEmpty ? pause.map { "waits \(Self.words(Double($0) / 1000))" } ?? "" : Self.listed(waiting),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// The first of what waits, and how many more do.
    private static func listed(_ waiting: [String: String]) -> String {
        guard let (name, words) = waiting.min(by: { $0.key < $1.key }) else { return "" }
        return "\(name) \(words)" + (waiting.count > 1 ? " (and \(waiting.count - 1) more)" : "")
    }

    private static func words(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e8).rounded())
        return whole < 60
            ? "\(whole) s" : whole < 3600 ? "\(whole / 60) min" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
