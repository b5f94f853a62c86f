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

    /// One call for each distinct text that the similarity compares.
    package func work(for similarity: Similarity, study: Study, responses: [StoredResponse]) -> [Work] {
        var texts = responses.map { (prompt: $0.prompt, text: $0.text) }
        if similarity.target == .reference {
            texts += study.prompts.flatMap { prompt in
                [prompt.reference].compactMap(\.self).map { (prompt: prompt.id, text: $0) }
            }
        }
        var seen: Set<String> = []
        return texts.compactMap { prompt, text in
            let key = key(of: text)
            guard !text.isEmpty, seen.insert(key).inserted else { return nil }
            return Work(
                draft: RequestDraft(key: key, purpose: .embedding, asked: model, prompt: prompt, sample: 1),
                call: .embedding(EmbeddingRequest(endpoint: endpoint, model: model, texts: [text])),
                price: nil
            )
        }
    }

    /// The vectors that are there, by their texts.
    package func lookup(in store: Store, for work: [Work]) throws -> @Sendable (String) -> TextVector? {
        let vectors = try store.vectors(of: Set(work.map(\.draft.key)), study: study)
        return { text in vectors[key(of: text)].map(TextVector.dense) }
    }
}
