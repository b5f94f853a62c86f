import Testing

@testable import Agreement

/// Where disagreement comes from: figures of the literature, and sums made by hand.
struct DiagnosticsTests {
    /// Two raters' 2 × 2 counts as a table.
    private func table(_ counts: [[Int]], _ categories: [Double] = [0, 1]) throws -> RatingTable {
        var scores: [RatingTable.Score] = []
        var item = 0
        for (a, row) in counts.enumerated() {
            for (b, count) in row.enumerated() {
                for _ in 0..<count {
                    scores.append(.init(item: item, rater: 0, value: categories[a]))
                    scores.append(.init(item: item, rater: 1, value: categories[b]))
                    item += 1
                }
            }
        }
        return try RatingTable(
            items: (0..<item).map { "i\($0)" },
            raters: [("a", .human), ("b", .human)],
            scores: scores
        )
    }

    /// Feinstein and Cicchetti (1990), tables 1 and 2: both agree on 85 of 100, kappa .70 and .32.
    @Test func theParadoxIsKnown() throws {
        let even = try #require(ConfusionTable(try table([[40, 9], [6, 45]]), first: 0, second: 1).balance)
        let skewed = try #require(ConfusionTable(try table([[80, 10], [5, 5]]), first: 0, second: 1).balance)
        #expect(even.percentAgreement == 0.85 && skewed.percentAgreement == 0.85)
        let kappas = [try #require(even.kappa), try #require(skewed.kappa)]
        #expect(abs(kappas[0] - 0.70) < 0.005 && abs(kappas[1] - 0.32) < 0.005)
        #expect(!even.isParadox && skewed.isParadox && skewed.commonest == 0)
        // Byrt, Bishop and Carlin (1993): prevalence (80 − 5) / 100, bias (10 − 5) / 100, adjusted kappa 2 · .85 − 1.
        let figures = try #require(try table([[80, 10], [5, 5]]).balance(first: 0, second: 1))
        #expect(figures.prevalenceIndex.value == 0.75 && figures.biasIndex.value == 0.05)
        let adjusted = try #require(figures.adjustedKappa.value)
        #expect(abs(adjusted - 0.7) < 1e-12)
        // 90 and 85 of 200 ratings.
        #expect(skewed.commonestShare == 0.875)
    }

    /// From four fifths on a kappa under .4 is explained.
    @Test(arguments: [(76, true), (75, false)]) func fourFifthsIsHighAgreement(both: Int, isParadox: Bool) throws {
        let counts = [[both, 10], [10, 4]]
        let balance = try #require(ConfusionTable(try table(counts), first: 0, second: 1).balance)
        #expect((balance.kappa ?? 1) < 0.4 && balance.isParadox == isParadox)
    }

    @Test func whoGaveOneCategoryIsNamed() throws {
        func correlation(_ counts: [[Int]]) throws -> Estimate {
            ConfusionTable(try table(counts), first: 0, second: 1).matthewsCorrelation
        }
        let (first, second) = (try correlation([[3, 2], [0, 0]]), try correlation([[3, 0], [2, 0]]))
        #expect(first.undefined == "the first gave all 5 items one category")
        #expect(second.undefined == "the second gave all 5 items one category")
        #expect(first.itemCount == 5 && first.ratingCount == 10)
    }

    @Test func nothingToCompareIsNoBalance() throws {
        let constant = try #require(ConfusionTable(try table([[5]], [3]), first: 0, second: 1).balance)
        #expect(constant.kappa == nil && constant.percentAgreement == 1)
        let figures = try #require(try table([[5]], [3]).balance(first: 0, second: 1))
        #expect(figures.adjustedKappa.undefined == "both gave all 5 items one category")
        #expect(figures.prevalenceIndex.undefined == "1 category is in use: it is of two")
        let apart = try RatingTable(
            items: ["x", "y"],
            raters: [("a", .human), ("b", .human)],
            scores: [.init(item: 0, rater: 0, value: 1), .init(item: 1, rater: 1, value: 1)]
        )
        #expect(ConfusionTable(apart, first: 0, second: 1).balance == nil)
        #expect(apart.balance(first: 0, second: 1) == nil)
        #expect(DisagreementCost(apart, level: .nominal).items.isEmpty)
        #expect(apart.disagreements(level: .ordinal).isEmpty)
        let severities = apart.severities(level: .ordinal)
        #expect(severities.count == 2)
        #expect(severities.allSatisfy { $0.difference.value == nil && $0.itemCount == 0 })
    }

    /// Three people and a judge on three items, with sums that fit on paper.
    private func small() throws -> RatingTable {
        let rows: [[Double]] = [[1, 1, 1, 5], [2, 4, 3, 3], [5, 5, 4, 5]]
        return try RatingTable(
            items: ["p", "q", "r"],
            raters: [("ana", .human), ("ben", .human), ("cleo", .human), ("gpt", .judge)],
            scores: rows.enumerated().flatMap { item, row in
                row.enumerated().map { .init(item: item, rater: $0, value: $1) }
            }
        )
    }

    @Test func theFarthestRatingComesFirst() throws {
        let all = try small().disagreements(level: .ordinal)
        // gpt is 4 from 1; ben's 4 is 1.5 from the mean of 2 and 3, ana's 2 is 1.5 from that of 4 and 3.
        #expect(all[0].rater == "gpt" && all[0].item == "p" && all[0].consensus == 1 && all[0].peopleCount == 3)
        #expect(all[1].rater == "ana" && all[1].item == "q" && all[1].distance == 1.5)
        #expect(all[2].rater == "ben" && all[2].item == "q" && all[2].distance == 1.5)
        #expect(try small().disagreements(level: .ordinal, of: ["cleo"]).map(\.item) == ["r"])
        let nominal = try small().disagreements(level: .nominal, of: ["gpt"])
        #expect(nominal.map(\.item) == ["p", "q", "r"] && nominal[1].consensus == nil)
        let shares: [Double] = [1, 2.0 / 3, 1.0 / 3]
        #expect(nominal.map(\.distance) == shares)
    }

    @Test func severityIsTheMeanDifference() throws {
        let severities = try small().severities(level: .interval)
        // ana: (1 − 1) + (2 − 3.5) + (5 − 4.5) over 3; gpt: (5 − 1) + (3 − 3) + (5 − 14/3) over 3.
        let ana = try #require(severities[0].difference.value)
        let gpt = try #require(severities[3].difference.value)
        #expect(abs(ana + 1.0 / 3) < 1e-12 && abs(gpt - 13.0 / 9) < 1e-12)
        #expect(try small().severities(level: .nominal)[0].difference.undefined != nil)
        // Differences of 0, −1.5 and .5 around −1/3: 13/6 over 2 · 3.
        let error = try #require(severities[0].difference.standardError)
        #expect(abs(error - (13.0 / 36).squareRoot()) < 1e-12)
        #expect(severities[0].difference.method == "cluster-robust over 3 items, t with 2 degrees of freedom")
        // At odds with none of two, both, and one of two.
        #expect(severities[0].atOdds == 0.5 && severities[0].itemCount == 3)
    }

    /// An item weighs by the pairs of each of its ratings: two people a point apart as much as three of whom one is.
    @Test func anItemOfMorePeopleCostsNoMore() throws {
        let table = try RatingTable(rows: [[1, 2, nil], [1, 1, 2], [1, nil, nil], [2, 2, 2]])
        let cost = DisagreementCost(table, level: .interval)
        #expect(cost.items.map(\.share) == [0.5, 0.5] && cost.items.map(\.scores) == [[1, 2], [1, 1, 2]])
        #expect(cost.confusions.map(\.pairCount) == [3] && cost.confusions.map(\.share) == [1])
        // Of names no one is further off than another.
        let far = try RatingTable(rows: [[1, 3], [1, 2]])
        #expect(DisagreementCost(far, level: .nominal).items.map(\.share) == [0.5, 0.5])
        #expect(DisagreementCost(far, level: .interval).items.map(\.share) == [0.8, 0.2])
    }

    /// Differences −1, −1, 0, 0: a standard error of √(1/12) over four items, of .5 over two prompts.
    @Test func severityHasItsIntervalOverClusters() throws {
        let rows: [[Double?]] = [[1, 2], [1, 2], [3, 3], [3, 3]]
        func ana(_ clusters: [String]?, _ options: IntervalOptions = IntervalOptions()) throws -> RaterSeverity {
            try RatingTable(rows: rows, clusters: clusters).severities(level: .interval, options: options)[0]
        }
        func check(_ found: RaterSeverity, _ half: Double) {
            let difference = found.difference
            #expect(abs((difference.low ?? 9) + 0.5 + half) < 1e-3 && abs((difference.high ?? 9) + 0.5 - half) < 1e-3)
            #expect(found.atOdds == 0.5)
        }
        let alone = try ana(nil)
        check(alone, 3.182446 * (1.0 / 12).squareRoot())
        // Wilson's interval of 2 of 4, with (z / t)² of the four.
        #expect(alone.odds.method?.hasPrefix("Wilson (1927) with 1.1 effective items") == true, "\(alone.odds)")
        let prompts = ["p", "p", "q", "q"]
        check(try ana(prompts), 12.706205 * 0.5)
        check(try ana(prompts, IntervalOptions(confidence: 0.9)), 6.313752 * 0.5)
        let none = try ana(prompts, IntervalOptions(resamples: 0))
        #expect(none.difference.low == nil && none.odds.high == nil && none.difference.standardError == 0.5)
    }

    @Test func costsAddUp() throws {
        let cost = DisagreementCost(try small(), level: .interval)
        // q: 1 + 1 + 4 = 6, r: 1 + 1 = 2, of 8 in all; p has none.
        #expect(cost.items.map(\.name) == ["q", "r"])
        #expect(cost.items.map(\.share) == [0.75, 0.25])
        #expect(cost.items[0].scores == [2, 3, 4])
        #expect(cost.confusions[0].low == 2 && cost.confusions[0].high == 4 && cost.confusions[0].share == 0.5)
        let total = cost.confusions.reduce(0) { $0 + $1.share }
        #expect(abs(total - 1) < 1e-12)
    }

    @Test func aDesignEffectNeedsBothErrors() throws {
        var wide = Estimate(value: 0.5, itemCount: 100, ratingCount: 200)
        #expect(DesignEffect(clustered: wide, independent: wide) == nil)
        wide.standardError = 0.2
        var narrow = wide
        narrow.standardError = 0.1
        let effect = try #require(DesignEffect(clustered: wide, independent: narrow))
        #expect(abs(effect.value - 4) < 1e-12 && abs(effect.effectiveItemCount - 25) < 1e-12)
    }

    @Test func aMetricsValuesAreNoCategories() throws {
        let people = try small()
        var scores: [RatingTable.Score] = []
        for (item, metric) in [0.31, 0.52, 0.93].enumerated() {
            for rater in 0..<3 {
                let score = try #require(people.score(rater: rater, item: item))
                scores.append(.init(item: item, rater: rater, value: score))
            }
            scores.append(.init(item: item, rater: 3, value: metric))
        }
        func report(_ raters: Int, _ categories: [Double]?) throws -> CriterionReport {
            let table = try RatingTable(
                items: ["p", "q", "r"],
                raters: Array([("ana", .human), ("ben", .human), ("cleo", .human), ("like", .metric)].prefix(raters)),
                scores: scores.filter { $0.rater < raters },
                categories: categories
            )
            return CriterionReport(criterion: "c", level: .ordinal, table: table)
        }
        for categories in [nil, [1, 2, 3, 4, 5]] as [[Double]?] {
            let with = try report(4, categories)
            let without = try report(3, categories)
            #expect(with.measures == without.measures && with.categories == without.categories)
            let spearman = try #require(with.automatic[0].measures["spearman"]?.value)
            #expect(abs(spearman - 1) < 1e-12)
        }
        #expect(throws: AgreementError.self) { try report(4, [1, 2, 3]) }
    }

    /// Who is off the scale is so by its own place in the list, wherever its name sorts.
    @Test func aJudgeOffTheScaleAddsNoCategories() throws {
        let people = try small()
        var scores: [RatingTable.Score] = []
        for (item, mapped) in [1.25, 2.5, 4.75].enumerated() {
            scores.append(.init(item: item, rater: 0, value: mapped))
            for rater in 0..<3 {
                scores.append(.init(item: item, rater: rater + 1, value: people.score(rater: rater, item: item) ?? 0))
            }
        }
        let table = try RatingTable(
            items: ["p", "q", "r"],
            raters: [("zed", .judge), ("ana", .human), ("ben", .human), ("cleo", .human)],
            scores: scores,
            categories: [1, 2, 3, 4, 5],
            offScale: [0]
        )
        #expect(table.raters.filter(\.isOffScale).map(\.name) == ["zed"])
        let without = table.withoutMetrics()
        #expect(without.raters.map(\.name) == ["ana", "ben", "cleo"] && without.categories == [1, 2, 3, 4, 5])
        #expect(without.scoreCount == 9 && table.scoreCount == 12)
        let report = CriterionReport(criterion: "c", level: .ordinal, table: table)
        #expect(report.categories == [1, 2, 3, 4, 5] && report.automatic[0].measures["mae"]?.value != nil)
    }
}
