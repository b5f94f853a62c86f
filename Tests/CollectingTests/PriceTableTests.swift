import Collecting
import Inference
import Store
import Studies
import Testing

struct PriceTableTests {
    /// Entries of LiteLLM's table, with its prices in dollars a token.
    private static let table = """
        {"sample_spec": {"input_cost_per_token": 0.0},
         "gpt-4": {"input_cost_per_token": 3e-05, "output_cost_per_token": 6e-05, "mode": "chat"},
         "gpt-4o-mini": {"input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
                         "cache_read_input_token_cost": 7.5e-08},
         "gemini/gemini-2.5-pro": {"input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05,
                                   "input_cost_per_token_above_200k_tokens": 2.5e-06},
         "ollama/llama3": {"input_cost_per_token": 0.0, "output_cost_per_token": 0.0},
         "dall-e": {"input_cost_per_pixel": 2e-08}}
        """

    private func price(of model: String) throws -> Price? {
        try PriceTable(reading: Array(Self.table.utf8), named: "f").prices.first { $0.model == model }?.price
    }

    @Test func pricesAreExactInPicoDollars() throws {
        #expect(try price(of: "gpt-4") == Price(input: 30_000_000, output: 60_000_000))
        #expect(try price(of: "gpt-4o-mini") == Price(input: 150_000, output: 600_000, cachedInput: 75_000))
    }

