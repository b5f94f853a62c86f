import Agreement
import Fixtures
import Studies
import Testing

/// Shares with clusters, kappas at the edge and the human ceiling: reference values of `Golden/rules.json`.
struct CeilingTests {
    @Test func wilsonsIntervalCountsWhatTheClustersAreWorth() throws {
        for golden in try GoldenFile.cases("wilson_clustered", in: "rules") {
            let share = try ClusteredShare(
                golden.input["value"].numbers.compactMap(\.self),
                clusters: golden.input["prompt"].codes
            )
            golden.check(share.value, "p")
            golden.check(Double(share.itemCount), "n_items")
            golden.check(Double(share.clusterCount), "n_prompts")
            golden.check(share.variance, "v")
            golden.check(share.effectiveCount, "n_eff")
            golden.check(share.low, "low")
            golden.check(share.high, "high")
        }
    }

    @Test func sharesThatAreNoneAreRefused() throws {
        #expect(throws: AgreementError.self) { try ClusteredShare([0.5, 1.5]) }
        #expect(throws: AgreementError.self) { try ClusteredShare([0.5, .nan]) }
        #expect(throws: AgreementError.self) { try ClusteredShare([0.5], clusters: [1, 2]) }
        #expect(try ClusteredShare([]).value == nil)
    }

    @Test func aThirdInEachClusterIsFlat() throws {
        let share = try ClusteredShare([Double](repeating: 1.0 / 3, count: 9), clusters: [0, 0, 0, 1, 1, 1, 2, 2, 2])
        #expect(share.effectiveCount == 3)
    }

    @Test func kappaAtTheEdgeHasTheWidthOfItsAgreement() throws {
        for golden in try GoldenFile.cases("kappa_edge", in: "rules") {
            let (a, b) = (golden.input["a"].list, golden.input["b"].list)
            let n = Double(a.count)
            let chance = Set(a.compactMap(\.text) + b.compactMap(\.text)).reduce(0.0) { sum, word in
                sum + Double(a.count { $0.text == word }) / n * Double(b.count { $0.text == word }) / n
            }
            let observed = try ClusteredShare(
                zip(a, b).map { $0 == $1 ? 1 : 0 },
                clusters: golden.input["prompt"].codes
            )
            golden.check(observed.value, "po")
            golden.check(chance, "pe")
            golden.check(observed.effectiveCount, "n_eff")
            let edge = kappaAtTheEdge(observed: observed, expected: chance)
            golden.check(edge.value, "kappa")
            golden.check(edge.low, "low")
            golden.check(edge.high, "high")
        }
    }

    private static func table(_ input: Golden) throws -> (table: RatingTable, names: [String]) {
        let names = input["people"].names
        let columns = names.map { input["people"][$0].list } + [input["judge"].list]
        var scores: [RatingTable.Score] = []
        for (rater, column) in columns.enumerated() {
            for (item, entry) in column.enumerated() {
                let value = entry.number ?? entry.text.map { $0 == "y" ? 1 : 0 }
                if let value { scores.append(.init(item: item, rater: rater, value: value)) }
            }
        }
        let raters = names.map { ($0, Agreement.RaterKind.human) } + [("z judge", Agreement.RaterKind.judge)]
        let items = (0..<(columns.map(\.count).max() ?? 0)).map { "i\(100 + $0)" }
        return (try RatingTable(items: items, raters: raters, scores: scores), names)
    }

    @Test func theHumanCeilingIsOfTheSameOthers() throws {
        for golden in try GoldenFile.cases("human_ceiling", in: "rules") {
            let (table, names) = try Self.table(golden.input)
            let isNominal = golden.input["kind"].text == "nominal"
            let ceiling = HumanCeiling(table: table, judge: names.count, level: isNominal ? .nominal : .ordinal)
            let suffix = isNominal ? "" : "_mae"
            golden.check(Double(ceiling.itemCount), "n_items")
            golden.check(ceiling.person.value, "person" + suffix)
            golden.check(ceiling.judge.value, "judge" + suffix)
            golden.check(ceiling.difference.value, "difference" + suffix)
            for person in ceiling.byPerson { golden.check(person.value.value, "by_person" + suffix, person.name) }
            guard !isNominal else { continue }
            golden.check(ceiling.personSpearman.value, "person_spearman")
            golden.check(ceiling.judgeSpearman.value, "judge_spearman")
        }
    }

