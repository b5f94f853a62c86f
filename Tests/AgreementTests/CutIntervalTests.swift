import Testing

@testable import Agreement

/// No interval reaches beyond what its figure can be, and says where it was cut.
struct CutIntervalTests {
    private func items(_ scores: [(baseline: Double, candidate: Double)], people: Int = 1) -> [QualityItem] {
        scores.enumerated().flatMap { prompt, own in
            [own.baseline, own.candidate].enumerated().map { model, value in
                let labels = (0..<people).map { JudgedItem.Label(person: $0, value: value) }
                return QualityItem(model: model, prompt: prompt, fold: 0, labels: labels, verdicts: [])
            }
        }
    }

    /// Differences of 4, 4, 4 and 2: Student's t reaches 4.68 at 90 %.
    @Test func aDifferenceOfScoresEndsAtTheLengthOfTheScale() throws {
        let scores = items([(1, 5), (1, 5), (1, 5), (3, 5)], people: 3)
        let open = try ModelComparison(scores, candidate: 1, baseline: 0, isShare: false)
        #expect((open.difference.high ?? 0) > 4.6 && open.difference.method?.contains("cut") == false)
        let cut = try ModelComparison(scores, candidate: 1, baseline: 0, isShare: false, scale: 1...5)
        #expect(cut.difference.low == open.difference.low && cut.difference.high == 4)
        #expect(cut.difference.method == "\(open.difference.method ?? ""), cut at -4 and 4")
        #expect((cut.withRatersDrawn?.upperBound ?? 9) <= 4)
        let tested = try ModelComparison.test([[open], [cut]], margins: [0.5, 0.5])
        let (one, other) = (try #require(tested[0][0].test), try #require(tested[1][0].test))
        #expect((one.high ?? 0) > 4 && other.high == 4 && other.low == one.low)
        #expect(other.method.hasSuffix("cut at -4 and 4") && one.p == other.p && one.verdict == other.verdict)
    }

    @Test func sharesAndPairsEndWhereTheyDo() throws {
        // Two raters a prompt, so that Newcombe's interval has no part: differences of 1, 1 and 0.
        let shares = items([(0, 1), (0, 1), (1, 1)], people: 2)
        let share = try ModelComparison(shares, candidate: 1, baseline: 0, isShare: true).difference
        #expect(share.high == 1 && share.method?.hasSuffix("cut at -1 and 1") == true, "\(share)")
        let verdicts: [Double] = [1, 1, 1, 0]
        let pairs = try ModelComparison(
            pairs: verdicts.enumerated().map { ($0, [JudgedItem.Label(person: 0, value: $1)]) },
            candidate: 1
        )
        #expect(pairs.difference.high == 0.5 && pairs.difference.method?.hasSuffix("cut at -0.5 and 0.5") == true)
    }

    @Test func whatReachesNowhereBeyondStandsAsItIs() {
        var estimate = Estimate(value: 2, itemCount: 3, ratingCount: 3)
        #expect(estimate.cut(to: 0...1) == estimate && estimate.cut(to: nil) == estimate)
        (estimate.low, estimate.high, estimate.method) = (1, 3, "t")
        #expect(estimate.cut(to: 1...3) == estimate)
        // A figure that lies outside itself has no range.
        #expect(estimate.cut(to: 2.5...4) == estimate)
        let above = estimate.cut(to: 1.5...Double.infinity)
        #expect(above.low == 1.5 && above.high == 3 && above.method == "t, cut at 1.5")
    }

    /// Mean errors 0, 0, 0 and 1 of one person: Student's t would begin below 0.
    @Test func aMeanErrorEndsAtNone() throws {
        let values: [[Double]] = [[1, 1, 1], [2, 2, 2], [3, 3, 3], [5, 4, 4]]
        let scores = values.enumerated().flatMap { item, own in
            own.enumerated().map { RatingTable.Score(item: item, rater: $0, value: $1) }
        }
        let raters: [(name: String, kind: RaterKind)] = [("a", .human), ("b", .human), ("j", .judge)]
        let table = try RatingTable(items: ["w", "x", "y", "z"], raters: raters, scores: scores)
        let ceiling = HumanCeiling(table: table, judge: 2, level: .interval, options: IntervalOptions(resamples: 20))
        let own = try #require(ceiling.byPerson.first?.value)
        #expect(own.value == 0.25 && own.low == 0 && own.method?.hasSuffix("cut at 0") == true, "\(own)")
    }

    /// A p of about .03, which one test more makes too many.
    @Test func aTestThatIsNotMadeSharesTheError() throws {
        let scores = items((0..<40).map { (3, $0 % 2 == 0 ? 4.61 : 1.39) })
        let one = try ModelComparison(scores, candidate: 1, baseline: 0, isShare: false)
        let alone = try ModelComparison.test([[one]], margins: [0.5])[0][0]
        #expect(alone.verdict == .nonInferior && (alone.adjustedP ?? 0) > 0.025 && (alone.adjustedP ?? 1) < 0.035)
        let shared = try ModelComparison.test([[one]], margins: [0.5], untested: 1)[0][0]
        #expect(shared.verdict == .notEnough && shared.adjustedP == 2 * (alone.adjustedP ?? 0))
        #expect((shared.test?.low ?? 0) < (alone.test?.low ?? 0))
    }

    /// A judge that is far better than the constant on every prompt but one.
    @Test func skillEndsAtTheLengthOfTheScale() throws {
        let truths: [Double] = [1, 5, 1, 5, 3]
        let items = truths.enumerated().map { prompt, truth in
            let labels = (0..<2).map { JudgedItem.Label(person: $0, value: truth) }
            return JudgedItem(prompt: prompt, labels: labels, verdict: truth)
        }
        let options = IntervalOptions(resamples: 20)
        let skill = JudgeCalibration(items, kind: .scores(1...5), choices: .init(options: options)).skill
        // Errors saved are 2, 2, 2, 2 and 0, with an interval of 1.6 ± 1.11 that no limit meets; of a short scale one does.
        #expect((skill.high ?? 9) < 4 && skill.method?.contains("cut") == false, "\(skill)")
        let short = items.map { item -> JudgedItem in
            var item = item
            item.labels = item.labels.map { .init(person: $0.person, value: $0.value >= 3 ? 1 : 0) }
            item.verdict = (item.verdict ?? 0) >= 3 ? 1 : 0
            return item
        }
        let cut = JudgeCalibration(short, kind: .scores(0...1), choices: .init(options: options)).skill
        #expect((cut.high ?? 9) <= 1 && (cut.low ?? -9) >= -1, "\(cut)")
    }
}
