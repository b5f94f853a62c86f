import Inference
import Store

/// The most that one run may spend and ask. What other runs on the database spend meanwhile counts too.
package struct SpendingLimit: Sendable, Equatable {
    package var nanoDollars: Int64?
    package var requests: Int?

    package init(nanoDollars: Int64? = nil, requests: Int? = nil) {
        self.nanoDollars = nanoDollars
        self.requests = requests
    }

    /// How far claims may go, from what is on the account when the run begins.
    func allowance(after start: Spending, _ worst: @escaping @Sendable (String) -> Int64?) -> Allowance {
        Allowance(
            nanoDollars: nanoDollars.map { start.spent + start.reserved + $0 },
            requests: requests.map { start.requests + $0 },
            worst: worst
        )
    }
}

extension Work {
    /// What the request can cost at most, in nano-dollars: no token is shorter than a byte; nil where a price or `max_tokens`
    /// is not known.
    package var worstNanoDollars: Int64? {
        guard let largest = call.largestOutputTokens else { return nil }
        let usage = Usage(input: Int64(call.largestInputTokens), output: Int64(largest))
        return Money.nanoDollars(usage, price: price)
    }
}
