/// How many independent items a variance is worth, for intervals that ask for a number of items.
enum EffectiveItems {
    /// s/v · (z/t)²: of the variance s of one item and v of the mean, with t of so many degrees of freedom.
    static func count(single: Double, variance: Double, degrees: Int, confidence: Double) -> Double {
        let tail = 0.5 + confidence / 2
        let ratio = Distributions.normalQuantile(tail) / Distributions.studentQuantile(tail, Double(degrees))
        return single / variance * ratio * ratio
    }

    /// As a method names them, to one decimal.
    static func words(_ count: Double) -> String { "\((count * 10).rounded() / 10) effective items" }
}
