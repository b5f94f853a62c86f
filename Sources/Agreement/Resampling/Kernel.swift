/// Figures as a function of how often each pattern stands in a sample.
///
/// NaN is how a kernel says 'undefined' to the machinery around it; it never leaves that.
struct Kernel {
    typealias Weights = UnsafeBufferPointer<Double>
    typealias Values = UnsafeMutableBufferPointer<Double>

    let names: [String]
    let compute: (_ weights: Weights, _ values: Values) -> Void
    /// Why the figure of that place is undefined on the data.
    let reason: (Int) -> String
    /// The interval by formula of the figure of that place, given its value and the confidence.
    var closedForm: (Int, Double, Double) -> ClosedForm? = { _, _, _ in nil }
    /// What must be said beside the interval of the figure of that place.
    var caution: (Int) -> [EstimateWarning] = { _ in [] }
    /// Of a coefficient 1 − observed / expected disagreement what its interval at full agreement is made of.
    var edge: (Int) -> KappaEdge? = { _ in nil }
    /// Whether items of that pattern carry the figures; the others only say how often categories occur.
    var carries: (Int) -> Bool = { _ in true }
    /// What those items are called.
    var carriers = "items"
    /// The places whose formula is better than any bootstrap.
    var exact: Set<Int> = []
    /// Above so many patterns nothing is resampled: a formula or a jackknife over groups takes its place.
    var limit = 20_000

    /// The observed agreement of each pattern, nil where it has none, and the chance agreement.
    struct KappaEdge {
        let agreement: (Int) -> Double?
        let expected: Double
        /// Whether the figure is the share of agreement itself, of which clusters leave a known interval.
        var isShare = false
    }

    func values(_ weights: [Double]) -> [Double] {
        weights.withUnsafeBufferPointer(values)
    }

    func values(_ weights: Weights) -> [Double] {
        var values = [Double](repeating: .nan, count: names.count)
        values.withUnsafeMutableBufferPointer { compute(weights, $0) }
        return values
    }
}

extension Kernel {
    /// Several kernels on the same units as one, so that the same resamples serve all.
    static func joined(_ kernels: [Kernel]) -> Kernel {
        let starts = kernels.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.names.count) }
        func owner(_ place: Int) -> Int { (starts.firstIndex { $0 > place } ?? kernels.count) - 1 }
        return Kernel(
            names: kernels.flatMap(\.names),
            compute: { weights, values in
                for (kernel, start) in zip(kernels, starts) {
                    kernel.compute(weights, Values(rebasing: values[start..<start + kernel.names.count]))
                }
            },
            reason: { kernels[owner($0)].reason($0 - starts[owner($0)]) },
            closedForm: { kernels[owner($0)].closedForm($0 - starts[owner($0)], $1, $2) },
            caution: { kernels[owner($0)].caution($0 - starts[owner($0)]) },
            edge: { kernels[owner($0)].edge($0 - starts[owner($0)]) },
            carries: kernels.first?.carries ?? { _ in true },
            carriers: kernels.first?.carriers ?? "items",
            exact: Set(zip(kernels, starts).flatMap { kernel, start in kernel.exact.map { $0 + start } }),
            limit: kernels.map(\.limit).min() ?? 0
        )
    }

    /// Only the figures of those names, each under a new one.
    func selecting(_ chosen: [(name: String, as: String)]) -> Kernel {
        let places = chosen.compactMap { names.firstIndex(of: $0.name) }
        let count = names.count
        let (compute, reason, closedForm, caution, edge) = (compute, reason, closedForm, caution, edge)
        return Kernel(
            names: chosen.map(\.as),
            compute: { weights, values in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { all in
                    all.initialize(repeating: .nan)
                    compute(weights, all)
                    for (place, source) in places.enumerated() { values[place] = all[source] }
                }
            },
            reason: { reason(places[$0]) },
            closedForm: { closedForm(places[$0], $1, $2) },
            caution: { caution(places[$0]) },
            edge: { edge(places[$0]) },
            carries: carries,
            carriers: carriers,
            exact: Set(places.indices.filter { exact.contains(places[$0]) }),
            limit: limit
        )
    }
}
