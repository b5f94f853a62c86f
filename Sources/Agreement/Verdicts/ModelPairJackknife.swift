/// The coefficients within pairs of models with the prompts left out one at a time.
struct ModelPairJackknife {
    /// The coefficients, in the order of their places.
    enum Coefficient: Int, CaseIterable { case alpha, gwet, fleiss, cohen }

    private let values: [Double?]
    /// By coefficient its values without each prompt, ascending; nil where one of them is undefined.
    private let leftOut: [[Double]?]
    private let promptCount: Int
    private let itemCount: Int
    private let ratingCount: Int
    private let isOfTwo: Bool
    private let confidence: Double
    private let unit: String

    init(_ strata: inout PairStrata, isOfTwo: Bool, confidence: Double, unit: String) {
        let isUsed = strata.strata.map { $0.items > 1 }
        let used = strata.items.indices.filter { [items = strata.items] in isUsed[items[$0].stratum] }
        var prompts: [Int: [Int]] = [:]
        for place in used { prompts[strata.items[place].prompt, default: []].append(place) }
        values = Self.values(strata.figures, isOfTwo)
        var draws = [[Double?]](repeating: [], count: Coefficient.allCases.count)
        for places in prompts.values {
            strata.add(places, -1)
            for (place, value) in Self.values(strata.figures, isOfTwo).enumerated() { draws[place].append(value) }
            strata.add(places, 1)
        }
        leftOut = draws.map { $0.contains(nil) || $0.isEmpty ? nil : $0.compactMap(\.self).sorted() }
        promptCount = prompts.count
        itemCount = used.count
        ratingCount = used.reduce(0) { $0 + strata.items[$1].size }
        self.isOfTwo = isOfTwo
        self.confidence = confidence
        self.unit = unit
    }

    private static func values(_ figures: PairStrata.Figures, _ isOfTwo: Bool) -> [Double?] {
        [figures.alpha, figures.gwet, figures.pi, isOfTwo ? figures.cohen : nil]
    }

    /// A figure without a single item.
    var undefined: Estimate { Estimate(undefined: reason(.alpha), itemCount: 0, ratingCount: 0) }

    private func reason(_ coefficient: Coefficient) -> String {
        if coefficient == .cohen, !isOfTwo { return "it takes two raters with a verdict each on every pair" }
        if itemCount == 0 { return "no pair of models has two items with two verdicts" }
        return "all \(ratingCount) verdicts equal within each pair of models (percent agreement 100 %)"
    }

    /// The coefficient with its jackknife, or with `observed` carried over where that has no width.
    func estimate(_ coefficient: Coefficient, _ observed: ClusteredShare, _ chance: Double?) -> Estimate {
        guard let value = values[coefficient.rawValue] else {
            return Estimate(undefined: reason(coefficient), itemCount: itemCount, ratingCount: ratingCount)
        }
        var estimate = Estimate(value: value, itemCount: itemCount, ratingCount: ratingCount)
        if promptCount > 1 { estimate.standardError = leftOut[coefficient.rawValue].map(Self.error) }
        if let error = estimate.standardError, error > 1e-12, (observed.value ?? 1) < 1 {
            let form = ClosedForm.symmetric(
                value,
                error,
                confidence,
                degrees: promptCount - 1,
                within: -.infinity...1,
                "jackknife over \(promptCount) \(unit)"
            )
            (estimate.low, estimate.high, estimate.method) = (form?.low, form?.high, form?.method)
        } else if let chance, estimate.standardError != nil || observed.value == 1 {
            let edge = kappaAtTheEdge(observed: observed, expected: chance)
            (estimate.low, estimate.high, estimate.method) = (edge.low, edge.high, edge.method)
        }
        if estimate.low == nil {
            let one = unit.dropLast()
            estimate.method =
                promptCount < 2 ? "no interval: one \(one) only" : "no interval: undefined without a \(one)"
        }
        return estimate
    }

    private static func error(_ values: [Double]) -> Double {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        return ((count - 1) / count * values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }).squareRoot()
    }
}
