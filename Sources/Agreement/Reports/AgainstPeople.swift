/// One automatic rater against the consensus of people, beside each person against the other people.
struct AgainstPeople {
    let table: RatingTable
    let rater: Int
    let humans: [Int]
    let level: Level

    func report(_ options: IntervalOptions) -> CriterionReport.Automatic {
        let patterns = Patterns(table, raters: [rater] + humans, minimum: 1)
        let side = ConsensusSide(patterns, categories: table.categories, place: 0, level: level)
        let (itemCount, kernel) = (side.itemCount, side.kernel(MeasureNames.automatic(table.raters[rater].kind, level)))
        let intervals = Intervals(
            units: patterns.units,
            options: options,
            itemCount: itemCount,
            ratingCount: 2 * itemCount
        )
        let ceiling = HumanCeiling(table: table, judge: rater, level: level, options: options)
        return CriterionReport.Automatic(
            rater: table.raters[rater].name,
            kind: table.raters[rater].kind,
            itemCount: itemCount,
            withoutMajorityCount: side.withoutConsensusCount,
            measures: intervals.estimates(kernel),
            ceiling: ceiling.measures,
            humanCeiling: ceiling
        )
    }
}

/// The scores of one column of patterns beside the consensus of the people in the other columns.
struct ConsensusSide {
    let cells: PairCells
    /// By pattern the cell of both scores, or −1.
    let places: [Int32]
    /// Items with a score and a consensus.
    let itemCount: Int
    /// Items with a score and people, but without a consensus of theirs.
    let withoutConsensusCount: Int
    private let counts: [Int]

    /// The people are the columns from `firstPerson` on but `place`; patterns without a score in column `given` count for nothing.
    init(
        _ patterns: Patterns,
        categories: [Double],
        place: Int,
        level: Level,
        firstPerson: Int = 1,
        given: Int? = nil
    ) {
        var pairs: [(x: Double, y: Double)?] = []
        var without = 0
        var items = 0
        for pattern in 0..<patterns.count {
            let row = patterns[pattern]
            func score(_ column: Int) -> Double? {
                let code = row[row.startIndex + column]
                return code < 0 ? nil : categories[Int(code)]
            }
            let people = (firstPerson..<patterns.width).filter { $0 != place }.compactMap(score)
            let consensus = Consensus.of(people, level: level)
            guard let own = score(place), given.map({ score($0) != nil }) ?? true, !people.isEmpty else {
                pairs.append(nil)
                continue
            }
            pairs.append(consensus.map { (own, $0) })
            if consensus == nil { without += patterns.counts[pattern] } else { items += patterns.counts[pattern] }
        }
        (cells, places) = PairCells.merging(pairs)
        counts = patterns.counts
        itemCount = items
        withoutConsensusCount = without
    }

    /// The measures as a function of the weights of the patterns.
    func kernel(_ measures: [PairMeasure]) -> Kernel {
        let (cells, places) = (cells, places)
        let kernel = PairKernel(cells, measures)
        var own = [Int](repeating: 0, count: cells.x.count)
        for (pattern, place) in places.enumerated() where place >= 0 { own[Int(place)] += counts[pattern] }
        let data = kernel.kernel(counts: own)
        return Kernel(
            names: data.names,
            compute: { weights, values in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: cells.x.count) { sums in
                    sums.initialize(repeating: 0)
                    for (pattern, place) in places.enumerated() where place >= 0 {
                        sums[Int(place)] += weights[pattern]
                    }
                    kernel.compute(UnsafeBufferPointer(sums), values)
                }
            },
            reason: data.reason,
            closedForm: data.closedForm,
            caution: data.caution,
            edge: { place in
                data.edge(place).map { edge in
                    Kernel.KappaEdge(
                        agreement: { places[$0] < 0 ? nil : edge.agreement(Int(places[$0])) },
                        expected: edge.expected,
                        isShare: edge.isShare
                    )
                }
            },
            carries: { places[$0] >= 0 },
            carriers: "items with a consensus"
        )
    }
}
