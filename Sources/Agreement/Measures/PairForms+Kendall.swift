extension PairForms {
    /// Brown and Benedetti's asymptotic standard error (1977).
    func kendall(_ measure: PairMeasure, _ value: Double, _ confidence: Double) -> ClosedForm? {
        let scores = concordances()
        let total = weights.reduce(0, +)
        var x = [Double](repeating: 0, count: kernel.cells.values.count)
        var y = x
        for cell in weights.indices {
            x[Int(kernel.cells.x[cell])] += weights[cell]
            y[Int(kernel.cells.y[cell])] += weights[cell]
        }
        let untiedX = total * total - x.reduce(0) { $0 + $1 * $1 }
        let untiedY = total * total - y.reduce(0) { $0 + $1 * $1 }
        var error: Double
        if measure == .kendallB {
            let scale = (untiedX * untiedY).squareRoot()
            var sum = 0.0
            for cell in weights.indices {
                let margin = x[Int(kernel.cells.x[cell])] * untiedY + y[Int(kernel.cells.y[cell])] * untiedX
                let effect = 2 * scale * scores[cell] + value * margin
                sum += weights[cell] * effect * effect
            }
            let shift = total * total * total * value * value * (untiedX + untiedY) * (untiedX + untiedY)
            error = max(0, sum - shift).squareRoot() / (scale * scale)
        } else {
            let classes = Double(min(x.count { $0 > 0 }, y.count { $0 > 0 }))
            var (sum, difference) = (0.0, 0.0)
            for cell in weights.indices {
                sum += weights[cell] * scores[cell] * scores[cell]
                difference += weights[cell] * scores[cell]
            }
            let variance = max(0, sum - difference * difference / total)
            error = 2 * classes / ((classes - 1) * total * total) * variance.squareRoot()
        }
        return .symmetric(value, error, confidence, within: -1...1, "Brown and Benedetti (1977)")
    }

    /// For each cell the weight of the concordant cells less that of the discordant ones.
    private func concordances() -> [Double] {
        let cells = kernel.cells
        var scores = [Double](repeating: 0, count: weights.count)
        for isForward in [true, false] {
            var tree = CountTree(size: cells.values.count)
            var start = isForward ? 0 : weights.count - 1
            let step = isForward ? 1 : -1
            while weights.indices.contains(start) {
                var end = start
                while weights.indices.contains(end), cells.x[end] == cells.x[start] {
                    let below = tree.sum(below: Int(cells.y[end]))
                    let above = tree.total - tree.sum(below: Int(cells.y[end]) + 1)
                    scores[end] += isForward ? below - above : above - below
                    end += step
                }
                for cell in stride(from: start, to: end, by: step) { tree.add(weights[cell], at: Int(cells.y[cell])) }
                start = end
            }
        }
        return scores
    }
}

/// Prefix sums that can be added to (Fenwick, 1994).
private struct CountTree {
    private var sums: [Double]
    private(set) var total = 0.0

    init(size: Int) { sums = [Double](repeating: 0, count: size + 1) }

    mutating func add(_ weight: Double, at place: Int) {
        total += weight
        var index = place + 1
        while index < sums.count {
            sums[index] += weight
            index += index & -index
        }
    }

    func sum(below place: Int) -> Double {
        var sum = 0.0
        var index = place
        while index > 0 {
            sum += sums[index]
            index -= index & -index
        }
        return sum
    }
}
