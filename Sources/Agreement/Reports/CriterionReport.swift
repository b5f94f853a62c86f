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
        /// How near one person comes to the other people, on the items that this rater scored.
        public let ceiling: Measures
        /// The same with this rater against the same others, and the difference.
        public let humanCeiling: HumanCeiling
        /// Of verdicts on pairs the chance agreement that "cohen.by_model_pair" rests on; nil without one.
        public internal(set) var chanceWithinPairs: Double?
    }

    /// What else is wanted of a report.
    public struct Choices: Sendable {
        /// What the weighted kappas of two raters take differences of.
        public var basis: WeightBasis
        /// Above so many raters pairs are left out.
        public var mostRatersForPairs: Int
        /// Whether marginals and confusion tables are kept.
        public var keepsCounts: Bool

        public init(basis: WeightBasis = .value, mostRatersForPairs: Int = 50, keepsCounts: Bool = false) {
            self.basis = basis
            self.mostRatersForPairs = mostRatersForPairs
            self.keepsCounts = keepsCounts
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
    public internal(set) var measures: Measures
    public internal(set) var pairs: [Pair]
    /// Whether there are too many raters for a list of pairs.
    public let arePairsLeftOut: Bool
    public internal(set) var automatic: [Automatic]
    /// The raters of `marginals`; none unless counts were asked for and there are few enough categories and raters.
    public let counted: [RatingTable.Rater]
    /// `marginals[rater][category]`: how often each rater of `counted` gave each category.
    public let marginals: [[Int]]
    /// The confusion tables of the pairs, where they were asked for and there are few enough categories and raters.
    public let confusions: [(a: String, b: String, table: ConfusionTable)]

    /// Of means by group the items that the figures of all people rest on; nil of anything else.
    public internal(set) var completeItems: CompleteItems?

    /// How many items everybody scored who scored anything, of how many that anybody scored.
    public struct CompleteItems: Sendable, Equatable {
        public let count: Int
        public let ratedCount: Int
        public let personCount: Int
    }

    /// Computes every figure of a table.
    public init(
        criterion: String,
        level: Level,
        table: RatingTable,
        options: IntervalOptions = IntervalOptions(),
        choices: Choices = Choices()
    ) {
        let humans = table.raters { $0.kind == .human }
        // A metric's values are no points of the scale that coefficients with chance agreement rest on.
        let scaled = level == .nominal ? table : table.withoutMetrics()
        let people = scaled.raters { $0.kind == .human }
        self.criterion = criterion
        self.level = level
        categories = scaled.categories
        areCategoriesDeclared = table.areCategoriesDeclared
        itemCount = table.items.count
        ratingCount = table.scoreCount
        raters = table.raters
        measures = GroupReport(table: scaled, raters: people, level: level, options: options).measures()
        arePairsLeftOut = table.raters.count > choices.mostRatersForPairs
        let pairing = Pairing(table: table, level: level, options: options, basis: choices.basis)
        pairs = arePairsLeftOut ? [] : pairing.all()
        let isSmall =
            choices.keepsCounts && scaled.categories.count <= Self.mostCategoriesForCounts && scaled.raters.count <= 10
        counted = isSmall ? scaled.raters : []
        marginals = counted.indices.map { Self.marginals($0, scaled) }
        confusions = isSmall ? Self.confusions(scaled) : []
        automatic = table.raters { $0.kind != .human }.map {
            AgainstPeople(table: table, rater: $0, humans: humans, level: level).report(options)
        }
    }

    /// With more categories the tables are left out: nobody reads them.
    public static let mostCategoriesForCounts = 20

    private static func marginals(_ rater: Int, _ table: RatingTable) -> [Int] {
        var counts = [Int](repeating: 0, count: table.categories.count)
        for item in table.items.indices {
            if let category = table.category(rater: rater, item: item) { counts[category] += 1 }
        }
        return counts
    }

    private static func confusions(_ table: RatingTable) -> [(a: String, b: String, table: ConfusionTable)] {
        table.raters.indices.flatMap { first in
            table.raters.indices.dropFirst(first + 1).compactMap { second in
                let confusion = ConfusionTable(table, first: first, second: second)
                guard confusion.itemCount > 0 else { return nil }
                return (table.raters[first].name, table.raters[second].name, confusion)
            }
        }
    }
}
