import Fixtures
import Testing

@testable import Agreement

/// Figures that rest on little, or at the end of their scale, do not claim certainty.
struct EdgeTests {
    /// Thirty of thirty agree (Wilson's lower end for 30 of 30 is .886482).
    @Test func fullAgreementHasAWidth() throws {
        let rows = (0..<30).map { item -> [Double?] in [Double(item % 2), Double(item % 2)] }
        let table = try RatingTable(rows: rows)
        let report = CriterionReport(criterion: "s", level: .nominal, table: table)
        let percent = try #require(report.measures["percent_agreement"])
        #expect(percent.value == 1 && percent.high == 1)
        #expect(abs((percent.low ?? 1) - 0.886_482) < 1e-5)
        #expect(percent.method?.contains("Wilson") == true)
        // Chance is ½ in a balanced table; of alpha it is 1 − 60 · 60 / 2 / (60 · 59).
        let ends = ["fleiss.identity": 0.5, "gwet_ac.identity": 0.5, "alpha.nominal": 1 - 30.0 / 59]
        for (name, chance) in ends {
            let figure = try #require(report.measures[name])
            #expect(figure.value == 1 && figure.high == 1, "\(name)")
            #expect(abs((figure.low ?? 1) - (0.886_482 - chance) / (1 - chance)) < 1e-4, "\(name)")
            #expect(figure.method?.contains("Wilson") == true, "\(name)")
        }
        let pair = try #require(report.pairs.first?.measures["cohen.unweighted"])
        #expect(abs((pair.low ?? 1) - (0.886_482 - 0.5) / 0.5) < 1e-4)
    }

    @Test func nothingAtTheEndOfItsScaleHasAnIntervalOfNoWidth() throws {
        for level in Level.allCases {
            let rows = (0..<40).map { item -> [Double?] in
                let score = Double(1 + item % 4)
                return [score, score, score]
            }
            let table = try RatingTable(rows: rows, kinds: [.human, .human, .judge])
            for method in IntervalMethod.allCases {
                let report = CriterionReport(
                    criterion: "s",
                    level: level,
                    table: table,
                    options: IntervalOptions(resamples: 100, method: method)
                )
                let all =
                    report.measures.all + report.pairs.flatMap(\.measures.all)
                    + report.automatic.flatMap { $0.measures.all + $0.ceiling.all }
                for (name, figure) in all where figure.value != nil {
                    #expect(figure.low == nil || (figure.low ?? 0) < (figure.high ?? 0), "\(level) \(method) \(name)")
                    #expect(figure.method != nil, "\(level) \(method) \(name)")
                    if let form = figure.closedForm { #expect(form.low < form.high, "\(level) \(name)") }
                }
            }
        }
    }

    @Test func onePairAmongAHundredItemsIsCountedAndWarnedOf() throws {
        let rows = (0..<100).map { item -> [Double?] in item == 0 ? [1, 1] : [Double(item % 2), nil] }
        let report = CriterionReport(criterion: "s", level: .nominal, table: try RatingTable(rows: rows))
        for name in ["percent_agreement", "gwet_ac.identity", "brennan_prediger.identity", "fleiss.identity"] {
            let figure = try #require(report.measures[name])
            #expect(figure.itemCount == 1, "\(name)")
            #expect(figure.warnings.contains(.few(1, "items with two ratings")), "\(name)")
            #expect(figure.low == nil || (figure.high ?? 0) - (figure.low ?? 0) > 0.5, "\(name)")
        }
    }

    @Test(arguments: [(19, true), (20, false)])
    func nineteenItemsAreWarnedOf(count: Int, isWarned: Bool) throws {
        let rows = (0..<count).map { item -> [Double?] in [Double(item % 3), Double((item + item % 2) % 3)] }
        let report = CriterionReport(criterion: "s", level: .nominal, table: try RatingTable(rows: rows))
        #expect(
            report.measures["percent_agreement"]?.warnings.contains(.few(count, "items with two ratings")) == isWarned
        )
        let clusters = rows.indices.map { "c\($0)" }
        let clustered = try RatingTable(
            items: rows.indices.map { "i\(100 + $0)" },
            raters: [("a", .human), ("b", .human)],
            scores: rows.enumerated().flatMap { item, row in
                row.enumerated().map { RatingTable.Score(item: item, rater: $0, value: $1 ?? 0) }
            },
            clusters: clusters
        )
        let other = CriterionReport(criterion: "s", level: .nominal, table: clustered)
        #expect(other.measures["percent_agreement"]?.warnings.contains(.few(count, "clusters")) == isWarned)
    }

    private func table(_ players: [String], _ rows: [(Int, Int, ComparisonOutcome)]) throws -> ComparisonTable {
        try ComparisonTable(players: players, rows: rows.map { .init(left: $0.0, right: $0.1, outcome: $0.2) })
    }

    @Test func aRankLiesInItsOwnInterval() throws {
        let names = (0..<15).map { "m\(10 + $0)" }
        let chain = try table(names, (0..<14).map { ($0, $0 + 1, .left) })
        var generator = Generator(seed: 5)
        let mixed = try table(
            names,
            (0..<60).map { _ in
                let left = generator.index(below: 15)
                return (
                    left, (left + 1 + generator.index(below: 14)) % 15, generator.index(below: 3) == 0 ? .tie : .left
                )
            }
        )
        var count = 0
        for table in [chain, mixed] {
            for player in RankReport(table, options: IntervalOptions(resamples: 300)).players {
                for figure in [player.rank, player.winRate, player.elo, player.bradleyTerry] {
                    guard let value = figure.value, let low = figure.low, let high = figure.high else { continue }
                    count += 1
                    #expect(low <= value && value <= high, "\(player.name)")
                }
            }
        }
        #expect(count > 60)
    }

