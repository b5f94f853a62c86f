import Collecting
import Foundation
import Inference
import Reporting
import Store

extension Tally {
    /// Classes with their counts, in brackets; nothing for none.
    static func listed(_ classes: [String: Int]) -> String {
        let words = classes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
    }

    /// What was done, and every failure by its class.
    func summary(_ noun: String) -> String {
        var text = "\(Figures.count(done, noun)) collected of \(wanted) wanted"
        text += ", \(retries) retried\(Self.listed(retried)), \(outputTokens) output tokens"
        if isPriced, nanoDollars > 0 || unknownCosts > 0 {
            text += ", \(Figures.dollars(nano: nanoDollars))"
            text += unknownCosts > 0 ? " and \(Figures.count(unknownCosts, "call")) of unknown cost" : ""
        }
        text += ".\n"
        if done == 0, let lastRetried { text += "the last try failed: \(lastRetried)\n" }
        if failedBefore > 0 {
            text += "\(Figures.count(failedBefore, "request")) failed for good before: --retry failed asks again.\n"
        }
        if let limit { text += "stopped: \(limit); running it again goes on.\n" }
        for (kind, count) in failed.sorted(by: { $0.key < $1.key }) {
            let remedy = Failure.Kind(rawValue: kind).flatMap(\.remedy).map { ": \($0)" } ?? ""
            text += "failed for good: \(count) \(kind)\(remedy)\n"
        }
        for (endpoint, reason) in stopped.sorted(by: { $0.key < $1.key }) {
            text += "stopped '\(endpoint)': \(reason)\n"
        }
        return text
    }
}

extension [Work] {
    /// What is still to be asked, given the requests' states.
    func left(_ states: [String: String]) -> [Work] {
        filter { !["done", "failed", "batched"].contains(states[$0.draft.key]) }
    }

    /// What is still to be asked, given the requests' states: how many, about how many tokens, and the most that it can cost.
    func plan(_ states: [String: String]) -> String {
        let left = left(states)
        let tokens = left.reduce(0) { $0 + $1.call.estimatedInputTokens }
        let priced = left.compactMap(\.worstNanoDollars)
        var text = "\(Figures.count(left.count, "request")), about \(tokens) input tokens"
        text += priced.isEmpty ? "" : ", at most \(Figures.dollars(nano: priced.reduce(0, +)))"
        let unpriced = left.count - priced.count
        text += unpriced > 0 ? "; \(unpriced) without a price or max_tokens" : ""
        return text + ".\n"
    }
}

extension Failure.Kind {
    /// What its user can do about it; nil where running again is all.
    fileprivate var remedy: String? {
        switch self {
        case .noKey, .auth: "check the key in the endpoint's environment variable"
        case .badEndpoint, .notFound: "check the endpoint's url and the model's name in study.yaml"
        case .connect, .connectTimeout: "check that the server runs and can be reached"
        case .tls: "check the server's certificate"
        case .rateLimited, .overloaded: "lower the endpoint's limits, then run with --retry failed"
        case .quota: "the account has no quota left: see to it, then run with --retry failed"
        case .contextOverflow, .promptCut: "shorten the prompt or give the model a larger context"
        case .reasoningOnly: "raise max_tokens: it was spent on reasoning"
        case .badRequest: "see what the server said with 'slam attempts'"
        case .redirect: "the server sends elsewhere: name the final url"
        case .firstByteTimeout, .idleTimeout, .totalTimeout: "raise the endpoint's timeouts, then --retry failed"
        case .html: "a proxy answered in the server's place: check the url"
        case .reset, .serverError, .empty, .cut, .noFinish, .malformed, .errorInStream, .cancelled:
            "run with --retry failed"
        }
    }
}
