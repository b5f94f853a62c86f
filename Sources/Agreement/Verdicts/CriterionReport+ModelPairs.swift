extension CriterionReport {
    /// The same for verdicts on pairs of texts (first 1, tie 0, second −1), with chance computed within pairs of models.
    ///
    /// `models` says for each of the table's items, in its order, who wrote the first and the second text. Coefficients whose
    /// chance rests on the arbitrary order of the texts are left out; the baseline of a judge only where it may be told.
    public func withinPairsOfModels(
        _ table: RatingTable,
        models: [PairVerdicts.Models?],
        confidence: Double = 0.95,
        tellsBaseline: Bool = true
    ) -> CriterionReport {
        let verdicts = TablePairs(table, models: models, confidence: confidence)
        var report = self
        report.measures = verdicts.measures(measures, among: table.raters { $0.kind == .human })
        report.pairs = pairs.map { pair in
            let places = table.raters.indices.filter { [pair.a, pair.b].contains(table.raters[$0].name) }
            return Pair(
                a: pair.a,
                b: pair.b,
                itemCount: pair.itemCount,
                measures: verdicts.measures(pair.measures, among: places)
            )
        }
        report.automatic = automatic.map { verdicts.beside($0, tellsBaseline: tellsBaseline) }
        return report
    }

    /// The same without the coefficients whose chance rests on the order of the texts.
    public var withoutChanceOfOrder: CriterionReport {
        var report = self
        report.measures = TablePairs.shares(measures)
        report.pairs = pairs.map {
            Pair(a: $0.a, b: $0.b, itemCount: $0.itemCount, measures: TablePairs.shares($0.measures))
        }
        report.automatic = automatic.map { $0.with(TablePairs.shares($0.measures)) }
        return report
    }
}

extension CriterionReport.Automatic {
    /// One automatic rater of a table against its people; nil where there is none at that place.
    public static func report(
        table: RatingTable,
        rater: Int,
        level: Level,
        options: IntervalOptions = IntervalOptions()
    ) -> CriterionReport.Automatic? {
        guard table.raters.indices.contains(rater), table.raters[rater].kind != .human else { return nil }
        let humans = table.raters { $0.kind == .human }
        return AgainstPeople(table: table, rater: rater, humans: humans, level: level).report(options)
    }

    /// The same for verdicts on pairs of texts, with chance computed within pairs of models.
    public func withinPairsOfModels(
        _ table: RatingTable,
        models: [PairVerdicts.Models?],
        confidence: Double = 0.95,
        tellsBaseline: Bool = true
    ) -> CriterionReport.Automatic {
        TablePairs(table, models: models, confidence: confidence).beside(self, tellsBaseline: tellsBaseline)
    }

    func with(_ measures: Measures) -> CriterionReport.Automatic {
        CriterionReport.Automatic(
            rater: rater,
            kind: kind,
            itemCount: itemCount,
            withoutMajorityCount: withoutMajorityCount,
            measures: measures,
            ceiling: ceiling,
            humanCeiling: humanCeiling
        )
    }
}

/// A table of verdicts on pairs, seen by pairs of models.
private struct TablePairs {
    private let table: RatingTable
    private let models: [PairVerdicts.Models?]
    private let confidence: Double

    init(_ table: RatingTable, models: [PairVerdicts.Models?], confidence: Double) {
        self.table = table
        self.models = models.count == table.items.count ? models : table.items.map { _ in nil }
        self.confidence = confidence
    }

    /// What does not rest on chance.
    static func shares(_ measures: Measures) -> Measures {
        var kept = Measures()
        for (name, estimate) in measures.all where name.hasPrefix("percent_agreement") { kept.append(name, estimate) }
        return kept
    }

    private func prompt(_ item: Int) -> Int? { table.clusters.map { Int($0[item]) } }

    private static func outcome(_ value: Double) -> ComparisonOutcome {
        value == 0 ? .tie : value > 0 ? .left : .right
    }

    /// Shares as they stand, and coefficients of those raters by pairs of models.
    func measures(_ before: Measures, among raters: [Int]) -> Measures {
        var rows: [PairVerdicts.Row] = []
        for item in table.items.indices {
            let given = raters.map { table.score(rater: $0, item: item).map(Self.outcome) }
            guard given.count(where: { $0 != nil }) > 1 else { continue }
            rows.append(.init(models: models[item], prompt: prompt(item), verdicts: given))
        }
        var measures = Self.shares(before)
        guard let verdicts = try? PairVerdicts(rows) else { return measures }
        let agreement = ModelPairAgreement(verdicts, confidence: confidence, unit: table.clusterName)
        for (name, estimate) in agreement.measures.all
        where name.hasSuffix(".by_model_pair") && (name != "cohen.by_model_pair" || raters.count == 2) {
            measures.append(name, warned(estimate))
        }
        return measures
    }

    /// Where no model is known, a rule that always prefers the better one looks good: that is said of each coefficient.
    private func warned(_ estimate: Estimate) -> Estimate {
        guard estimate.value != nil, !models.contains(where: { $0 != nil }) else { return estimate }
        var estimate = estimate
        estimate.warnings.append(.modelsUnknown)
        return estimate
    }

    /// An automatic rater beside the strict majority of people.
    func beside(_ automatic: CriterionReport.Automatic, tellsBaseline: Bool) -> CriterionReport.Automatic {
        guard let rater = table.raters.firstIndex(where: { $0.name == automatic.rater }) else { return automatic }
        let humans = table.raters { $0.kind == .human }
        var (rows, guesses): ([PairVerdicts.Row], [PairBaseline.Row]) = ([], [])
        for item in table.items.indices {
            let people = humans.compactMap { table.score(rater: $0, item: item) }
            guard let verdict = table.score(rater: rater, item: item).map(Self.outcome),
                let truth = Consensus.of(people, level: .nominal).map(Self.outcome)
            else { continue }
            rows.append(.init(models: models[item], prompt: prompt(item), verdicts: [verdict, truth]))
            guesses.append(
                .init(prompt: prompt(item) ?? -1 - item, models: models[item], people: truth, judge: verdict)
            )
        }
        var measures = Self.shares(automatic.measures)
        var chance: Double?
        if let verdicts = try? PairVerdicts(rows) {
            let agreement = ModelPairAgreement(verdicts, confidence: confidence, unit: table.clusterName)
            measures.append("cohen.by_model_pair", warned(agreement.cohen))
            chance = agreement.cohenChance
        }
        if tellsBaseline, !guesses.isEmpty {
            let found = PairBaseline(guesses, confidence: confidence, unit: table.clusterName)
            measures.append("baseline", found.baseline)
            measures.append("percent_agreement_less_baseline", found.difference)
        }
        var beside = automatic.with(measures)
        beside.chanceWithinPairs = chance
        return beside
    }
}
