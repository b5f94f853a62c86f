import Inference

/// What became of a run so far.
package struct Tally: Sendable, Equatable {
    package var wanted = 0
    package var done = 0
    /// Of what is done, what was there before the run: it took no time.
    package var doneBefore = 0
    /// Requests that had failed before the run.
    package var failedBefore = 0
    /// Requests that will not be tried again, by the class of their last failure.
    package var failed: [String: Int] = [:]
    /// By class what the failures of several prompts all say.
    private var said: [String: Said] = [:]
    /// Tries that were followed by another one, by the class of their failure.
    package var retried: [String: Int] = [:]
    /// Requests that failed, and that the run would have asked again, had it not been stopped; by the class of their failure.
    package var unretried: [String: Int] = [:]
    /// What was said of the last of them.
    package var lastRetried: String?
    package var retries: Int { retried.values.reduce(0, +) }
    /// Tokens of every try that the server counted.
    package var inputTokens: Int64 = 0
    package var cachedTokens: Int64 = 0
    package var outputTokens: Int64 = 0
    /// Answers whose prompt's tokens the server did not count.
    package var uncounted = 0
    /// Responses that were cut at the largest number of tokens.
    package var truncated = 0
    /// Responses whose model called a tool beside its text.
    package var calling = 0
    /// Responses whose text began with reasoning that was told from the answer by its tags alone.
    package var untagged = 0
    /// Responses in whose text a tag of reasoning stays.
    package var unopened = 0
    package var nanoDollars: Int64 = 0
    /// Whether any of the requests has a price.
    package var isPriced = false
    /// Tries of a priced model that may have cost something and of which nobody knows what.
    package var unknownCosts = 0
    /// Tries of a model without a price.
    package var unpriced = 0
    /// Endpoints that were given up, and why.
    package var stopped: [String: String] = [:]
    /// Models that were given up, by the study's name, and why: their requests stay wanted.
    package var givenUp: [String: String] = [:]
    /// Models whose weights changed while nothing of theirs was left to ask, and how.
    package var changed: [String: String] = [:]
    /// What each endpoint is asked at present, in words.
    package var endpoints: [String: String] = [:]
    /// Models that nothing is asked at present, and why.
    package var waiting: [String: String] = [:]
    /// Milliseconds for which nothing is to be asked, where a limit or a server has it so.
    package var pause: Int64?
    /// Why the run made no further request, where a limit of its user stopped it.
    package var limit: String?
    /// Whether servers are asked what they run, before anything else is.
    package var isIdentifying = false
    /// How long that took.
    package var identified = Duration.zero
    /// Endpoints whose server did not say in time what it runs.
    package var silent: Set<String> = []
    /// How long the run took.
    package var duration = Duration.zero

    /// Whether all that was asked is there.
    package var isWhole: Bool { failed.isEmpty && stopped.isEmpty && givenUp.isEmpty && changed.isEmpty }

    /// Whether each request was done, or failed and is not tried again.
    package var isSettled: Bool { done + failed.values.reduce(0, +) >= wanted }

    /// The same without tokens and cost so far.
    package var withoutAccount: Tally {
        var tally = self
        (tally.inputTokens, tally.cachedTokens, tally.outputTokens, tally.nanoDollars) = (0, 0, 0, 0)
        return tally
    }

    /// What the failures of a class say, as long as they all say the same.
    private struct Said: Sendable, Equatable {
        var words: String?
        var prompts: Set<String>
    }

    /// Notes that a request will not be tried again.
    mutating func note(_ failure: Failure, of prompt: String) {
        let kind = failure.kind.rawValue
        failed[kind, default: 0] += 1
        var all = said[kind] ?? Said(words: failure.message, prompts: [])
        if all.words != failure.message { all.words = nil }
        all.prompts.insert(prompt)
        said[kind] = all
    }

    /// What all failures of a class say; nil unless they are of several prompts, so that it tells nothing of any.
    func words(ofAll kind: String) -> String? {
        guard let all = said[kind], all.prompts.count > 1 else { return nil }
        return all.words.map { String($0.prefix(300)) }
    }

    package init(wanted: Int = 0, done: Int = 0, before: Int = 0) {
        self.wanted = wanted
        self.done = done
        doneBefore = before
    }
}
