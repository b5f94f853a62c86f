/// What Fleiss (1971) and the R package irr give beside Fleiss' kappa, on the items that all raters scored.
public struct FleissDetails: Sendable {
    /// One category against all others.
    public struct Category: Sendable, Equatable {
        public let value: Double
        /// Its share of the ratings.
        public let share: Double
        /// 1 − Σ r (m − r) / (n m (m − 1) p (1 − p)); nil where the category has no rating or all.
        public let kappa: Double?
    }

    /// Nil when undefined.
    public let kappa: Double?
    /// The standard error if kappa were 0 (Fleiss, Nee and Landis, 1979): for a test, not for an interval.
    public let nullStandardError: Double?
    public let categories: [Category]
    /// The share of items that all raters scored the same.
    public let unanimous: Double?
    /// The share of items whose scores lie within 1 of each other.
    public let unanimousWithinOne: Double?

    /// The details of the raters at those places.
    public init(table: RatingTable, raters: [Int]) {
        let chosen = raters.filter(table.raters.indices.contains)
        self.init(CountPatterns(table, raters: chosen, minimum: max(2, chosen.count)), raterCount: Double(chosen.count))
    }

    init(_ patterns: CountPatterns, raterCount m: Double) {
        let n = Double(patterns.units.itemCount)
        let q = patterns.categories.count
        var shares = [Double](repeating: 0, count: q)
        var mixed = shares
        var (unanimous, within) = (0.0, 0.0)
        for row in 0..<patterns.count {
            let weight = Double(patterns.units.counts[row])
            let range = patterns.starts[row]..<patterns.starts[row + 1]
            for place in range {
                let (category, count) = (Int(patterns.entries[place]), patterns.entryCounts[place])
                shares[category] += weight * count / (n * m)
                mixed[category] += weight * count * (m - count)
            }
            let values = range.map { patterns.categories[Int(patterns.entries[$0])] }
            unanimous += values.count == 1 ? weight : 0
            within += (values.last ?? 0) - (values.first ?? 0) <= 1 ? weight : 0
        }
        let spreads = shares.map { $0 * (1 - $0) }
        let spread = spreads.reduce(0, +)
        categories = (0..<q).map { category in
            let expected = n * m * (m - 1) * spreads[category]
            let isDefined = n > 0 && spreads[category] > 1e-15
            return Category(
                value: patterns.categories[category],
                share: n > 0 ? shares[category] : 0,
                kappa: isDefined ? 1 - mixed[category] / expected : nil
            )
        }
        let isDefined = n > 0 && m > 1 && spread > 1e-15
        kappa = isDefined ? 1 - mixed.reduce(0, +) / (n * m * (m - 1) * spread) : nil
        let skew = zip(shares, spreads).reduce(0) { $0 + $1.1 * (1 - 2 * $1.0) }
        let variance = 2 * (spread * spread - skew) / (n * m * (m - 1) * spread * spread)
        nullStandardError = isDefined && variance >= 0 ? variance.squareRoot() : nil
        self.unanimous = n > 0 ? unanimous / n : nil
        unanimousWithinOne = n > 0 ? within / n : nil
    }
}
