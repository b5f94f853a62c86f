/// Items merged by who gave what, each pattern as a short list of raters with their categories.
struct RaterRows {
    let raterCount: Int
    let categories: [Double]
    /// Where each pattern's entries start; one more than there are patterns.
    private(set) var starts: [Int] = [0]
    private(set) var raters: [Int32] = []
    private(set) var codes: [Int32] = []
    let units: Units

    var count: Int { units.counts.count }

    /// The items that at least `minimum` of those raters scored.
    init(_ table: RatingTable, raters chosen: [Int], minimum: Int) {
        // A table with few cells filled has hardly two items alike: merging would need one column for each rater.
        guard chosen.count <= 8 || chosen.count * table.items.count <= 8 * table.scoreCount else {
            self.init(unmerged: table, chosen, minimum)
            return
        }
        self.init(Patterns(table, columns: table.columns(chosen), minimum: minimum), categories: table.categories)
    }

    init(_ patterns: Patterns, categories: [Double]) {
        raterCount = patterns.width
        self.categories = categories
        units = patterns.units
        for pattern in 0..<patterns.count {
            for (rater, code) in patterns[pattern].enumerated() where code >= 0 {
                raters.append(Int32(rater))
                codes.append(code)
            }
            starts.append(raters.count)
        }
    }

    private init(unmerged table: RatingTable, _ chosen: [Int], _ minimum: Int) {
        raterCount = chosen.count
        categories = table.categories
        var places = [Int32](repeating: -1, count: table.raters.count)
        for (place, rater) in chosen.enumerated() { places[rater] = Int32(place) }
        var items: [Int32] = []
        for item in table.items.indices {
            let start = raters.count
            for entry in table.starts[item]..<table.starts[item + 1] where places[Int(table.entryRaters[entry])] >= 0 {
                raters.append(places[Int(table.entryRaters[entry])])
                codes.append(table.entryCategories[entry])
            }
            if raters.count - start < minimum {
                raters.removeLast(raters.count - start)
                codes.removeLast(codes.count - start)
            } else {
                items.append(Int32(item))
                starts.append(raters.count)
            }
        }
        units = Units(table, items: items, patterns: items.indices.map { Int32($0) }, patternCount: items.count)
    }

    func size(_ row: Int) -> Int { starts[row + 1] - starts[row] }

    /// By rater the weight of each category, rater after rater.
    func margins(_ weights: Kernel.Weights) -> [Double] {
        var margins = [Double](repeating: 0, count: raterCount * categories.count)
        for row in 0..<count where weights[row] > 0 {
            for entry in starts[row]..<starts[row + 1] {
                margins[Int(raters[entry]) * categories.count + Int(codes[entry])] += weights[row]
            }
        }
        return margins
    }
}
