/// What one replica did under load.
package struct LoadCurve: Sendable, Equatable {
    /// One step of a load test.
    package struct Step: Sendable, Equatable {
        /// Requests a second that came back whole.
        package var rate: Double
        package var rateLow: Double?
        package var rateHigh: Double?
        /// Whether the service level held.
        package var holds: Bool

        package init(rate: Double, rateLow: Double? = nil, rateHigh: Double? = nil, holds: Bool) {
            self.rate = rate
            self.rateLow = rateLow
            self.rateHigh = rateHigh
            self.holds = holds
        }
    }

    package let steps: [Step]

    package init(_ steps: [Step]) { self.steps = steps }

    /// The highest measured rate at which the service level holds; nil where it holds at none.
    package var goodput: Double? { best?.rate }

    package var best: Step? { steps.filter(\.holds).max { $0.rate < $1.rate } }

    /// The highest measured rate.
    package var saturation: Double? { steps.map(\.rate).max() }

    /// Dollars for a million output tokens at an offered rate, and how many times that is what full use would cost.
    package static func effective(
        offered: Double,
        goodput: Double,
        outputTokens: Double,
        gpuHour: Double,
        gpus: Double
    ) -> (perMillion: Double, utilisation: Double, penalty: Double)? {
        guard offered > 0, goodput > 0, outputTokens > 0 else { return nil }
        let perMillion = gpuHour * gpus / (offered * outputTokens * 3600) * 1e6
        let utilisation = offered / goodput
        return (perMillion, utilisation, 1 / utilisation)
    }
}
