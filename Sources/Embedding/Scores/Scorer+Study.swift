package import Store
package import Studies

extension Similarity {
    /// How several targets make one score, where the study does not say.
    var usualAggregate: Aggregate {
        switch target {
        case .anchor: .mean
        case .reference, .exemplars, .previous, .none: .max
        }
    }

    /// What scores by this similarity; the vectors of an endpoint must be in the store, and a folder of an encoder that is no
    /// whole path starts at the study's folder. `keeps` says whether the vectors of texts are kept in the store.
    package func scorer(study: Study, store: Store, studyFolder: String, keeps: Bool = true) throws -> Scorer {
        switch embedder {
        case .lexical:
            return Scorer(LexicalEmbedder(study: study).embedder, aggregate: aggregate ?? usualAggregate)
        case .endpoint:
            guard let endpoint = EndpointEmbedder(self, study: study) else {
                throw StudiesError("'\(name)' names an endpoint that the study does not have")
            }
            return Scorer(endpoint.embedder(in: store), aggregate: aggregate ?? usualAggregate)
        case .text(let measure):
            let isOfAnchor = usualAggregate == .mean
            return Scorer(TextMetric(measure), aggregate: aggregate ?? (isOfAnchor ? .mean : nil))
        case .encoder(let encoder):
            let embedder = try EncoderModel(encoder, studyFolder: studyFolder).embedder
            let shelf = keeps ? VectorShelf(in: store, version: embedder.version) : nil
            return Scorer(embedder, aggregate: aggregate ?? usualAggregate, kept: shelf)
        case .tokens(let encoder, let match):
            let model = try EncoderModel(encoder, studyFolder: studyFolder)
            let score = try BERTScore(model, match, corpus: study.prompts.flatMap(\.allReferences))
            return Scorer(score, aggregate: aggregate ?? (usualAggregate == .mean ? .mean : nil))
        }
    }

    /// The texts that an endpoint must have embedded before the similarity can score, each with its prompt.
    package func endpointTexts(study: Study, responses: [StoredResponse], store: Store) throws
        -> [(prompt: String, text: String)]
    {
        guard case .endpoint = embedder else { return [] }
        let own = responses.map { (prompt: $0.prompt, text: $0.text) }
        switch target {
        case .anchor, .none: return own
        case .reference:
            return own + study.prompts.flatMap { prompt in prompt.allReferences.map { (prompt: prompt.id, text: $0) } }
        case .exemplars(let file):
            let first = study.prompts.first?.id ?? ""
            return own + (study.exemplars[file] ?? []).map { (prompt: $0.prompt ?? first, text: $0.text) }
        case .previous:
            let earlier = try store.earlierTexts(of: study.name, to: study.prompts.map(\.id))
            return own + responses.flatMap { one in (earlier[one.item] ?? []).map { (prompt: one.prompt, text: $0) } }
        }
    }
}

extension EncoderModel {
    /// The encoder that a study names.
    convenience init(_ encoder: Similarity.Encoder, studyFolder: String) throws {
        switch encoder.source {
        case .known(let name):
            let model = try KnownModel.named(name)
            guard model.isFetched else {
                throw EmbeddingError("'\(name)' is not on this machine: run 'slam embedder fetch \(name)'")
            }
            try self.init(model.folder, name: name, choices: encoder, known: model)
        case .folder(let path):
            let folder = path.hasPrefix("/") ? path : "\(studyFolder)/\(path)"
            try self.init(ModelFolder(folder), name: path, choices: encoder)
        }
    }
}
