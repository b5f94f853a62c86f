/// Means, variances and covariances of plain lists.
enum Moments {
    static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    /// Over n − 1, or over n where `isPopulation`.
    static func variance(_ values: [Double], isPopulation: Bool = false) -> Double {
        covariance(values, values, isPopulation: isPopulation)
    }

    static func covariance(_ x: [Double], _ y: [Double], isPopulation: Bool = false) -> Double {
        let (meanX, meanY) = (mean(x), mean(y))
        let sum = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        return sum / Double(isPopulation ? x.count : x.count - 1)
    }

    /// The middle value, of two the mean; nil of none.
    static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        return values.sorted().quantile(0.5)
    }

    /// Pearson's correlation; nil where one side does not vary.
    static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
        guard x.count > 1 else { return nil }
        let (xx, yy) = (variance(x), variance(y))
        guard xx > 1e-18, yy > 1e-18 else { return nil }
        return max(-1, min(1, covariance(x, y) / (xx * yy).squareRoot()))
    }
}

/// Pearson's correlation of two lists of one length; nil where one of them does not vary.
public func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    guard x.count == y.count, x.allSatisfy(\.isFinite), y.allSatisfy(\.isFinite) else { return nil }
    return Moments.correlation(x, y)
}
