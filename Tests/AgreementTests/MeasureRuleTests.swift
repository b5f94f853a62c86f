import Testing

@testable import Agreement

/// Rules of figures and intervals at their bounds, one small case each.
struct MeasureRuleTests {
    private func report(_ rows: [[Double?]], _ level: Level, kinds: [RaterKind] = []) throws -> CriterionReport {
        CriterionReport(criterion: "s", level: level, table: try RatingTable(rows: rows, kinds: kinds))
    }

    @Test func adjacentScoresAreWithinOne() throws {
        let measures = try #require(try report([[1, 2], [1, 3], [2, 2], [3, 1]], .ordinal).pairs.first?.measures)
        #expect(measures["within_one"]?.value == 0.5)
    }

    @Test func aConstantSideHasNoTau() throws {
        #expect(try KendallTau.b([1, 2, 3], [5, 5, 5]) == nil && KendallTau.b([5, 5, 5], [1, 2, 3]) == nil)
        #expect(try KendallTau.b([1, 2, 3], [1, 2, 3]) == 1)
    }

    /// The delta method and the bootstrap are about one error.
    @Test func alphasFormulaHasTheErrorOfItsResamples() throws {
        var generator = Generator(seed: 3)
        let rows = (0..<150).map { item -> [Double?] in
            let truth = 1 + item % 5
            return (0..<2).map { _ in Double(min(5, max(1, truth + generator.index(below: 3) - 1))) }
        }
        for level in [Level.nominal, .ordinal, .interval] {
            let alpha = try #require(try report(rows, level).measures["alpha.\(level.rawValue)"])
            let (error, form) = (try #require(alpha.standardError), try #require(alpha.closedForm?.standardError))
            #expect(alpha.isResampled && form / error > 0.75 && form / error < 1.33, "\(level) \(form / error)")
        }
    }

    /// A similarity of 0 to 1 is subtracted from no score of 1 to 5.
    @Test func aMetricHasCorrelationsAlone() throws {
        let rows = (0..<12).map { item -> [Double?] in
            let (score, other) = (Double(1 + item % 5), Double(1 + item % 4))
            return [score, other, score / 5]
        }
        let metric = try #require(try report(rows, .ordinal, kinds: [.human, .human, .metric]).automatic.first)
        #expect(metric.measures.all.map { $0.name } == ["spearman", "kendall_b", "pearson"])
        let judge = try report(rows, .ordinal, kinds: [.human, .human, .judge])
        #expect(judge.automatic.first?.measures["mae"]?.value != nil)
    }

    /// Who is compared is no part of what both are held against; and where every swap gives a difference as large as the
    /// one seen, the p is 1.
    @Test func aComparisonIsWithTheOthersAndItsTiesCount() throws {
        let rows = (0..<24).map { item -> [Double?] in
            let score = Double(1 + item % 4)
            return [score, score, score, item == 0 ? score + 1 : score]
        }
        let table = try RatingTable(rows: rows, kinds: [.human, .human, .judge, .judge])
        let options = IntervalOptions(resamples: 99)
        let judges = try RaterComparison(
            table: table,
            level: .ordinal,
            first: "1000002",
            second: "1000003",
            options: options
        )
        let line = try #require(judges.lines.first { $0.measure == "mae" })
        #expect(line.difference.value.map { abs($0 + 1.0 / 24) < 1e-12 } == true && line.pValue == 1)
        #expect(judges.people == ["1000000", "1000001"])
        let person = try RaterComparison(
            table: table,
            level: .ordinal,
            first: "1000000",
            second: "1000003",
            options: options
        )
        #expect(person.people == ["1000001"])
    }

    /// Of two prompts a resample is the one twice, the other twice, or both: ¼, ¼ and ½ of the draws.
    @Test func anIntervalOverPromptsHasItsConfidence() throws {
        let options = IntervalOptions(resamples: 1000, confidence: 0.7)
        func report(_ rows: [[Double?]]) throws -> CriterionReport {
            CriterionReport(criterion: "s", level: .nominal, table: try RatingTable(rows: rows), options: options)
        }
        let (one, other): ([[Double?]], [[Double?]]) = ([[1, 1], [2, 2]], [[1, 2], [2, 1]])
        let mean = try report(one + other).averaged(
            over: [try report(one), try report(other)],
            named: "prompts",
            options: options
        )
        let share = try #require(mean.measures["percent_agreement"])
        #expect(share.value == 0.5 && share.low == 0 && share.high == 1)
    }

    /// Efron's correction (1987), computed here from the same resamples: a variance is biased and skew.
    @Test func theCorrectedBootstrapIsEfrons() throws {
        let values = (0..<25).map { Double($0 * $0) / 100 }
        var seen: [Double] = []
        let kernel = Kernel(
            names: ["variance"],
            compute: { weights, out in
                let total = weights.reduce(0, +)
                let mean = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total
                let variance = zip(weights, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) } / total
                seen.append(variance)
                out[0] = variance
            },
            reason: { _ in "" }
        )
        let intervals = Intervals(
            units: Units(counts: values.map { _ in 1 }),
            options: IntervalOptions(resamples: 500, method: .bca),
            itemCount: values.count,
            ratingCount: values.count
        )
        let found = try #require(intervals.estimates(kernel)["variance"])
        #expect(seen.count == 1 + 500 + values.count)
        let (draws, left) = (seen[1...500].sorted(), Array(seen[501...]))
        let below = draws.reduce(0) { $0 + ($1 < seen[0] ? 1 : $1 == seen[0] ? 0.5 : 0) } / 500
        let bias = Distributions.normalQuantile(below)
        let center = Moments.mean(left)
        let cubes = left.reduce(0) { $0 + (center - $1) * (center - $1) * (center - $1) }
        let squares = left.reduce(0) { $0 + (center - $1) * (center - $1) }
        let acceleration = cubes / (6 * squares * squares.squareRoot())
        func end(_ z: Double) -> Double {
            draws.quantile(Distributions.normal(below: bias + (bias + z) / (1 - acceleration * (bias + z))))
        }
        let z = Distributions.normalQuantile(0.975)
        #expect(bias > 0.05 && found.method?.hasPrefix("BCa") == true)
        #expect(abs((found.low ?? 0) - end(-z)) < 1e-9 && abs((found.high ?? 0) - end(z)) < 1e-9)
    }

