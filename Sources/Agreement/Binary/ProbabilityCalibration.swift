import Foundation

/// How well probabilities of a binary outcome are calibrated.
public struct ProbabilityCalibration: Sendable, Equatable {
    /// The probabilities between two bounds, the upper one included; the first bin holds 0 too.
    public struct Bin: Sendable, Equatable {
        public let low: Double
        public let high: Double
        public let count: Int
        /// Nil in an empty bin.
        public let meanProbability: Double?
        public let outcomeShare: Double?
    }

    public let bins: [Bin]
    /// Σ n_b / n · |share of outcomes − mean probability| over bins of equal width (Naeini, Cooper and Hauskrecht, 2015).
    public let expectedError: Estimate
    /// The mean squared difference of probability and outcome (Brier, 1950).
    public let brier: Estimate
    /// The mean of −ln of the probability that was given to what happened; undefined when that was 0 once.
    public let logLoss: Estimate

    /// Throws when a probability lies outside 0 to 1, or the lengths differ. Undefined without an item.
    public init(probabilities: [Double], outcomes: [Bool], binCount: Int = 10) throws(AgreementError) {
        try checkPairs(probabilities, outcomes.count)
        guard binCount >= 1 else { throw AgreementError("there must be at least one bin") }
        guard probabilities.allSatisfy({ (0...1).contains($0) }) else {
            throw AgreementError("a probability lies outside 0 to 1")
        }
        var counts = [Int](repeating: 0, count: binCount)
        var (sums, hits, squares) = ([Double](repeating: 0, count: binCount), counts, 0.0)
        for (probability, outcome) in zip(probabilities, outcomes) {
            var bin = min(binCount - 1, Int(probability * Double(binCount)))
            // Exactly on a bound belongs below it.
            if bin > 0, probability <= Double(bin) / Double(binCount) { bin -= 1 }
            counts[bin] += 1
            sums[bin] += probability
            hits[bin] += outcome ? 1 : 0
            squares += (probability - (outcome ? 1 : 0)) * (probability - (outcome ? 1 : 0))
        }
        let width = 1 / Double(binCount)
        bins = (0..<binCount).map { bin in
            let count = Double(counts[bin])
            return Bin(
                low: Double(bin) * width,
                high: Double(bin + 1) * width,
                count: counts[bin],
                meanProbability: count > 0 ? sums[bin] / count : nil,
                outcomeShare: count > 0 ? Double(hits[bin]) / count : nil
            )
        }
        let n = probabilities.count
        func estimate(_ sum: Double) -> Estimate {
            n > 0
                ? Estimate(value: sum / Double(n), itemCount: n, ratingCount: n)
                : Estimate(undefined: "no item", itemCount: 0, ratingCount: 0)
        }
        brier = estimate(squares)
        let losses = zip(probabilities, outcomes).reduce(0) { $0 - log($1.1 ? $1.0 : 1 - $1.0) }
        logLoss =
            losses.isFinite
            ? estimate(losses)
            : Estimate(undefined: "what was given the probability 0 happened", itemCount: n, ratingCount: n)
        expectedError = estimate((0..<binCount).reduce(0) { $0 + abs(Double(hits[$1]) - sums[$1]) })
    }
}
