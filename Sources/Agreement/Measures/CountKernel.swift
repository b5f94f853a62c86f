/// The measures that ask how often each category was given to an item, not by whom: percent agreement, Fleiss' kappa,
/// Brennan and Prediger's, Gwet's AC, each with the four weightings.
///
/// With v the dissimilarity of two categories, d_i the mean v of the pairs of ratings of item i and π the mean over items of
/// the shares of the categories, each is 1 − mean d / e. The expected e is Σ π_k π_l v_kl (Fleiss, 1971), the mean of v over
/// all q² pairs of categories (Brennan and Prediger, 1981), or 1 − T Σ π_k (1 − π_k) / (q (q − 1)) with T = Σ (1 − v_kl)
/// (Gwet, 2008, 2014). Items with one rating count towards π; without an item of two ratings all are undefined.
struct CountKernel {
    /// The kinds of coefficient, in the order of their places; four weightings each.
    static let kinds = ["percent_agreement", "gwet_ac", "brennan_prediger", "fleiss"]
    static let names = kinds.flatMap { kind in CategoryWeights.allCases.map { "\(kind).\($0.rawValue)" } }

    let patterns: CountPatterns
    private let dissimilarity: Dissimilarity
    private let total: SIMD4<Double>
    /// By pattern the mean dissimilarity of its pairs of ratings.
    private let within: [SIMD4<Double>]

    init(_ patterns: CountPatterns) {
        self.patterns = patterns
        dissimilarity = Dissimilarity(patterns.categories)
        total = dissimilarity.total()
        let dissimilarity = dissimilarity
        within = (0..<patterns.count).map { row in
            let range = patterns.starts[row]..<patterns.starts[row + 1]
            return dissimilarity.within(
                patterns.entries[range],
                patterns.entryCounts[range],
                size: patterns.sizes[row]
            )
        }
    }

    var kernel: Kernel {
        Kernel(
            names: Self.names,
            compute: { compute($0, $1) },
            reason: { reason($0 / 4) },
            closedForm: { place, value, confidence in closedForm(place, value, confidence) },
            caution: { place in
                Self.names[place] == "fleiss.identity"
                    ? Coverage.warnings(agreeingElsewhere: patterns.agreeingElsewhereCount) : []
            },
            edge: edge,
            carries: { patterns.sizes[$0] > 1 },
            carriers: "items with two ratings"
        )
    }

    /// What a weighted table comes to: items with a rating and with two, the mean dissimilarity, the categories' shares.
    struct Summary {
        var items = 0.0
        var pairedItems = 0.0
        var observed = SIMD4<Double>.zero
        var shares: [Double]
        /// By kind the expected dissimilarities.
        var expected: [SIMD4<Double>] = []
    }

    func summary(_ weights: Kernel.Weights) -> Summary {
        var summary = Summary(shares: [Double](repeating: 0, count: patterns.categories.count))
        for row in within.indices where weights[row] > 0 && patterns.sizes[row] > 0 {
            let weight = weights[row]
            summary.items += weight
            let share = weight / patterns.sizes[row]
            for place in patterns.starts[row]..<patterns.starts[row + 1] {
                summary.shares[Int(patterns.entries[place])] += share * patterns.entryCounts[place]
            }
            guard patterns.sizes[row] > 1 else { continue }
            summary.pairedItems += weight
            summary.observed += weight * within[row]
        }
        summary.observed /= summary.pairedItems
        let q = Double(summary.shares.count)
        var variety = 0.0
        for category in summary.shares.indices {
            summary.shares[category] /= summary.items
            variety += summary.shares[category] * (1 - summary.shares[category])
        }
        let fleiss = summary.shares.withUnsafeBufferPointer { dissimilarity.sums($0, $0) }
        let gwet = SIMD4(repeating: 1) - (q * q - total) * (variety / (q * (q - 1)))
        summary.expected = [SIMD4(repeating: 1), gwet, total / (q * q), fleiss]
        return summary
    }

