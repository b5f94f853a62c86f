/// What users of a service are promised; `slo:` in `study.yaml`.
package struct ServiceLevel: Sendable, Equatable {
    /// The 95 % quantile of the time to the first token; nil where nothing is promised.
    package var firstTokenP95: Duration?
    /// The 95 % quantile of the time per output token.
    package var perTokenP95: Duration?
    /// The share of requests that may fail.
    package var failures: Double
    /// Whether the study says so, or these are the defaults.
    package var isGiven: Bool

    package init(
        firstTokenP95: Duration? = .seconds(1),
        perTokenP95: Duration? = .milliseconds(60),
        failures: Double = 0.01,
        isGiven: Bool = false
    ) {
        self.firstTokenP95 = firstTokenP95
        self.perTokenP95 = perTokenP95
        self.failures = failures
        self.isGiven = isGiven
    }
}
