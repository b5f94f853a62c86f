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
        guard fresh >= 0, input <= price.longestInput.map(Int64.init) ?? .max else { return nil }
        let parts = [
            (fresh, inputPrice), (cached, price.cachedInput ?? inputPrice), (written, price.cacheWrite ?? inputPrice),
            (output, outputPrice),
        ]
        var picoDollars: Int64 = 0
        for (tokens, each) in parts {
            let (amount, overflows) = tokens.multipliedReportingOverflow(by: each)
            let (sum, sumOverflows) = picoDollars.addingReportingOverflow(amount)
            guard !overflows, !sumOverflows else { return nil }
            picoDollars = sum
        }
        let (quotient, rest) = picoDollars.quotientAndRemainder(dividingBy: 1000)
        return quotient + (rest > 500 || (rest == 500 && quotient % 2 == 1) ? 1 : 0)
    }
}
