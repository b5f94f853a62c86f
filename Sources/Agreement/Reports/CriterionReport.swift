/// How raters agree on one criterion: people among themselves, every pair, and each automatic rater against people.
public struct CriterionReport: Sendable {
    /// Two raters that share items; `a` stands before `b` by bytes, and bias is `a` − `b`.
    public struct Pair: Sendable {
        public let a: String
        public let b: String
        /// Items that both scored.
        public let itemCount: Int
        public let measures: Measures
    }

    /// A judge or metric against the consensus of people.
    public struct Automatic: Sendable {
        public let rater: String
        public let kind: RaterKind
        /// Items that it and at least one person scored, and that have a consensus.
        public let itemCount: Int
        /// Items left out because no strict majority of people exists.
        public let withoutMajorityCount: Int
        /// Bias is the automatic rater's score less the consensus.
        public let measures: Measures
        /// The same measures of each person against the other people on the same items, averaged over people.
        public let ceiling: Measures
    }

    /// What else is wanted of a report.
    public struct Choices: Sendable {
        /// What the weighted kappas of two raters take differences of.
        public var basis: WeightBasis
        /// Above so many raters pairs are left out.
        public var mostRatersForPairs: Int

        public init(basis: WeightBasis = .value, mostRatersForPairs: Int = 50) {
            self.basis = basis
            self.mostRatersForPairs = mostRatersForPairs
        }
    }

    public let criterion: String
    public let level: Level
    public let categories: [Double]
    public let areCategoriesDeclared: Bool
    public let itemCount: Int
    public let ratingCount: Int
    public let raters: [RatingTable.Rater]
    /// People among themselves.
    public let measures: Measures
    public let pairs: [Pair]
    /// Whether there are too many raters for a list of pairs.
    public let arePairsLeftOut: Bool
    public let automatic: [Automatic]

    /// Computes every figure of a table.
    public init(
        criterion: String,
        level: Level,
        table: RatingTable,
        options: IntervalOptions = IntervalOptions(),
        choices: Choices = Choices()
    ) {
        let humans = table.raters { $0.kind == .human }
        self.criterion = criterion
        self.level = level
        categories = table.categories
        areCategoriesDeclared = table.areCategoriesDeclared
        itemCount = table.items.count
        ratingCount = table.scoreCount
        raters = table.raters
        measures = GroupReport(table: table, raters: humans, level: level, options: options).measures()
        arePairsLeftOut = table.raters.count > choices.mostRatersForPairs
        let pairing = Pairing(table: table, level: level, options: options, basis: choices.basis)
        pairs = arePairsLeftOut ? [] : pairing.all()
        automatic = table.raters { $0.kind != .human }.map {
            AgainstPeople(table: table, rater: $0, humans: humans, level: level).report(options)
        }
    }
}
