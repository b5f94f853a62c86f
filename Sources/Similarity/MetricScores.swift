package import Store
package import Studies

/// The scores of one metric, and what could not be scored.
package struct MetricScores: Sendable, Equatable {
    /// One item's score, from −1 to 1.
    package struct Score: Sendable, Equatable {
        package var item: ItemID
        package var prompt: String
        package var value: Double
    }

    package var scores: [Score] = []
    /// Items of the anchor's own text.
    package var anchorCount = 0
    /// Items whose prompt has no reference, or no response of the anchor.
    package var withoutTargetCount = 0
    /// Items without a vector: no word to compare, or no answer of the embedder.
    package var withoutVectorCount = 0
}

extension MetricScores {
    /// Scores every distinct item against its prompt's reference, or against the anchor's responses (their mean; never itself).
    package init(
        of similarity: Similarity,
        study: Study,
        responses: [StoredResponse],
        vector: (String) -> TextVector?
    ) {
        let prompts = Dictionary(study.prompts.map { ($0.id, $0) }) { first, _ in first }
        var targets: [String: [TextVector]] = [:]
        var anchors: Set<ItemID> = []
        switch similarity.target {
        case .reference:
            for prompt in study.prompts { targets[prompt.id] = prompt.reference.flatMap(vector).map { [$0] } }
        case .anchor(let model):
            for response in responses where response.model == model {
                anchors.insert(response.item)
                targets[response.prompt, default: []] += [vector(response.text)].compactMap(\.self)
            }
        }
        var seen: Set<ItemID> = []
        for response in responses where prompts[response.prompt] != nil && seen.insert(response.item).inserted {
            guard !anchors.contains(response.item) else {
                anchorCount += 1
                continue
            }
            guard let vectors = targets[response.prompt], !vectors.isEmpty else {
                withoutTargetCount += 1
                continue
            }
            let cosines = vector(response.text).map { own in vectors.compactMap { cosine(own, $0) } } ?? []
            guard !cosines.isEmpty else {
                withoutVectorCount += 1
                continue
            }
            let mean = cosines.reduce(0, +) / Double(cosines.count)
            scores.append(Score(item: response.item, prompt: response.prompt, value: mean))
        }
    }

    /// The metric's version: what its scores depend on besides the text.
    package static func version(of similarity: Similarity, study: Study) -> String {
        let target: JSONValue =
            switch similarity.target {
            case .reference: .string("reference")
            case .anchor(let model): .object([("anchor", .string(model))])
            }
        let members: [(String, JSONValue)] = [
            ("embedder", embedder(similarity, study)), ("target", target),
        ]
        return SHA256.hex(of: JSONValue.object(members).canonicalBytes)
    }

    private static func embedder(_ similarity: Similarity, _ study: Study) -> JSONValue {
        switch similarity.embedder {
        case .lexical:
            let corpus = study.prompts.map {
                JSONValue.array([.string($0.text), $0.reference.map(JSONValue.string) ?? .null])
            }
            return .object([("name", .string("lexical.1")), ("corpus", .array(corpus))])
        case .endpoint(let endpoint, let model):
            return .object([("endpoint", .string(endpoint)), ("model", .string(model))])
        }
    }
}
