import Testing

@testable import Agreement

/// Ends of intervals, pinned by scipy 1.18.1 and numpy 2.5.5 (200,000 resamples of their own generators).
struct OutsideIntervalTests {
    private static let x = [
        0.83, 1.37, 3.61, 1.05, 2.04, 0.71, 1.94, 1.56, 0.98, 0.9, 1.59, 2.25, 0.32, 0.69, 0.49, 1.62, 0.65, 0.62, 1.97,
        3.68,
        0.19, 0.61, 1.72, 1.38, 3.24, 2.81, 1.27, 4.32, 7.19, 3.01,
    ]
    private static let y = [
        1.66, 1.76, 3.73, -0.44, -0.11, 1.63, 4.4, 1.44, 1.87, 3.08, 1.39, -0.66, 0.94, -0.16, -1.78, -1.68, -0.96,
        0.74,
        3.63, 7.35, 0.98, -0.29, 1.02, 3.04, 5.04, 1.86, 1.27, 3.37, 7.62, 6.31,
    ]

    /// Thirty items, in ten clusters of three, crossed with three.
    private static func table(clustered: Bool, crossed: Bool = false) throws -> RatingTable {
        let scores = x.indices.flatMap { item in
            [RatingTable.Score(item: item, rater: 0, value: x[item]), .init(item: item, rater: 1, value: y[item])]
        }
        return try RatingTable(
            items: x.indices.map { "i\(100 + $0)" },
            raters: [("a", .human), ("b", .human)],
            scores: scores,
            clusters: clustered ? x.indices.map { "c\(10 + $0 / 3)" } : nil,
            crossedClusters: crossed ? x.indices.map { "e\($0 % 3)" } : nil
        )
    }

    private static func measure(
        _ name: String,
        _ table: RatingTable,
        _ method: IntervalMethod,
        confidence: Double = 0.95
    ) throws -> Estimate {
        let options = IntervalOptions(resamples: 20_000, confidence: confidence, seed: 3, method: method)
        let pairing = Pairing(table: table, level: .interval, options: options, basis: .value)
        return try #require(pairing.all().first?.measures[name])
    }

    private static func isNear(_ estimate: Estimate, _ low: Double, _ high: Double, within: Double = 0.012) -> Bool {
        abs((estimate.low ?? 9) - low) < within && abs((estimate.high ?? 9) - high) < within
    }

    @Test func bcaAndPercentileEndsAreThoseOfAReference() throws {
        let table = try Self.table(clustered: false)
        #expect(Self.isNear(try Self.measure("mae", table, .percentile), 0.9873, 1.7183))
        #expect(Self.isNear(try Self.measure("mae", table, .percentile, confidence: 0.9), 1.0413, 1.6557))
        #expect(Self.isNear(try Self.measure("mae", table, .bca), 1.0067, 1.7437))
        #expect(Self.isNear(try Self.measure("mae", table, .bca, confidence: 0.9), 1.0570, 1.6745))
        #expect(abs((try Self.measure("mae", table, .percentile).standardError ?? 0) - 0.1869) < 0.005)
    }

    @Test func formulasAreThoseOfAReference() throws {
        let table = try Self.table(clustered: false)
        let exact = 1e-6
        #expect(Self.isNear(try Self.measure("pearson", table, .closedForm), 0.492_066, 0.859_955, within: exact))
        #expect(Self.isNear(try Self.measure("spearman", table, .closedForm), 0.323_112, 0.821_660, within: exact))
        #expect(Self.isNear(try Self.measure("mae", table, .closedForm), 0.952_362, 1.730_305, within: exact))
    }

    @Test func clustersAreDrawnWhole() throws {
        let found = try Self.measure("mae", try Self.table(clustered: true), .percentile)
        #expect(Self.isNear(found, 1.0603, 1.6053))
        #expect(abs((found.standardError ?? 0) - 0.1397) < 0.004)
        #expect(found.warnings == [.few(10, "clusters")])
    }

    /// Twenty clusters are as many as let single items have the bias correction; of clusters nobody knows that it helps.
    @Test func clustersTakeNoBiasCorrection() throws {
        let scores = [Self.x, Self.y].enumerated().flatMap { rater, values in
            values.indices.map { RatingTable.Score(item: $0, rater: rater, value: values[$0]) }
        }
        func table(_ clusters: [String]?) throws -> RatingTable {
            try RatingTable(
                items: Self.x.indices.map { "i\(100 + $0)" },
                raters: [("a", .human), ("b", .human)],
                scores: scores,
                clusters: clusters
            )
        }
        func low(_ table: RatingTable, _ method: IntervalMethod) throws -> Double {
            try #require(try Self.measure("mae", table, method).low)
        }
        let clustered = try table(Self.x.indices.map { "c\($0 * 2 / 3)" })
        #expect(try Self.measure("mae", clustered, .automatic).method?.contains("20 clusters") == true)
        #expect(try low(clustered, .automatic) == low(clustered, .percentile))
        #expect(try low(clustered, .percentile) != low(clustered, .bca))
        let single = try table(nil)
        #expect(try low(single, .automatic) == low(single, .bca))
    }

    @Test func crossedErrorIsThatOfANaivePigeonhole() throws {
        let found = try Self.measure("mae", try Self.table(clustered: true, crossed: true), .percentile)
        #expect(Self.isNear(found, 0.841, 1.831, within: 0.03))
        #expect(abs((found.standardError ?? 0) - 0.2475) < 0.006)
        #expect(found.method?.contains("10 clusters crossed with 3") == true)
    }

