/// How much is still to be asked.
package struct WorkEstimate: Sendable, Equatable {
    package var requests: Int
    /// About how many tokens their texts have.
    package var inputTokens: Int
    /// The most that those with a price and a bound can cost; nil where none has both.
    package var mostNanoDollars: Int64?
    /// Requests without a price, or without a bound on their answer.
    package var unpriced: Int

    package init(requests: Int, inputTokens: Int, mostNanoDollars: Int64? = nil, unpriced: Int = 0) {
        self.requests = requests
        self.inputTokens = inputTokens
        self.mostNanoDollars = mostNanoDollars
        self.unpriced = unpriced
    }

    /// The estimate in a sentence.
    package var words: String {
        var text = "\(Figures.count(requests, "request")), about \(inputTokens) input tokens"
        text += mostNanoDollars.map { ", at most \(Figures.dollars(nano: $0))" } ?? ""
        text += unpriced > 0 ? "; \(unpriced) without a price or max_tokens" : ""
        return text + ".\n"
    }
}