    @Test func whoNeverLostIsNotCertainToBeTheBest() throws {
        let report = RankReport(
            try table(["a", "b"], [(0, 1, .left)] + (0..<5).map { _ in (1, 0, .right) }),
            options: IntervalOptions()
        )
        #expect(report.players[0].winRate.value == 1)
        #expect(abs((report.players[0].winRate.low ?? 1) - 0.609_666) < 1e-5)
        #expect(report.players[0].indistinguishable == nil)
        #expect(report.players[0].rank.low == nil && report.players[0].rank.method != nil)
    }

    @Test func whoOnlyTiesCannotBeToldApart() throws {
        let report = RankReport(try table(["a", "b"], (0..<30).map { _ in (0, 1, .tie) }), options: IntervalOptions())
        #expect(report.players.map(\.indistinguishable) == [["b"], ["a"]])
    }

    /// Wilson's interval of one half of thirty.
    @Test func ofTiesAloneTheWinRateIsOneHalf() throws {
        let report = RankReport(try table(["a", "b"], (0..<30).map { _ in (0, 1, .tie) }), options: IntervalOptions())
        for player in report.players {
            let (low, high) = (try #require(player.winRate.low), try #require(player.winRate.high))
            #expect(player.winRate.value == 0.5 && abs(low + high - 1) < 1e-12 && abs(low - 0.331_541) < 1e-5)
        }
    }

    /// From twenty comparisons, or clusters of them, on nothing is said of few.
    @Test(arguments: [(19, true), (20, false)]) func nineteenComparisonsAreWarnedOf(count: Int, isWarned: Bool) throws {
        let rows = (0..<2 * count).map {
            ComparisonTable.Row(left: 0, right: 1, outcome: $0 % 4 == 1 ? .right : .left)
        }
        let alone = try ComparisonTable(players: ["a", "b"], rows: Array(rows[..<count]))
        let clusters = rows.indices.map { "c\($0 / 2)" }
        let clustered = try ComparisonTable(players: ["a", "b"], rows: rows, clusters: clusters)
        for (table, unit) in [(alone, "comparisons"), (clustered, "prompts")] {
            let report = RankReport(table, options: IntervalOptions(resamples: 200), unit: "prompts")
            let rate = report.players[0].winRate
            #expect(rate.warnings.contains(.few(count, unit)) == isWarned, "\(rate)")
            #expect(rate.method == "percentile bootstrap over \(count) \(unit), 200 resamples")
        }
    }

    @Test func aConfidenceIsAShare() {
        let odd = [0, 1, 1.5, -0.5, .nan, .infinity].map { IntervalOptions(confidence: $0).confidence }
        #expect(odd == [0.95, 0.95, 0.95, 0.95, 0.95, 0.95] && IntervalOptions(confidence: 0.9).confidence == 0.9)
        #expect(IntervalOptions(resamples: -3).resamples == 0)
    }

    /// Wilson's ends for none and all of thirty.
    @Test func aShareThatNoResampleMovesIsOpened() {
        func opened(_ value: Double, _ count: Int = 30) -> Estimate {
            Estimate(value: value, itemCount: 90, ratingCount: 90).opened(clusterCount: count, confidence: 0.95)
        }
        let (none, all) = (opened(0), opened(1))
        #expect(none.low == 0 && abs((none.high ?? 1) - 0.113_518) < 1e-5)
        #expect(all.high == 1 && abs((all.low ?? 0) - 0.886_482) < 1e-5)
        #expect(none.method == "Wilson (1927) over 30 prompts" && opened(0.5).low == nil && opened(1, 0).low == nil)
    }

    @Test func theBestHasRankOneAndEqualsShareTheBetterRank() throws {
        let rows: [(Int, Int, ComparisonOutcome)] = [
            (0, 1, .left), (0, 1, .right), (0, 2, .left), (0, 2, .left), (0, 2, .right), (1, 2, .left), (1, 2, .left),
            (1, 2, .right),
        ]
        let ranks = RankReport(try table(["a", "b", "c"], rows), options: IntervalOptions(resamples: 0)).players
            .map { $0.rank.value }
        #expect(ranks == [1, 1, 3])
    }

    @Test func aChainOfTwoThousandIsRankedInSeconds() throws {
        let names = (0..<2000).map { "m\(10_000 + $0)" }
        for both in [false, true] {
            let rows = (0..<1999).flatMap { place -> [(Int, Int, ComparisonOutcome)] in
                both ? [(place, place + 1, .left), (place, place + 1, .right)] : [(place, place + 1, .left)]
            }
            let table = try table(names, rows)
            var report: RankReport?
            let spent = ProcessorTime.seconds { report = RankReport(table, options: IntervalOptions(resamples: 20)) }
            #expect(spent < 60)
            #expect((report?.players[0].bradleyTerry.value == nil) == !both)
        }
    }
}
