import Testing

@testable import Agreement

/// Rules of series in time, tables and comparisons, each at its bound and by hand.
struct SeriesRuleTests {
    private func near(_ value: Double?, _ expected: Double, _ slack: Double = 1e-9) -> Bool {
        value.map { abs($0 - expected) < slack } ?? false
    }

    /// Of 2, 4, 4 and 6: mean 4, variance 8/3, and what one value or a mean of nought leaves undefined.
    @Test func aSpreadNeedsTwoValuesAndAMeanAboveNought() throws {
        let found = try #require(Dispersion([4, 2, 6, 4]))
        #expect(found.mean == 4 && near(found.deviation, (8.0 / 3).squareRoot()) && found.count == 4)
        #expect(near(found.variation, (8.0 / 3).squareRoot() / 4) && found.medianDeviation == 1)
        // Quartiles at 3.5 and 4.5; steps of 2, 4 and 2.
        #expect(found.quartiles == (3.5, 4.5) && found.quartileDispersion == 0.125 && near(found.jitter, 8.0 / 3))
        let smoothed = ((2.0 / 16) * 15 / 16 + 4.0 / 16) * 15 / 16 + 2.0 / 16
        #expect(near(found.smoothedJitter, smoothed))
        let one = try #require(Dispersion([3]))
        #expect(one.deviation == nil && one.jitter == nil && one.meanInterval() == nil && one.mcKay() == nil)
        #expect(try #require(Dispersion([1000, 1001])).mcKay() == nil && Dispersion([10, 11, 12])?.mcKay() != nil)
        let around = try #require(Dispersion([-1, 1]))
        #expect(around.variation == nil && around.quartileDispersion == nil && around.deviation == 2.0.squareRoot())
        #expect(Dispersion([]) == nil)
    }

    @Test func neighboursAreCorrelatedFromFourValuesOn() {
        #expect(Ranks.lagOne([1, 2, 3]) == nil && near(Ranks.lagOne([1, 2, 3, 4]), 1))
        // Ranks of 1, 2, 1 and 3: (1.5, 3, 1.5) beside (2, 1, 3).
        #expect(near(Ranks.lagOne([1, 2, 1, 3]), -3.0.squareRoot() / 2))
        #expect(Ranks.lagOne([2, 2, 2, 2]) == nil && Ranks.correlation([1, 2], [2, 1]) == -1)
    }

    @Test func aQuantileHasItsRule() {
        let sorted = [10.0, 20, 30, 40]
        func all(_ share: Double) -> [Double?] {
            [QuantileRule.linear, .hazen, .invertedDistribution].map { $0.quantile(share, of: sorted) }
        }
        #expect(all(0.5) == [25, 25, 20] && all(0.25) == [17.5, 15, 10] && all(0.26)[2] == 20)
        #expect(all(0) == [10, 10, 10] && all(1) == [40, 40, 40])
        #expect(QuantileRule.linear.quantile(0.5, of: []) == nil)
        // .07 · 100 is 7.000000000000001.
        #expect(QuantileRule.place(0.07, 101) == 7 && QuantileRule.place(0.5, 4) == 1.5)
        #expect(QuantileRule.place(-1, 4) == 0 && QuantileRule.place(2, 4) == 3)
    }

    /// Of five values the median's 95 % has no ends, of six the first and the last: 1 − 2 / 2⁶.
    @Test func ranksOfAMedianOfFewValues() {
        let (five, six) = (QuantileRanks(count: 5, share: 0.5), QuantileRanks(count: 6, share: 0.5))
        #expect(five.low == nil && five.high == nil && five.coverage == 1)
        #expect(six.low == 1 && six.high == 6 && near(six.coverage, 1 - 2.0 / 64))
        #expect(QuantileRanks.fewest(for: 0.5) == 6 && QuantileRanks.fewest(for: 0.5, confidence: 0.9) == 5)
        #expect(QuantileRanks.fewest(for: 0.05) == QuantileRanks.fewest(for: 0.95))
    }

