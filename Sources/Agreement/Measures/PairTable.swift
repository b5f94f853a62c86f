/// The scores that two raters gave to the same items, merged by pattern.
struct PairTable {
    /// The first rater's score in each pattern.
    let x: [Double]
    /// The second rater's score in each pattern.
    let y: [Double]

    init(x: [Double], y: [Double]) {
        self.x = x
        self.y = y
    }

    /// The patterns with positive weight, as (x, y, weight).
    func weighted(_ weights: [Double]) -> [(x: Double, y: Double, weight: Double)] {
        weights.indices.filter { weights[$0] > 0 }.map { (x[$0], y[$0], weights[$0]) }
    }

    /// The weighted mean of a function of both scores; undefined without a common item.
    func mean(_ weights: [Double], _ value: (Double, Double) -> Double) -> Outcome {
        let total = weights.reduce(0, +)
        guard total > 0 else { return .undefined("no item has a score of both") }
        return .value(weights.indices.reduce(0) { $0 + weights[$1] * value(x[$1], y[$1]) } / total)
    }
}
