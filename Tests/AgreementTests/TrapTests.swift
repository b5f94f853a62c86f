@testable import Agreement
import Testing

/// Tables on which at least one known package crashes, warns or misleads, and what it should have said.
struct TrapTests {
    private static let tables: [(name: String, rows: [[Double?]])] = [
        ("empty", []), ("all equal", [[3, 3], [3, 3], [3, 3]]), ("one item, equal", [[2, 2]]),
        ("one item, different", [[1, 2]]), ("one rater constant", [[1, 2], [1, 3], [1, 1]]),
        ("both constant, different", [[1, 2], [1, 2], [1, 2]]),
        ("always opposite", [[1, 2], [2, 1], [1, 2], [2, 1]]),
        ("single rater", [[1], [2], [3]]), ("no item of two", [[1, nil], [nil, 2], [3, nil]]),
        ("all missing", [[nil, nil], [nil, nil]]), ("zeros", [[0, 0], [0, 1], [2, 2]]),
        ("negative", [[-1, 1], [0, 1], [2, 2]]), ("disjoint pairs", [[1, 2, nil, nil], [nil, nil, 2, 2]]),
        ("huge", [[1e75, -1e75], [1e75, 1e75], [-1e75, 2]]), ("tiny", [[1e-300, 2e-300], [2e-300, 2e-300]]),
        ("far from zero", [[1e15, 1e15 + 1], [1e15 + 2, 1e15 + 2]]),
    ]

    /// Every figure is a finite number or says in words why there is none; so are its interval and error.
    @Test(arguments: Self.tables.map(\.name), Level.allCases)
    func nothingTrapsAndNothingIsNaN(name: String, level: Level) throws {
        let rows = try #require(Self.tables.first { $0.name == name }).rows
        for method in IntervalMethod.allCases {
            let kinds: [RaterKind] = rows.first?.count == 4 ? [.human, .human, .human, .judge] : []
            let report = CriterionReport(
                criterion: "score",
                level: level,
                table: try RatingTable(rows: rows, kinds: kinds),
                options: IntervalOptions(resamples: 40, method: method)
            )
            let all =
                [report.measures] + report.pairs.map(\.measures)
                + report.automatic.flatMap { [$0.measures, $0.ceiling] }
            for (measure, estimate) in all.flatMap(\.all) {
                #expect((estimate.value == nil) == (estimate.undefined?.isEmpty == false), "\(measure)")
                for figure in [estimate.value, estimate.low, estimate.high, estimate.standardError] {
                    #expect(figure?.isFinite ?? true, "\(measure) \(method)")
                }
            }
        }
    }

