import Agreement
import Testing

/// Tables on which known packages crash, warn, or print 0, 1 or NaN.
struct DegenerateTests {
    private func report(_ rows: [[Double?]], level: Level = .ordinal, kinds: [RaterKind] = []) throws -> CriterionReport
    {
        CriterionReport(
            criterion: "score",
            level: level,
            table: try RatingTable(rows: rows, kinds: kinds),
            options: IntervalOptions(resamples: 50)
        )
    }

    /// The mean of 84 times .9 is not .9 in binary: what is left is no disagreement to expect.
    @Test(arguments: [3, 0.9])
    func allRatingsEqualIsUndefinedInWords(value: Double) throws {
        let report = try report([[Double?]](repeating: [value, value], count: 42))
        for name in ["alpha.nominal", "alpha.ordinal", "alpha.interval", "alpha.ratio", "fleiss.identity"] {
            #expect(report.measures[name]?.undefined == "all 84 ratings equal (percent agreement 100 %)", "\(name)")
            #expect(report.measures[name]?.value == nil)
        }
        #expect(report.measures["percent_agreement"]?.value == 1)
        let pair = try #require(report.pairs.first)
        for name in ["cohen.unweighted", "cohen.linear", "cohen.quadratic", "pearson", "spearman", "kendall_b"] {
            #expect(pair.measures[name]?.value == nil, "\(name)")
            #expect(pair.measures[name]?.undefined != nil, "\(name)")
        }
    }

    @Test(arguments: [[], [[1]], [[1], [2]], [[1, nil], [nil, 2]], [[nil, nil]]] as [[[Double?]]])
    func withoutAnItemThatTwoRatedNothingIsDefined(rows: [[Double?]]) throws {
        let report = try report(rows)
        #expect(report.pairs.isEmpty)
        #expect(report.measures.all.allSatisfy { $0.estimate.value == nil && $0.estimate.undefined != nil })
    }

    /// Values of krippendorff, irrCAC and statsmodels on the same tables.
    @Test(
        arguments: [
            ([[1, 2], [1, 2], [1, 2]], "alpha.nominal", -2.0 / 3),
            ([[1, 2], [2, 1], [1, 2], [2, 1]], "alpha.nominal", -0.75),
            ([[1, 2]], "alpha.nominal", 0), ([[1, 2], [2, 1], [1, 2], [2, 1]], "fleiss.identity", -1),
        ] as [([[Double?]], String, Double)]
    )
    func oddTablesThatAreDefinedHaveTheirValue(rows: [[Double?]], measure: String, value: Double) throws {
        let estimate = try #require(try report(rows).measures[measure]?.value)
        #expect(abs(estimate - value) < 1e-12)
    }

    @Test func oneConstantRaterLeavesCorrelationsUndefinedAndKappaZero() throws {
        let pair = try #require(try report([[1, 2], [1, 3], [1, 1]]).pairs.first)
        #expect(pair.measures["pearson"]?.undefined?.contains("first gave all 3 items one score") == true)
        #expect(pair.measures["cohen.unweighted"]?.value == 0)
    }

    /// Squares of such scores are infinite: pearson was 1 and the expected disagreement "zero".
    @Test(arguments: [1e308, -1e76, .infinity, .nan])
    func scoresTooLargeToBeSquaredAreRefused(score: Double) {
        #expect { try RatingTable(rows: [[1, 2], [score, 2]]) } throws: {
            "\($0)".contains(score.isFinite ? "of item '1000001' is beyond ±1e75" : "is not a finite number")
        }
    }

    @Test func theLargestScoresHaveTheFiguresOfSmallOnes() throws {
        let rows: [[Double?]] = [[1, 2], [3, 3], [-1, 1], [-3, -2]]
        let (small, large) = (try report(rows), try report(rows.map { $0.map { $0.map { $0 * 0x1p246 } } }))
        func check(_ one: Measures, _ other: Measures, _ names: [String]) {
            for name in names {
                let (one, other) = (one[name], other[name])
                for end in [\Estimate.value, \.low, \.high] {
                    let pair = (one?[keyPath: end] ?? 9, other?[keyPath: end] ?? 9)
                    #expect(abs(pair.0 - pair.1) < 1e-9, "\(name)")
                }
            }
        }
        let ofPeople = ["alpha.interval", "alpha.ordinal", "icc.A_1", "icc.1_unbalanced", "fleiss.quadratic"]
        check(small.measures, large.measures, ofPeople)
        check(small.pairs[0].measures, large.pairs[0].measures, ["pearson", "lin_ccc", "cohen.quadratic", "kendall_b"])
    }

    /// Their squares are 0: pearson was 1, the mean squared error 0, and the reason that all scores are equal.
    @Test func scoresTooSmallToBeSquaredHaveThatReason() throws {
        let report = try report([[1e-200, 2e-200], [3e-200, 3e-200], [1e-200, 1e-200]], level: .interval)
        let reason = "the scores differ by too little for their squares: scale them up"
        for name in ["alpha.interval", "icc.A_1", "icc.1_unbalanced"] {
            #expect(report.measures[name]?.undefined == reason, "\(name)")
        }
        for name in ["pearson", "lin_ccc", "cohen.quadratic", "rmse", "bland_altman.lower", "bland_altman.upper"] {
            #expect(report.pairs[0].measures[name]?.undefined == reason, "\(name)")
        }
        #expect(report.pairs[0].measures["mae"]?.value == 1e-200 / 3 && report.measures["alpha.nominal"]?.value != nil)
    }

    /// Words in order have ranks and no ratios.
    @Test func wordsHaveNoRatios() throws {
        let report = try report([[0, 1], [1, 1], [2, 2]])
        let words = report.withoutRatios
        #expect(report.measures["alpha.ratio"]?.value != nil && words.measures["alpha.ratio"]?.value == nil)
        #expect(
            words.measures["alpha.ratio"]?.undefined == "the categories are words: ratios need numbers with a true zero"
        )
        #expect(words.measures["alpha.ratio"]?.itemCount == 3 && words.measures["alpha.ratio"]?.ratingCount == 6)
        #expect(words.measures["alpha.ordinal"] == report.measures["alpha.ordinal"])
        #expect(words.measures.all.map(\.name) == report.measures.all.map(\.name))
    }

    @Test func aRatioScaleWithAZeroIsDefinedAndWithANegativeScoreIsNot() throws {
        #expect(try report([[0, 0], [0, 1], [2, 2]], level: .ratio).measures["alpha.ratio"]?.value != nil)
        #expect(try report([[-1, 1], [0, 1], [2, 2]], level: .ratio).measures["alpha.ratio"]?.undefined != nil)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func aScoreThatIsNoNumberIsRefusedAtTheDoor(score: Double) {
        #expect(throws: AgreementError.self) { try RatingTable(rows: [[score, 1]]) }
    }

    @Test func aSecondScoreForOneItemIsRefused() {
        #expect(throws: AgreementError.self) {
            try RatingTable(
                items: ["i"],
                raters: [("r", .human)],
                scores: [.init(item: 0, rater: 0, value: 1), .init(item: 0, rater: 0, value: 2)]
            )
        }
    }

    @Test func anItemWithoutAMajorityIsLeftOutAndCounted() throws {
        let report = try report(
            [[1, 0, 1], [1, 1, 1], [0, 0, 1], [1, nil, nil]],
            level: .nominal,
            kinds: [.human, .human, .judge]
        )
        let judge = try #require(report.automatic.first)
        #expect(judge.withoutMajorityCount == 1)
        #expect(judge.itemCount == 2)
        #expect(judge.measures["percent_agreement"]?.value == 0.5)
    }
}
