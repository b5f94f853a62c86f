package import Studies

/// Who answers at an endpoint, by its own account: what it runs, how, and in which build. No path is in it.
package struct ServerIdentity: Sendable, Equatable {
    package let json: JSONValue

    package init(json: JSONValue) { self.json = json }

    /// The tokens that a prompt and its answer may take together, where a llama-server tells them.
    package var llamaContext: Int64? {
        guard json["kind"]?.string == "llamacpp" else { return nil }
        return json["n_ctx"]?.number.flatMap(Int64.init(exactly:)).flatMap { $0 > 0 ? $0 : nil }
    }

    /// The name of the only model that a llama-server runs, whatever it is asked for.
    package var onlyModel: String? {
        guard json["kind"]?.string == "llamacpp", let models = json["models"]?.array, models.count == 1 else {
            return nil
        }
        return models[0]["name"]?.string
    }

    /// What is known of the weights behind a model, by its served name; a server of one model runs it under any name.
    package func weights(of model: String) -> ModelWeights? {
        let all = json["models"]?.array ?? []
        let own = all.first { [model, "\(model):latest"].contains($0["name"]?.string) }
        guard let found = own ?? (all.count == 1 && json["kind"]?.string != "ollama" ? all.first : nil) else {
            return nil
        }
        return ModelWeights(
            digest: found["digest"]?.string,
            quantization: found["ftype"]?.string,
            bytes: found["size"]?.number.flatMap(Int64.init(exactly:)),
            parameters: found["n_params"]?.number.flatMap(Int64.init(exactly:))
        )
    }
}

/// What tells one file of weights from another; unknown is nil.
package struct ModelWeights: Sendable, Equatable {
    package var digest: String?
    /// `Q4_0` and the like.
    package var quantization: String?
    package var bytes: Int64?
    package var parameters: Int64?

    /// Whether something that both know differs.
    package func differs(from other: ModelWeights) -> Bool {
        func differs<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
            if let left, let right { left != right } else { false }
        }
        return differs(digest, other.digest) || differs(quantization, other.quantization)
            || differs(bytes, other.bytes) || differs(parameters, other.parameters)
    }

    /// In words: `Q4_0 (90 MB)`.
    package var words: String {
        let size = bytes.map { "\(Int((Double($0) / 1e6).rounded())) MB" }
        switch (quantization, size) {
        case (let name?, let size?): return "\(name) (\(size))"
        case (let name?, nil): return name
        case (nil, let size?): return "a file of \(size)"
        case (nil, nil):
            let digest = digest.map { "the file \($0.prefix(12))" }
            return digest ?? parameters.map { "\($0) parameters" } ?? "an unknown file"
        }
    }
}
