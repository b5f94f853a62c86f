extension APICost {
    /// How a ratio moves with what the API is paid for, each at half and at twice what it is: tokens as whole texts, so that
    /// what is cached or thought of them keeps its share.
    func sensitivities(_ ratio: (APICost) -> Double?) -> [Sensitivity] {
        func scaled(
            _ name: String,
            _ value: Double,
            within ends: ClosedRange<Double> = 0...Double.infinity,
            _ change: (inout APICost, Double) -> Void
        ) -> Sensitivity? {
            guard value > 0 else { return nil }
            return Sensitivity(name, low: max(ends.lowerBound, value / 2), high: min(ends.upperBound, value * 2)) {
                moved in
                var cost = self
                change(&cost, moved / value)
                return ratio(cost)
            }
        }
        let all = [
            scaled("input_tokens", inputTokens) { cost, factor in
                cost.inputTokens *= factor
                cost.cachedInputTokens *= factor
                cost.cacheWriteTokens *= factor
            },
            scaled("output_tokens", outputTokens) { cost, factor in
                cost.outputTokens *= factor
                cost.reasoningTokens *= factor
            },
            scaled("attempts_billed", attemptsPerResponse, within: 1...Double.infinity) {
                $0.attemptsPerResponse *= $1
            },
            scaled("price.input", prices.input) { $0.prices.input *= $1 },
            scaled("price.output", prices.output) { $0.prices.output *= $1 },
            scaled("price.cached_input", cachedInputTokens > 0 ? prices.cachedInput ?? 0 : 0) { cost, factor in
                cost.prices.cachedInput = cost.prices.cachedInput.map { $0 * factor }
            },
            scaled("price.cache_write", cacheWriteTokens > 0 ? prices.cacheWrite ?? 0 : 0) { cost, factor in
                cost.prices.cacheWrite = cost.prices.cacheWrite.map { $0 * factor }
            },
            scaled("price.reasoning", reasoningTokens > 0 ? prices.reasoning ?? 0 : 0) { cost, factor in
                cost.prices.reasoning = cost.prices.reasoning.map { $0 * factor }
            },
            scaled("price.request", perCall) { $0.perCall *= $1 },
            scaled("batch_share", batchShare, within: 0...1) { $0.batchShare *= $1 },
            scaled("batch_price_factor", batchShare > 0 ? batchPriceFactor : 0) { $0.batchPriceFactor *= $1 },
        ]
        return all.compactMap(\.self)
    }
}
