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
    /// Items without a word to compare.
    package var wordlessCount = 0
}

extension MetricScores {
    /// Scores every distinct item against its prompt's reference, or against the anchor's responses (their mean; never itself).
    package init(of similarity: Similarity, study: Study, responses: [StoredResponse]) {
        let prompts = Dictionary(study.prompts.map { ($0.id, $0) }) { first, _ in first }
        let corpus = study.prompts.flatMap { [$0.text] + [$0.reference].compactMap(\.self) }
        let embedder = LexicalEmbedder(corpus: corpus)
        var targets: [String: [[LexicalEmbedder.Entry]]] = [:]
        var anchors: Set<ItemID> = []
        switch similarity.target {
        case .reference:
            for prompt in study.prompts { targets[prompt.id] = prompt.reference.map { [embedder.vector(of: $0)] } }
        case .anchor(let model):
            for response in responses where response.model == model {
                anchors.insert(response.item)
                targets[response.prompt, default: []].append(embedder.vector(of: response.text))
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
            let own = embedder.vector(of: response.text)
            let cosines = vectors.compactMap { cosine(own, $0) }
            guard !cosines.isEmpty else {
                wordlessCount += 1
                continue
            }
            let mean = cosines.reduce(0, +) / Double(cosines.count)
            scores.append(Score(item: response.item, prompt: response.prompt, value: mean))
        }
    }

    /// The metric's version: what its scores depend on besides the text.
    package static func version(of similarity: Similarity, study: Study) -> String {
        let corpus = study.prompts.map {
            JSONValue.array([.string($0.text), $0.reference.map(JSONValue.string) ?? .null])
        }
        let target: JSONValue =
            switch similarity.target {
            case .reference: .string("reference")
            case .anchor(let model): .object([("anchor", .string(model))])
            }
        let members: [(String, JSONValue)] = [
            ("embedder", .string("lexical.1")), ("target", target), ("corpus", .array(corpus)),
        ]
        return SHA256.hex(of: JSONValue.object(members).canonicalBytes)
    }
}
