import Foundation
package import Studies

/// The prices of many models in LiteLLM's form: `{"model": {"input_cost_per_token": 1.5e-07, …}}`, in dollars a token.
package struct PriceTable: Sendable {
    /// Of the file's bytes.
    package var sha256: String
    /// By the table's names, in its order; models without a price for tokens, or with the price 0, are left out.
    package var prices: [(model: String, price: Price)]
    /// How many were left out.
    package var leftOut: Int
    /// Entries that could not be read, by name, and why; they are left out too.
    package var unread: [(name: String, why: String)]

    /// Reads a table; throws words where it is none.
    package init(reading bytes: [UInt8], named name: String) throws {
        sha256 = SHA256.hex(of: bytes)
        let entries: [LooseMembers.Member]
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        do { entries = try LooseMembers.read(text).filter { $0.name != "sample_spec" } } catch {
            throw StudiesError("'\(name)' is not JSON (\(error)): give LiteLLM's model_prices_and_context_window.json")
        }
        let lines = Dictionary(grouping: entries, by: \.name).mapValues { $0.map(\.line) }
        var (prices, unread) = ([(model: String, price: Price)](), [(name: String, why: String)]())
        var twins: Set<String> = []
        for entry in entries {
            if let places = lines[entry.name], places.count > 1 {
                // Nobody can tell which of them counts, whatever the others say.
                if twins.insert(entry.name).inserted {
                    unread.append((entry.name, "it stands \(LooseMembers.places(places))"))
                }
                continue
            }
            switch entry.value {
            case .failure(let problem): unread.append((entry.name, "\(problem)"))
            case .success(let value):
                if let price = Price(listed: value) {
                    prices.append((entry.name, price))
                } else if let why = Price.fault(of: value) {
                    unread.append((entry.name, why))
                }
            }
        }
        self.prices = prices
        self.unread = unread
        leftOut = lines.count - prices.count - unread.count
        guard !prices.isEmpty else {
            let why = unread.first.map { " that can be used: of '\($0.name)' \($0.why)" }
            let remedy = "give LiteLLM's model_prices_and_context_window.json"
            throw StudiesError("'\(name)' lists no price a token\(why ?? ": \(remedy)")")
        }
    }
}

extension Price {
    /// An entry of LiteLLM's table; nil where a price is missing, no whole number of pico-dollars, or 0 for both: a server of
    /// one's own is listed so, and is not free.
    fileprivate init?(listed entry: JSONValue) {
        guard let input = Self.picoDollars(entry["input_cost_per_token"]),
            let output = Self.picoDollars(entry["output_cost_per_token"]), input > 0 || output > 0,
            Self.faultOfRequest(entry) == nil
        else { return nil }
        self.init(
            input: input,
            output: output,
            cachedInput: Self.picoDollars(entry["cache_read_input_token_cost"]),
            cacheWrite: Self.picoDollars(entry["cache_creation_input_token_cost"]),
            longestInput: Self.longestInput(entry)
        )
        reasoning = Self.picoDollars(entry["output_cost_per_reasoning_token"])
        request = Self.requestPrices(entry).first.flatMap { Self.picoDollars(ofRequest: $0.value) }
    }

    /// Why an entry's price for tokens is none; nil where it has none, as a model of images, or the price 0.
    fileprivate static func fault(of entry: JSONValue) -> String? {
        guard entry.members != nil else { return "it is no object" }
        if let why = faultOfRequest(entry), let input = entry["input_cost_per_token"], input != .null { return why }
        for name in ["input_cost_per_token", "output_cost_per_token"] {
            guard let value = entry[name], value != .null else { continue }
            guard let number = value.number else { return "its \(name) is no number" }
            if number < 0 { return "its \(name) is below 0" }
            if number > 0, picoDollars(value) == nil {
                return "its \(name) is no whole number of pico-dollars below 1 dollar"
            }
        }
        return nil
    }

    /// What a table may call the price of a request, whatever its tokens.
    private static let requestNames = ["input_cost_per_request", "output_cost_per_request", "cost_per_request"]

    /// Why the price of a request cannot be used: without it every sum would be too small.
    private static func faultOfRequest(_ entry: JSONValue) -> String? {
        let given = requestPrices(entry)
        guard let (name, value) = given.first else { return nil }
        guard given.count == 1 else { return "it has more than one price a request" }
        return picoDollars(ofRequest: value) == nil
            ? "its \(name) is no whole number of pico-dollars below 1,000 dollars" : nil
    }

    /// What an entry gives a request beside 0.
    private static func requestPrices(_ entry: JSONValue) -> [(name: String, value: JSONValue)] {
        requestNames.compactMap { name in
            entry[name].flatMap { $0 == .null || $0.number == 0 ? nil : (name, $0) }
        }
    }

    private static func picoDollars(ofRequest value: JSONValue) -> Int64? {
        // A thousandth of it is told from no whole number as a token's price is.
        value.number.flatMap { picoDollars(.number($0 / 1000)) }.map { $0 * 1000 }
    }

    private static func picoDollars(_ value: JSONValue?) -> Int64? {
        guard let number = value?.number, number >= 0, number < 1 else { return nil }
        let pico = number * 1e12
        // A decimal of few digits comes back from its binary fraction; what does not is no whole number.
        guard abs(pico - pico.rounded()) <= 1e-6 * max(1, pico.ulp * 1e6) else { return nil }
        return Int64(pico.rounded())
    }

    /// The `200k` of `input_cost_per_token_above_200k_tokens`, the least of them.
    private static func longestInput(_ entry: JSONValue) -> Int? {
        let prefix = "input_cost_per_token_above_"
        return (entry.members ?? []).compactMap { name, _ -> Int? in
            guard name.hasPrefix(prefix), name.hasSuffix("k_tokens") else { return nil }
            return Int(name.dropFirst(prefix.count).dropLast("k_tokens".count)).map { $0 * 1000 }
        }.min()
    }
}
