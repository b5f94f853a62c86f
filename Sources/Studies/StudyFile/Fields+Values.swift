import Yams

extension Fields {
    static let samplingKeys = ["temperature", "top_p", "max_tokens", "seed", "stop", "samples"]

    /// The parameters of sampling that stand directly in this mapping.
    var sampling: Sampling {
        Sampling(
            temperature: number("temperature", in: 0...10),
            topP: number("top_p", in: 0...1),
            maxTokens: count("max_tokens", to: 100_000_000),
            seed: integer("seed"),
            stop: texts("stop") ?? [],
            samples: count("samples", to: 1000)
        )
    }

    /// The mapping `price`, in dollars per million tokens, as integers.
    ///
    /// `price: 0` is a server of one's own that costs nothing a token; without `price` nobody knows.
    var price: Price? {
        if let plain = node("price")?.scalar {
            guard Self.millionths(plain.string) == 0 else {
                mistake("price", "must be 0 or a mapping such as {input: 0.5, output: 1.5}")
                return nil
            }
            return Price(input: 0, output: 0)
        }
        let known = ["input", "output", "cached_input", "cache_write", "reasoning", "request"]
        guard let fields = fields("price", known: known) else { return nil }
        func amount(_ name: String) -> Int64? {
            fields.value(name, "dollars per million tokens, not negative, written out with at most 6 decimals") {
                $0.scalar.flatMap { Self.millionths($0.string) }
            }
        }
        var price = Price(
            input: amount("input"),
            output: amount("output"),
            cachedInput: amount("cached_input"),
            cacheWrite: amount("cache_write")
        )
        price.reasoning = amount("reasoning")
        price.request = fields.value("request", "dollars a request, not negative, with at most 6 decimals") {
            $0.scalar.flatMap { Self.millionths($0.string) }.flatMap { $0 < 1_000_000_000 ? $0 * 1_000_000 : nil }
        }
        return price
    }

    /// The mapping `extra` as JSON.
    var extra: [String: JSONValue] {
        guard let fields = fields("extra", known: nil) else { return [:] }
        for (name, remedy) in Self.ownWords where fields.node(name) != nil {
            fields.mistake(name, "is not for extra: \(remedy)")
        }
        return Dictionary(fields.all.map { ($0.name, Self.json($0.value)) }) { first, _ in first }
    }

    /// What would change the request behind the study's back.
    private static let ownWords = [
        ("model", "name it as the model's own 'model'"), ("messages", "they are the prompt's"),
        ("n", "each answer is a request of its own: give 'samples' under sampling"),
        ("best_of", "answers that nobody sees cost too: give 'samples' under sampling"),
    ]

    /// A decimal text times 10⁶, exactly; nil when it is negative, has more digits or is no number.
    static func millionths(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        guard !text.isEmpty, (parts[0] + fraction).allSatisfy({ $0.isASCII && $0.isNumber }), fraction.count <= 6,
            let number = Int64(parts[0] + fraction + String(repeating: "0", count: 6 - fraction.count))
        else { return nil }
        return number
    }

    private static func json(_ node: Node) -> JSONValue {
        switch node {
        case .mapping(let mapping): .object(mapping.map { ($0.key.string ?? "", json($0.value)) })
        case .sequence(let nodes): .array(nodes.map(json))
        default:
            if node.null != nil {
                .null
            } else if let truth = node.bool {
                .bool(truth)
            } else if let number = node.float, number.isFinite {
                .number(number)
            } else {
                .string(node.scalar?.string ?? "")
            }
        }
    }
}
