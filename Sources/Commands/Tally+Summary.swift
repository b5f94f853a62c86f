import Collecting
import Foundation
import Inference
import Reporting
import Store

extension Tally {
    /// What was done, and every failure by its class.
    func summary(_ noun: String) -> String {
        var text = "\(Figures.count(done, noun)) collected of \(wanted) wanted"
        text += ", \(retries) retried, \(outputTokens) output tokens"
        text += nanoDollars > 0 ? ", \(Figures.dollars(nano: nanoDollars))" : ""
        text += ".\n"
        for (kind, count) in failed.sorted(by: { $0.key < $1.key }) {
            text += "failed for good: \(count) \(kind)\n"
        }
        for (endpoint, reason) in stopped.sorted(by: { $0.key < $1.key }) {
            text += "stopped '\(endpoint)': \(reason)\n"
        }
        return text
    }
}

extension [Work] {
    /// What is still to be asked, given the requests' states: how many, and an upper estimate of tokens and dollars.
    func plan(_ states: [String: String]) -> String {
        let left = filter { states[$0.draft.key] != "done" }
        let tokens = left.reduce(0) { $0 + $1.call.estimatedInputTokens }
        let priced = left.compactMap(\.estimatedNanoDollars)
        var text = "\(Figures.count(left.count, "request")), about \(tokens) input tokens"
        text += priced.isEmpty ? "" : ", at most about \(Figures.dollars(nano: priced.reduce(0, +)))"
        let unpriced = left.count - priced.count
        text += unpriced > 0 ? "; \(unpriced) of unknown price" : ""
        return text + ".\n"
    }
}

/// One line that is written over on a terminal; nothing elsewhere.
struct Progress: Sendable {
    private let context: Context
    private let isTerminal = isatty(2) == 1

    init(_ context: Context) { self.context = context }

    @Sendable func show(_ tally: Tally) {
        guard isTerminal else { return }
        let failed = tally.failed.values.reduce(0, +)
        let isLast = tally.done + failed >= tally.wanted
        context.tell(
            "\r\(tally.done) of \(tally.wanted) done, \(failed) failed, \(tally.retries) retried\(isLast ? "\n" : "")"
        )
    }
}
