/// Every measure of two raters from one table of cells, in time linear in the cells (n log n for tau).
struct PairKernel {
    let cells: PairCells
    /// What the weighted kappas take differences of.
    let scale: [Double]
    private let wanted: [PairMeasure]
    private let needsTau: Bool
    /// Whether squares of differences are 0 where the values are not the same: what rests on them is unknown.
    private let hasLostSquares: Bool

    init(_ cells: PairCells, _ wanted: [PairMeasure], basis: WeightBasis = .value) {
        self.cells = cells
        self.wanted = wanted
        scale = basis == .value ? cells.values : cells.values.indices.map(Double.init)
        hasLostSquares = cells.values.haveLostSquares
        needsTau = wanted.contains(.kendallB) || wanted.contains(.kendallC)
    }

    /// The kernel whose weights are the cells' own.
    func kernel(counts: [Int]) -> Kernel {
        let weights = counts.map(Double.init)
        return Kernel(
            names: wanted.map(\.rawValue),
            compute: { compute($0, $1) },
            reason: { reason(wanted[$0], weights) },
            closedForm: { place, value, confidence in
                PairForms(self, weights).closedForm(wanted[place], value, confidence)
            },
            caution: { place in
                guard [.cohenUnweighted, .scottPi].contains(wanted[place]) else { return [] }
                return Coverage.warnings(agreeingElsewhere: agreeingElsewhere(weights))
            },
            edge: { edge(wanted[$0], weights) }
        )
    }

    /// Of the shares and kappas, with the chance agreement as estimated.
    private func edge(_ measure: PairMeasure, _ weights: [Double]) -> Kernel.KappaEdge? {
        func distance(_ cell: Int) -> Double { abs(scale[Int(cells.x[cell])] - scale[Int(cells.y[cell])]) }
        func edge(_ expected: Double, _ agreement: @escaping (Int) -> Double) -> Kernel.KappaEdge {
            Kernel.KappaEdge(agreement: agreement, expected: expected)
        }
        let range = (scale.max() ?? 0) - (scale.min() ?? 0)
        let chance = { (measure: PairMeasure) in PairForms(self, weights).expected(measure) }
        switch measure {
        case .percentAgreement:
            return Kernel.KappaEdge(agreement: { cells.x[$0] == cells.y[$0] ? 1 : 0 }, expected: 0, isShare: true)
        case .withinOne:
            let steps = { (cell: Int) in abs(cells.values[Int(cells.x[cell])] - cells.values[Int(cells.y[cell])]) }
            return Kernel.KappaEdge(agreement: { steps($0) <= 1 ? 1 : 0 }, expected: 0, isShare: true)
        case .cohenUnweighted: return edge(1 - chance(measure)) { cells.x[$0] == cells.y[$0] ? 1 : 0 }
        case .scottPi:
            return edge(1 - PairForms(self, weights).expectedPooled) { cells.x[$0] == cells.y[$0] ? 1 : 0 }
        case .cohenLinear where range > 0: return edge(1 - chance(measure) / range) { 1 - distance($0) / range }
        case .cohenQuadratic where range > 0:
            return edge(1 - chance(measure) / (range * range)) { 1 - distance($0) * distance($0) / (range * range) }
        default: return nil
        }
    }

    /// Items on which both agree on a value that is not the commonest.
    private func agreeingElsewhere(_ weights: [Double]) -> Int {
        var totals = [Double](repeating: 0, count: cells.values.count)
        var agreed = totals
        for cell in weights.indices {
            let (first, second) = (Int(cells.x[cell]), Int(cells.y[cell]))
            totals[first] += weights[cell]
            totals[second] += weights[cell]
            agreed[first] += first == second ? weights[cell] : 0
        }
        guard let commonest = totals.indices.max(by: { totals[$0] < totals[$1] }) else { return 0 }
        return Int(agreed.reduce(0, +) - agreed[commonest])
    }

