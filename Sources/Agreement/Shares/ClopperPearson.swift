/// Clopper and Pearson's interval of a share (1934).
package func clopperPearson(_ count: Int, of total: Int, confidence: Double = 0.95) -> (low: Double, high: Double) {
    let (k, n, tail) = (Double(count), Double(total), (1 - confidence) / 2)
    let low = count == 0 ? 0 : Distributions.inverseIncompleteBeta(tail, k, n - k + 1).value
    let high = count == total ? 1 : Distributions.inverseIncompleteBeta(1 - tail, k + 1, n - k).value
    return (low, high)
}

/// The upper end of a share of which none was seen in `total` (rule of three).
package func ruleOfThree(_ total: Int) -> Double { total > 3 ? 3 / Double(total) : 1 }
