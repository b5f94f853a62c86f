/// Prices in pico-dollars per token (dollars per million tokens × 10⁶); unknown is nil, never 0.
package struct Price: Sendable, Equatable {
    package var input: Int64?
    package var output: Int64?
    package var cachedInput: Int64?
    package var cacheWrite: Int64?
    /// Of the output's tokens that are reasoning; nil where they cost as the others do.
    package var reasoning: Int64?
    /// Pico-dollars of each request, whatever its tokens; nil for none.
    package var request: Int64?
    /// Prompts of more tokens cost otherwise; nil where the price holds for all.
    package var longestInput: Int?

    package init(
        input: Int64? = nil,
        output: Int64? = nil,
        cachedInput: Int64? = nil,
        cacheWrite: Int64? = nil,
        longestInput: Int? = nil
    ) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.longestInput = longestInput
    }
}
