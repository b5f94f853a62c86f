package import Collecting
import Inference
package import Store
package import Studies

/// Vectors of texts from an endpoint, each text asked for once in a study.
package struct EndpointEmbedder: Sendable {
    private let study: String
    private let endpoint: Endpoint
    private let model: String

    /// Nil when the similarity does not use an endpoint of the study.
    package init?(_ similarity: Similarity, study: Study) {
        guard case .endpoint(let name, let model) = similarity.embedder, let endpoint = study.endpoint(named: name)
        else { return nil }
        self.study = study.name
        self.endpoint = endpoint
        self.model = model
    }

    /// The key of the request for a text's vector: the text's hash and the embedder alone.
    package func key(of text: String) -> String {
        let members: [(String, JSONValue)] = [
            ("purpose", .string("embedding")), ("study", .string(study)), ("endpoint", .string(endpoint.name)),
            ("model", .string(model)), ("text_sha256", .string(SHA256.hex(of: Array(text.utf8)))),
        ]
        return SHA256.hex(of: JSONValue.object(members).canonicalBytes)
    }

    /// One call for each distinct text, in the order of their keys: that of the responses is the models'.
    package func work(for texts: [(prompt: String, text: String)]) -> [Work] {
        var seen: Set<String> = []
        return texts.compactMap { prompt, text in
            let key = key(of: text)
            guard !text.isEmpty, seen.insert(key).inserted else { return nil }
            return Work(
                draft: RequestDraft(
                    key: key,
                    purpose: .embedding,
                    asked: model,
                    prompt: prompt,
                    sample: 1,
                    detail: .object([("endpoint", .string(endpoint.name))])
                ),
                call: .embedding(EmbeddingRequest(endpoint: endpoint, model: model, texts: [text])),
                price: nil
            )
        }.sorted { $0.draft.key < $1.draft.key }
    }

    /// The embedder as a value: the vectors that the store has from the endpoint.
    package func embedder(in store: Store) -> Embedder {
        let identity: [(String, JSONValue)] = [
            ("endpoint", .string(endpoint.name)), ("model", .string(model)),
        ]
        return Embedder(
            id: "\(endpoint.name)/\(model)",
            version: SHA256.hex(of: JSONValue.object(identity).canonicalBytes),
            isKept: false,
            batch: 256,
            mayComeLater: true
        ) { texts in
            let keys = texts.map(key(of:))
            let vectors = try store.vectors(of: Set(keys), study: study)
            return keys.map { vectors[$0].map { Embedder.Embedded(vector: .dense($0)) } }
        }
    }
}
