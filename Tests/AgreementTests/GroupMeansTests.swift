import Agreement
import Testing

/// Means by group rest on what raters share: a design moves no figure.
struct GroupMeansTests {
    /// Five people rate the even items, which are good, one the odd ones, which are not; the judge gives what each person gave.
    /// The groups: items of value 4, of value 1, and both of value 5 and 2.
    private func report(shared: Bool = false) throws -> CriterionReport {
        let raters: [(name: String, kind: RaterKind)] = [
            ("ana", .human), ("ben", .human), ("cy", .human), ("di", .human), ("eve", .human), ("judge", .judge),
        ]
        let values: [Double] = [4, 1, 5, 2]
        let count = 60
        let scores = (0..<count).flatMap { item -> [RatingTable.Score] in
            let places = item % 2 == 0 || shared ? [0, 1, 2, 3, 4, 5] : [0, 5]
            return places.map { RatingTable.Score(item: item, rater: $0, value: values[item % 4]) }
        }
        let table = try RatingTable(
            items: (0..<count).map { "i\(100 + $0)" },
            raters: raters,
            scores: scores
        )
        let groups = (0..<count).map { [GroupMeans.Membership(group: min(2, $0 % 4))] }
        return try CriterionReport(
            criterion: "s",
            level: .interval,
            means: GroupMeans(table, names: ["a", "b", "c"], groups: groups),
            options: IntervalOptions(resamples: 50)
        )
    }

    @Test func whoAgreesOnEveryItemAgreesByGroup() throws {
        let report = try report()
        let judge = try #require(report.automatic.first)
        #expect(judge.itemCount == 3 && judge.measures["mae"]?.value == 0 && judge.measures["bias"]?.value == 0)
        #expect(judge.ceiling["mae"]?.value == 0 && judge.humanCeiling.itemCount == 2)
        #expect(report.pairs.count == 15 && report.pairs.allSatisfy { $0.measures["mae"]?.value == 0 })
    }

    @Test func allPeopleTogetherRestOnTheItemsThatAllOfThemScored() throws {
        // Items of value 1 nobody but ana scored: their group has no part.
        let part = try #require(try report().measures["alpha.interval"])
        #expect(part.value == 1 && part.itemCount == 2, "\(part)")
        let complete = try report().completeItems
        #expect(complete?.count == 30 && complete?.ratedCount == 60 && complete?.personCount == 5)
        #expect(part.method?.hasSuffix("over the 30 of 60 items that all 5 scored") == true, "\(part)")
        let whole = try #require(try report(shared: true).measures["alpha.interval"])
        #expect(whole.value == 1 && whole.itemCount == 3 && whole.method?.contains("that all") != true, "\(whole)")
    }

    /// Who skipped one item takes that item out, and no coefficient: means of the other items, by hand.
    @Test func aSkippedItemMakesNoCoefficientUndefined() throws {
        // Means without item 4 are 2, 4 and 2, 5: alpha = 1 − .5 / 4.5.
        let values: [[Double?]] = [[1, 1], [3, 3], [3, 4], [5, 6], [5, nil]]
        let scores = values.enumerated().flatMap { item, own in
            own.enumerated().compactMap { rater, value in
                value.map { RatingTable.Score(item: item, rater: rater, value: $0) }
            }
        }
        func report(_ scores: [RatingTable.Score]) throws -> CriterionReport {
            let raters: [(name: String, kind: RaterKind)] = [("ana", .human), ("ben", .human)]
            let table = try RatingTable(items: (0..<5).map { "i\($0)" }, raters: raters, scores: scores)
            let means = try GroupMeans(
                table,
                names: ["a", "b"],
                groups: [0, 0, 1, 1, 1].map { [GroupMeans.Membership(group: $0)] }
            )
            return try CriterionReport(
                criterion: "s",
                level: .interval,
                means: means,
                options: IntervalOptions(resamples: 20)
            )
        }
        let found = try report(scores).measures
        #expect(abs((found["alpha.interval"]?.value ?? 9) - 8.0 / 9) < 1e-12)
        #expect(found["icc.A_1"]?.value != nil && found["fleiss.quadratic"]?.value != nil)
        // Without an item that both scored nothing is compared.
        let apart = try report(scores.filter { ($0.item < 2) == ($0.rater == 0) }).measures["alpha.interval"]
        #expect(apart?.undefined?.contains("not everybody scored the same items") == true)
    }

    @Test func equalityOfMeansIsNoFigure() throws {
        let report = try report(shared: true)
        let lists = [report.measures, report.pairs[0].measures, try #require(report.automatic.first).measures]
        for measures in lists {
            for (name, figure) in measures.all where name == "percent_agreement" || name == "cohen.unweighted" {
                #expect(figure.value == nil && figure.undefined == "means are equal by accident alone", "\(name)")
            }
        }
        #expect(report.measures["percent_agreement"] != nil && report.pairs[0].measures["percent_agreement"] != nil)
        for name in ["gwet_ac.identity", "fleiss.identity", "alpha.nominal", "fleiss.listwise"] {
            #expect(report.measures[name]?.undefined == "means are equal by accident alone", "\(name)")
        }
        #expect(report.measures["gwet_ac.quadratic"]?.value != nil)
    }

    /// An item that counts three times moves both sides alike.
    @Test func itemsWeighAsOftenAsTheyCount() throws {
        let scores = [
            RatingTable.Score(item: 0, rater: 0, value: 1), RatingTable.Score(item: 0, rater: 1, value: 2),
            RatingTable.Score(item: 1, rater: 0, value: 5), RatingTable.Score(item: 1, rater: 1, value: 5),
            RatingTable.Score(item: 2, rater: 0, value: 3),
        ]
        let raters: [(name: String, kind: RaterKind)] = [("ana", .human), ("judge", .judge)]
        let table = try RatingTable(items: ["x", "y", "z"], raters: raters, scores: scores)
        let groups: [[GroupMeans.Membership]] = [[.init(group: 0)], [.init(group: 0, weight: 3)], [.init(group: 0)]]
        let means = try GroupMeans(table, names: ["a"], groups: groups)
        let found = try CriterionReport(criterion: "s", level: .interval, means: means).automatic[0].measures
        // (2 + 15) / 4 less (1 + 15) / 4; the third item has no verdict.
        #expect(found["bias"]?.value == 0.25)
        #expect(throws: AgreementError.self) { try GroupMeans(table, names: ["a"], groups: []) }
        #expect(throws: AgreementError.self) { try GroupMeans(table, names: [], groups: groups) }
    }
}
