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
    public let automatic: [Automatic]

    /// Computes every figure of a table.
    public init(criterion: String, level: Level, table: RatingTable, options: IntervalOptions = IntervalOptions()) {
        let humans = table.raters { $0.kind == .human }
        self.criterion = criterion
        self.level = level
        categories = table.categories
        areCategoriesDeclared = table.areCategoriesDeclared
        itemCount = table.items.count
        ratingCount = table.scoreCount
        raters = table.raters
        measures = Self.humanMeasures(table, humans: humans, level: level, options: options)
        pairs = Self.pairs(table, level: level, options: options)
        automatic = table.raters { $0.kind != .human }.map {
            Self.automatic(table, rater: $0, humans: humans, level: level, options: options)
        }
    }

    private static func humanMeasures(
        _ table: RatingTable,
        humans: [Int],
        level: Level,
        options: IntervalOptions
    ) -> Measures {
        let paired = Patterns(table, raters: humans, minimum: 2)
        let counts = CountTable(paired, categories: table.categories)
        let levels: [Level] = level == .nominal ? [.nominal] : Level.allCases
        let alphas = levels.map { level in
            Statistic(name: "alpha.\(level.rawValue)", compute: KrippendorffAlpha(counts, level: level).callAsFunction)
        }
        let percent = Statistic(name: "percent_agreement") { percentAgreement(counts, $0) }
        var measures = Bootstrap(
            patterns: paired,
            options: options,
            itemCount: paired.itemCount,
            ratingCount: counts.pairableCount
        ).estimates([percent] + alphas)
        // Fleiss' chance term uses every rating, that of an item with only one too.
        let all = Patterns(table, raters: humans, minimum: 1)
        let allCounts = CountTable(all, categories: table.categories)
        let ratings = humans.reduce(0) { $0 + table.raters[$1].count }
        let fleiss = Bootstrap(patterns: all, options: options, itemCount: all.itemCount, ratingCount: ratings)
            .estimates([Statistic(name: "fleiss.identity") { fleissKappa(allCounts, $0) }])
        for (name, estimate) in fleiss.all { measures.append(name, estimate) }
        return measures
    }

    private static func pairs(_ table: RatingTable, level: Level, options: IntervalOptions) -> [Pair] {
        var pairs: [Pair] = []
        for a in table.raters.indices {
            for b in table.raters.indices.dropFirst(a + 1) {
                let patterns = Patterns(table, raters: [a, b], minimum: 2)
                guard patterns.itemCount > 0 else { continue }
                let score = { (row: [Int32], side: Int) -> Double? in table.categories[Int(row[side])] }
                let statistics = PairStatistics(
                    x: patterns.rows.map { score($0, 0) },
                    y: patterns.rows.map { score($0, 1) }
                )
                let isMixed = (table.raters[a].kind == .metric) != (table.raters[b].kind == .metric)
                let names = isMixed && level != .nominal ? MeasureNames.differentScales : MeasureNames.pair(level)
                let measures = Bootstrap(
                    patterns: patterns,
                    options: options,
                    itemCount: patterns.itemCount,
                    ratingCount: 2 * patterns.itemCount
                ).estimates(names.map { Statistic(name: $0, compute: statistics.compute($0)) })
                pairs.append(
                    Pair(
                        a: table.raters[a].name,
                        b: table.raters[b].name,
                        itemCount: patterns.itemCount,
                        measures: measures
                    )
                )
            }
        }
        return pairs
    }

    private static func automatic(
        _ table: RatingTable,
        rater: Int,
        humans: [Int],
        level: Level,
        options: IntervalOptions
    ) -> Automatic {
        let patterns = Patterns(table, raters: [rater] + humans, minimum: 1)
        func scores(_ row: [Int32], without left: Int? = nil) -> [Double] {
            row.indices.dropFirst().filter { $0 != left && row[$0] >= 0 }.map { table.categories[Int(row[$0])] }
        }
        func own(_ row: [Int32], _ place: Int) -> Double? { row[place] < 0 ? nil : table.categories[Int(row[place])] }
        let consensus = patterns.rows.map { Consensus.of(scores($0), level: level) }
        let against = PairStatistics(x: patterns.rows.map { own($0, 0) }, y: consensus)
        let itemCount = against.itemCount(patterns.counts)
        let withoutMajority = zip(patterns.rows.indices, patterns.rows).reduce(0) { sum, pattern in
            let isLeftOut = pattern.1[0] >= 0 && consensus[pattern.0] == nil && !scores(pattern.1).isEmpty
            return sum + (isLeftOut ? patterns.counts[pattern.0] : 0)
        }
        let people = humans.indices.map { person in
            PairStatistics(
                x: patterns.rows.map { $0[0] < 0 ? nil : own($0, person + 1) },
                y: patterns.rows.map { Consensus.of(scores($0, without: person + 1), level: level) }
            )
        }
        let names = MeasureNames.automatic(table.raters[rater].kind, level)
        let ceilingNames = MeasureNames.automatic(.judge, level)
        let bootstrap = Bootstrap(
            patterns: patterns,
            options: options,
            itemCount: itemCount,
            ratingCount: 2 * itemCount
        )
        return Automatic(
            rater: table.raters[rater].name,
            kind: table.raters[rater].kind,
            itemCount: itemCount,
            withoutMajorityCount: withoutMajority,
            measures: bootstrap.estimates(names.map { Statistic(name: $0, compute: against.compute($0)) }),
            ceiling: bootstrap.estimates(
                ceilingNames.filter { $0 != "bias" }.map { Statistic(name: $0, compute: mean(of: people, $0)) }
            )
        )
    }

    /// The mean over people of one measure; people for whom it is undefined are left out.
    private static func mean(of people: [PairStatistics], _ name: String) -> ([Double]) -> Outcome {
        let measures = people.map { $0.compute(name) }
        return { weights in
            let values = measures.compactMap { measure -> Double? in
                if case .value(let value) = measure(weights) { value } else { nil }
            }
            guard !values.isEmpty else { return .undefined("no two people scored the same items") }
            return .value(values.reduce(0, +) / Double(values.count))
        }
    }
}
