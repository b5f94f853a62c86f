extension RatingTable {
    /// The same table without its metrics and what else is off the scale: such values are no points of the people's.
    ///
    /// Its categories are the declared ones, else those that the remaining raters used.
    public func withoutMetrics() -> RatingTable {
        guard raters.contains(where: \.isOutside) else { return self }
        return RatingTable(removingMetricsFrom: self)
    }

    private init(removingMetricsFrom table: RatingTable) {
        let kept = table.raters.indices.filter { !table.raters[$0].isOutside }
        var places = [Int32](repeating: -1, count: table.raters.count)
        for (new, old) in kept.enumerated() { places[old] = Int32(new) }
        var isUsed = [Bool](repeating: false, count: table.categories.count)
        for entry in table.entryRaters.indices where places[Int(table.entryRaters[entry])] >= 0 {
            isUsed[Int(table.entryCategories[entry])] = true
        }
        let scale = table.scale ?? table.categories.indices.filter { isUsed[$0] }.map { table.categories[$0] }
        var codes = [Int32](repeating: -1, count: table.categories.count)
        var next = 0
        for (old, category) in table.categories.enumerated() where next < scale.count && scale[next] == category {
            codes[old] = Int32(next)
            next += 1
        }
        var starts = [0]
        var (entryRaters, entryCategories): ([Int32], [Int32]) = ([], [])
        for item in table.items.indices {
            for entry in table.starts[item]..<table.starts[item + 1] {
                let rater = places[Int(table.entryRaters[entry])]
                guard rater >= 0 else { continue }
                entryRaters.append(rater)
                entryCategories.append(codes[Int(table.entryCategories[entry])])
            }
            starts.append(entryRaters.count)
        }
        items = table.items
        given = table.given
        raters = kept.map { table.raters[$0] }
        categories = scale
        self.scale = table.scale
        areCategoriesDeclared = table.areCategoriesDeclared
        scoreCount = entryRaters.count
        self.starts = starts
        self.entryRaters = entryRaters
        self.entryCategories = entryCategories
        clusters = table.clusters
        clusterCount = table.clusterCount
        crossedClusters = table.crossedClusters
        crossedClusterCount = table.crossedClusterCount
    }

    /// The declared categories, and after them what raters outside of the scale gave besides.
    static func scale(_ columns: Columns, _ isOutside: [Bool], declared: [Double]?) -> [Double]? {
        guard let declared, isOutside.contains(true) else { return declared }
        var isMetric = [Bool](repeating: false, count: columns.values.count)
        for (rater, score) in zip(columns.raters, columns.scores) where isOutside[Int(rater)] {
            isMetric[Int(score)] = true
        }
        return declared + columns.values.indices.filter { isMetric[$0] }.map { columns.values[$0] }
    }
}

extension RatingTable.Rater {
    /// Whether its values are no points of the people's scale.
    var isOutside: Bool { kind == .metric || isOffScale }
}
