/// A metric: how near a response's text lies to a target, by vectors or by a measure of texts.
package struct Similarity: Sendable, Equatable {
    /// What turns a text into a vector, or two texts into a score.
    package enum Embedder: Sendable, Equatable {
        /// TF-IDF over words and character n-grams, made on this machine.
        case lexical
        case endpoint(name: String, model: String)
        /// A sentence encoder that runs inside the program.
        case encoder(Encoder)
        /// Tokens of the encoder matched one by one (BERTScore).
        case tokens(Encoder, TokenMatch)
        case text(TextMeasure)
    }

    /// A sentence encoder: one that the program knows by name, or a folder with its files.
    package struct Encoder: Sendable, Equatable {
        package enum Source: Sendable, Equatable {
            case known(name: String)
            /// A path, from the study's folder where it is relative.
            case folder(String)
        }

        package enum Pooling: String, Sendable, CaseIterable {
            case mean, cls
        }

        package var source: Source
        /// Stands before every text; what the folder's configuration says where it is nil.
        package var prefix: String?
        /// What the folder's configuration says where it is nil.
        package var pooling: Pooling?

        package init(source: Source, prefix: String? = nil, pooling: Pooling? = nil) {
            self.source = source
            self.prefix = prefix
            self.pooling = pooling
        }
    }

    /// How BERTScore matches tokens.
    package struct TokenMatch: Sendable, Equatable {
        /// The layer whose output is compared, from 1; the last where it is nil.
        package var layer: Int?
        /// Whether rare tokens weigh more, by their share of the study's references.
        package var isWeighted: Bool

        package init(layer: Int? = nil, isWeighted: Bool = false) {
            self.layer = layer
            self.isWeighted = isWeighted
        }
    }

    /// A measure that compares the texts themselves.
    package struct TextMeasure: Sendable, Equatable {
        package enum Name: String, Sendable, CaseIterable {
            case exact, normalised
            case tokenF1 = "token-f1"
            case chrf
            case chrfPlusPlus = "chrf++"
            case bleu
            case rouge1 = "rouge-1"
            case rouge2 = "rouge-2"
            case rougeL = "rouge-l"
            case lengthRatio = "length-ratio"
            case jsonValid = "json-valid"
            case jsonMatch = "json-match"
        }

        /// What BLEU takes for an order without a match (Chen and Cherry 2014).
        package enum Smoothing: String, Sendable, CaseIterable {
            /// Half of the one before (NIST; sacrebleu's default).
            case exp
            /// A tenth of a match.
            case floor
            /// One match and one n-gram more from order 2 on.
            case addK = "add-k"
            case none
        }

        package var name: Name
        package var smoothing: Smoothing
        package var isStemmed: Bool
        package var fields: [JSONField]

        package init(
            _ name: Name,
            smoothing: Smoothing = .exp,
            isStemmed: Bool = false,
            fields: [JSONField] = []
        ) {
            self.name = name
            self.smoothing = smoothing
            self.isStemmed = isStemmed
            self.fields = fields
        }

        /// Whether a score needs no reference.
        package var isReferenceFree: Bool { name == .jsonValid }
    }

    /// What a response is compared with.
    package enum Target: Sendable, Equatable {
        /// The prompt's references.
        case reference
        /// The responses of the model with this study name.
        case anchor(model: String)
        /// Good and bad examples of a file in the study's folder: the score is how much nearer the good ones are.
        case exemplars(file: String)
        /// What the same model answered to the same prompt before it was asked again.
        case previous
        /// Nothing: the measure looks at the text alone.
        case none
    }

    /// How several targets make one score.
    package enum Aggregate: String, Sendable, CaseIterable {
        case mean, max
    }

    package var name: String
    package var embedder: Embedder
    package var target: Target
    /// Nil means the mean over an anchor's responses and the maximum over references.
    package var aggregate: Aggregate?
    /// Differences up to this are a tie on pairs; nil where the study names none.
    package var band: Double?

    package init(
        name: String,
        embedder: Embedder,
        target: Target,
        aggregate: Aggregate? = nil,
        band: Double? = nil
    ) {
        self.name = name
        self.embedder = embedder
        self.target = target
        self.aggregate = aggregate
        self.band = band
    }
}

/// One field that a JSON answer must have.
package struct JSONField: Sendable, Equatable {
    /// The types of JSON Schema, and any.
    package enum ValueType: String, Sendable, CaseIterable {
        case any, string, number, integer, boolean, array, object, null
    }

    /// Names of members from the outermost, joined by dots.
    package var path: String
    package var type: ValueType

    package init(path: String, type: ValueType = .any) {
        self.path = path
        self.type = type
    }
}
