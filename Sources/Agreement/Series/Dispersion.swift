/// How much values differ, and how much from one to the next in time.
package struct Dispersion: Sendable, Equatable {
    package let mean: Double
    /// With n − 1; nil of fewer than two.
    package let deviation: Double?
    /// The coefficient of variation, s / mean; nil where the mean is not above 0.
    package let variation: Double?
    package let quartiles: (low: Double, high: Double)
    /// The quartile coefficient of dispersion, (Q3 − Q1) / (Q3 + Q1).
    package let quartileDispersion: Double?
    /// The median distance from the median.
    package let medianDeviation: Double
    /// The mean step between one and the next in time.
    package let jitter: Double?
    /// RFC 3550's, J += (|D| − J) / 16.
    package let smoothedJitter: Double?
    package let count: Int

    /// In the order of time; nil of none.
    package init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        count = values.count
        let size = Double(values.count)
        let mean = values.reduce(0, +) / size
        self.mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = values.count > 1 ? (squares / (size - 1)).squareRoot() : nil
        self.deviation = deviation
        variation = mean > 0 ? deviation.map { $0 / mean } : nil
        let sorted = values.sorted()
        let (low, median, high) = (sorted.quantile(0.25), sorted.quantile(0.5), sorted.quantile(0.75))
        quartiles = (low, high)
        quartileDispersion = low + high > 0 ? (high - low) / (high + low) : nil
        medianDeviation = values.map { abs($0 - median) }.sorted().quantile(0.5)
        let steps = zip(values, values.dropFirst()).map { abs($1 - $0) }
        jitter = steps.isEmpty ? nil : steps.reduce(0, +) / Double(steps.count)
        smoothedJitter = steps.isEmpty ? nil : steps.reduce(0) { $0 + ($1 - $0) / 16 }
    }

    package static func == (left: Dispersion, right: Dispersion) -> Bool {
        left.count == right.count && left.mean == right.mean && left.deviation == right.deviation
            && left.quartiles == right.quartiles && left.jitter == right.jitter
    }

    /// McKay's interval of the coefficient of variation (1932), for values from a normal distribution:
    /// CV / √((u/n − 1) CV² + u/(n − 1)), u quantiles of χ² with n − 1 degrees of freedom; nil where it does not exist.
    package func mcKay(confidence: Double = 0.95) -> (low: Double, high: Double)? {
        guard let variation, count > 2 else { return nil }
        let degrees = Double(count - 1)
        func end(_ share: Double) -> Double? {
            let quantile = ChiSquared.quantile(share, degrees)
            let inside = (quantile / Double(count) - 1) * variation * variation + quantile / degrees
            return inside > 0 ? variation / inside.squareRoot() : nil
        }
        guard let low = end(0.5 + confidence / 2), let high = end(0.5 - confidence / 2) else { return nil }
        return (low, high)
    }

    /// Student's interval of the mean.
    package func meanInterval(confidence: Double = 0.95) -> (low: Double, high: Double)? {
        guard let deviation else { return nil }
        let quantile = Distributions.studentQuantile(0.5 + confidence / 2, Double(count - 1))
        let half = quantile * deviation / Double(count).squareRoot()
        return (mean - half, mean + half)
    }
}
