/// How near a person comes to the other people, and how near an automatic rater comes to the same others.
///
/// For each item and each person h with at least one other, where the automatic rater scored the item too: h is compared with
/// the others, and so is the automatic rater. Nominal: the share of the others who gave the same. Scores: the absolute
/// difference to the mean of the others. The figures are means over these cells, items weighing equally. Spearman's
/// correlation is within each person (at least three cells, nothing constant), averaged with the cells as weights. An
/// automatic rater above the ceiling is nearer to the consensus than one person is, not better than people.
public struct HumanCeiling: Sendable {
    /// One person against the others.
    public struct Person: Sendable, Equatable {
        public let name: String
        public let cellCount: Int
        /// Agreement, or the mean absolute error, over the person's cells.
        public let value: Estimate
    }

    public let rater: String
    /// Whether the figures are shares of agreement; else mean absolute errors, of which less is nearer.
    public let isNominal: Bool
    public let itemCount: Int
    /// Prompts (clusters) of these items; items where the table has none.
    public let clusterCount: Int
    public internal(set) var person: Estimate
    public internal(set) var judge: Estimate
    /// The automatic rater's figure less the person's, paired.
    public internal(set) var difference: Estimate
    public internal(set) var personSpearman: Estimate
    public internal(set) var judgeSpearman: Estimate
    public internal(set) var spearmanDifference: Estimate
    public let byPerson: [Person]

    /// Compares the rater at place `judge` of the table; its people are the other human raters.
    public init(table: RatingTable, judge: Int, level: Level, options: IntervalOptions = IntervalOptions()) {
        let cells = CeilingCells(table, judge: judge, isNominal: level == .nominal)
        self.init(cells, table: table, judge: judge, level: level, options: options)
    }

    /// The figures of such cells.
    init(_ cells: CeilingCells, table: RatingTable, judge: Int, level: Level, options: IntervalOptions) {
        let isForeign = level != .nominal && table.raters[judge].kind == .metric
        let bootstrap = ClusterBootstrap(
            cells.clusters,
            itemCount: cells.items.count,
            options: options,
            unit: table.clusterName
        )
        rater = table.raters[judge].name
        isNominal = level == .nominal
        itemCount = cells.items.count
        clusterCount = bootstrap.clusterCount
        let figures = CeilingFigures(cells, bootstrap, isForeign: isForeign)
        (person, self.judge, difference) = figures.means
        (personSpearman, judgeSpearman, spearmanDifference) = figures.spearman
        byPerson = figures.byPerson(table)
    }

    /// The person's figures under the names of reports.
    public var measures: Measures {
        var measures = Measures()
        if isNominal {
            measures.append("percent_agreement", person)
        } else {
            measures.append("spearman", personSpearman)
            measures.append("mae", person)
        }
        return measures
    }

    /// This ceiling with the mean of each figure over `parts` in the place of the pooled one, by that rule.
    func averaged(over parts: [HumanCeiling], by mean: (Estimate, [Double]) -> Estimate) -> HumanCeiling {
        var averaged = self
        let figures: [WritableKeyPath<HumanCeiling, Estimate>] = [
            \.person, \.judge, \.difference, \.personSpearman, \.judgeSpearman, \.spearmanDifference,
        ]
        for figure in figures {
            let values = parts.compactMap { $0[keyPath: figure].value }
            // Why nothing can be said of the whole holds for its parts.
            guard !values.isEmpty || self[keyPath: figure].value != nil else { continue }
            averaged[keyPath: figure] = mean(self[keyPath: figure], values)
        }
        return averaged
    }
}