    @Test func clustersForbidAFormula() throws {
        let clustered = try Self.table(clustered: true)
        for method in [IntervalMethod.closedForm, .automatic] {
            let report = CriterionReport(
                criterion: "s",
                level: .interval,
                table: clustered,
                options: IntervalOptions(resamples: 50, method: method)
            )
            for name in ["icc.1_1", "icc.A_1", "icc.1_unbalanced", "alpha.interval"] {
                #expect(report.measures[name]?.method?.contains("bootstrap over 10 clusters") == true, "\(name)")
            }
            #expect(report.pairs[0].measures["pearson"]?.method?.contains("bootstrap over 10 clusters") == true)
        }
    }

    @Test func everyResampleHasAsManyUnitsAsTheData() throws {
        var generator = Generator(seed: 1)
        let options = IntervalOptions(resamples: 50)
        for (counts, size) in [([1, 1, 1, 1, 1], 5.0), ([400, 300, 200, 100], 1000), ([1], 1)] {
            Units(counts: counts).forEachDraw(options) { #expect($0.reduce(0, +) == size) }
        }
        let table = try Self.table(clustered: true)
        Patterns(table, raters: [0, 1], minimum: 2).units.forEachDraw(options) { #expect($0.reduce(0, +) == 30) }
        let bootstrap = ClusterBootstrap(Array(0..<7), itemCount: 7, options: IntervalOptions(resamples: 50))
        #expect(bootstrap.draws { [$0.reduce(0, +)] }.draws[0] == [Double](repeating: 7, count: 50))
        let rows = (0..<11).map { ComparisonTable.Row(left: 0, right: 1, outcome: $0 % 2 == 0 ? .left : .right) }
        let cells = ComparisonCells(try ComparisonTable(players: ["a", "b"], rows: rows))
        for _ in 0..<50 { #expect(cells.resampled(&generator).winCount == 11) }
    }

    /// Searle (1971), Donner (1979): by hand in numpy, k₀ = 2.4267.
    @Test func icc1UnbalancedIsThatOfAReference() throws {
        let rows: [[Double]] = [[1, 2, 1], [4, 5], [3, 3, 2, 4], [5, 5], [2, 1, 1], [4]]
        let table = try RatingTable(rows: rows.map { row in (0..<4).map { $0 < row.count ? row[$0] : nil } })
        let report = CriterionReport(
            criterion: "s",
            level: .interval,
            table: table,
            options: IntervalOptions(resamples: 0)
        )
        #expect(abs((report.measures["icc.1_unbalanced"]?.value ?? 0) - 0.843_103_448_3) < 1e-9)
    }

    /// 32 wins of 50: the bootstrap's 95 % holds one half, its 90 % does not (binomial quantiles .50 and .52).
    @Test func whoCannotBeToldApartIsAtTheStatedConfidence() throws {
        let rows = (0..<50).map { ComparisonTable.Row(left: 0, right: 1, outcome: $0 < 32 ? .left : .right) }
        let table = try ComparisonTable(players: ["a", "b"], rows: rows)
        func others(_ confidence: Double) -> [String]? {
            RankReport(table, options: IntervalOptions(resamples: 4000, confidence: confidence)).players[0]
                .indistinguishable
        }
        #expect(others(0.95) == ["b"])
        #expect(others(0.9) == [])
    }

    /// Above so many patterns items are dealt into groups: its error is that of the mean (within what 100 groups allow).
    @Test func theJackknifeOverGroupsHasTheErrorOfTheMean() throws {
        var generator = Generator(seed: 9)
        let count = 25_000
        let rows = (0..<count).map { _ -> [Double?] in [generator.uniform(), generator.uniform()] }
        let table = try RatingTable(rows: rows)
        let options = IntervalOptions(resamples: 10)
        let patterns = Patterns(table, raters: [0, 1], minimum: 2)
        let kernel = Kernel(
            names: ["mean"],
            compute: { weights, values in
                var (sum, total) = (0.0, 0.0)
                for pattern in 0..<patterns.count {
                    sum += weights[pattern] * table.categories[Int(patterns[pattern].first ?? 0)]
                    total += weights[pattern]
                }
                values[0] = sum / total
            },
            reason: { _ in "" }
        )
        let intervals = Intervals(units: patterns.units, options: options, itemCount: count, ratingCount: count)
        let found = intervals.estimates(kernel).all[0].estimate
        // The error of a mean of uniform numbers: 1/√(12 n).
        let error = 1 / (12 * Double(count)).squareRoot()
        #expect(abs((found.standardError ?? 0) / error - 1) < 0.25)
        #expect(found.method?.contains("100 random groups") == true)
    }

    /// What is dear to compute leaves each of twenty out once: the error of the mean of 1 to 20 is √(665 / (19 · 20)).
    @Test(arguments: [(20_000, false), (20_001, true)])
    func tooMuchWorkIsAJackknife(work: Int, isJackknife: Bool) throws {
        let bootstrap = ClusterBootstrap(nil, itemCount: 20, options: IntervalOptions(resamples: 1000))
        let values = bootstrap.sums((1...20).map(Double.init))
        let found = bootstrap.estimates(itemCount: 20, ratingCount: 20, reason: "", work: work) { weights in
            [zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)]
        }[0]
        #expect(found.value == 10.5)
        let name = isJackknife ? "jackknife over 20 random groups of items, t with 19 degrees of freedom" : nil
        #expect(found.method == name ?? "percentile bootstrap over 20 items, 1000 resamples")
        guard isJackknife else { return }
        let error = 1.75.squareRoot()
        #expect(abs((found.standardError ?? 0) - error) < 1e-12)
        #expect(abs((found.low ?? 0) - (10.5 - 2.093_024_054_408 * error)) < 1e-9)
        #expect(abs((found.high ?? 0) - (10.5 + 2.093_024_054_408 * error)) < 1e-9)
    }
}
