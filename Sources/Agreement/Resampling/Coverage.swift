/// What the coverage simulation found (`Scripts/bench coverage`; its table stands in the article on intervals).
enum Coverage {
    /// The method that came nearest to its confidence for so many items or clusters.
    ///
    /// From 20 items on the bias-corrected bootstrap kept 94 to 96 % where percentile and formulas fell to 90 %; below
    /// nothing was simulated, and with clusters the correction is not known to help.
    static func best(itemCount: Int, isClustered: Bool) -> IntervalMethod {
        itemCount >= 20 && !isClustered ? .bca : .percentile
    }

    /// Below so many items, or clusters, an interval is likely too narrow.
    static let fewest = 20

    /// What must be said of an interval from so few items or clusters.
    static func warnings(count: Int, unit: String) -> [EstimateWarning] {
        count < fewest ? [.few(count, unit)] : []
    }

    /// What must be said when nearly all agreement is on one category: coverage fell to 50 to 88 % there, whatever the method.
    static func warnings(agreeingElsewhere count: Int) -> [EstimateWarning] {
        count < 5 ? [.fewAgreedElsewhere(count)] : []
    }
}

extension CountPatterns {
    /// Items on which two raters agree on a category that is not the commonest.
    var agreeingElsewhereCount: Int {
        var totals = [Double](repeating: 0, count: categories.count)
        for row in 0..<count {
            for place in starts[row]..<starts[row + 1] {
                totals[Int(entries[place])] += entryCounts[place] * Double(units.counts[row])
            }
        }
        guard let commonest = totals.indices.max(by: { totals[$0] < totals[$1] }) else { return 0 }
        return (0..<count).reduce(0) { sum, row in
            let agrees = (starts[row]..<starts[row + 1]).contains {
                Int(entries[$0]) != commonest && entryCounts[$0] >= 2
            }
            return sum + (agrees ? units.counts[row] : 0)
        }
    }
}
