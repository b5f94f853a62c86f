extension CriterionReport {
    /// The same of categories that are words, in order: they have no ratios, whatever number stands for each.
    public var withoutRatios: CriterionReport {
        var report = self
        report.measures = measures.replacing("alpha.ratio") {
            Estimate(
                undefined: "the categories are words: ratios need numbers with a true zero",
                itemCount: $0.itemCount,
                ratingCount: $0.ratingCount
            )
        }
        return report
    }
}
