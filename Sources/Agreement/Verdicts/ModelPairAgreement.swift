/// Agreement on pairs of texts, with chance computed within each unordered pair of models.
///
/// In the arbitrary order of rows or of ids a rule that always prefers the better model gets a kappa of .41 to .81; within a
/// pair of models it gets 0. Pairs of models with fewer than two items are left out and counted; samples of one model, and
/// texts of unknown models, make a stratum in which either side may be called the first. Intervals: a jackknife that leaves
/// out one prompt at a time, with Student's t (simulated coverage .93 to .98); where it has no width, Wilson's carried over.
public struct ModelPairAgreement: Sendable {
    /// Items that entered.
    public let itemCount: Int
    /// Items left out because theirs is the only one of its pair of models.
    public let leftOutCount: Int
    /// Pairs of models that entered.
    public let modelPairCount: Int
    public let promptCount: Int
    public let percentAgreement: Estimate
    /// Krippendorff's alpha, nominal.
    public let alpha: Estimate
    /// Gwet's AC1 with three categories.
    public let gwetAC: Estimate
    /// Fleiss' kappa, with two raters Scott's pi.
    public let fleiss: Estimate
    /// Cohen's kappa; undefined unless there are two raters with a verdict each on every pair.
    public let cohen: Estimate
    /// The chance agreement that Cohen's kappa rests on; nil where it is undefined.
    public let cohenChance: Double?

    /// `unit` is what the intervals call prompts.
    public init(_ table: PairVerdicts, confidence: Double = 0.95, unit: String = "prompts") {
        var strata = PairStrata(table)
        let figures = strata.figures
        let used = strata.items.filter { strata.strata[$0.stratum].items > 1 }
        let isOfTwo = table.raterCount == 2 && table.rows.allSatisfy { !$0.verdicts.contains(nil) }
        itemCount = figures.itemCount
        leftOutCount = strata.items.count - figures.itemCount
        modelPairCount = figures.modelPairCount
        promptCount = Set(used.map(\.prompt)).count
        let observed = ClusteredShare(
            checked: used.map { item in
                let equal = PairStrata.Stratum.dot(item.counts, item.counts) - item.size
                return Double(equal) / Double(item.size * (item.size - 1))
            },
            clusters: used.map(\.prompt),
            confidence: confidence
        )
        let jackknife = ModelPairJackknife(&strata, isOfTwo: isOfTwo, confidence: confidence, unit: unit)
        var share = observed.estimate
        share.ratingCount = used.reduce(0) { $0 + $1.size }
        percentAgreement = used.isEmpty ? jackknife.undefined : share
        let isEmpty = figures.itemCount == 0
        alpha = jackknife.estimate(.alpha, observed, isEmpty ? nil : figures.alphaChance)
        gwetAC = jackknife.estimate(.gwet, observed, isEmpty ? nil : figures.expected(\.gwetChance))
        fleiss = jackknife.estimate(.fleiss, observed, isEmpty ? nil : figures.expected(\.chance))
        cohenChance = isEmpty || !isOfTwo ? nil : figures.expected(\.chanceOfTwo)
        cohen = jackknife.estimate(.cohen, observed, cohenChance)
    }

    /// The names as they stand in reports, with the figures.
    public var measures: Measures {
        var measures = Measures()
        measures.append("percent_agreement", percentAgreement)
        measures.append("alpha.nominal.by_model_pair", alpha)
        measures.append("gwet_ac.identity.by_model_pair", gwetAC)
        measures.append("fleiss.identity.by_model_pair", fleiss)
        measures.append("cohen.by_model_pair", cohen)
        return measures
    }
}
