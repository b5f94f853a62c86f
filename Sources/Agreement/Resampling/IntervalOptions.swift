/// Which interval stands beside a figure.
public enum IntervalMethod: String, Sendable, CaseIterable {
    /// The one that the coverage simulation found best for the measure and its number of items.
    case automatic
    /// Quantiles of the resampled figures (Efron, 1979).
    case percentile
    /// Bias-corrected and accelerated (Efron, 1987).
    case bca
    /// The formula's own, where there is one; else percentile.
    case closedForm
}

/// How intervals are made.
public struct IntervalOptions: Sendable, Equatable {
    /// Bootstrap samples; 0 for no bootstrap.
    public var resamples: Int
    public var confidence: Double
    public var seed: UInt64
    public var method: IntervalMethod

    public init(
        resamples: Int = 1000,
        confidence: Double = 0.95,
        seed: UInt64 = 1,
        method: IntervalMethod = .automatic
    ) {
        self.resamples = max(0, resamples)
        self.confidence = confidence > 0 && confidence < 1 ? confidence : 0.95
        self.seed = seed
        self.method = method
    }
}
