/// How the ratio of API to self-hosted cost moves with one input at its low and its high value, the others as they are.
package struct Sensitivity: Sendable, Equatable {
    package let input: String
    package let low: Double
    package let high: Double
    /// The ratio at the input's low and high value; nil where self costs nothing.
    package let ratioAtLow: Double?
    package let ratioAtHigh: Double?

    package init(_ input: String, low: Double, high: Double, ratio: (Double) -> Double?) {
        self.input = input
        self.low = low
        self.high = high
        (ratioAtLow, ratioAtHigh) = (ratio(low), ratio(high))
    }

    /// How far the two lie apart, by factor; 0 where one is not known.
    package var reach: Double {
        guard let ratioAtLow, let ratioAtHigh, ratioAtLow > 0, ratioAtHigh > 0 else { return 0 }
        return max(ratioAtLow, ratioAtHigh) / min(ratioAtLow, ratioAtHigh)
    }

    /// The largest reach first, as a tornado stands.
    package static func tornado(_ inputs: [Sensitivity]) -> [Sensitivity] {
        inputs.enumerated().sorted { ($1.element.reach, $0.offset) < ($0.element.reach, $1.offset) }.map(\.element)
    }
}
