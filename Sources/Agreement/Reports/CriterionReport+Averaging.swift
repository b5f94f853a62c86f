extension CriterionReport {
    /// This report with the mean of each figure over `parts` (its prompts, say) in the place of the pooled one.
    ///
    /// A part in which a figure is undefined counts for nothing there. Intervals resample the parts.
    public func averaged(over parts: [CriterionReport], named name: String, options: IntervalOptions) -> CriterionReport
    {
        let mean = PartMean(name: name, options: options)
        var report = self
        report.measures = mean.of(measures, parts.map(\.measures))
        report.pairs = pairs.map { pair in
            let own = parts.compactMap { part in part.pairs.first { $0.a == pair.a && $0.b == pair.b }?.measures }
            return Pair(a: pair.a, b: pair.b, itemCount: pair.itemCount, measures: mean.of(pair.measures, own))
        }
        report.automatic = automatic.map { rater in
            let own = parts.compactMap { part in part.automatic.first { $0.rater == rater.rater } }
            return Automatic(
                rater: rater.rater,
                kind: rater.kind,
                itemCount: rater.itemCount,
                withoutMajorityCount: rater.withoutMajorityCount,
                measures: mean.of(rater.measures, own.map(\.measures)),
                ceiling: mean.of(rater.ceiling, own.map(\.ceiling)),
                humanCeiling: rater.humanCeiling.averaged(over: own.map(\.humanCeiling)) {
                    mean.mean($1, of: own.count, pooled: $0)
                }
            )
        }
        return report
    }
}

/// Means of figures over parts, with percentile intervals that resample the parts.
private struct PartMean {
    let name: String
    let options: IntervalOptions

    func of(_ pooled: Measures, _ parts: [Measures]) -> Measures {
        var means = Measures()
        for (measure, estimate) in pooled.all {
            let values = parts.compactMap { $0[measure]?.value }
            means.append(measure, mean(values, of: parts.count, pooled: estimate))
        }
        return means
    }

    func mean(_ values: [Double], of partCount: Int, pooled: Estimate) -> Estimate {
        let (items, ratings) = (pooled.itemCount, pooled.ratingCount)
        guard !values.isEmpty else {
            return Estimate(
                undefined: "undefined within each of the \(partCount) \(name)",
                itemCount: items,
                ratingCount: ratings
            )
        }
        var estimate = Estimate(
            value: values.reduce(0, +) / Double(values.count),
            itemCount: items,
            ratingCount: ratings
        )
        var method = "mean over \(values.count) of \(partCount) \(name)"
        if values.count < partCount { method += " (undefined in the others)" }
        if values.count > 1, options.resamples > 0, values.contains(where: { $0 != values[0] }) {
            let draws = draws(values)
            let tail = (1 - options.confidence) / 2
            estimate.low = draws.quantile(tail)
            estimate.high = draws.quantile(1 - tail)
            estimate.isResampled = true
            method += ", percentile bootstrap over \(name), \(options.resamples) resamples"
        }
        estimate.warnings = Coverage.warnings(count: values.count, unit: name)
        estimate.method = method
        return estimate.isResampled ? estimate.holdingItself : estimate
    }

    private func draws(_ values: [Double]) -> [Double] {
        var generator = Generator(seed: options.seed)
        return (0..<options.resamples).map { _ in
            values.indices.reduce(0) { sum, _ in sum + values[generator.index(below: values.count)] }
                / Double(values.count)
        }.sorted()
    }
}