    /// Another judge is nobody's ceiling.
    @Test func theCeilingIsOfPeople() throws {
        let rows = (0..<10).map { item -> [Double?] in [1, Double(item % 2), 1, 0] }
        let table = try RatingTable(rows: rows, kinds: [.human, .human, .judge, .judge])
        let ceiling = HumanCeiling(table: table, judge: 2, level: .nominal, options: IntervalOptions(resamples: 20))
        #expect(ceiling.byPerson.map(\.name) == ["1000000", "1000001"] && ceiling.person.value == 0.5)
    }

    /// Four items of each of two prompts are two, not eight.
    @Test func studentsTCountsClusters() throws {
        let mean = try clusteredMean([1, 2, 3, 4, 4, 5, 6, 8], clusters: [0, 0, 0, 0, 1, 1, 1, 1])
        #expect(mean.method?.hasSuffix("t with 1 degrees of freedom") == true)
        var generator = Generator(seed: 4)
        let outcomes: [ComparisonOutcome] = [.left, .right, .tie]
        let rows = (0..<24).map { item in
            let verdict = outcomes[generator.index(below: 3)]
            return PairVerdicts.Row(
                models: .init(left: 0, right: 1),
                prompt: item % 6,
                verdicts: [verdict, generator.index(below: 3) == 0 ? outcomes[generator.index(below: 3)] : verdict]
            )
        }
        let found = ModelPairAgreement(try PairVerdicts(rows))
        #expect(found.alpha.method == "jackknife over 6 prompts, t with 5 degrees of freedom")
        #expect(found.promptCount == 6 && found.itemCount == 24)
    }

    @Test func aMeanByGroupIsNoSum() throws {
        let table = try RatingTable(rows: [[1], [2], [5], [4]])
        let groups = [0, 0, 0, 1].map { [GroupMeans.Membership(group: $0, weight: 2)] }
        let means = try GroupMeans(table, names: ["a", "b"], groups: groups)
        let found = means.means([{ means.score(0, $0) }])
        #expect(found.map(\.group) == [0, 1])
        #expect(abs(found[0].values[0] - 8.0 / 3) < 1e-12 && found[1].values[0] == 4)
    }

    @Test func aTieIsHalfAWin() {
        var matrix = WinMatrix(count: 3)
        matrix.add(0, 1, .left, weight: 1)
        matrix.add(0, 1, .tie, weight: 1)
        #expect(matrix.winRates == [0.75, 0.25, nil])
    }

    @Test func bothEndsAreCut() {
        var estimate = Estimate(value: 0.9, itemCount: 5, ratingCount: 5)
        (estimate.low, estimate.high) = (0.5, 1.3)
        let cut = estimate.cut(to: -1...1)
        #expect(cut.low == 0.5 && cut.high == 1)
    }

