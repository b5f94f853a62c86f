/// Cohen's kappas of two raters of pairs of texts with the same truth, within pairs of models, and their difference.
///
/// Both over the items that both and the truth have. Intervals: a jackknife that leaves out one prompt at a time, with
/// Student's t; the difference takes both kappas without the same prompt, and p is of its t, two-sided.
public struct PairedPairKappas: Sendable, Equatable {
    /// One pair of texts with the verdict of each.
    public struct Row: Sendable {
        public var models: PairVerdicts.Models?
        public var prompt: Int?
        public var first: ComparisonOutcome
        public var second: ComparisonOutcome
        public var truth: ComparisonOutcome

        public init(
            models: PairVerdicts.Models?,
            prompt: Int?,
            first: ComparisonOutcome,
            second: ComparisonOutcome,
            truth: ComparisonOutcome
        ) {
            (self.models, self.prompt) = (models, prompt)
            (self.first, self.second, self.truth) = (first, second, truth)
        }
    }

    public let first: Estimate
    public let second: Estimate
    /// The first's less the second's.
    public let difference: Estimate
    /// That there is none; nil without an interval.
    public let pValue: Double?

    /// Undefined, with the reason, where one of the kappas is.
    public init(_ rows: [Row], confidence: Double = 0.95) {
        func verdicts(_ own: KeyPath<Row, ComparisonOutcome>) -> PairVerdicts? {
            try? PairVerdicts(
                rows.enumerated().map { number, row in
                    .init(
                        models: row.models,
                        prompt: row.prompt ?? -1 - number,
                        verdicts: [row[keyPath: own], row.truth]
                    )
                }
            )
        }
        let none = Estimate(undefined: "no pair that both judged has a majority", itemCount: 0, ratingCount: 0)
        guard let one = verdicts(\.first), let other = verdicts(\.second), !rows.isEmpty else {
            (first, second, difference, pValue) = (none, none, none, nil)
            return
        }
        first = ModelPairAgreement(one, confidence: confidence).cohen
        second = ModelPairAgreement(other, confidence: confidence).cohen
        var sides = [PairStrata(one), PairStrata(other)]
        (difference, pValue) = Self.difference(&sides, itemCount: first.itemCount, confidence)
    }

    private static func difference(
        _ sides: inout [PairStrata],
        itemCount: Int,
        _ confidence: Double
    ) -> (Estimate, Double?) {
        // Both have the same items, so the same pairs of models are used.
        let used = sides[0].items.indices.filter { sides[0].strata[sides[0].items[$0].stratum].items > 1 }
        let prompts = Dictionary(grouping: used) { sides[0].items[$0].prompt }.sorted { $0.key < $1.key }.map(\.value)
        guard let one = sides[0].figures.cohen, let other = sides[1].figures.cohen else {
            let reason = "the figure of one of the two is undefined"
            return (Estimate(undefined: reason, itemCount: itemCount, ratingCount: 2 * itemCount), nil)
        }
        var found = Estimate(value: one - other, itemCount: itemCount, ratingCount: 2 * itemCount)
        var left: [Double] = []
        for places in prompts {
            for side in sides.indices { sides[side].add(places, -1) }
            if let one = sides[0].figures.cohen, let other = sides[1].figures.cohen { left.append(one - other) }
            for side in sides.indices { sides[side].add(places, 1) }
        }
        let count = Double(left.count)
        let mean = left.reduce(0, +) / max(1, count)
        let squares = left.map { ($0 - mean) * ($0 - mean) }.sorted().reduce(0, +)
        let error = left.count > 1 ? ((count - 1) / count * squares).squareRoot() : 0
        guard left.count == prompts.count, error > 1e-12 else {
            found.method = prompts.count < 2 ? "no interval: one prompt only" : "no interval: no prompt moves it"
            return (found, nil)
        }
        found.fill(error: error, degrees: left.count - 1, confidence, "jackknife over \(left.count) prompts")
        let tail = Distributions.student(below: -abs(one - other) / error, count - 1)
        return (found, min(1, 2 * tail))
    }
}

extension RaterComparison {
    /// The same of verdicts on pairs of texts (first 1, tie 0, second −1), with chance computed within pairs of models.
    ///
    /// `models` says for each of the table's items, in its order, who wrote the first and the second text.
    public func withinPairsOfModels(
        _ table: RatingTable,
        models: [PairVerdicts.Models?],
        confidence: Double = 0.95
    ) -> RaterComparison {
        guard let one = table.raters.firstIndex(where: { $0.name == first }),
            let other = table.raters.firstIndex(where: { $0.name == second }), models.count == table.items.count
        else { return self }
        func outcome(_ value: Double) -> ComparisonOutcome { value == 0 ? .tie : value > 0 ? .left : .right }
        let humans = table.raters { $0.kind == .human }.filter { $0 != one && $0 != other }
        let rows = table.items.indices.compactMap { item -> PairedPairKappas.Row? in
            let people = humans.compactMap { table.score(rater: $0, item: item) }
            guard let truth = Consensus.of(people, level: .nominal), let own = table.score(rater: one, item: item),
                let theirs = table.score(rater: other, item: item)
            else { return nil }
            return PairedPairKappas.Row(
                models: models[item],
                prompt: table.clusters.map { Int($0[item]) },
                first: outcome(own),
                second: outcome(theirs),
                truth: outcome(truth)
            )
        }
        let kappas = PairedPairKappas(rows, confidence: confidence)
        var comparison = self
        comparison.lines.removeAll { !$0.measure.hasPrefix("percent_agreement") }
        comparison.lines.append(
            Line(
                measure: "cohen.by_model_pair",
                first: kappas.first,
                second: kappas.second,
                difference: kappas.difference,
                pValue: kappas.pValue
            )
        )
        return comparison
    }
}
