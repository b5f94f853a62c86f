/// Prices in dollars per million tokens.
package struct TokenPrices: Sendable, Equatable {
    package var input: Double
    package var output: Double
    /// Nil where cached input costs what input costs.
    package var cachedInput: Double?
    /// Of what the provider writes to a cache; nil where that costs what input costs.
    package var cacheWrite: Double?
    /// Of the output's tokens that are reasoning; nil where they cost as the others do.
    package var reasoning: Double?

    package init(input: Double, output: Double, cachedInput: Double? = nil) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
    }
}

/// What an API costs: ((P − C) p_in + C p_cached + O p_out) / 10⁶ for each attempt, in dollars.
///
/// P includes the cached C and what is written to a cache; reasoning is within O; both cost otherwise where they are priced
/// apart. A share b of batch at price factor f makes it (1 − b) + b f times that; what the API asks for the request itself is
/// added. Every attempt that was billed counts.
package struct APICost: Sendable, Equatable {
    package var inputTokens: Double
    package var cachedInputTokens: Double
    package var outputTokens: Double
    package var prices: TokenPrices
    package var batchShare: Double
    package var batchPriceFactor: Double
    package var attemptsPerResponse: Double
    package var cacheWriteTokens = 0.0
    package var reasoningTokens = 0.0
    /// Dollars of each request, whatever its tokens.
    package var perCall = 0.0

    package init(
        inputTokens: Double,
        cachedInputTokens: Double = 0,
        outputTokens: Double,
        prices: TokenPrices,
        batchShare: Double = 0,
        batchPriceFactor: Double = 0.5,
        attemptsPerResponse: Double = 1
    ) {
        self.inputTokens = inputTokens
        self.cachedInputTokens = cachedInputTokens
        self.outputTokens = outputTokens
        self.prices = prices
        self.batchShare = batchShare
        self.batchPriceFactor = batchPriceFactor
        self.attemptsPerResponse = attemptsPerResponse
    }

    package var perAttempt: Double {
        let fresh = (inputTokens - cachedInputTokens - cacheWriteTokens) * prices.input
        let cached = cachedInputTokens * (prices.cachedInput ?? prices.input)
        let written = cacheWriteTokens * (prices.cacheWrite ?? prices.input)
        let thought = reasoningTokens * (prices.reasoning ?? prices.output)
        let answer = (outputTokens - reasoningTokens) * prices.output + thought
        let whole = (fresh + cached + written + answer) / 1e6
        return whole * ((1 - batchShare) + batchShare * batchPriceFactor) + perCall
    }

    /// For a response that is kept.
    package var perRequest: Double { perAttempt * attemptsPerResponse }
}