    func compute(_ weights: Kernel.Weights, _ values: Kernel.Values) {
        let size = cells.values.count
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * size + 1) { scratch in
            scratch.initialize(repeating: 0)
            let first = UnsafeMutableBufferPointer(rebasing: scratch[..<size])
            let second = UnsafeMutableBufferPointer(rebasing: scratch[size..<2 * size])
            var total = 0.0
            for cell in cells.x.indices {
                total += weights[cell]
                first[Int(cells.x[cell])] += weights[cell]
                second[Int(cells.y[cell])] += weights[cell]
            }
            guard total > 0 else { return values.update(repeating: .nan) }
            let margins = PairMargins(
                x: UnsafeBufferPointer(first),
                y: UnsafeBufferPointer(second),
                total: total,
                values: cells.values
            )
            let sums = PairSums(cells, scale, weights, margins)
            let tau = needsTau ? Concordance(cells, weights, margins) : nil
            for (place, measure) in wanted.enumerated() {
                values[place] = value(measure, weights, margins, sums, tau)
            }
        }
    }

    private func value(
        _ measure: PairMeasure,
        _ weights: Kernel.Weights,
        _ margins: PairMargins,
        _ sums: PairSums,
        _ tau: Concordance?
    ) -> Double {
        let total = margins.total
        if hasLostSquares, Self.ofSquares.contains(measure) { return .nan }
        switch measure {
        case .percentAgreement: return sums.equal / total
        case .cohenUnweighted: return 1 - (total - sums.equal) * total / margins.expectedDifferent
        case .cohenLinear: return 1 - sums.linear * total / margins.expectedLinear(scale)
        case .cohenQuadratic: return 1 - sums.quadratic * total / margins.expectedQuadratic(scale)
        case .scottPi: return 1 - (total - sums.equal) / total / margins.expectedPooled
        case .pearson:
            guard total > 1, margins.areBothVarying else { return .nan }
            return max(-1, min(1, sums.xy / (sums.xx.squareRoot() * sums.yy.squareRoot())))
        case .spearman: return total > 1 && margins.areBothVarying ? spearman(weights, margins) : .nan
        case .kendallB: return tau?.tauB ?? .nan
        case .kendallC: return tau?.tauC ?? .nan
        case .linCCC:
            let shift = sums.meanDifference * sums.meanDifference * total
            return 2 * sums.xy / (sums.xx + sums.yy + shift)
        case .blandAltmanBias, .bias: return sums.meanDifference
        case .blandAltmanLower: return sums.meanDifference - 1.96 * sums.deviation
        case .blandAltmanUpper: return sums.meanDifference + 1.96 * sums.deviation
        case .meanAbsoluteError: return sums.absolute / total
        case .rootMeanSquareError: return (sums.squared / total).squareRoot()
        case .withinOne: return sums.withinOne / total
        }
    }

    private static let ofSquares: [PairMeasure] = [
        .pearson, .linCCC, .blandAltmanLower, .blandAltmanUpper, .rootMeanSquareError,
    ]

    private func spearman(_ weights: Kernel.Weights, _ margins: PairMargins) -> Double {
        let ranksX = AlphaKernel.midRanks(margins.x)
        let ranksY = AlphaKernel.midRanks(margins.y)
        let middle = margins.total / 2
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for place in ranksX.indices {
            xx += margins.x[place] * (ranksX[place] - middle) * (ranksX[place] - middle)
            yy += margins.y[place] * (ranksY[place] - middle) * (ranksY[place] - middle)
        }
        for cell in cells.x.indices {
            xy += weights[cell] * (ranksX[Int(cells.x[cell])] - middle) * (ranksY[Int(cells.y[cell])] - middle)
        }
        return max(-1, min(1, xy / (xx.squareRoot() * yy.squareRoot())))
    }

    private func reason(_ measure: PairMeasure, _ weights: [Double]) -> String {
        let total = Int(weights.reduce(0, +))
        guard total > 0 else { return "no item has a score of both" }
        let used = cells.x.indices.filter { weights[$0] > 0 }
        let isFirstConstant = Set(used.map { cells.x[$0] }).count == 1
        let isSecondConstant = Set(used.map { cells.y[$0] }).count == 1
        let isConstant = isFirstConstant && isSecondConstant && used.first.map { cells.x[$0] == cells.y[$0] } ?? true
        if hasLostSquares, !isConstant, Self.ofSquares.contains(measure) || measure == .cohenQuadratic {
            return [Double].lostSquares
        }
        switch measure {
        case .cohenUnweighted, .cohenLinear, .cohenQuadratic, .scottPi, .linCCC:
            return "all \(2 * total) scores equal (percent agreement 100 %)"
        case .pearson, .spearman, .kendallB, .kendallC:
            if total < 2 { return "fewer than two items have a score of both" }
            if isFirstConstant { return "the first gave all \(total) items one score" }
            if isSecondConstant { return "the second gave all \(total) items one score" }
            return "a score does not vary beyond rounding"
        case .blandAltmanLower, .blandAltmanUpper: return "fewer than two items have a score of both"
        default: return "the scores are too large for the sums"
        }
    }
}