    /// Where the figures are means over prompts, the judge's beside the same others is one too.
    @Test func overPromptsTheJudgeBesideTheSameOthersIsAMeanToo() throws {
        // On the first item all three agree; on each of the others the two people differ, and the judge goes with one.
        let options = IntervalOptions(resamples: 20)
        func report(_ items: Range<Int>) throws -> CriterionReport {
            let scores = items.enumerated().flatMap { place, item in
                [0, item == 0 ? 0 : 1, 0].enumerated().map { rater, value in
                    RatingTable.Score(item: place, rater: rater, value: Double(value))
                }
            }
            let table = try RatingTable(
                items: items.map { "i\($0)" },
                raters: [("a", .human), ("b", .human), ("j", .judge)],
                scores: scores
            )
            return CriterionReport(criterion: "c", level: .nominal, table: table, options: options)
        }
        let whole = try report(0..<4)
        #expect(whole.automatic[0].humanCeiling.judge.value == 0.625)
        let mean = whole.averaged(over: [try report(0..<1), try report(1..<4)], named: "prompts", options: options)
        let automatic = mean.automatic[0]
        #expect(automatic.ceiling["percent_agreement"]?.value == 0.5)
        #expect(automatic.humanCeiling.person.value == 0.5 && automatic.humanCeiling.judge.value == 0.75)
        #expect(automatic.humanCeiling.difference.value == 0.25)
        #expect(automatic.humanCeiling.judge.method?.hasPrefix("mean over 2 of 2 prompts") == true)
        // Why nominal scores have no ranks is said of the whole.
        #expect(automatic.humanCeiling.judgeSpearman.undefined == "nominal scores have no ranks")
    }

    @Test func whoAlwaysAgreesIsNotCertainToBeAsGoodAsAPerson() throws {
        let scores = (0..<30).flatMap { item in
            (0..<3).map { RatingTable.Score(item: item, rater: $0, value: Double(item % 2)) }
        }
        let table = try RatingTable(
            items: (0..<30).map { "i\(100 + $0)" },
            raters: [("a", .human), ("b", .human), ("j", .judge)],
            scores: scores
        )
        let ceiling = HumanCeiling(table: table, judge: 2, level: .nominal)
        // Wilson's lower end for 30 of 30.
        #expect(abs((ceiling.person.low ?? 1) - 0.886_482) < 1e-5)
        #expect(ceiling.difference.value == 0)
        #expect(abs((ceiling.difference.low ?? 0) + 0.113_518) < 1e-5)
    }

    /// A similarity of 0 to 1 is near nobody's 1 to 5; what people are to each other is known.
    @Test func aMetricsDistanceIsOnNobodysScale() throws {
        let rows = (0..<12).map { item -> [Double?] in
            let score = Double(1 + item % 5)
            return [score, Double(1 + item % 4), score / 5]
        }
        func ceiling(_ kind: Agreement.RaterKind) throws -> HumanCeiling {
            let table = try RatingTable(rows: rows, kinds: [.human, .human, kind])
            return HumanCeiling(table: table, judge: 2, level: .ordinal, options: IntervalOptions(resamples: 20))
        }
        let (metric, judge) = (try ceiling(.metric), try ceiling(.judge))
        for figure in [metric.judge, metric.difference] {
            #expect(figure.value == nil && figure.undefined == "another scale than people's" && figure.itemCount == 12)
        }
        #expect(metric.person == judge.person && metric.judgeSpearman == judge.judgeSpearman)
        #expect(metric.person.value != nil && metric.judgeSpearman.value != nil && judge.judge.value != nil)
    }

    /// Two people who are a point apart, and a judge that goes with one of them.
    @Test func theCeilingIsWhatPeopleAreFromEachOther() throws {
        let rows = (0..<6).map { item -> [Double?] in [Double(item), Double(item + 1), Double(item)] }
        let table = try RatingTable(rows: rows, kinds: [.human, .human, .judge])
        let found = HumanCeiling(table: table, judge: 2, level: .ordinal, options: IntervalOptions(resamples: 20))
        #expect(found.measures["mae"]?.value == 1 && found.judge.value == 0.5 && found.difference.value == -0.5)
        #expect(found.measures["spearman"] == found.personSpearman && found.measures.all.count == 2)
    }

    @Test(arguments: [(2, false), (3, true)]) func aCorrelationTakesThreeItems(count: Int, isDefined: Bool) throws {
        let rows = (1...count).map { [Double?](repeating: Double($0), count: 3) }
        let table = try RatingTable(rows: rows, kinds: [.human, .human, .judge])
        let found = HumanCeiling(table: table, judge: 2, level: .ordinal, options: IntervalOptions(resamples: 20))
        for figure in [found.personSpearman, found.judgeSpearman] {
            #expect(figure.value.map { abs($0 - 1) < 1e-12 } == (isDefined ? true : nil), "\(figure)")
            let reason = "no person has three items on which the scores vary"
            #expect(figure.undefined == (isDefined ? nil : reason))
        }
    }

    /// Three prompts of ten texts each are three, where no resample moves the difference.
    @Test func aDifferenceThatNeverMovesIsAsSureAsItsPrompts() throws {
        let rows = (0..<30).map { [Double?](repeating: Double($0 % 2), count: 3) }
        let table = try RatingTable(
            rows: rows,
            kinds: [.human, .human, .judge],
            clusters: rows.indices.map { "p\($0 / 10)" }
        )
        let found = HumanCeiling(table: table, judge: 2, level: .nominal).difference
        // Wilson's lower end for 3 of 3.
        #expect(found.value == 0 && abs((found.low ?? 0) - (0.438_503 - 1)) < 1e-5, "\(found)")
        #expect(abs((found.high ?? 0) - (1 - 0.438_503)) < 1e-5)
    }
}
