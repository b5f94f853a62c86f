/// How often each of two raters gave each value.
struct PairMargins {
    let x: UnsafeBufferPointer<Double>
    let y: UnsafeBufferPointer<Double>
    let total: Double
    let meanX: Double
    let meanY: Double
    /// How many values each used.
    let classesX: Int
    let classesY: Int

    init(x: UnsafeBufferPointer<Double>, y: UnsafeBufferPointer<Double>, total: Double, values: [Double]) {
        self.x = x
        self.y = y
        self.total = total
        var (sumX, sumY, classesX, classesY) = (0.0, 0.0, 0, 0)
        for place in values.indices {
            sumX += x[place] * values[place]
            sumY += y[place] * values[place]
            classesX += x[place] > 0 ? 1 : 0
            classesY += y[place] > 0 ? 1 : 0
        }
        meanX = sumX / total
        meanY = sumY / total
        self.classesX = classesX
        self.classesY = classesY
    }

    var areBothVarying: Bool { classesX > 1 && classesY > 1 }

    /// n² times the share of different scores when both are drawn apart; 0 becomes NaN in the quotient.
    var expectedDifferent: Double {
        var same = 0.0
        for place in x.indices { same += x[place] * y[place] }
        return none(total * total - same)
    }

    /// The share of different scores when both are drawn from the pooled scores.
    var expectedPooled: Double {
        var same = 0.0
        for place in x.indices {
            let share = (x[place] + y[place]) / (2 * total)
            same += share * share
        }
        return none(1 - same)
    }

    /// n² times the mean |a − b| when both are drawn apart.
    func expectedLinear(_ scale: [Double]) -> Double {
        var (sum, x0, x1, y0, y1) = (0.0, 0.0, 0.0, 0.0, 0.0)
        let center = scale[scale.count / 2]
        for place in scale.indices {
            let value = scale[place] - center
            sum += x[place] * (value * y0 - y1) + y[place] * (value * x0 - x1)
            x0 += x[place]
            y0 += y[place]
            x1 += x[place] * value
            y1 += y[place] * value
        }
        return none(sum)
    }

    /// n² times the mean (a − b)² when both are drawn apart.
    func expectedQuadratic(_ scale: [Double]) -> Double {
        let (mx, my) = (mean(x, scale), mean(y, scale))
        var sum = 0.0
        for place in scale.indices {
            let (dx, dy) = (scale[place] - mx, scale[place] - my)
            sum += x[place] * dx * dx + y[place] * dy * dy
        }
        return none(total * (sum + total * (mx - my) * (mx - my)))
    }

    private func mean(_ weights: UnsafeBufferPointer<Double>, _ scale: [Double]) -> Double {
        var sum = 0.0
        for place in scale.indices { sum += weights[place] * scale[place] }
        return sum / total
    }

    /// Two raters who gave one and the same value leave nothing to expect, whatever rounding says.
    private func none(_ expected: Double) -> Double {
        if classesX == 1, classesY == 1, x.indices.contains(where: { x[$0] > 0 && y[$0] > 0 }) { return .nan }
        return expected > 0 ? expected : .nan
    }
}

/// Sums over the cells of two raters.
struct PairSums {
    private(set) var equal = 0.0
    /// Σ |a − b| and Σ (a − b)² on the scale of the weighted kappas.
    private(set) var linear = 0.0
    private(set) var quadratic = 0.0
    /// The same of the values.
    private(set) var absolute = 0.0
    private(set) var squared = 0.0
    private(set) var withinOne = 0.0
    /// Centred sums of squares and products.
    private(set) var xx = 0.0
    private(set) var yy = 0.0
    private(set) var xy = 0.0
    private(set) var meanDifference = 0.0
    /// The differences' standard deviation, n − 1.
    private(set) var deviation = 0.0

    init(_ cells: PairCells, _ scale: [Double], _ weights: Kernel.Weights, _ margins: PairMargins) {
        meanDifference = margins.meanX - margins.meanY
        var spread = 0.0
        for cell in cells.x.indices {
            let weight = weights[cell]
            guard weight > 0 else { continue }
            let (first, second) = (Int(cells.x[cell]), Int(cells.y[cell]))
            let step = abs(scale[first] - scale[second])
            let difference = cells.values[first] - cells.values[second]
            let (dx, dy) = (cells.values[first] - margins.meanX, cells.values[second] - margins.meanY)
            equal += first == second ? weight : 0
            linear += weight * step
            quadratic += weight * step * step
            absolute += weight * abs(difference)
            squared += weight * difference * difference
            withinOne += abs(difference) <= 1 ? weight : 0
            xx += weight * dx * dx
            yy += weight * dy * dy
            xy += weight * dx * dy
            spread += weight * (difference - meanDifference) * (difference - meanDifference)
        }
        deviation = margins.total > 1 ? (spread / (margins.total - 1)).squareRoot() : .nan
    }
}
