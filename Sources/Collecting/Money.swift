package import Inference
package import Studies

/// What a call costs, exactly, in integers.
package enum Money {
    /// Nano-dollars of one call, rounded half-even once; nil when the price or a count that it needs is unknown.
    ///
    /// A usage counts cached and cache-written tokens within the input, whatever the provider's custom, and reasoning within
    /// the output: each token is billed once.
    package static func nanoDollars(_ usage: Usage, price: Price?) -> Int64? {
        guard let price, let inputPrice = price.input, let outputPrice = price.output, let input = usage.input,
            let output = usage.output
        else { return nil }
        let (cached, written) = (usage.cached ?? 0, usage.cacheWrite ?? 0)
        let fresh = input - cached - written
        // What is written to a cache costs more than the input where it is priced apart.
        guard fresh >= 0, written == 0 || price.cacheWrite != nil,
            input <= price.longestInput.map(Int64.init) ?? .max
        else { return nil }
        let thought = usage.reasoning ?? 0
        // Where reasoning costs otherwise, its share must be known.
        guard price.reasoning == nil || usage.reasoning != nil, thought <= output else { return nil }
        let parts = [
            (fresh, inputPrice), (cached, price.cachedInput ?? inputPrice), (written, price.cacheWrite ?? inputPrice),
            (output - thought, outputPrice), (thought, price.reasoning ?? outputPrice), (1, price.request ?? 0),
        ]
        let picoDollars = parts.reduce(Int128(0)) { $0 + Int128($1.0) * Int128($1.1) }
        let (quotient, rest) = picoDollars.quotientAndRemainder(dividingBy: 1000)
        return Int64(exactly: quotient + (rest > 500 || (rest == 500 && quotient % 2 == 1) ? 1 : 0))
    }
}
