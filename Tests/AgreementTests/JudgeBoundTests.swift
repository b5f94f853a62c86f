import Testing

@testable import Agreement

/// What decides of a judge beside people, each rule at its bound, on items that are counted by hand.
struct JudgeBoundTests {
    private static let options = IntervalOptions(resamples: 60)

    private func items(
        _ count: Int,
        _ item: (Int) -> (labels: [Double?], verdict: Double?)
    ) -> [JudgedItem] {
        (0..<count).map { prompt in
            let own = item(prompt)
            let labels = own.labels.enumerated().compactMap { person, value in
                value.map { JudgedItem.Label(person: person, value: $0) }
            }
            return JudgedItem(prompt: prompt, labels: labels, verdict: own.verdict)
        }
    }

    private func judged(_ items: [JudgedItem]) -> JudgedItems {
        JudgedItems(items: items, kind: .nominal, options: Self.options)
    }

    /// All labels are one: whoever is compared, nothing differs, and only the mean and the cost of a person speak.
    @Test(arguments: [(0.2, Double?.some(0), 1.0), (0, nil, 0), (-0.1, 1, 0)])
    func withoutASpreadTheMeanAloneDecides(epsilon: Double, p: Double?, rate: Double) throws {
        let ones = [Double?](repeating: 1, count: 30)
        let test = try AltTest(people: [ones, ones], judge: ones, choices: .init(epsilon: epsilon))
        #expect(test.people.allSatisfy { $0.p == p && $0.t == nil && $0.deviation == 0 && $0.meanDifference == 0 })
        #expect(test.winningRate == rate && test.passes == (rate == 1))
        #expect(test.people.allSatisfy { $0.isRejected == (rate == 1) && $0.adjustedP == (rate == 1 ? 0 : 1) })
    }

    /// The judge is alone on every other item: against people of 30 items it wins half, against the one of 29 in 14.
    @Test func aPersonOfFewerThanThirtyItemsIsNotTested() throws {
        let ones = [Double?](repeating: 1, count: 30)
        let judge = (0..<30).map { Double?.some(Double($0 % 2)) }
        let test = try AltTest(people: [ones, ones, Array(ones.dropLast()) + [nil]], judge: judge)
        #expect(test.people.map(\.isSkipped) == [false, false, true])
        #expect(test.people.map(\.itemCount) == [30, 30, 29])
        #expect(test.people.map { $0.wilcoxonP == nil } == [true, true, false])
        #expect(test.people.map { $0.adjustedP == nil } == [false, false, true])
        #expect(test.advantageProbability == 0.5 && test.people[2].judgeAdvantage == 14.0 / 29)
        #expect(test.people.allSatisfy { $0.personAdvantage == 1 } && test.people[0].meanDifference == 0.5)
    }

    @Test func whatRoundingMakesDifferentIsATie() throws {
        let people = [Double?](repeating: 0.3, count: 30)
        let judge = [Double?](repeating: 0.1 + 0.2, count: 30)
        try #require(judge[0] != people[0])
        let test = try AltTest(people: [people, people], judge: judge, choices: .init(score: .negativeRMSE))
        #expect(test.people.allSatisfy { $0.judgeAdvantage == 1 && $0.meanDifference == 0 })
    }

    @Test func theUsualMarginIsATenthOfHalfTheScale() {
        #expect(VerdictKind.scores(1...5).usualMargin == 0.2 && VerdictKind.scores(0...1).usualMargin == 0.05)
        #expect(VerdictKind.nominal.usualMargin == 0.1 && VerdictKind.pairs.usualMargin == 0.1)
    }

    @Test(arguments: [(29, true), (30, false)])
    func thirtyPromptsAreEnough(count: Int, isFew: Bool) {
        let found = JudgeCalibration(
            items(count) { ([Double($0 % 2), Double($0 % 2), Double($0 % 2)], Double($0 % 2)) },
            kind: .nominal,
            choices: .init(options: Self.options)
        )
        #expect(found.refusals.contains(.fewPrompts(count)) == isFew)
    }

    @Test(arguments: [(9, false), (10, true)])
    func tenPromptsOfAClassCoverIt(rare: Int, isCovered: Bool) {
        let found = JudgeCalibration(
            items(60) { prompt in
                let truth = prompt < rare ? 1.0 : 0
                return ([truth, truth, prompt % 7 == 0 ? 1 - truth : truth], truth)
            },
            kind: .nominal,
            choices: .init(options: Self.options)
        )
        #expect(found.classes.map(\.promptCount) == [60 - rare, rare])
        #expect(found.conditions.first { $0.condition == .classes }?.holds == isCovered)
    }

