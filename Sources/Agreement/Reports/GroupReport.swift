/// The measures of several raters among themselves.
struct GroupReport {
    let table: RatingTable
    let raters: [Int]
    let level: Level
    let options: IntervalOptions

    func measures() -> Measures {
        let all = CountPatterns(table, raters: raters, minimum: 1)
        let isPaired = all.sizes.allSatisfy { $0 > 1 }
        let paired = isPaired ? all : CountPatterns(table, raters: raters, minimum: 2)
        var measures = measuresOfPaired(paired)
        let counts = CountKernel(all)
        let names = MeasureNames.chosen(CountKernel.names, level)
        measures.append(estimates(counts.kernel.selecting(names), all.units, ratings: ratingCount))
        measures.append(measuresOfRaters(agreeingElsewhere: all.agreeingElsewhereCount))
        if level != .nominal { measures.append(unbalanced(all)) }
        measures.append(measuresOfCompleteRows())
        return measures
    }

    private var ratingCount: Int { raters.reduce(0) { $0 + table.raters[$1].count } }

    private func estimates(_ kernel: Kernel, _ units: Units, ratings: Int) -> Measures {
        Intervals(units: units, options: options, itemCount: units.itemCount, ratingCount: ratings).estimates(kernel)
    }

    private func measuresOfPaired(_ patterns: CountPatterns) -> Measures {
        let percent = CountKernel(patterns).kernel
            .selecting([("percent_agreement.identity", "percent_agreement")])
        var levels: [Level] = level == .nominal ? [.nominal] : Level.allCases
        let isRatioSlow = levels.contains(.ratio) && patterns.categories.count > 500
        if isRatioSlow { levels.removeAll { $0 == .ratio } }
        let alphas = AlphaKernel(patterns, levels: levels).kernel
        let ratings = patterns.pairableCount
        var measures = estimates(.joined([percent, alphas]), patterns.units, ratings: ratings)
        if isRatioSlow {
            let ratio = AlphaKernel(patterns, levels: [.ratio]).kernel
            measures.append(estimates(ratio, patterns.units, ratings: ratings))
        }
        return measures
    }

    private func measuresOfRaters(agreeingElsewhere count: Int) -> Measures {
        let rows = RaterRows(table, raters: raters, minimum: 1)
        var conger = CongerKernel(rows).kernel
            .selecting(MeasureNames.chosen(CongerKernel.names, level))
        conger.caution = { $0 == 0 ? Coverage.warnings(agreeingElsewhere: count) : [] }
        return estimates(.joined([conger, LightKernel(rows: rows).kernel]), rows.units, ratings: ratingCount)
    }

    private func unbalanced(_ patterns: CountPatterns) -> Measures {
        estimates(UnbalancedICCKernel(patterns: patterns).kernel, patterns.units, ratings: ratingCount)
    }

    private func measuresOfCompleteRows() -> Measures {
        let rows = RaterRows(table, raters: raters, minimum: raters.count)
        let ratings = rows.units.itemCount * raters.count
        var measures = Measures()
        if level != .nominal {
            measures.append(estimates(ICCKernel(rows).kernel, rows.units, ratings: ratings))
            measures.append(estimates(RankKernel(rows: rows).kernel, rows.units, ratings: ratings))
        }
        let counts = CountPatterns(table, raters: raters, minimum: raters.count)
        let fleiss = CountKernel(counts).kernel.selecting([("fleiss.identity", "fleiss.listwise")])
        measures.append(estimates(fleiss, counts.units, ratings: ratings))
        return measures
    }
}
