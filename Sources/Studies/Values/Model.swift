/// What produces responses: a name at an endpoint, with parameters and what is known of its size and price.
package struct Model: Sendable, Equatable {
    /// The study's name of the model.
    package var name: String
    /// The study's name of the endpoint; empty where responses are imported.
    package var endpoint: String
    /// What the server calls the model.
    package var model: String
    package var family: String?
    package var isBaseline: Bool
    package var price: Price?
    /// What differs from the study's sampling.
    package var sampling: Sampling
    /// Further parameters, passed to the server as they stand.
    package var extra: [String: JSONValue]
    package var bits: Int?
    package var sizeGB: Double?
    package var memoryMB: Double?
    /// Parameters in billions.
    package var parametersBillion: Double?
    /// Where its reasoning stands when it stands in its text; nil for the endpoint's rule.
    package var reasoning: ReasoningRule?
    /// Sent in place of the prompt's system text; nobody who rates is shown it.
    package var system: String?
    /// The file of a Mustache template that a prompt's last message is put into before it is sent.
    package var template: String?

    package init(
        name: String,
        endpoint: String,
        model: String,
        family: String? = nil,
        isBaseline: Bool = false,
        price: Price? = nil,
        sampling: Sampling = Sampling(),
        extra: [String: JSONValue] = [:],
        bits: Int? = nil,
        sizeGB: Double? = nil,
        memoryMB: Double? = nil,
        parametersBillion: Double? = nil
    ) {
        self.name = name
        self.endpoint = endpoint
        self.model = model
        self.family = family
        self.isBaseline = isBaseline
        self.price = price
        self.sampling = sampling
        self.extra = extra
        self.bits = bits
        self.sizeGB = sizeGB
        self.memoryMB = memoryMB
        self.parametersBillion = parametersBillion
    }
}

extension Model {
    /// Whether its responses come in files: no server is asked.
    package var isImported: Bool { endpoint.isEmpty }
}

/// The parameters of sampling; what is nil is not sent.
package struct Sampling: Sendable, Equatable {
    package var temperature: Double?
    package var topP: Double?
    package var maxTokens: Int?
    package var seed: Int?
    package var stop: [String]
    /// Responses for each prompt; nil means one.
    package var samples: Int?

    package init(
        temperature: Double? = nil,
        topP: Double? = nil,
        maxTokens: Int? = nil,
        seed: Int? = nil,
        stop: [String] = [],
        samples: Int? = nil
    ) {
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
        self.seed = seed
        self.stop = stop
        self.samples = samples
    }

    /// These parameters, with those of `other` wherever it says something.
    package func overridden(by other: Sampling) -> Sampling {
        Sampling(
            temperature: other.temperature ?? temperature,
            topP: other.topP ?? topP,
            maxTokens: other.maxTokens ?? maxTokens,
            seed: other.seed ?? seed,
            stop: other.stop.isEmpty ? stop : other.stop,
            samples: other.samples ?? samples
        )
    }
}
