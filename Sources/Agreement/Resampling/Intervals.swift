import Foundation

/// Figures of a kernel on some units, with their intervals.
struct Intervals {
    let units: Units
    let options: IntervalOptions
    /// Items and ratings that enter the figures.
    let itemCount: Int
    let ratingCount: Int

    /// Every figure, with the intervals of the same resamples for all.
    func estimates(_ kernel: Kernel) -> Measures {
        let values = kernel.values(units.weights)
        let forms = values.indices.map {
            values[$0].isFinite ? kernel.closedForm($0, values[$0], options.confidence) : nil
        }
        let carrying = units.count(where: kernel.carries)
        let isAlone = (units.clusterCount > 0 ? carrying.clusters : carrying.items) < 2
        let plan = values.indices.map {
            values[$0].isFinite && !isAlone ? choice(kernel, $0, form: forms[$0]) : .none
        }
        let draws = plan.contains { $0 == .percentile || $0 == .bca } ? drawn(kernel) : []
        let jackknife = plan.contains(.bca) ? leftOut(kernel) : []
        let groups = plan.contains(.groups) ? grouped(kernel) : []
        let warnings = warnings(kernel, carrying)
        let items = min(itemCount, carrying.items)
        var measures = Measures()
        for (place, name) in kernel.names.enumerated() {
            guard values[place].isFinite else {
                let reason = kernel.reason(place)
                measures.append(name, Estimate(undefined: reason, itemCount: items, ratingCount: ratingCount))
                continue
            }
            var estimate = Estimate(value: values[place], itemCount: items, ratingCount: ratingCount)
            estimate.closedForm = forms[place]
            switch plan[place] {
            case .none: break
            case .share: takeShare(kernel.edge(place), into: &estimate)
            case .formula: take(forms[place], into: &estimate)
            case .groups: fill(&estimate, groups: groups.map { $0[place] })
            case .percentile: fill(&estimate, draws: draws[place], acceleration: nil)
            case .bca:
                let acceleration = Self.acceleration(jackknife.map { ($0.values[place], $0.times) })
                fill(&estimate, draws: draws[place], acceleration: acceleration)
            }
            if plan[place] == .percentile || plan[place] == .bca { takeForm(unlessHeld: &estimate) }
            if estimate.low == nil, plan[place] != .none { widen(&estimate, kernel.edge(place)) }
            if estimate.low == nil, estimate.method == nil, options.resamples > 0 {
                estimate.method = isAlone ? alone(kernel) : "no interval: resamples give none"
            }
            estimate.warnings = warnings.isEmpty && estimate.low != nil ? kernel.caution(place) : warnings
            measures.append(name, estimate)
        }
        return measures
    }

    /// Why one item, or one cluster, gives no interval.
    private func alone(_ kernel: Kernel) -> String {
        "no interval: fewer than two \(units.clusterCount > 0 ? "clusters of " : "")\(kernel.carriers)"
    }

    private enum Choice { case none, formula, share, percentile, bca, groups }

    private func choice(_ kernel: Kernel, _ place: Int, form: ClosedForm?) -> Choice {
        let isClustered = units.clusterCount > 0
        // Formulas take items for independent, which clusters deny.
        let usable = isClustered ? nil : form
        if usable != nil, kernel.exact.contains(place) || options.method == .closedForm { return .formula }
        guard units.unitCount > 1 else { return .none }
        if isClustered, units.crossedCount == 0, options.method == .automatic, kernel.edge(place)?.isShare == true {
            return .share
        }
        if !isClustered, units.counts.count > kernel.limit {
            if usable != nil { return .formula }
            return options.resamples > 0 ? .groups : .none
        }
        guard options.resamples > 0 else { return .none }
        let isSmall = isClustered || units.counts.count <= 2000
        switch options.method {
        case .percentile, .closedForm: return .percentile
        case .bca: return isSmall ? .bca : .percentile
        case .automatic:
            let best = Coverage.best(itemCount: units.unitCount, isClustered: isClustered)
            return best == .bca && isSmall ? .bca : .percentile
        }
    }

    /// For each figure its resampled values, those that are undefined left out.
    private func drawn(_ kernel: Kernel) -> [[Double]] {
        var draws = [[Double]](repeating: [], count: kernel.names.count)
        for place in draws.indices { draws[place].reserveCapacity(options.resamples) }
        var values = [Double](repeating: .nan, count: kernel.names.count)
        values.withUnsafeMutableBufferPointer { values in
            units.forEachDraw(options) { weights in
                values.update(repeating: .nan)
                kernel.compute(weights, values)
                for place in draws.indices where values[place].isFinite { draws[place].append(values[place]) }
            }
        }
        return draws
    }

    private func leftOut(_ kernel: Kernel) -> [(values: [Double], times: Double)] {
        var all: [(values: [Double], times: Double)] = []
        units.leavingOneOut { weights, times in all.append((kernel.values(weights), times)) }
        return all
    }

    private func grouped(_ kernel: Kernel) -> [[Double]] {
        var all: [[Double]] = []
        units.leavingGroupsOut(Self.groupCount, seed: options.seed) { all.append(kernel.values($0)) }
        return all
    }

    private static let groupCount = 100

    private func take(_ form: ClosedForm?, into estimate: inout Estimate) {
        guard let form else { return }
        estimate.low = form.low
        estimate.high = form.high
        estimate.standardError = form.standardError
        estimate.method = form.method
        estimate.isResampled = false
    }

