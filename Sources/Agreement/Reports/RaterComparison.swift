/// Whether one rater is closer to people than another, on the very same items.
///
/// The people are the human raters other than the two; an item counts when both scored it and the people have a consensus.
/// The interval of the difference is a paired bootstrap: each resample serves both raters. The test swaps the two raters'
/// scores item by item (or cluster by cluster) at random and asks how often the difference is as large as the one seen;
/// where one of them is a metric, on a scale of its own, both raters' scores are standardised over the items first.
public struct RaterComparison: Sendable {
    /// One measure of both raters.
    public struct Line: Sendable {
        /// The measure's name in `CriterionReport.Automatic`.
        public let measure: String
        public let first: Estimate
        public let second: Estimate
        /// The first's figure less the second's.
        public let difference: Estimate
        /// Two-sided, (1 + as large) / (1 + permutations); nil where the difference is undefined or nothing was permuted.
        public let pValue: Double?
    }

    public let first: String
    public let second: String
    /// The people whose consensus both are held against.
    public let people: [String]
    /// Items that both scored and that have a consensus.
    public let itemCount: Int
    /// Items left out because no strict majority of people exists.
    public let withoutMajorityCount: Int
    public let permutations: Int
    public internal(set) var lines: [Line]

    /// Compares two raters of a table; throws when one of the names is unknown or both are the same.
    public init(
        table: RatingTable,
        level: Level,
        first: String,
        second: String,
        options: IntervalOptions = IntervalOptions()
    ) throws(AgreementError) {
        let places = try [first, second].map { name throws(AgreementError) in
            guard let place = table.raters.firstIndex(where: { $0.name == name }) else {
                let known = table.raters.map(\.name).joined(separator: ", ")
                throw AgreementError("no rater '\(name)': \(known.isEmpty ? "nobody rated" : "choose one of \(known)")")
            }
            return place
        }
        guard places[0] != places[1] else {
            throw AgreementError("'\(first)' cannot be compared with itself: name two raters")
        }
        let humans = table.raters { $0.kind == .human }.filter { !places.contains($0) }
        let patterns = Patterns(table, raters: places + humans, minimum: 3)
        let isMetric = level != .nominal && places.contains { table.raters[$0].kind == .metric }
        let names = MeasureNames.automatic(isMetric ? .metric : .judge, level)
        let sides = PairedSides(patterns, categories: table.categories, level: level, names, isMetric: isMetric)
        self.first = first
        self.second = second
        people = humans.map { table.raters[$0].name }
        itemCount = sides.itemCount
        withoutMajorityCount = sides.withoutConsensusCount
        permutations = options.resamples
        let intervals = Intervals(
            units: patterns.units,
            options: options,
            itemCount: itemCount,
            ratingCount: 2 * itemCount
        )
        let measures = intervals.estimates(sides.kernel)
        let values = sides.pValues(patterns.units, options)
        lines = names.indices.map { place in
            Line(
                measure: names[place].rawValue,
                first: measures.all[place].estimate,
                second: measures.all[names.count + place].estimate,
                difference: measures.all[2 * names.count + place].estimate,
                pValue: values[place]
            )
        }
    }
}

/// Two raters beside the same consensus.
private struct PairedSides {
    let itemCount: Int
    let withoutConsensusCount: Int
    private let measures: [PairMeasure]
    private let pair: PairKernel
    private let reasons: [(Int) -> String]
    /// By pattern the cell of each rater's score beside the consensus, or −1.
    private let first: [Int32]
    private let second: [Int32]

    init(
        _ patterns: Patterns,
        categories: [Double],
        level: Level,
        _ measures: [PairMeasure],
        isMetric: Bool
    ) {
        let sides = [0, 1].map { place in
            ConsensusSide(
                patterns,
                categories: categories,
                place: place,
                level: level,
                firstPerson: 2,
                given: 1 - place
            )
        }
        let pairs = sides.flatMap { side in
            let given = side.places.map { place in
                place < 0
                    ? nil
                    : (
                        x: side.cells.values[Int(side.cells.x[Int(place)])],
                        y: side.cells.values[Int(side.cells.y[Int(place)])]
                    )
            }
            return isMetric ? Self.standardised(given, counts: patterns.counts) : given
        }
        let merged = PairCells.merging(pairs)
        self.measures = measures
        pair = PairKernel(merged.cells, measures)
        first = Array(merged.places[..<patterns.count])
        second = Array(merged.places[patterns.count...])
        reasons = sides.map { $0.kernel(measures).reason }
        itemCount = sides[0].itemCount
        withoutConsensusCount = sides[0].withoutConsensusCount
    }