    /// pingouin gives Fisher's interval of Pearson's r, [−.032, .546].
    @Test func tauHasAnErrorOfItsOwn() throws {
        var generator = Generator(seed: 21)
        let rows = (0..<40).map { _ -> [Double?] in
            let x = generator.uniform()
            return [x, 0.6 * x + generator.uniform()]
        }
        let report = CriterionReport(criterion: "s", level: .interval, table: try RatingTable(rows: rows))
        let pair = try #require(report.pairs.first?.measures)
        let (tau, r) = (try #require(pair["kendall_b"]?.closedForm), try #require(pair["pearson"]?.closedForm))
        #expect(tau.method.hasPrefix("Brown and Benedetti"))
        #expect(tau.high - tau.low < r.high - r.low)
    }

    /// With a declared scale a constant table has a Brennan–Prediger and a Gwet of 1; alpha stays undefined.
    @Test func aDeclaredScaleMakesTheConstantTableDefinedForTwoMeasures() throws {
        let table = try RatingTable(rows: [[2, 2], [2, 2]], categories: [1, 2, 3, 4, 5])
        let measures = CriterionReport(criterion: "s", level: .ordinal, table: table, options: .init(resamples: 0))
            .measures
        #expect(measures["brennan_prediger.identity"]?.value == 1)
        #expect(measures["gwet_ac.identity"]?.value == 1)
        #expect(measures["alpha.nominal"]?.value == nil && measures["fleiss.identity"]?.value == nil)
    }

    /// statsmodels takes a missing rating for a category of its own.
    @Test func aMissingRatingIsNoCategory() throws {
        let report = CriterionReport(
            criterion: "s",
            level: .nominal,
            table: try RatingTable(rows: [[1, 1], [2, 2], [1, nil], [nil, 2]])
        )
        #expect(report.pairs.first?.itemCount == 2)
        #expect(report.pairs.first?.measures["cohen.unweighted"]?.value == 1)
    }

    /// krippendorff allocates items × values × values numbers: gigabytes at a few hundred distinct scores.
    @Test func manyDistinctScoresNeedNoTableOfThem() throws {
        var generator = Generator(seed: 5)
        let rows = (0..<3000).map { _ -> [Double?] in [generator.uniform(), generator.uniform()] }
        let measures = CriterionReport(
            criterion: "s",
            level: .interval,
            table: try RatingTable(rows: rows),
            options: .init(resamples: 0)
        ).measures
        for name in ["alpha.nominal", "alpha.ordinal", "alpha.interval", "alpha.ratio", "gwet_ac.quadratic"] {
            #expect(measures[name]?.value != nil, "\(name)")
        }
    }

    @Test func agreementOnOneCategoryOnlyIsTold() throws {
        let rows = [[Double?]](repeating: [1, 1], count: 60) + [[1, 0], [0, 1], [0, 0]]
        let report = CriterionReport(criterion: "s", level: .nominal, table: try RatingTable(rows: rows))
        #expect(report.measures["alpha.nominal"]?.warnings == [.fewAgreedElsewhere(1)])
        #expect(report.measures["conger.identity"]?.warnings == [.fewAgreedElsewhere(1)])
        #expect(report.measures["gwet_ac.identity"]?.warnings == [])
        let pair = try #require(report.pairs.first?.measures)
        #expect(pair["cohen.unweighted"]?.warnings == [.fewAgreedElsewhere(1)])
        #expect(pair["scott_pi"]?.warnings == [.fewAgreedElsewhere(1)] && pair["percent_agreement"]?.warnings == [])
    }

    @Test func twoRatersAreComparedOnTheSameItems() throws {
        var generator = Generator(seed: 8)
        let rows = (0..<120).map { _ -> [Double?] in
            let truth = 1 + generator.index(below: 5)
            func near(_ spread: Int) -> Double {
                Double(min(5, max(1, truth + generator.index(below: 2 * spread + 1) - spread)))
            }
            return [near(1), near(1), near(1), near(4)]
        }
        let table = try RatingTable(rows: rows, kinds: [.human, .human, .judge, .judge])
        let comparison = try RaterComparison(table: table, level: .ordinal, first: "1000002", second: "1000003")
        let line = try #require(comparison.lines.first { $0.measure == "spearman" })
        let (low, p) = (try #require(line.difference.low), try #require(line.pValue))
        #expect(comparison.itemCount == 120 && low > 0 && p < 0.01)
        let same = try RaterComparison(table: table, level: .ordinal, first: "1000003", second: "1000002")
        #expect(same.lines.first { $0.measure == "spearman" }?.pValue == line.pValue)
        #expect(throws: AgreementError.self) {
            try RaterComparison(table: table, level: .ordinal, first: "1000002", second: "nobody")
        }
    }

    @Test func crossedClustersWidenMoreThanOneKind() throws {
        var generator = Generator(seed: 6)
        let names = (0..<400).map { String(1000 + $0) }
        let ease = (0..<20).map { _ in generator.uniform() }
        let scores = names.indices.flatMap { item -> [RatingTable.Score] in
            let truth = Double(generator.index(below: 5))
            let noise = ease[item % 20] * 3
            return (0..<2).map { .init(item: item, rater: $0, value: (truth + noise * generator.uniform()).rounded()) }
        }
        func error(_ clusters: [String]?, _ crossed: [String]?) throws -> Double {
            let table = try RatingTable(
                items: names,
                raters: [("a", .human), ("b", .human)],
                scores: scores,
                clusters: clusters,
                crossedClusters: crossed
            )
            let report = CriterionReport(criterion: "s", level: .interval, table: table)
            return try #require(report.measures["alpha.interval"]?.standardError)
        }
        let (prompts, models) = (names.indices.map { "p\($0 / 20)" }, names.indices.map { "m\($0 % 20)" })
        #expect(try error(prompts, models) > error(prompts, nil))
    }
}