    /// It turns people's scale around: it is worse than their median, however wide the margin.
    @Test func worseThanTheConstantIsUseless() {
        let found = JudgeCalibration(
            items(60) { ([Double(1 + $0 % 5), Double(1 + $0 % 5), Double(1 + $0 % 5)], Double(5 - $0 % 5)) },
            kind: .scores(1...5),
            choices: .init(margin: 100, options: Self.options)
        )
        #expect((found.skill.high ?? 0) < 0 && (found.difference.low ?? -101) > -100)
        #expect(found.verdict == .mayNot)
    }

    @Test func whatCannotBeTestedDoesNotHold() {
        var choices = JudgeCalibration.Choices(options: Self.options)
        choices.isForeignScale = true
        let found = JudgeCalibration(
            items(40) { ([Double(1 + $0 % 5), Double(1 + $0 % 5), Double(1 + $0 % 4)], Double($0 % 5) / 5) },
            kind: .scores(1...5),
            choices: choices
        )
        let failing: [JudgeCalibration.Condition] = [.altTest, .skill, .ceiling, .worstCase]
        let held = found.conditions.filter { failing.contains($0.condition) }.map(\.holds)
        #expect(held == [false, false, false, false])
    }

    @Test func onlyWhatLabelsMendAsksForThem() {
        func more(_ refusals: [JudgeCalibration.Refusal]) -> Int? {
            JudgeCalibration([], kind: .nominal, choices: .init(options: Self.options, refusals: refusals)).more
        }
        #expect(more([]) == 30 && more([.outsideRange(0.2)]) == 30)
        let others: [JudgeCalibration.Refusal] = [
            .labelsNotRandom(1), .modelsUnknown, .copyOfJudge(person: 1), .samePerson(0, 1), .chosenAfterData,
            .labelsLeftOut(2),
        ]
        for refusal in others { #expect(more([refusal]) == nil, "\(refusal)") }
    }

    /// Of so many items on which the first person alone goes with the judge, and so many on which nobody does.
    @Test(arguments: [(12, 0, true), (11, 0, false), (18, 2, true), (17, 2, false)])
    func nineOfTenTellingItemsMakeACopy(alone: Int, nobody: Int, isCopy: Bool) {
        let all = items(alone + nobody) { ([$0 < alone ? 1 : 0, 0], 1) }
        #expect(judged(all).copies() == (isCopy ? [.copyOfJudge(person: 0)] : []))
    }

    /// On an item that nobody else labelled nothing tells a copy from one who is right.
    @Test func agreeingAloneOnAnItemTellsNothing() {
        #expect(judged(items(40) { _ in ([1], 1) }).copies().isEmpty)
        #expect(judged(items(40) { _ in ([1, 1, 0], 1) }).copies() == [.samePerson(0, 1)])
    }

    /// Two people of one value throughout, and a third who differs on the first `differing` items.
    @Test(arguments: [(30, 5, false, true), (29, 5, false, false), (30, 4, false, false), (40, 6, true, false)])
    func onePersonUnderTwoNames(shared: Int, differing: Int, isApart: Bool, isSame: Bool) {
        let all = items(shared) { prompt in
            ([1, isApart && prompt == 39 ? 0 : 1, prompt < differing ? 0 : 1], nil)
        }
        #expect(judged(all).copies() == (isSame ? [.samePerson(0, 1)] : []))
    }

    /// The first goes with the judge on `own` of 30, the second, who labelled `shared`, with the first on `equal`.
    @Test(
        arguments: [
            (24, 30, 15, 0.5), (23, 30, 15, nil), (24, 30, 16, nil), (24, 12, 6, 0.5), (24, 11, 5, nil),
        ] as [(Int, Int, Int, Double?)]
    )
    func whoFollowsTheJudgeAndNobodyElseIsTold(own: Int, shared: Int, equal: Int, near: Double?) {
        let all = items(30) { prompt in
            let first = prompt < own ? 0.0 : 1
            return ([first, prompt < shared ? (prompt < equal ? first : 5) : nil], 0)
        }
        let told = near.map { [JudgeCalibration.Echo(person: 0, itemCount: 30, toJudge: 0.8, toPeople: $0)] }
        #expect(judged(all).echoes() == told ?? [])
    }

    @Test func whyThereIsNoSkillOfCategories() {
        let split = judged(items(6) { ([0, 1], Double($0 % 2)) })
        #expect(split.skill().undefined == "no item has a strict majority of people and a verdict")
        let one = judged(items(6) { ([1, 1], Double($0 % 2)) })
        #expect(one.skill().undefined == "people's majorities are all of one class" && one.skill().itemCount == 6)
        let scores = JudgedItems(items: items(3) { _ in ([3], nil) }, kind: .scores(1...5), options: Self.options)
        #expect(scores.skill().undefined == "no item has labels and a verdict")
    }
}
