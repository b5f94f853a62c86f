package import Studies

/// A text metric of the study as a function of a text and its references.
package struct TextMetric: Sendable {
    /// What the score depends on besides the texts, for the metric's version.
    package let identity: JSONValue
    /// Whether a score needs no reference.
    package let isReferenceFree: Bool
    /// The score; nil where it is undefined.
    package let score: @Sendable (_ text: String, _ references: [String]) -> Double?

    package init(_ measure: Similarity.TextMeasure) {
        isReferenceFree = measure.isReferenceFree
        identity = .object([("metric", .string(measure.name.rawValue)), ("options", Self.options(of: measure))])
        score = Self.function(of: measure)
    }

    private static func options(of measure: Similarity.TextMeasure) -> JSONValue {
        switch measure.name {
        case .bleu: .object([("smoothing", .string(measure.smoothing.rawValue)), ("tokens", .string("13a"))])
        case .rouge1, .rouge2, .rougeL: .object([("stemmer", .bool(measure.isStemmed))])
        case .jsonValid, .jsonMatch:
            .array(measure.fields.map { .array([.string($0.path), .string($0.type.rawValue)]) })
        default: .object([])
        }
    }

    private static func function(of measure: Similarity.TextMeasure) -> @Sendable (String, [String]) -> Double? {
        switch measure.name {
        case .exact: return TokenOverlap.exactMatch
        case .normalised: return TokenOverlap.normalisedMatch
        case .tokenF1: return TokenOverlap.f1
        case .chrf: return ChrF().score
        case .chrfPlusPlus: return ChrF(wordOrder: 2).score
        case .bleu: return BLEU(smoothing: measure.smoothing).score
        case .rouge1: return ROUGE(.rouge1, isStemmed: measure.isStemmed).score
        case .rouge2: return ROUGE(.rouge2, isStemmed: measure.isStemmed).score
        case .rougeL: return ROUGE(.rougeL, isStemmed: measure.isStemmed).score
        case .lengthRatio: return LengthRatio.ratio
        case .jsonValid:
            let match = JSONMatch(fields: measure.fields)
            return { text, _ in match.validity(of: text) }
        case .jsonMatch: return JSONMatch(fields: measure.fields).fieldMatch
        }
    }
}
