/// Single groups of measures, for timing them apart from a whole report.
package enum GroupFigures {
    /// Krippendorff's alpha at the four levels, of all raters.
    package static func alpha(_ table: RatingTable, _ options: IntervalOptions) -> Measures {
        let patterns = CountPatterns(table, raters: Array(table.raters.indices), minimum: 2)
        return estimates(AlphaKernel(patterns, levels: Level.allCases).kernel, patterns.units, options)
    }

    /// Alpha, Fleiss' kappa and the rest of its kind of all raters, and Cohen's kappas of the first two.
    package static func alphaFleissKappa(_ table: RatingTable, _ options: IntervalOptions) -> [Measures] {
        let patterns = CountPatterns(table, raters: Array(table.raters.indices), minimum: 2)
        let joined = Kernel.joined([
            AlphaKernel(patterns, levels: Level.allCases).kernel, CountKernel(patterns).kernel,
        ])
        let pair = Patterns(table, raters: [0, 1], minimum: 2)
        let cells = PairCells(pair, categories: table.categories)
        let kappas = PairKernel(cells, [.cohenUnweighted, .cohenLinear, .cohenQuadratic]).kernel(counts: pair.counts)
        return [estimates(joined, patterns.units, options), estimates(kappas, pair.units, options)]
    }

    private static func estimates(_ kernel: Kernel, _ units: Units, _ options: IntervalOptions) -> Measures {
        Intervals(units: units, options: options, itemCount: units.itemCount, ratingCount: 0).estimates(kernel)
    }
}