    private func compute(_ weights: Kernel.Weights, _ values: Kernel.Values) {
        let summary = summary(weights)
        guard summary.pairedItems > 0 else { return values.update(repeating: .nan) }
        let isConstant = summary.shares.count { $0 > 0 } < 2
        for kind in 0..<4 {
            let isUndefined = kind > 0 && (summary.shares.count < 2 || (kind == 3 && isConstant))
            let kappa = SIMD4(repeating: 1) - summary.observed / summary.expected[kind]
            for weighting in 0..<4 { values[4 * kind + weighting] = isUndefined ? .nan : kappa[weighting] }
        }
    }

    private func edge(_ place: Int) -> Kernel.KappaEdge? {
        let (kind, weighting) = (place / 4, place % 4)
        let expected = patterns.units.weights.withUnsafeBufferPointer { summary($0).expected[kind][weighting] }
        return Kernel.KappaEdge(
            agreement: { patterns.sizes[$0] > 1 ? 1 - within[$0][weighting] : nil },
            expected: kind == 0 ? 0 : 1 - expected,
            // Partial credit is no share of equals.
            isShare: kind == 0 && weighting == 0
        )
    }

    private func reason(_ kind: Int) -> String {
        patterns.constantReason(minimum: 1) ?? "no disagreement can be expected by chance"
    }

    /// Gwet's linearised standard error (2014), t with one degree of freedom less than there are items.
    private func closedForm(_ place: Int, _ value: Double, _ confidence: Double) -> ClosedForm? {
        let error = standardError(kind: place / 4, weighting: place % 4, value)
        return ClosedForm.symmetric(
            value,
            error,
            confidence,
            degrees: patterns.units.itemCount - 1,
            within: -.infinity...1,
            "Gwet's linearised standard error (2014)"
        )
    }

    func standardError(kind: Int, weighting: Int, _ kappa: Double) -> Double {
        let weights = patterns.units.weights
        let summary = weights.withUnsafeBufferPointer { self.summary($0) }
        let expected = summary.expected[kind][weighting]
        let means = summary.shares.withUnsafeBufferPointer { dissimilarity.means($0) }
        let q = Double(summary.shares.count)
        let scale = (q * q - total[weighting]) / (q * (q - 1))
        var squares = 0.0
        for row in within.indices where patterns.sizes[row] > 0 {
            let isPaired = patterns.sizes[row] > 1
            let own =
                isPaired ? summary.items / summary.pairedItems * (expected - within[row][weighting]) / expected : 0
            var chance = expected
            if kind == 1 || kind == 3 {
                chance = 0
                for entry in patterns.starts[row]..<patterns.starts[row + 1] {
                    let category = Int(patterns.entries[entry])
                    let share = patterns.entryCounts[entry] / patterns.sizes[row]
                    chance +=
                        share * (kind == 3 ? means[category][weighting] : 1 - scale * (1 - summary.shares[category]))
                }
            }
            var linear = own + 2 * (1 - kappa) * (chance - expected) / expected
            // Percent agreement has no chance term: its own share of agreement, weighted to items of two ratings.
            if kind == 0 { linear = isPaired ? summary.items / summary.pairedItems * (1 - within[row][weighting]) : 0 }
            squares += weights[row] * (linear - kappa) * (linear - kappa)
        }
        return (squares / (summary.items * (summary.items - 1))).squareRoot()
    }
}

extension CountPatterns {
    /// Why no agreement beyond chance can be had from the items of at least `minimum` ratings, or nil.
    func constantReason(minimum: Double) -> String? {
        var seen: Set<Int32> = []
        var (ratings, hasPair) = (0.0, false)
        for row in 0..<count where sizes[row] >= minimum {
            for place in starts[row]..<starts[row + 1] { seen.insert(entries[place]) }
            ratings += sizes[row] * Double(units.counts[row])
            hasPair = hasPair || sizes[row] > 1
        }
        guard hasPair else { return "no item has two ratings" }
        return seen.count == 1 ? "all \(Int(ratings)) ratings equal (percent agreement 100 %)" : nil
    }

    /// Ratings of items with at least two.
    var pairableCount: Int {
        (0..<count).reduce(0) { $0 + (sizes[$1] > 1 ? Int(sizes[$1]) * units.counts[$1] : 0) }
    }
}