    @Test func anEndWithoutABoundIsNotAveraged() throws {
        let ends = try #require(BlockBootstrap.ends([3, 1, 2], confidence: 0.5))
        #expect(ends.low == 1.5 && ends.high == 2.5)
        let open = try #require(BlockBootstrap.ends([.infinity, 1, 2], confidence: 0.5))
        #expect(open.low == 1.5 && open.high == .infinity)
        #expect(BlockBootstrap.ends([1], confidence: 0.5) == nil)
    }

    /// One block: each resample is the data. Of 1 to 4 the mean is 2.5, the steps 1, the variation √(5/3) / 2.5.
    @Test func aSeriesOfOneBlockIsItsOwnResample() {
        let whole = BlockBootstrap([1, 2, 3, 4, .infinity], blocks: [7, 7, 7, 7, 7], resamples: 3, seed: 1)
        #expect(whole.blockCount == 1 && whole.means() == [2.5, 2.5, 2.5])
        let variations = whole.variations()
        #expect(variations.count == 3 && variations.allSatisfy { near($0, (5.0 / 3).squareRoot() / 2.5) })
        #expect(whole.quantiles([0.5, 0.1, 1]) == [[3, 3, 3], [1.4, 1.4, 1.4], [.infinity, .infinity, .infinity]])
        #expect(whole.steps([1, 3, 2], blocks: [7, 7, 9]) == [2, 2, 2], "a step to another block is nobody's")
        #expect(BlockBootstrap.draws(of: 0, resamples: 3, seed: 1).isEmpty)
        let draws = BlockBootstrap.draws(of: 7, run: 3, resamples: 50, seed: 2)
        #expect(draws.count == 50 && draws.allSatisfy { $0.reduce(0, +) == 7 } && Set(draws).count > 10)
    }

    /// Days that go on as they began are drawn in runs, of a quarter of them at most; others one by one.
    @Test func runsFollowTheCorrelationOfNeighbours() {
        #expect(BlockBootstrap.run(of: [1, 2, 1, 2, 1, 2, 1, 2]) == 1 && BlockBootstrap.run(of: [5, 5, 5, 5]) == 1)
        #expect(BlockBootstrap.run(of: (0..<40).map(Double.init)) == 10)
        // 1 and 2 four times each: r = 5/8, corrected by (1 + 15/8) / 8 to .984, at most .95: a quarter of eight.
        #expect(BlockBootstrap.run(of: [1, 1, 1, 1, 2, 2, 2, 2]) == 2)
        #expect(BlockBootstrap.run(of: []) == 1)
    }

    /// Half are left after the second of four; of three nobody knows where two were looked at too early.
    @Test func aMedianIsWhereHalfAreLeft() {
        #expect(KaplanMeier(durations: [4, 1, 2, 3], ended: [true, true, true, true]).median == 2)
        let open = KaplanMeier(durations: [1, 2, 3], ended: [true, false, false])
        #expect(open.median == nil && open.steps.map(\.share) == [2.0 / 3])
        let tied = KaplanMeier(durations: [2, 2, 2, 5], ended: [true, true, false, true])
        #expect(tied.steps.map(\.length) == [2, 5] && tied.steps.map(\.share) == [0.5, 0] && tied.median == 2)
        #expect(KaplanMeier(durations: [], ended: []).median == nil)
    }

    @Test func shiftsGoRoundAndAreOfTheirRows() {
        let rows: [[Double?]] = [[1, nil, 4], [2, 6, nil]]
        #expect(ShiftTest.means(rows) == [1.5, 6, 4])
        // Means 1.5, 6 and 4 around 23/6; a shift of −1 is one of 2.
        let found = ShiftTest(rows, shifts: [[0, -1], [0, 2], [5, 0]])
        let squares = [1.5, 6, 4].reduce(0) { $0 + ($1 - 23.0 / 6) * ($1 - 23.0 / 6) }
        #expect(near(found?.statistic, squares))
        let (back, forth) = (ShiftTest(rows, shifts: [[0, -1]]), ShiftTest(rows, shifts: [[0, 2]]))
        #expect(back != nil && back == forth)
        let shifts = ShiftTest.shifts(40, of: rows, seed: 3)
        #expect(shifts.count == 40 && shifts.allSatisfy { $0.count == 2 && $0.allSatisfy((0..<3).contains) })
        #expect(Set(shifts.joined()) == [0, 1, 2])
    }

