/// Every pair of raters that share items.
struct Pairing {
    let table: RatingTable
    let level: Level
    let options: IntervalOptions
    let basis: WeightBasis

    func all() -> [CriterionReport.Pair] {
        let columns = table.columns(Array(table.raters.indices))
        var pairs: [CriterionReport.Pair] = []
        for a in table.raters.indices {
            for b in table.raters.indices.dropFirst(a + 1) {
                let patterns = Patterns(table, columns: [columns[a], columns[b]], minimum: 2)
                guard patterns.itemCount > 0 else { continue }
                pairs.append(pair(a, b, patterns))
            }
        }
        return pairs
    }

    private func pair(_ a: Int, _ b: Int, _ patterns: Patterns) -> CriterionReport.Pair {
        let isMixed = (table.raters[a].kind == .metric) != (table.raters[b].kind == .metric)
        let isMapped = table.raters[a].isOffScale || table.raters[b].isOffScale
        let measures =
            level == .nominal
            ? MeasureNames.pair(level)
            : isMixed
                ? MeasureNames.differentScales
                : isMapped ? MeasureNames.automatic(.judge, level) : MeasureNames.pair(level)
        let cells = PairCells(patterns, categories: table.categories)
        let intervals = Intervals(
            units: patterns.units,
            options: options,
            itemCount: patterns.itemCount,
            ratingCount: 2 * patterns.itemCount
        )
        return CriterionReport.Pair(
            a: table.raters[a].name,
            b: table.raters[b].name,
            itemCount: patterns.itemCount,
            measures: intervals.estimates(PairKernel(cells, measures, basis: basis).kernel(counts: patterns.counts))
        )
    }
}

extension PairCells {
    /// The cells of two raters' patterns, in the patterns' own order.
    init(_ patterns: Patterns, categories: [Double]) {
        var places = [Int32](repeating: -1, count: categories.count)
        for code in patterns.codes { places[Int(code)] = 0 }
        var values: [Double] = []
        for place in places.indices where places[place] == 0 {
            places[place] = Int32(values.count)
            values.append(categories[place])
        }
        self.values = values
        x = (0..<patterns.count).map { places[Int(patterns.codes[2 * $0])] }
        y = (0..<patterns.count).map { places[Int(patterns.codes[2 * $0 + 1])] }
    }
}
