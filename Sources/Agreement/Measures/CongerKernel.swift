/// Conger's kappa (1980) with any cells missing: the expected dissimilarity is the mean over pairs of raters, each with its
/// own shares of the categories over the items that it scored (Gwet, 2014). Raters without a score count for nothing.
struct CongerKernel {
    static let names = CategoryWeights.allCases.map { "conger.\($0.rawValue)" }

    private let rows: RaterRows
    private let dissimilarity: Dissimilarity
    private let within: [SIMD4<Double>]

    init(_ rows: RaterRows) {
        self.rows = rows
        dissimilarity = Dissimilarity(rows.categories)
        let dissimilarity = dissimilarity
        within = (0..<rows.count).map { row in
            let codes = rows.codes[rows.starts[row]..<rows.starts[row + 1]]
            return codes.count > 1 ? dissimilarity.within(ratings: codes) : .zero
        }
    }

    var kernel: Kernel {
        Kernel(
            names: Self.names,
            compute: { compute($0, $1) },
            reason: { _ in reason },
            closedForm: { place, value, confidence in
                ClosedForm.symmetric(
                    value,
                    standardError(place, value),
                    confidence,
                    degrees: rows.units.itemCount - 1,
                    within: -.infinity...1,
                    "Gwet's linearised standard error (2014)"
                )
            },
            edge: { place in
                let expected = rows.units.weights.withUnsafeBufferPointer { summary($0).expected[place] }
                return Kernel.KappaEdge(
                    agreement: { rows.size($0) > 1 ? 1 - within[$0][place] : nil },
                    expected: 1 - expected
                )
            },
            carries: { rows.size($0) > 1 },
            carriers: "items with two ratings",
            limit: 2000
        )
    }

    private struct Summary {
        var items = 0.0
        var pairedItems = 0.0
        var observed = SIMD4<Double>.zero
        var expected = SIMD4<Double>.zero
        /// By rater how many items it scored, and the shares of its categories, rater after rater.
        var given: [Double]
        var shares: [Double]
        var raters = 0.0
        var isConstant = true
    }

    private func summary(_ weights: Kernel.Weights) -> Summary {
        let q = rows.categories.count
        var summary = Summary(given: [], shares: rows.margins(weights))
        for row in within.indices where weights[row] > 0 && rows.size(row) > 0 {
            summary.items += weights[row]
            guard rows.size(row) > 1 else { continue }
            summary.pairedItems += weights[row]
            summary.observed += weights[row] * within[row]
        }
        summary.observed /= summary.pairedItems
        var sum = [Double](repeating: 0, count: q)
        var own = SIMD4<Double>.zero
        for rater in 0..<rows.raterCount {
            let range = rater * q..<(rater + 1) * q
            let given = summary.shares[range].reduce(0, +)
            summary.given.append(given)
            guard given > 0 else { continue }
            summary.raters += 1
            for place in range {
                summary.shares[place] /= given
                sum[place - range.lowerBound] += summary.shares[place]
            }
            summary.shares.withUnsafeBufferPointer { shares in
                let part = UnsafeBufferPointer(rebasing: shares[range])
                own += dissimilarity.sums(part, part)
            }
        }
        summary.isConstant = sum.count { $0 > 0 } < 2
        let all = sum.withUnsafeBufferPointer { dissimilarity.sums($0, $0) }
        summary.expected = (all - own) / (summary.raters * (summary.raters - 1))
        return summary
    }

    private func compute(_ weights: Kernel.Weights, _ values: Kernel.Values) {
        let summary = summary(weights)
        let isUndefined = summary.pairedItems == 0 || summary.isConstant || summary.raters < 2
        let kappa = SIMD4(repeating: 1) - summary.observed / summary.expected
        for place in 0..<4 { values[place] = isUndefined ? .nan : kappa[place] }
    }

    private var reason: String {
        guard within.indices.contains(where: { rows.size($0) > 1 }) else { return "no item has two ratings" }
        guard Set(rows.codes).count == 1 else { return "no disagreement can be expected by chance" }
        let ratings = (0..<rows.count).reduce(0) { $0 + rows.size($1) * rows.units.counts[$1] }
        return "all \(ratings) ratings equal (percent agreement 100 %)"
    }

    private func standardError(_ weighting: Int, _ kappa: Double) -> Double {
        let weights = rows.units.weights
        let summary = weights.withUnsafeBufferPointer { self.summary($0) }
        let q = rows.categories.count
        // By rater and category the mean dissimilarity from the other raters' shares, summed over them.
        var sum = [Double](repeating: 0, count: q)
        for place in summary.shares.indices { sum[place % q] += summary.shares[place] }
        var slopes: [Double] = []
        for rater in 0..<rows.raterCount {
            let others = (0..<q).map { sum[$0] - summary.shares[rater * q + $0] }
            slopes += others.withUnsafeBufferPointer { dissimilarity.means($0).map { $0[weighting] } }
        }
        let centers = (0..<rows.raterCount).map { rater in
            (0..<q).reduce(0) { $0 + summary.shares[rater * q + $1] * slopes[rater * q + $1] }
        }
        let expected = summary.expected[weighting]
        let pairs = summary.raters * (summary.raters - 1)
        var squares = 0.0
        for row in within.indices where rows.size(row) > 0 {
            var chance = 0.0
            for entry in rows.starts[row]..<rows.starts[row + 1] {
                let rater = Int(rows.raters[entry])
                let slope = slopes[rater * q + Int(rows.codes[entry])] - centers[rater]
                chance += summary.items / summary.given[rater] * slope / pairs
            }
            let isPaired = rows.size(row) > 1
            let own =
                isPaired ? summary.items / summary.pairedItems * (expected - within[row][weighting]) / expected : 0
            let linear = own + 2 * (1 - kappa) * chance / expected - kappa
            squares += weights[row] * linear * linear
        }
        return (squares / (summary.items * (summary.items - 1))).squareRoot()
    }
}

extension Dissimilarity {
    /// As `within`, of single ratings in any order.
    func within(ratings: ArraySlice<Int32>) -> SIMD4<Double> {
        var merged: [Int32] = []
        var counts: [Double] = []
        for category in ratings.sorted() {
            if merged.last == category {
                counts[counts.count - 1] += 1
            } else {
                merged.append(category)
                counts.append(1)
            }
        }
        return within(merged[...], counts[...], size: Double(ratings.count))
    }
}