    private func words<Value>(_ body: () throws(AgreementError) -> Value) -> String {
        do throws(AgreementError) {
            _ = try body()
            return ""
        } catch { return error.description }
    }

    @Test func whatATableDoesNotTakeIsSaid() {
        func table(
            _ scores: [(Int, Int, Double)],
            categories: [Double]? = nil,
            clusters: [String]? = nil
        ) -> String {
            words { () throws(AgreementError) in
                try RatingTable(
                    items: ["x", "y"],
                    raters: [("ana", .human), ("ben", .human)],
                    scores: scores.map { .init(item: $0.0, rater: $0.1, value: $0.2) },
                    categories: categories,
                    clusters: clusters
                )
            }
        }
        let list = "a score names an item or rater that is not in the lists"
        #expect(table([(-1, 0, 1)]) == list && table([(0, -1, 1)]) == list)
        let columns = "a score names an item, rater or value that is not in the lists"
        #expect(table([(2, 0, 1)]) == columns && table([(0, 2, 1)]) == columns && table([(1, 1, 1)]).isEmpty)
        #expect(table([(0, 1, 1), (1, 0, 1), (1, 0, 2)]) == "rater 'ana' scored item 'y' twice")
        let undeclared = table([(0, 0, 1), (1, 1, 3)], categories: [1, 2])
        #expect(undeclared == "the score 3.0 of item 'y' is no declared category")
        #expect(table([], categories: [1, .nan]) == "a declared category is not a finite number")
        #expect(table([], clusters: ["p"]) == "1 clusters for 2 items: give each item one")
        #expect(table([(1, 0, 1e75)]).isEmpty)
        #expect(table([(1, 0, -1.1e75)]) == "a score of item 'y' is beyond ±1e75, too large for sums of squares")
        #expect(table([(1, 0, .nan)]) == "a score of item 'y' is not a finite number")
        let short = words { () throws(AgreementError) in
            try RatingTable(
                items: ["x"],
                raters: [("ana", .human)],
                columns: .init(items: [0], raters: [0, 0], scores: [0], values: [1])
            )
        }
        #expect(short == "the columns of items, raters and scores differ in length")
    }

    @Test func declaredCategoriesAreThoseOfTheTable() throws {
        func table(_ categories: [Double]?, declared: Bool = true) throws -> RatingTable {
            try RatingTable(
                items: ["x", "y"],
                raters: [("ana", .human)],
                scores: [.init(item: 0, rater: 0, value: 3), .init(item: 1, rater: 0, value: -0.0)],
                categories: categories,
                areCategoriesDeclared: declared
            )
        }
        let own = try table(nil)
        #expect(own.categories == [0, 3] && !own.areCategoriesDeclared)
        let given = try table([3, 1, 0, 3])
        #expect(given.categories == [0, 1, 3] && given.areCategoriesDeclared && given.score(rater: 0, item: 1) == 0)
        #expect(try !table([0, 3], declared: false).areCategoriesDeclared)
    }

    @Test func aMetricIsAtOddsWithNamesAlone() throws {
        let table = try RatingTable(rows: [[1, 2, 2], [1, 1, 2]], kinds: [.human, .human, .metric])
        #expect(table.disagreements(level: .ordinal).map(\.rater) == ["1000000", "1000001"])
        #expect(table.disagreements(level: .nominal).map(\.rater) == ["1000000", "1000001", "1000002", "1000002"])
        let (ordinal, nominal) = (table.severities(level: .ordinal)[2], table.severities(level: .nominal)[2])
        let foreign = "another scale than people's"
        #expect(ordinal.difference.undefined == foreign && ordinal.odds.undefined == foreign && ordinal.atOdds == nil)
        #expect(nominal.difference.undefined == "nominal scores have no direction" && nominal.atOdds == 0.75)
        let alone = try RatingTable(rows: [[1, nil], [nil, 2]]).severities(level: .ordinal)[0]
        let nobody = "no item that another person scored too"
        #expect(alone.difference.undefined == nobody && alone.odds.undefined == nobody)
    }

