package import Studies

/// Who answers at an endpoint, by its own account: what it runs, how, and in which build. No path is in it.
package struct ServerIdentity: Sendable, Equatable {
    package let json: JSONValue

    package init(json: JSONValue) { self.json = json }

    /// Whether it is a llama-server's.
    package var isLlama: Bool { json["kind"]?.string == "llamacpp" }

    /// The tokens that a prompt and its answer may take together, where a llama-server tells them.
    package var llamaContext: Int64? {
        guard isLlama else { return nil }
        return json["n_ctx"]?.number.flatMap(Int64.init(exactly:)).flatMap { $0 > 0 ? $0 : nil }
    }

    /// The name of the only model that a llama-server runs, whatever it is asked for.
    package var onlyModel: String? {
        guard isLlama, let models = json["models"]?.array, models.count == 1 else {
            return nil
        }
        return models[0]["name"]?.string
    }

    /// What is known of the weights behind a model, by its served name; a server of one model runs it under any name.
    package func weights(of model: String) -> ModelWeights? {
        let all = json["models"]?.array ?? []
        let names = [model, "\(model):latest", Self.withoutPath(model)]
        let own = all.first { one in one["name"]?.string.map(names.contains) ?? false }
        guard let found = own ?? (all.count == 1 && json["kind"]?.string != "ollama" ? all.first : nil) else {
            return nil
        }
        return ModelWeights(
            digest: found["digest"]?.string,
            quantization: found["ftype"]?.string,
            bytes: found["size"]?.number.flatMap(Int64.init(exactly:)),
            parameters: found["n_params"]?.number.flatMap(Int64.init(exactly:)),
            source: found["root"]?.string ?? found["file"]?.string,
            traits: Self.traits.compactMap { name in
                found[name].flatMap { $0 == .null ? nil : ModelWeights.Trait(name: name, value: $0.canonicalText) }
            }
        )
    }

    /// Further members that are of the weights, and of nothing that a restart changes.
    private static let traits = [
        "parent", "parameter_size", "weight_version", "publisher", "arch", "n_ctx_train", "n_vocab", "n_embd",
    ]

    /// The last part of what may be a path: where a file lies is nobody's business.
    static func withoutPath(_ text: String) -> String {
        let isPath =
            ["/", ".", "~", "\\"].contains { text.hasPrefix($0) } || text.contains("\\") || text.contains(":/")
        guard isPath else { return text }
        return text.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? text
    }
}
