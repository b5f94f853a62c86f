extension CriterionReport {
    /// The figures of means by group, each over the items that its raters share; a group is what 'item' says.
    ///
    /// Figures of all people rest on the items that all of them scored, which `method` counts, and are undefined without one;
    /// those that ask whether two scores are equal are undefined of means. Throws when two groups, or two raters, have one name.
    public init(
        criterion: String,
        level: Level,
        means: GroupMeans,
        options: IntervalOptions = IntervalOptions(),
        choices: Choices = Choices()
    ) throws(AgreementError) {
        let complete = means.completeItems
        self.init(
            criterion: criterion,
            level: level,
            table: try means.tableOfMeans(complete.isComplete),
            options: options,
            choices: choices
        )
        completeItems = complete.counts
        measures = Self.ofMeans(measures, over: complete.counts)
        pairs = arePairsLeftOut ? [] : try means.pairs(level, options, choices.basis)
        automatic = try means.automatic(level, options)
    }

    private static let equality: Set = [
        "percent_agreement", "alpha.nominal", "cohen.unweighted", "scott_pi", "fleiss.listwise",
    ]

    /// The same without what means do not tell.
    fileprivate static func ofMeans(_ measures: Measures, over complete: CompleteItems? = nil) -> Measures {
        var kept = Measures()
        for (name, estimate) in measures.all {
            var (estimate, reason): (Estimate, String?) = (estimate, nil)
            if let complete, complete.count < complete.ratedCount {
                let (people, items) = (complete.personCount, complete.ratedCount)
                if complete.count == 0 {
                    reason = "not everybody scored the same items: means would compare the items"
                } else if estimate.value != nil {
                    let words = "over the \(complete.count) of \(items) items that all \(people) scored"
                    estimate.method = [estimate.method, words].compactMap(\.self).joined(separator: ", ")
                }
            }
            if equality.contains(name) || name.hasSuffix(".identity") {
                reason = "means are equal by accident alone"
            }
            let none = reason.map {
                Estimate(undefined: $0, itemCount: estimate.itemCount, ratingCount: estimate.ratingCount)
            }
            kept.append(name, none ?? estimate)
        }
        return kept
    }
}

extension GroupMeans {
    fileprivate func pairs(_ level: Level, _ options: IntervalOptions, _ basis: WeightBasis) throws(AgreementError)
        -> [CriterionReport.Pair]
    {
        var pairs: [CriterionReport.Pair] = []
        for a in table.raters.indices {
            for b in table.raters.indices.dropFirst(a + 1) {
                let own = try makeTable(
                    [a, b].map { (table.raters[$0].name, table.raters[$0].kind) },
                    [{ score(a, $0) }, { score(b, $0) }]
                )
                let pairing = Pairing(table: own, level: level, options: options, basis: basis)
                guard let pair = pairing.all().first else { continue }
                pairs.append(
                    .init(
                        a: pair.a,
                        b: pair.b,
                        itemCount: pair.itemCount,
                        measures: CriterionReport.ofMeans(pair.measures)
                    )
                )
            }
        }
        return pairs
    }

    fileprivate func automatic(_ level: Level, _ options: IntervalOptions) throws(AgreementError)
        -> [CriterionReport.Automatic]
    {
        let people = table.raters { $0.kind == .human }
        var found: [CriterionReport.Automatic] = []
        for rater in table.raters(where: { $0.kind != .human }) {
            let (name, kind) = (table.raters[rater].name, table.raters[rater].kind)
            let own = try makeTable(
                [(name, kind), ("\(name) and people", .human)],
                [{ score(rater, $0) }, { consensus(people, $0) }]
            )
            // Names sort in this order: one is the beginning of the other.
            let beside = AgainstPeople(table: own, rater: 0, humans: [1], level: level).report(options)
            let cells = CeilingCells(table, judge: rater, isNominal: false).averaged(over: groups)
            let ceiling = HumanCeiling(cells, table: table, judge: rater, level: level, options: options)
            found.append(
                .init(
                    rater: name,
                    kind: kind,
                    itemCount: beside.itemCount,
                    withoutMajorityCount: 0,
                    measures: CriterionReport.ofMeans(beside.measures),
                    ceiling: ceiling.measures,
                    humanCeiling: ceiling
                )
            )
        }
        return found
    }
}