    @Test(arguments: [(100, true), (101, false)])
    func aHundredCategoriesAreConfused(count: Int, isListed: Bool) throws {
        let rows = (0..<count).map { [Double?.some(Double($0)), 0] }
        let cost = DisagreementCost(try RatingTable(rows: rows), level: .interval)
        #expect(cost.confusions.isEmpty != isListed && cost.items.count == count - 1)
        // The farthest first: each by the square of its distance.
        #expect(cost.items[0].name == String(1_000_000 + count - 1))
    }

    private func ranks(
        _ players: [String],
        _ rows: [(Int, Int, ComparisonOutcome)],
        resamples: Int = 100
    ) throws -> [RankReport.Player] {
        let rows = rows.map { ComparisonTable.Row(left: $0.0, right: $0.1, outcome: $0.2) }
        return RankReport(
            try ComparisonTable(players: players, rows: rows),
            options: IntervalOptions(resamples: resamples)
        ).players
    }

    @Test func whoIsComparedWithNobodyHasNoRank() throws {
        let found = try ranks(["a", "b", "c", "d", "e", "f"], [(0, 1, .left), (1, 0, .left), (0, 1, .tie)])
        #expect(found.map(\.count) == [3, 3, 0, 0, 0, 0] && found[0].wins == 1)
        #expect(found[0].ties == 1 && found[0].losses == 1 && found[0].winRate.value == 0.5)
        let never = "it was never compared"
        #expect(found[2].winRate.undefined == never && found[2].rank.undefined == never)
        let apart = "the players fall into 5 groups that were never compared: a, b | c | d | e"
        #expect(found[0].bradleyTerry.undefined == apart && found[0].davidson.undefined == apart)
        #expect(found[0].elo.value != nil && found[2].elo.value == 1000)
        #expect(found[0].rank.method == "no interval: the abilities are undefined in every resample")
        #expect(try ranks(["a", "b"], [])[0].elo.undefined == "no comparison")
        let elo = "in the order of the table; the range over it and 200 shuffled orders is no interval"
        #expect(found[0].elo.method == elo)
    }

    /// Who tied once has neither never won nor never lost; ties within one order leave the models of ties without a fit.
    @Test func whyAbilitiesAreUndefined() throws {
        let tied = try ranks(["a", "b"], [(0, 1, .left), (0, 1, .tie)])
        let order = "wins and ties follow one order without exception, so that abilities have no limit"
        #expect(tied[0].davidson.undefined == order && tied[0].raoKupper.undefined == order)
        #expect(near(tied[0].bradleyTerry.value, 0.549_306_144_334), "half the logarithm of 3")
        let below = try ranks(["a", "b", "c", "d"], [(0, 1, .left), (1, 0, .left), (2, 3, .tie), (2, 0, .left)])
        #expect(below[0].bradleyTerry.undefined == "the group a, b never won against one of the others")
        let lost = try ranks(["a", "b", "c"], [(0, 1, .left), (1, 0, .left), (0, 2, .left)])
        #expect(lost[0].bradleyTerry.undefined == "'c' never won")
    }

    /// A resample of two comparisons misses a win in half of the cases: these are told.
    @Test func resamplesWithoutAbilitiesAreTold() throws {
        let found = try ranks(["a", "b"], [(0, 1, .left), (1, 0, .left)], resamples: 400)
        let rate = found[0].winRate
        let lost = rate.warnings.compactMap { if case .undefinedResamples(let count) = $0 { count } else { nil } }
        #expect(lost.count == 1 && lost[0] > 150 && lost[0] < 250 && rate.warnings.last == .few(2, "comparisons"))
        #expect(rate.value == 0.5 && rate.low == 0 && rate.high == 1)
        // Where there is a fit, both are alike: no resample moves the difference, and the win rates overlap.
        #expect(found.map(\.indistinguishable) == [["b"], ["a"]])
    }
}