    @Test func aServerOfOnesOwnIsNotFreeAndOtherThingsHaveNoPrice() throws {
        for model in ["ollama/llama3", "dall-e", "sample_spec"] { #expect(try price(of: model) == nil) }
    }

    @Test func beyondTheLengthThatAPriceHoldsForItIsUnknown() throws {
        let price = try price(of: "gemini/gemini-2.5-pro")
        #expect(price?.longestInput == 200_000)
        #expect(Money.nanoDollars(.init(input: 200_000, output: 0), price: price) == 250_000_000)
        #expect(Money.nanoDollars(.init(input: 200_001, output: 0), price: price) == nil)
    }

    /// After litellm's issue 9854: one bad entry costs no other one.
    @Test func anEntryThatCannotBeReadIsLeftOutAndNamed() throws {
        let good =
            "{\"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 1e-05, \"output_cost_per_reasoning_token\": 3e-06}"
        let twice =
            "{\"input_cost_per_token\": 1e-06, \"input_cost_per_token\": 2e-06, \"output_cost_per_token\": 1e-05}"
        let text =
            "{\"tier\": \(twice), \"nan\": {\"input_cost_per_token\": NaN}, \"a\\\"}b\": \(good), \"c\": \(good), \"c\": \(good)}"
        let table = try PriceTable(reading: Array(text.utf8), named: "f")
        #expect(table.prices.map(\.model) == ["a\"}b"] && table.prices.first?.price.reasoning == 3_000_000)
        #expect(table.unread.map(\.name) == ["tier", "nan", "c"] && table.leftOut == 0)
    }

    /// Of two prices nobody knows which one is meant: both places are named.
    @Test func whatStandsTwiceIsNamedWithItsLines() throws {
        let good = "{\"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 1e-05}"
        let inner = "{\"input_cost_per_token\": 1e-06,\n  \"mode\": \"x\",\n  \"input_cost_per_token\": 2e-06}"
        let entries = [
            "\"a\": \(good)", "\"b\": \(good)", "\"a\": \(inner)", "\"c\": \(inner)", "\"d\": {\n nope}",
            "\"e\": \(good), \"e\": \(good)", "\"a\": 5",
        ]
        let table = try PriceTable(reading: Array("{\n\(entries.joined(separator: ",\n"))\n}".utf8), named: "f")
        #expect(table.prices.map(\.model) == ["b"] && table.leftOut == 0)
        #expect(table.unread.map(\.name) == ["a", "c", "d", "e"])
        let said = table.unread.map(\.why)
        #expect(said[0] == "it stands 3 times: lines 2, 4 and 13")
        #expect(said[1] == "its input_cost_per_token stands twice: lines 7 and 9")
        #expect(said[2].hasSuffix("in line 11") && said[3] == "it stands twice in line 12", "\(said)")
    }

    /// A price that is there and cannot be is no missing one.
    @Test(arguments: ["\"free\"", "\"1e-6\"", "-1", "-0.5", "1e30", "[1e-6]", "true", "1e-13"])
    func aBadPriceIsNamedAndNotTakenForNone(price: String) throws {
        let good = "{\"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 1e-05}"
        let bad = "{\"input_cost_per_token\": \(price), \"output_cost_per_token\": 1e-05}"
        let text = "{\"bad\": \(bad), \"five\": 5, \"images\": {\"mode\": \"x\"}, \"good\": \(good)}"
        let table = try PriceTable(reading: Array(text.utf8), named: "f")
        #expect(table.prices.map(\.model) == ["good"] && table.unread.map(\.name) == ["bad", "five"])
        #expect(table.leftOut == 1)
        let why = table.unread.map(\.why)
        let words = ["is no number", "is below 0", "is no whole number of pico-dollars below 1 dollar"]
        let expected = Double(price).map { $0 < 0 ? words[1] : words[2] } ?? words[0]
        #expect(why == ["its input_cost_per_token \(expected)", "it is no object"])
    }

    /// What a request costs by itself would be missing from every sum.
    @Test func aPriceARequestIsTakenOrTheEntryIsLeftOut() throws {
        func entry(_ more: String) -> String {
            "{\"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 1e-05\(more)}"
        }
        let text =
            "\u{FEFF}{\"a\": \(entry(", \"input_cost_per_request\": 0.01")), \"b\": \(entry(", \"input_cost_per_request\": -1")), "
            + "\"c\": \(entry(", \"cost_per_request\": 0, \"output_cost_per_request\": 0.5")), \"e\": \(entry("")), "
            + "\"d\": \(entry(", \"input_cost_per_request\": 0.01, \"output_cost_per_request\": 0.01"))}"
        let table = try PriceTable(reading: Array(text.utf8), named: "f")
        let prices = Dictionary(table.prices.map { ($0.model, $0.price.request) }) { first, _ in first }
        #expect(prices == ["a": 10_000_000_000, "c": 500_000_000_000, "e": nil], "\(prices)")
        #expect(table.unread.map(\.name) == ["b", "d"] && table.leftOut == 0)
        #expect(
            table.unread.map(\.why) == [
                "its input_cost_per_request is no whole number of pico-dollars below 1,000 dollars",
                "it has more than one price a request",
            ]
        )
        let price = try #require(table.prices.first { $0.model == "a" }?.price)
        #expect(Money.nanoDollars(.init(input: 1000, output: 100), price: price) == 12_000_000)
        let store = try Store.inMemory()
        // A build that read no price a request had taken the same bytes.
        var earlier = price
        earlier.request = nil
        _ = try store.importPrices([("a", earlier)], sha256: table.sha256, datedAt: 1, at: 1)
        #expect(try !store.importPrices(table.prices, sha256: table.sha256, datedAt: 1, at: 2))
        #expect(try store.listPrice(of: ["a"]) == price)
    }

    @Test func aTableOfBadPricesAloneIsRefusedWithTheFirstReason() throws {
        let entry = "{\"input_cost_per_token\": -1, \"output_cost_per_token\": 1e-05}"
        let error = #expect(throws: StudiesError.self) {
            try PriceTable(reading: Array("{\"a\": \(entry)}".utf8), named: "f")
        }
        #expect("\(try #require(error))".hasSuffix("of 'a' its input_cost_per_token is below 0"))
    }

    @Test(arguments: ["[]", "{\"a\": {}}", "<html>"])
    func whatIsNoTableIsRefusedInWords(text: String) {
        #expect(throws: StudiesError.self) { try PriceTable(reading: Array(text.utf8), named: "f") }
    }
}
