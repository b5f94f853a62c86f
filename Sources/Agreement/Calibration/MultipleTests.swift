/// p-values of several tests, adjusted so that one level serves them all.
public struct AdjustedTests: Sendable, Equatable {
    /// Monotone in p, at most 1, in the order given.
    public let adjusted: [Double]
    /// Whether each is rejected at the level.
    public let isRejected: [Bool]
}

/// Holm's step-down adjustment (1979): the running maximum of (m − rank) p; rejected where it is at most `level`.
public func holm(_ p: [Double], level: Double = 0.05) -> AdjustedTests {
    let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
    var adjusted = [Double](repeating: 1, count: p.count)
    var largest = 0.0
    for (rank, place) in order.enumerated() {
        largest = max(largest, min(1, Double(p.count - rank) * p[place]))
        adjusted[place] = largest
    }
    return AdjustedTests(adjusted: adjusted, isRejected: adjusted.map { $0 <= level })
}

/// Benjamini and Yekutieli's procedure (2001), which any dependence leaves valid.
///
/// The k smallest are rejected with k the largest rank where p₍ₖ₎ ≤ k/m · q / (1 + 1/2 + … + 1/m).
public func benjaminiYekutieli(_ p: [Double], q: Double = 0.05) -> AdjustedTests {
    let m = Double(p.count)
    let harmonic = p.indices.reduce(0.0) { $0 + 1 / Double($1 + 1) }
    let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
    var (adjusted, isRejected) = ([Double](repeating: 1, count: p.count), [Bool](repeating: false, count: p.count))
    var least = 1.0
    for (rank, place) in order.enumerated().reversed() {
        least = min(least, p[place] * m * harmonic / Double(rank + 1))
        adjusted[place] = least
    }
    let last = order.indices.last { p[order[$0]] <= Double($0 + 1) / m * q / harmonic }
    if let last { for place in order[...last] { isRejected[place] = true } }
    return AdjustedTests(adjusted: adjusted, isRejected: isRejected)
}

/// Wilcoxon's signed-rank test (1945) that the differences lie below 0: normal approximation without continuity correction,
/// variance corrected for ties; zeros are dropped. Nil without a difference other than 0.
public func wilcoxonBelow(_ differences: [Double]) -> (statistic: Double, p: Double)? {
    let used = differences.filter { $0 != 0 }.sorted { abs($0) < abs($1) }
    guard !used.isEmpty else { return nil }
    let n = Double(used.count)
    var (positive, ties, start) = (0.0, 0.0, 0)
    while start < used.count {
        var end = start + 1
        while end < used.count, abs(abs(used[end]) - abs(used[start])) < 1e-12 { end += 1 }
        let size = Double(end - start)
        positive += Double(used[start..<end].count { $0 > 0 }) * Double(start + end + 1) / 2
        ties += size * size * size - size
        start = end
    }
    let variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
    guard variance > 0 else { return nil }
    return (positive, Distributions.normal(below: (positive - n * (n + 1) / 4) / variance.squareRoot()))
}