    /// Wilson's interval with as many items as the clusters are worth, which covers where a bootstrap of clusters is too narrow.
    private func takeShare(_ edge: Kernel.KappaEdge?, into estimate: inout Estimate) {
        guard let edge else { return }
        let form = units.share(edge.agreement, confidence: options.confidence).estimate
        (estimate.low, estimate.high) = (form.low, form.high)
        (estimate.standardError, estimate.method) = (form.standardError, form.method)
        estimate.isResampled = false
    }

    /// Items drawn twice make ties that the data do not have: where the resampled interval leaves its own figure out, the
    /// formula's stands; with clusters, for which there is none, the interval is stretched to the figure and says so.
    private func takeForm(unlessHeld estimate: inout Estimate) {
        guard let value = estimate.value, let low = estimate.low, let high = estimate.high else { return }
        let slack = 1e-12 * max(1, value.magnitude)
        guard value < low - slack || value > high + slack else { return }
        if units.clusterCount == 0, let form = estimate.closedForm, form.low <= value, value <= form.high {
            take(form, into: &estimate)
            estimate.method = "\(form.method); \(Estimate.leftOut)"
        } else {
            estimate = estimate.holdingItself
        }
    }

    /// The jackknife over groups: t with one degree of freedom less than there are groups.
    private func fill(_ estimate: inout Estimate, groups: [Double]) {
        guard let value = estimate.value, groups.allSatisfy(\.isFinite) else { return }
        let count = Double(groups.count)
        let mean = groups.reduce(0, +) / count
        let error = ((count - 1) / count * groups.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }).squareRoot()
        let form = ClosedForm.symmetric(
            value,
            error,
            options.confidence,
            degrees: groups.count - 1,
            "jackknife over \(groups.count) random groups of items"
        )
        take(form, into: &estimate)
    }

    private func fill(_ estimate: inout Estimate, draws: [Double], acceleration: Double?) {
        guard draws.count > 1, let value = estimate.value else { return }
        let sorted = draws.sorted()
        guard sorted[sorted.count - 1] - sorted[0] > 1e-12 else {
            estimate.method = "no interval: every resample gives the same"
            return
        }
        let tail = (1 - options.confidence) / 2
        var shares = (tail, 1 - tail)
        var isAdjusted = false
        if let acceleration, let adjusted = Self.adjusted(sorted, value, acceleration, tail) {
            shares = adjusted
            isAdjusted = true
        }
        if sorted.quantile(shares.0) >= sorted.quantile(shares.1) {
            // All resamples lie on one side of the value: the correction would leave no width.
            shares = (tail, 1 - tail)
            isAdjusted = false
        }
        estimate.low = sorted.quantile(shares.0)
        estimate.high = sorted.quantile(shares.1)
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (squares / Double(sorted.count - 1)).squareRoot()
        estimate.standardError = error.isFinite ? error : nil
        estimate.method = method(isAdjusted ? "BCa" : "percentile", used: draws.count)
        estimate.isResampled = true
    }

    private func method(_ kind: String, used: Int) -> String {
        var over = "items"
        if units.clusterCount > 0 { over = "\(units.clusterCount) clusters" }
        if units.crossedCount > 0 { over += " crossed with \(units.crossedCount)" }
        var method = "\(kind) bootstrap over \(over), \(options.resamples) resamples"
        if used < options.resamples { method += ", \(options.resamples - used) of them undefined and left out" }
        return method
    }

    /// Where no resample moves the figure: the interval of the observed agreement, carried over.
    private func widen(_ estimate: inout Estimate, _ edge: Kernel.KappaEdge?) {
        guard let edge, let value = estimate.value else { return }
        let form = kappaAtTheEdge(
            observed: units.share(edge.agreement, confidence: options.confidence),
            expected: edge.expected
        )
        guard let found = form.value, abs(found - value) < 1e-9, let low = form.low else { return }
        estimate.low = max(min(-1, value), low)
        estimate.high = form.high
        estimate.method = edge.expected == 0 ? form.method?.replacing(", carried over to kappa", with: "") : form.method
    }

    private func warnings(_ kernel: Kernel, _ carrying: (items: Int, clusters: Int)) -> [EstimateWarning] {
        guard units.clusterCount > 0 else { return Coverage.warnings(count: carrying.items, unit: kernel.carriers) }
        let crossed = units.crossedCount > 0 ? units.crossedCount : carrying.clusters
        return Coverage.warnings(count: min(carrying.clusters, crossed), unit: "clusters")
    }

    /// The shares of BCa (Efron, 1987); nil where all resamples lie on one side of the value.
    private static func adjusted(
        _ sorted: [Double],
        _ value: Double,
        _ acceleration: Double,
        _ tail: Double
    ) -> (Double, Double)? {
        let below = sorted.reduce(0) { $0 + ($1 < value ? 1 : $1 == value ? 0.5 : 0) } / Double(sorted.count)
        guard below > 0, below < 1 else { return nil }
        let bias = Distributions.normalQuantile(below)
        func share(_ z: Double) -> Double? {
            let shifted = bias + z
            let scale = 1 - acceleration * shifted
            return scale > 0 ? Distributions.normal(below: bias + shifted / scale) : nil
        }
        let z = Distributions.normalQuantile(1 - tail)
        guard let low = share(-z), let high = share(z) else { return nil }
        return (low, high)
    }

    private static func acceleration(_ values: [(value: Double, times: Double)]) -> Double? {
        guard values.allSatisfy({ $0.value.isFinite }) else { return nil }
        let total = values.reduce(0) { $0 + $1.times }
        let mean = values.reduce(0) { $0 + $1.times * $1.value } / total
        var (squares, cubes) = (0.0, 0.0)
        for (value, times) in values {
            let difference = mean - value
            squares += times * difference * difference
            cubes += times * difference * difference * difference
        }
        return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : nil
    }
}