    /// The delta method takes each item's weight by its derivative, which differences come to as well.
    @Test(arguments: Level.allCases) func alphasFormulaIsItsDerivative(level: Level) throws {
        var generator = Generator(seed: 6)
        let rows = (0..<80).map { item -> [Double?] in
            (0..<3).map { rater in
                let score = Double(min(5, max(1, 1 + item % 5 + generator.index(below: 3) - 1)))
                return rater == 2 && item % 4 == 0 ? nil : score
            }
        }
        let patterns = CountPatterns(try RatingTable(rows: rows), raters: [0, 1, 2], minimum: 2)
        let kernel = AlphaKernel(patterns, levels: [level]).kernel
        let weights = patterns.units.weights
        let step = 1e-4
        let effects = weights.indices.map { place in
            let ends = [step, -step].map { change in
                var moved = weights
                moved[place] += change
                return kernel.values(moved)[0]
            }
            return (ends[0] - ends[1]) / (2 * step)
        }
        let count = weights.reduce(0, +)
        let mean = zip(weights, effects).reduce(0) { $0 + $1.0 * $1.1 } / count
        let squares = zip(weights, effects).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
        let expected = (squares * count / (count - 1)).squareRoot()
        let found = AlphaInfluence(patterns, level: level)
        #expect(found.itemCount == 80 && abs(found.standardError / expected - 1) < 1e-5)
    }

    @Test func aFormulaWithoutSpreadClaimsNothingAndNoneLeavesItsLimits() throws {
        func form(_ value: Double, _ error: Double, degrees: Int? = nil) -> ClosedForm? {
            .symmetric(value, error, 0.95, degrees: degrees, within: 0...1, "formula")
        }
        #expect(form(0.5, 0) == nil && form(0.5, .nan) == nil && form(0.5, 0.1, degrees: 0) == nil)
        let low = try #require(form(0.1, 0.2))
        #expect(low.low == 0 && abs(low.high - 0.491_993) < 1e-6 && low.method == "formula, normal")
        let high = try #require(form(0.9, 0.2, degrees: 3))
        #expect(high.high == 1 && abs(high.low - (0.9 - 3.182_446_305_3 * 0.2)) < 1e-9)
        #expect(high.method == "formula, t with 3 degrees of freedom" && high.standardError == 0.2)
    }

    /// Thirty of thirty within one point: Wilson's lower end, and no less for the half that is not equal.
    @Test func allWithinOnePointHaveAWidth() throws {
        let scores: [[Double?]] = (0..<30).map { (item: Int) -> [Double?] in
            let low = item % 3
            return [Double(low), Double(low + item % 2)]
        }
        let pair = try #require(report(scores, .ordinal).pairs.first)
        let found = try #require(pair.measures["within_one"])
        #expect(found.value == 1 && found.high == 1 && abs((found.low ?? 1) - 0.886_482) < 1e-5, "\(found)")
        #expect(pair.measures["percent_agreement"]?.value == 0.5)
    }

    /// Of three people six scores, of which five have a partner; one item has all three.
    @Test func aFigureCountsTheRatingsThatEnterIt() throws {
        let measures = try report([[1, 2, nil], [1, nil, nil], [2, 2, 1]], .ordinal).measures
        for name in ["gwet_ac.identity", "conger.identity", "icc.1_unbalanced"] {
            #expect(measures[name]?.ratingCount == 6, "\(name)")
        }
        #expect(measures["alpha.nominal"]?.ratingCount == 5 && measures["percent_agreement"]?.ratingCount == 5)
        for name in ["fleiss.listwise", "icc.A_1", "kendall_w"] {
            #expect(measures[name]?.ratingCount == 3 && measures[name]?.itemCount == 1, "\(name)")
        }
        let pair = try report([[1, 2], [1, nil], [2, 2]], .ordinal).pairs[0]
        #expect(pair.itemCount == 2 && pair.measures["bias"]?.ratingCount == 4)
    }

    @Test func pairsAreLeftOutAboveTheirLimitAlone() throws {
        let table = try RatingTable(rows: [[1, 2, 1], [2, 2, 1]])
        func report(_ most: Int) -> CriterionReport {
            let choices = CriterionReport.Choices(mostRatersForPairs: most)
            return CriterionReport(criterion: "s", level: .ordinal, table: table, choices: choices)
        }
        #expect(!report(3).arePairsLeftOut && report(3).pairs.count == 3)
        #expect(report(2).arePairsLeftOut && report(2).pairs.isEmpty)
    }

    @Test func whoGivesOneScoreIsNamed() throws {
        func reason(_ rows: [[Double?]]) throws -> String? {
            try report(rows, .ordinal).pairs.first?.measures["pearson"]?.undefined
        }
        #expect(try reason([[1, 2], [1, 3]]) == "the first gave all 2 items one score")
        #expect(try reason([[2, 1], [3, 1]]) == "the second gave all 2 items one score")
        #expect(try reason([[2, 1]]) == "fewer than two items have a score of both")
    }
}
