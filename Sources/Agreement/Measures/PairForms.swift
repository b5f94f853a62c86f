import Foundation

/// The intervals by formula of two raters' measures, on the data as they are.
struct PairForms {
    let kernel: PairKernel
    let weights: [Double]
    private let total: Double
    private var x: [Double]
    private var y: [Double]

    init(_ kernel: PairKernel, _ weights: [Double]) {
        self.kernel = kernel
        self.weights = weights
        total = weights.reduce(0, +)
        x = [Double](repeating: 0, count: kernel.cells.values.count)
        y = x
        for cell in weights.indices {
            x[Int(kernel.cells.x[cell])] += weights[cell]
            y[Int(kernel.cells.y[cell])] += weights[cell]
        }
    }

    func closedForm(_ measure: PairMeasure, _ value: Double, _ confidence: Double) -> ClosedForm? {
        let degrees = Int(total) - 1
        let tail = Distributions.normalQuantile(1 - (1 - confidence) / 2)
        switch measure {
        case .cohenUnweighted, .cohenLinear, .cohenQuadratic:
            let error = kappaError(measure, value)
            return .symmetric(value, error, confidence, within: -1...1, "Fleiss, Cohen and Everitt (1969)")
        case .scottPi:
            return .symmetric(
                value,
                scottError(value),
                confidence,
                degrees: degrees,
                within: -1...1,
                "Gwet's linearised standard error (2014)"
            )
        case .pearson: return fisher(value, 1 / (total - 3).squareRoot(), tail, "Fisher (1921), z")
        case .spearman:
            let error = ((1 + value * value / 2) / (total - 3)).squareRoot()
            return fisher(value, error, tail, "Bonett and Wright (2000), z")
        case .kendallB, .kendallC: return kendall(measure, value, confidence)
        case .linCCC: return lin(value, tail)
        case .percentAgreement, .withinOne: return wilson(value, tail)
        case .blandAltmanBias, .bias:
            return .symmetric(
                value,
                deviation { $0 - $1 } / total.squareRoot(),
                confidence,
                degrees: degrees,
                "Student"
            )
        case .meanAbsoluteError:
            let error = deviation { abs($0 - $1) } / total.squareRoot()
            return .symmetric(value, error, confidence, degrees: degrees, within: 0...Double.infinity, "Student")
        case .blandAltmanLower, .blandAltmanUpper:
            let deviation = deviation { $0 - $1 }
            let error = deviation * (1 / total + 1.96 * 1.96 / (2 * (total - 1))).squareRoot()
            return .symmetric(value, error, confidence, degrees: degrees, "Bland and Altman (1999)")
        case .rootMeanSquareError:
            guard value > 0 else { return nil }
            let error = deviation { ($0 - $1) * ($0 - $1) } / total.squareRoot() / (2 * value)
            return .symmetric(value, error, confidence, degrees: degrees, within: 0...Double.infinity, "delta method")
        }
    }

    private func mean(_ function: (Int) -> Double) -> Double {
        weights.indices.reduce(0) { $0 + weights[$1] * function($1) } / total
    }

    /// The standard deviation (n − 1) of a function of both scores.
    private func deviation(_ function: (Double, Double) -> Double) -> Double {
        let values = kernel.cells.values
        func value(_ cell: Int) -> Double {
            function(values[Int(kernel.cells.x[cell])], values[Int(kernel.cells.y[cell])])
        }
        let center = mean(value)
        return (mean { (value($0) - center) * (value($0) - center) } * total / (total - 1)).squareRoot()
    }

    private func dissimilarity(_ measure: PairMeasure, _ a: Int, _ b: Int) -> Double {
        let step = abs(kernel.scale[a] - kernel.scale[b])
        return measure == .cohenQuadratic ? step * step : measure == .cohenLinear ? step : a == b ? 0 : 1
    }

