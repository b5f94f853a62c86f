/// Verdicts on pairs of texts with the models that wrote them, by any number of raters.
public struct PairVerdicts: Sendable {
    /// One pair of texts.
    public struct Row: Sendable {
        /// Numbers of the models of the left and the right text; nil where they are unknown.
        public var models: Models?
        /// The number of the prompt; nil takes the pair for a prompt of its own.
        public var prompt: Int?
        /// What each rater said of the two, by the row's own left and right; nil where one said nothing.
        ///
        /// Both bad counts as a tie.
        public var verdicts: [ComparisonOutcome?]

        public init(models: Models?, prompt: Int? = nil, verdicts: [ComparisonOutcome?]) {
            self.models = models
            self.prompt = prompt
            self.verdicts = verdicts
        }
    }

    /// Who wrote the left and the right text.
    public struct Models: Sendable, Hashable {
        public var left: Int
        public var right: Int

        public init(left: Int, right: Int) {
            self.left = left
            self.right = right
        }

        /// The smaller number first.
        var ordered: Models { left <= right ? self : Models(left: right, right: left) }
        var isTurned: Bool { left > right }
        var areOne: Bool { left == right }
    }

    public let rows: [Row]
    public let raterCount: Int

    /// Throws when rows have unlike numbers of verdicts.
    public init(_ rows: [Row]) throws(AgreementError) {
        let count = rows.first?.verdicts.count ?? 0
        guard rows.allSatisfy({ $0.verdicts.count == count }) else {
            throw AgreementError("give each pair one verdict a rater, or nil")
        }
        self.rows = rows
        raterCount = count
    }
}

extension ComparisonOutcome {
    /// The same of the two texts in each other's place.
    public var turned: ComparisonOutcome {
        switch self {
        case .left: .right
        case .right: .left
        case .tie: .tie
        }
    }
}
