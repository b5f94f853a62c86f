import Collecting
import Inference
import Studies
import Testing

struct MoneyTests {
    /// The usages of litellm's issues 14849 and 6215, and their right amounts in dollars: 0.184918125 and 0.005615.
    @Test(
        arguments: [
            (
                Usage(input: 262_960, output: 1744, cached: 257_955),
                Price(input: 1_250_000, output: 10_000_000, cachedInput: 625_000), 184_918_125
            ),
            (
                Usage(input: 2006, output: 300, cached: 1920),
                Price(input: 2_500_000, output: 10_000_000, cachedInput: 1_250_000), 5_615_000
            ),
        ] as [(Usage, Price, Int64)]
    )
    func cachedTokensAreBilledOnce(usage: Usage, price: Price, nanoDollars: Int64) {
        #expect(Money.nanoDollars(usage, price: price) == nanoDollars)
    }

    /// Ten fresh, a hundred read and twenty written at Sonnet's prices: 30 + 30 + 75 + 15 micro-dollars.
    @Test func tokensReadFromAndWrittenToACacheHaveTheirOwnPrices() {
        let price = Price(input: 3_000_000, output: 15_000_000, cachedInput: 300_000, cacheWrite: 3_750_000)
        let usage = Usage(input: 130, output: 1, cached: 100, cacheWrite: 20)
        #expect(Money.nanoDollars(usage, price: price) == 150_000)
    }

    @Test func reasoningAndARequestHaveTheirOwnPrices() {
        var price = Price(input: 1_000_000, output: 10_000_000)
        price.request = 5_000_000_000
        #expect(Money.nanoDollars(Usage(input: 10, output: 5, reasoning: 3), price: price) == 5_060_000)
        price.reasoning = 2_000_000
        #expect(Money.nanoDollars(Usage(input: 10, output: 5, reasoning: 3), price: price) == 5_036_000)
        // How many of them were reasoning is not told: nobody knows.
        #expect(Money.nanoDollars(Usage(input: 10, output: 5), price: price) == nil)
        #expect(Money.nanoDollars(Usage(input: 10, output: 5), price: Price(input: 0, output: 0)) == 0)
    }

    @Test func whatIsUnknownIsUnknownAndHalvesGoToEven() {
        let price = Price(input: 500, output: 0)
        #expect(Money.nanoDollars(Usage(input: 1, output: 0), price: price) == 0)
        #expect(Money.nanoDollars(Usage(input: 3, output: 0), price: price) == 2)
        #expect(Money.nanoDollars(Usage(input: 3), price: price) == nil)
        #expect(Money.nanoDollars(Usage(input: 3, output: 1), price: nil) == nil)
        #expect(Money.nanoDollars(Usage(input: .max, output: 1), price: Price(input: 5000, output: 0)) == nil)
        // What was written to a cache has a price of its own, which nobody may guess.
        #expect(Money.nanoDollars(Usage(input: 3, output: 1, cacheWrite: 1), price: price) == nil)
        // A thousand million dollars, less one, for a million tokens.
        let dear = Price(input: 999_999_999_000_000, output: 0)
        let million = Usage(input: 1_000_000, output: 0)
        #expect(Money.nanoDollars(million, price: dear) == 999_999_999_000_000_000)
    }
}
