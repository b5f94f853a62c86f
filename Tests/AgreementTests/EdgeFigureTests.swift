import Testing

@testable import Agreement

/// Figures at the edge of what is defined: each was printed once as a number, or with an interval beside itself.
struct EdgeFigureTests {
    private func measures(_ rows: [[Double?]], _ level: Level = .interval, categories: [Double]? = nil) throws
        -> Measures
    {
        CriterionReport(
            criterion: "score",
            level: level,
            table: try RatingTable(rows: rows, categories: categories),
            options: IntervalOptions(resamples: 200)
        ).measures
    }

    /// (1,2) (2,1) (1,1): the rows' means leave no variance; (1,3) (3,1): MSR 0, and (A,k)'s denominator is below 0.
    @Test(arguments: [[[1, 2], [2, 1], [1, 1]], [[1, 3], [3, 1]], [[1, 2], [2, 1], [1, 2], [2, 1]]])
    func aMeanOfRatingsWithoutVarianceBetweenItemsHasNoCorrelation(rows: [[Double]]) throws {
        for name in ["icc.1_k", "icc.A_k", "icc.C_k"] {
            guard let estimate = try measures(rows)[name], let value = estimate.value else { continue }
            #expect(abs(value) < 100, "\(name) \(value)")
            if let low = estimate.low, let high = estimate.high { #expect(low <= value && value <= high, "\(name)") }
        }
        #expect(try measures([[1, 3], [3, 1]])["icc.A_k"]?.undefined != nil)
    }

    @Test func anIntervalOfAMeanOfRatingsHoldsItsEstimate() throws {
        let estimate = try #require(try measures([[3, 3], [1, 4], [2, 1]])["icc.A_k"])
        let value = try #require(estimate.value)
        #expect(abs(value + 1.5) < 1e-9)
        if let low = estimate.low, let high = estimate.high { #expect(low <= value && value <= high) }
    }

    @Test func aWeightedCoefficientBelowMinusOneLiesInItsInterval() throws {
        let found = try measures([[1, 3], [3, 1]], .ordinal, categories: [1, 2, 3])
        for name in ["brennan_prediger.linear", "brennan_prediger.quadratic"] {
            let estimate = try #require(found[name], "\(name)")
            let value = try #require(estimate.value)
            if let low = estimate.low { #expect(low <= value, "\(name): \(value) under \(low)") }
        }
    }

    @Test func oneItemWithTwoRatingsGivesNoInterval() throws {
        let found = try measures([[4, 3], [5, nil], [1, nil], [2, nil], [nil, 5]], .ordinal)
        #expect(found.all.contains { $0.estimate.value != nil })
        for (name, estimate) in found.all where estimate.value != nil {
            #expect(
                estimate.low == nil && estimate.method == "no interval: fewer than two items with two ratings",
                "\(name)"
            )
        }
    }

    @Test func aFigureWithoutAnIntervalSaysWhy() throws {
        let rows = (0..<40).map { [Double($0 % 5), Double($0 % 5)] }
        let pair = try #require(
            CriterionReport(
                criterion: "score",
                level: .interval,
                table: try RatingTable(rows: rows),
                options: IntervalOptions(resamples: 100)
            ).pairs.first
        )
        for (name, estimate) in pair.measures.all where estimate.value != nil && estimate.low == nil {
            #expect(estimate.method?.hasPrefix("no interval") == true, "\(name)")
        }
    }

    /// Four wins and six ties of one against the other, none the other way: ν and the abilities grow without end.
    @Test(arguments: [[(0, 1, 4.0, 0.0, 6.0)], [(0, 1, 2, 0, 2)], [(0, 1, 1, 0, 1), (1, 2, 1, 0, 1), (0, 2, 2, 0, 0)]])
    func tiesWithinOneOrderHaveNoFit(pairs: [(Int, Int, Double, Double, Double)]) {
        var wins = WinMatrix(count: 3)
        for (i, j, won, lost, tied) in pairs {
            wins.add(i, j, .left, weight: won)
            wins.add(i, j, .right, weight: lost)
            wins.add(i, j, .tie, weight: tied)
        }
        #expect(wins.tieObstacle != nil)
        // One loss the other way, and the fit is there.
        wins.add(0, 1, .right, weight: 1)
        #expect(wins.tieObstacle == nil)
    }

    @Test func aCycleOfWinsBoundsTheTies() {
        var wins = WinMatrix(count: 3)
        for (i, j) in [(0, 1), (1, 2), (2, 0)] { wins.add(i, j, .left, weight: 1) }
        wins.add(0, 1, .tie, weight: 1)
        #expect(wins.tieObstacle == nil)
    }

    /// A similarity in other units is the same similarity.
    @Test func aMetricsUnitMovesNoPValue() throws {
        func lines(_ scale: Double, _ shift: Double) throws -> [RaterComparison.Line] {
            var generator = Generator(seed: 3)
            let rows = (0..<60).map { _ -> [Double?] in
                let truth = Double(generator.index(below: 5) + 1)
                let near = min(5, max(1, truth + Double(generator.index(below: 3) - 1)))
                let judge = min(5, max(1, truth + Double(generator.index(below: 5) - 2)))
                return [truth, near, judge, (truth + 3 * generator.uniform()) * scale + shift]
            }
            let table = try RatingTable(rows: rows, kinds: [.human, .human, .judge, .metric])
            return try RaterComparison(
                table: table,
                level: .ordinal,
                first: table.raters[2].name,
                second: table.raters[3].name,
                options: IntervalOptions(resamples: 200)
            ).lines
        }
        let (plain, scaled) = (try lines(1, 0), try lines(400, 1000))
        #expect(!plain.isEmpty && plain.map(\.pValue) == scaled.map(\.pValue))
    }
}
