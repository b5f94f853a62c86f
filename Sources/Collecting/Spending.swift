import Inference

/// The most that one run may spend and ask.
package struct SpendingLimit: Sendable, Equatable {
    package var nanoDollars: Int64?
    package var requests: Int?

    package init(nanoDollars: Int64? = nil, requests: Int? = nil) {
        self.nanoDollars = nanoDollars
        self.requests = requests
    }
}

/// What a run has spent and what it holds back for the requests under way, each at its worst.
struct Spending {
    let limit: SpendingLimit
    private(set) var spent: Int64 = 0
    private var reserved: Int64 = 0
    private var requests = 0

    init(limit: SpendingLimit) { self.limit = limit }

    /// Whether requests under way may give back some of what is held for them.
    var isUncertain: Bool { reserved > 0 && limit.requests.map { requests < $0 } ?? true }

    /// Why a request that may cost so much must not be made; nil when it is held back and may be made.
    mutating func reserve(_ worst: Int64?) -> String? {
        if let most = limit.requests, requests >= most { return "--max-requests is reached" }
        if let most = limit.nanoDollars {
            guard let worst else { return "the price of a request is not known, so --max-cost cannot be kept" }
            guard spent + reserved + worst <= most else { return "the next request could pass --max-cost" }
        }
        requests += 1
        reserved += worst ?? 0
        return nil
    }

    /// The request is not made after all.
    mutating func giveBack(_ worst: Int64?) {
        requests -= 1
        reserved -= worst ?? 0
    }

    /// What the request came to; unknown counts as its worst.
    mutating func settle(_ worst: Int64?, actual: Int64?) {
        reserved -= worst ?? 0
        spent += actual ?? worst ?? 0
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
