import Yams

extension Fields {
    static let similarityKeys = [
        "embedder", "endpoint", "model", "metric", "smoothing", "stemmer", "fields", "anchor", "reference", "exemplars",
        "previous", "aggregate", "band",
    ]

    /// One entry of `similarity`.
    func similarity(named name: String) -> Similarity? {
        let embedder = similarityEmbedder
        let target = similarityTarget(of: embedder)
        let band = number("band", in: 0...100)
        let aggregate = choice("aggregate", Similarity.Aggregate.self)
        guard let embedder, let target else { return nil }
        return Similarity(name: name, embedder: embedder, target: target, aggregate: aggregate, band: band)
    }

    private var similarityEmbedder: Similarity.Embedder? {
        let ways = ["embedder", "endpoint", "metric"].filter { node($0) != nil }
        guard ways.count == 1 else {
            log.add("\(path) needs one of 'embedder', 'metric', or 'endpoint' with 'model'", line: line)
            return nil
        }
        if ways != ["metric"] {
            for key in ["smoothing", "stemmer", "fields"] where node(key) != nil {
                mistake(key, "is for entries with 'metric': remove it")
            }
        }
        switch ways[0] {
        case "embedder": return namedEmbedder
        case "metric": return textMetric
        default:
            guard let endpoint = text("endpoint"), let model = requiredText("model") else { return nil }
            return .endpoint(name: endpoint, model: model)
        }
    }

    private static let known = ["lexical", "minilm"]

    /// `lexical`, `minilm`, or a mapping that names or describes a sentence encoder.
    private var namedEmbedder: Similarity.Embedder? {
        if let node = node("embedder"), node.mapping != nil { return encoder }
        switch text("embedder") {
        case "lexical": return .lexical
        case let name? where Self.known.contains(name): return .encoder(.init(source: .known(name: name)))
        case let other?:
            mistake("embedder", "is '\(other)': use \(Self.known.joined(separator: ", ")) or {folder: PATH}")
            return nil
        case nil: return nil
        }
    }

    private static let encoderKeys = ["name", "folder", "prefix", "pooling", "tokens", "layer", "idf"]

    private var encoder: Similarity.Embedder? {
        guard let fields = fields("embedder", known: Self.encoderKeys) else { return nil }
        let source: Similarity.Encoder.Source? =
            switch (fields.text("name"), fields.text("folder")) {
            case ("minilm", nil): .known(name: "minilm")
            case (nil, let folder?) where !folder.isEmpty: .folder(folder)
            default: nil
            }
        if source == nil { mistake("embedder", "needs either 'name: minilm' or 'folder: PATH'") }
        let pooling = fields.choice("pooling", Similarity.Encoder.Pooling.self)
        let prefix = fields.text("prefix")
        let layer = fields.integer("layer", atLeast: 1)
        let isWeighted = fields.bool("idf") ?? false
        let isByToken = fields.bool("tokens") ?? false
        if !isByToken, layer != nil || fields.node("idf") != nil {
            mistake("embedder", "has 'layer' or 'idf', which are for 'tokens: true' (BERTScore)")
        }
        guard let source else { return nil }
        let encoder = Similarity.Encoder(source: source, prefix: prefix, pooling: pooling)
        return isByToken ? .tokens(encoder, .init(layer: layer, isWeighted: isWeighted)) : .encoder(encoder)
    }

    private var textMetric: Similarity.Embedder? {
        let smoothing = choice("smoothing", Similarity.TextMeasure.Smoothing.self)
        let isStemmed = bool("stemmer")
        let jsonFields = declaredFields
        guard let name = choice("metric", Similarity.TextMeasure.Name.self) else { return nil }
        let isJSON = name == .jsonValid || name == .jsonMatch
        if smoothing != nil, name != .bleu { mistake("smoothing", "is for bleu: remove it") }
        if isStemmed != nil, ![.rouge1, .rouge2, .rougeL].contains(name) {
            mistake("stemmer", "is for rouge-1, rouge-2 and rouge-l: remove it")
        }
        if node("fields") != nil, !isJSON { mistake("fields", "is for json-valid and json-match: remove it") }
        if name == .jsonMatch, node("fields") == nil {
            log.add(
                "\(path) lacks 'fields': name those that are compared, {order_id: integer, status: any}",
                line: line
            )
        }
        return .text(
            .init(name, smoothing: smoothing ?? .exp, isStemmed: isStemmed ?? false, fields: jsonFields)
        )
    }

    private var declaredFields: [JSONField] {
        guard let fields = fields("fields", known: nil) else { return [] }
        return fields.all.compactMap { name, _, _ in
            fields.choice(name, JSONField.ValueType.self).map { JSONField(path: name, type: $0) }
        }
    }

    private func similarityTarget(of embedder: Similarity.Embedder?) -> Similarity.Target? {
        let isReference = bool("reference") ?? false
        let isPrevious = bool("previous") ?? false
        var targets: [Similarity.Target] = []
        if let anchor = text("anchor") { targets.append(.anchor(model: anchor)) }
        if isReference { targets.append(.reference) }
        if isPrevious { targets.append(.previous) }
        if let file = text("exemplars") { targets.append(.exemplars(file: file)) }
        if case .text(let measure) = embedder, measure.isReferenceFree {
            if !targets.isEmpty { log.add("\(path) is compared with nothing: remove its target", line: line) }
            return Similarity.Target.none
        }
        guard targets.count == 1 else {
            log.add(
                "\(path) needs one of 'anchor: MODEL', 'reference: true', 'exemplars: FILE' or 'previous: true'",
                line: line
            )
            return nil
        }
        return targets[0]
    }
}