    /// The rater's scores with mean 0 and variance 1 over the items: no unit decides what a swap does.
    private static func standardised(_ pairs: [(x: Double, y: Double)?], counts: [Int]) -> [(x: Double, y: Double)?] {
        var (total, sum, squares) = (0.0, 0.0, 0.0)
        for (pair, count) in zip(pairs, counts) {
            guard let pair else { continue }
            total += Double(count)
            sum += Double(count) * pair.x
        }
        guard total > 0 else { return pairs }
        let mean = sum / total
        for (pair, count) in zip(pairs, counts) {
            if let pair { squares += Double(count) * (pair.x - mean) * (pair.x - mean) }
        }
        let deviation = (squares / total).squareRoot()
        guard deviation > 0 else { return pairs }
        return pairs.map { pair in pair.map { (($0.x - mean) / deviation, $0.y) } }
    }

    /// Every measure of the first, of the second, and the differences.
    var kernel: Kernel {
        let count = measures.count
        let names = measures.map(\.rawValue)
        return Kernel(
            names: names + names + names,
            compute: { weights, values in
                compute([(first, weights)], Kernel.Values(rebasing: values[..<count]))
                compute([(second, weights)], Kernel.Values(rebasing: values[count..<2 * count]))
                for place in 0..<count { values[2 * count + place] = values[place] - values[count + place] }
            },
            reason: { place in
                guard place >= 2 * count else { return reasons[place / count](place % count) }
                return "the figure of one of the two is undefined"
            },
            edge: { place in
                guard place < 2 * count, measures[place % count] == .percentAgreement else { return nil }
                let (cells, places) = (pair.cells, place < count ? first : second)
                func isEqual(_ cell: Int) -> Bool { cells.x[cell] == cells.y[cell] }
                return Kernel.KappaEdge(
                    agreement: { places[$0] < 0 ? nil : isEqual(Int(places[$0])) ? 1 : 0 },
                    expected: 0,
                    isShare: true
                )
            },
            limit: 2000
        )
    }

    private func compute(_ parts: [(places: [Int32], weights: Kernel.Weights)], _ values: Kernel.Values) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: pair.cells.x.count) { sums in
            sums.initialize(repeating: 0)
            for (places, weights) in parts {
                for (pattern, place) in places.enumerated() where place >= 0 { sums[Int(place)] += weights[pattern] }
            }
            pair.compute(UnsafeBufferPointer(sums), values)
        }
    }

    func pValues(_ units: Units, _ options: IntervalOptions) -> [Double?] {
        let count = measures.count
        let seen = Array(kernel.values(units.weights)[(2 * count)...])
        guard options.resamples > 0, units.unitCount > 0 else { return [Double?](repeating: nil, count: count) }
        var generator = Generator(seed: options.seed ^ 0x5045_524D)
        var (kept, swapped) = (units.weights, units.weights)
        var (one, other) = ([Double](repeating: .nan, count: count), [Double](repeating: .nan, count: count))
        var exceeding = [Int](repeating: 1, count: count)
        for _ in 0..<options.resamples {
            kept.withUnsafeMutableBufferPointer { kept in
                swapped.withUnsafeMutableBufferPointer { units.deal(&generator, kept: kept, swapped: $0) }
            }
            kept.withUnsafeBufferPointer { kept in
                swapped.withUnsafeBufferPointer { swapped in
                    one.withUnsafeMutableBufferPointer { compute([(first, kept), (second, swapped)], $0) }
                    other.withUnsafeMutableBufferPointer { compute([(second, kept), (first, swapped)], $0) }
                }
            }
            for place in 0..<count {
                let difference = abs(one[place] - other[place])
                // What rounding alone makes smaller is as large; what is undefined speaks for nobody.
                exceeding[place] += difference < abs(seen[place]) - 1e-12 ? 0 : 1
            }
        }
        return seen.indices.map {
            seen[$0].isFinite ? Double(exceeding[$0]) / Double(options.resamples + 1) : nil
        }
    }
}
