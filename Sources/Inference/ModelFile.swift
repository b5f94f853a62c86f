package import Studies

/// The file that a server runs as a model, where the server tells: Ollama does.
package struct ModelFile: Sendable, Equatable {
    /// What the server calls the model, its tag included.
    package var name: String
    package var digest: String?
    package var quantization: String?
}

extension ModelClient {
    /// The models that an Ollama server holds; none for another server, or where it does not answer.
    package func files(at endpoint: Endpoint) async -> [ModelFile] {
        guard endpoint.kind == .ollama, let list = await document("/api/tags", of: endpoint) else { return [] }
        return (list["models"]?.array ?? []).compactMap { model in
            guard let name = (model["name"] ?? model["model"])?.string else { return nil }
            return ModelFile(
                name: name,
                digest: model["digest"]?.string,
                quantization: model["details"]?["quantization_level"]?.string
            )
        }
    }
}
