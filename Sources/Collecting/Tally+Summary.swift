import Foundation
import Inference
package import Store
package import Studies

extension Tally {
    /// Classes with their counts, in brackets; nothing for none.
    package static func listed(_ classes: [String: Int]) -> String {
        let words = classes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
    }

    /// What was done, what it took, and every failure by its class with its remedy.
    package func summary(_ noun: String, hidesAccount: Bool = false) -> String {
        var text = "\(Figures.count(done, noun)) collected of \(wanted) wanted"
        text += ", \(retries) retried\(Self.listed(retried)).\n"
        if !hidesAccount, done > 0 || inputTokens + outputTokens > 0 { text += account(noun) + "\n" }
        if hidesAccount, done > 0 {
            text +=
                "Tokens, time, cost and what was cut are withheld until 'slam unblind': they tell one model's responses.\n"
        }
        if !hidesAccount, truncated * 10 > done {
            text +=
                "warning: \(truncated) of \(Figures.count(done, noun)) \(truncated == 1 ? "was" : "were") cut at max_tokens: raise max_tokens, then "
            text += "--retry truncated\n"
        }
        if !hidesAccount, calling > 0 {
            text +=
                "\(Figures.count(calling, noun)) \(calling == 1 ? "calls" : "call") a tool beside the text, and what would "
            text += "follow is not there: leave tools out of the model's extra\n"
        }
        if !hidesAccount, untagged > 0 {
            text += "\(Figures.count(untagged, noun)) began with reasoning in tags, which is kept apart; "
            text += "'reasoning: none' under a model or endpoint leaves it in the text\n"
        }
        if !hidesAccount, unopened > 0 {
            let count = "\(Figures.count(unopened, noun)) \(unopened == 1 ? "holds" : "hold")"
            text += "\(count) a tag of reasoning that stays in the text: "
            text += "'reasoning: think' under a model or endpoint keeps what stands before the closing tag apart "
            text += "('reasoning: {start: …, end: …}' names other tags), "
            text += "'slam collect --reparse-reasoning' of what is stored too\n"
        }
        if done == 0, let lastRetried { text += "the last attempt failed: \(lastRetried)\n" }
        if !unretried.isEmpty {
            let count = unretried.values.reduce(0, +)
            text += "\(Figures.count(count, "request")) failed and \(count == 1 ? "was" : "were") not asked again"
            text += "\(Self.listed(unretried)): running it again goes on.\n"
        }
        for endpoint in silent.sorted() {
            text +=
                "the server of '\(endpoint)' did not say in time what it runs: a change of its weights may go unnoticed\n"
        }
        if failedBefore > 0 {
            text += "\(Figures.count(failedBefore, "request")) failed before: --retry failed asks again.\n"
        }
        if let limit { text += "stopped: \(limit); running it again goes on.\n" }
        for (kind, count) in failed.sorted(by: { $0.key < $1.key }) {
            let remedy = Failure.Kind(rawValue: kind).map { ": \($0.remedy)" } ?? ""
            let words = words(ofAll: kind).map { "; all say: \($0)" } ?? ""
            text += "failed: \(count) \(kind)\(remedy)\(words)\n"
        }
        for (name, reason) in givenUp.sorted(by: { $0.key < $1.key }) {
            text += "gave up '\(name)': \(reason); its requests stay wanted\n"
        }
        for (name, reason) in changed.sorted(by: { $0.key < $1.key }) {
            text += "the weights behind '\(name)' changed during the run: \(reason)\n"
        }
        for (endpoint, reason) in stopped.sorted(by: { $0.key < $1.key }) {
            text += "stopped '\(endpoint)': \(reason)\n"
        }
        return text
    }

    /// `30 responses (5 cut at max_tokens) · 2,184 tokens in (1,103 cached) · 3,762 out · 5 min 2 s · $0.00`.
    private func account(_ noun: String) -> String {
        let cut = truncated > 0 ? " (\(truncated) cut at max_tokens)" : ""
        return ([Figures.count(done, noun) + cut] + tokens + [Figures.time(duration), money]).joined(separator: " · ")
    }

    /// What was counted; nothing counted is no 0.
    private var tokens: [String] {
        guard inputTokens + outputTokens > 0 || uncounted == 0 else { return ["tokens not counted"] }
        let notes = [
            cachedTokens > 0 ? "\(Figures.grouped(cachedTokens)) cached" : "",
            uncounted > 0 ? "\(Figures.count(uncounted, "attempt")) not counted" : "",
        ].filter { !$0.isEmpty }
        let note = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
        return ["\(Figures.grouped(inputTokens)) tokens in\(note)", "\(Figures.grouped(outputTokens)) out"]
    }

    /// What the price 0 costs and what has no price are different words.
    private var money: String {
        var parts = isPriced || nanoDollars > 0 ? [Figures.dollars(nano: nanoDollars)] : []
        if unknownCosts > 0 { parts.append("\(Figures.count(unknownCosts, "attempt")) of unknown cost") }
        if unpriced > 0 {
            parts.append(parts.isEmpty ? "no price" : "\(Figures.count(unpriced, "attempt")) without a price")
        }
        return parts.isEmpty ? "no price" : parts.joined(separator: " and ")
    }
}

extension [Work] {
    /// What is still to be asked, given the requests' states.
    package func left(_ states: [String: RequestState]) -> [Work] {
        filter { ![.done, .failed, .batched].contains(states[$0.draft.key]) }
    }

    /// How much is still to be asked, given the requests' states.
    package func estimate(_ states: [String: RequestState]) -> WorkEstimate {
        let left = left(states)
        let priced = left.compactMap(\.worstNanoDollars)
        return WorkEstimate(
            requests: left.count,
            inputTokens: left.reduce(0) { $0 + $1.call.estimatedInputTokens },
            mostNanoDollars: priced.isEmpty ? nil : priced.reduce(0, +),
            unpriced: left.count - priced.count
        )
    }
}