    /// By value its mean dissimilarity from the other side's scores.
    private func means(_ measure: PairMeasure, _ margins: [Double]) -> [Double] {
        let scale = kernel.scale
        if measure == .cohenUnweighted || measure == .scottPi { return margins.map { 1 - $0 / total } }
        let first = zip(margins, scale).reduce(0) { $0 + $1.0 * $1.1 }
        if measure == .cohenQuadratic {
            let mean = first / total
            let spread = zip(margins, scale).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) } / total
            return scale.map { ($0 - mean) * ($0 - mean) + spread }
        }
        var (below, belowSum) = (0.0, 0.0)
        return scale.indices.map { place in
            defer {
                below += margins[place]
                belowSum += margins[place] * scale[place]
            }
            return (scale[place] * (2 * below - total) - 2 * belowSum + first) / total
        }
    }

    /// The dissimilarity that chance alone would give.
    func expected(_ measure: PairMeasure) -> Double {
        zip(x, means(measure, y)).reduce(0) { $0 + $1.0 * $1.1 } / total
    }

    /// The same of Scott's pi.
    var expectedPooled: Double {
        1 - x.indices.reduce(0) { $0 + (x[$1] + y[$1]) * (x[$1] + y[$1]) } / (4 * total * total)
    }

    /// The large-sample standard error of kappa that does not assume kappa 0.
    func kappaError(_ measure: PairMeasure, _ kappa: Double) -> Double {
        let fromX = means(measure, y)
        let fromY = means(measure, x)
        let expected = zip(x, fromX).reduce(0) { $0 + $1.0 * $1.1 } / total
        let variance = mean { cell in
            let (a, b) = (Int(kernel.cells.x[cell]), Int(kernel.cells.y[cell]))
            let observed = 1 - kappa
            let own = -dissimilarity(measure, a, b) / expected
            let effect = own + observed * (fromX[a] + fromY[b]) / expected - observed
            return effect * effect
        }
        return (variance / total).squareRoot()
    }

    private func scottError(_ value: Double) -> Double {
        let shares = x.indices.map { (x[$0] + y[$0]) / (2 * total) }
        let expected = 1 - shares.reduce(0) { $0 + $1 * $1 }
        let variance = mean { cell in
            let (a, b) = (Int(kernel.cells.x[cell]), Int(kernel.cells.y[cell]))
            let own = (expected - (a == b ? 0 : 1)) / expected
            let chance = 1 - (shares[a] + shares[b]) / 2
            let effect = own + 2 * (1 - value) * (chance - expected) / expected - value
            return effect * effect
        }
        return (variance / (total - 1)).squareRoot()
    }

    private func fisher(_ value: Double, _ error: Double, _ tail: Double, _ name: String) -> ClosedForm? {
        guard total > 3 else { return nil }
        // At ±1 the formula has no width.
        guard abs(value) < 1 else { return nil }
        let z = atanh(value)
        return ClosedForm(
            low: tanh(z - tail * error),
            high: tanh(z + tail * error),
            standardError: error * (1 - value * value),
            method: name
        )
    }

    private func wilson(_ share: Double, _ tail: Double) -> ClosedForm {
        let square = tail * tail / total
        let center = (share + square / 2) / (1 + square)
        let half = tail * (share * (1 - share) / total + square / (4 * total)).squareRoot() / (1 + square)
        return ClosedForm(
            low: max(0, center - half),
            high: min(1, center + half),
            standardError: (share * (1 - share) / total).squareRoot(),
            method: "Wilson (1927)"
        )
    }

    private func lin(_ value: Double, _ tail: Double) -> ClosedForm? {
        let values = kernel.cells.values
        let meanX = zip(x, values).reduce(0) { $0 + $1.0 * $1.1 } / total
        let meanY = zip(y, values).reduce(0) { $0 + $1.0 * $1.1 } / total
        let xx = zip(x, values).reduce(0) { $0 + $1.0 * ($1.1 - meanX) * ($1.1 - meanX) } / total
        let yy = zip(y, values).reduce(0) { $0 + $1.0 * ($1.1 - meanY) * ($1.1 - meanY) } / total
        let squared = (meanX - meanY) * (meanX - meanY) / (xx * yy).squareRoot()
        let r = value * (xx + yy + (meanX - meanY) * (meanX - meanY)) / (2 * (xx * yy).squareRoot())
        guard total > 2, r != 0, abs(value) < 1, squared.isFinite else { return nil }
        let c2 = value * value
        let variance =
            ((1 - r * r) * c2 * (1 - c2) / (r * r) + 2 * c2 * value * (1 - value) * squared / r
                - 0.5 * c2 * c2 * squared * squared / (r * r)) / (total - 2)
        guard variance >= 0 else { return nil }
        let error = variance.squareRoot()
        let z = atanh(value)
        let half = tail * error / (1 - c2)
        return ClosedForm(
            low: tanh(z - half),
            high: tanh(z + half),
            standardError: error,
            method: "Lin (1989, 2000), z"
        )
    }
}
