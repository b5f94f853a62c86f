import Testing

@testable import Agreement

/// What a candidate is called beside a baseline, and what labels cost: both sides of each bound, by hand.
struct MarginRuleTests {
    private func near(_ value: Double?, _ expected: Double, _ slack: Double = 1e-9) -> Bool {
        value.map { abs($0 - expected) < slack } ?? false
    }

    /// `mean` ± .1 by turns.
    private func scores(_ count: Int, mean: Double = 0.05) -> NonInferiority.Pairs {
        .scores((0..<count).map { mean + ($0 % 2 == 0 ? 0.1 : -0.1) })
    }

    @Test func fiveDifferencesThatAreNotNoughtAreEnough() throws {
        func found(_ differing: Int) throws -> NonInferiority {
            try NonInferiority(.scores((0..<40).map { $0 < differing ? 0.1 : 0 }), margin: 0.1)
        }
        let (four, five) = (try found(4), try found(5))
        #expect(four.verdict == .notEnough && four.reason == "fewer than five prompts differ" && four.more == nil)
        #expect(five.verdict == .nonInferior && five.reason == nil)
        for equal in [[0.5], [Double](repeating: 0.5, count: 40)] {
            let flat = try NonInferiority(.scores(equal), margin: 0.1)
            #expect(flat.verdict == .notEnough && flat.reason == "every difference is the same" && flat.mean == 0.5)
        }
    }

    @Test func thirtyRatedPromptsAreEnough() throws {
        let few = try NonInferiority(scores(29), margin: 0.1)
        #expect(few.verdict == .notEnough && few.reason == "29 of at least 30 prompts" && few.more == 1)
        let enough = try NonInferiority(scores(30), margin: 0.1)
        #expect(enough.verdict == .nonInferior && enough.reason == nil && enough.more == nil)
        let tied = try NonInferiority(scores(30), margin: 0.1, ties: 1)
        #expect(tied.verdict == .notEnough && tied.reason == "29 of at least 30 prompts" && tied.tieCount == 1)
        #expect(tied.method == "Student's t by prompt, 1 of 30 prompts ties by one text of both models")
        #expect(try NonInferiority(scores(30), margin: 0.1, ties: -3).tieCount == 0)
        #expect(try NonInferiority(scores(30), margin: 0.1, ties: 99).tieCount == 30)
    }

    @Test func aMarginIsPositiveAndVerdictsAreOneEach() throws {
        for margin in [0, -1, Double.infinity] {
            #expect(throws: AgreementError.self) { try NonInferiority(scores(30), margin: margin) }
        }
        #expect(throws: AgreementError.self) {
            try NonInferiority(.shares(baseline: [true], candidate: [true, false]), margin: 0.1)
        }
    }

    /// A level is said in four places, and below a thousandth with its power of ten.
    @Test func theWordsOfALook() throws {
        func words(_ looks: [Double], _ level: Double) throws -> String {
            try NonInferiority(scores(40), margin: 0.1).widened(for: looks, level: level).method
        }
        let first = "Student's t by prompt, widened for look"
        let spending = "(O'Brien-Fleming spending, one-sided"
        #expect(try words([], 0.05) == "Student's t by prompt")
        #expect(try words([0.4], 0.05) == "\(first) 1, 40 of 100 planned prompts \(spending) 0.05)")
        #expect(try words([0.4, 1], 0.001_234_5) == "\(first) 2 \(spending) 0.0012)")
        #expect(try words([1], 0.000_12) == "\(first) 1 \(spending) 1.2e-4)")
        #expect(try words([1], 0) == "\(first) 1 \(spending) 0)")
    }

    /// 0 ± t(3) · √(1/3).
    @Test func anIntervalEndsWhereDifferencesDo() throws {
        let found = try NonInferiority(.scores([1, 1, -1, -1]), margin: 0.1)
        #expect(near(found.high, 2.353_363_435 * (1.0 / 3).squareRoot(), 1e-7) && found.cut(to: nil).high == found.high)
        let cut = found.cut(to: -1...1)
        #expect(cut.interval == -1...1 && cut.method == "Student's t by prompt, cut at -1 and 1")
        #expect(found.cut(to: -2...2).method == "Student's t by prompt")
        #expect(found.cut(to: 1...2).interval == found.interval, "the figure itself lies outside")
    }

    @Test func pairedSharesByHand() {
        let rates = PairedRates(both: 1, onlyBaseline: 1, onlyCandidate: 2, neither: 0)
        #expect(rates.baseline == 0.5 && rates.candidate == 0.75 && rates.difference == 0.25)
        // (3 − 4 / 16) / 3.
        #expect(near(rates.deviation, (2.75 / 3).squareRoot()) && rates.p(margin: 0.25) != nil)
        #expect(PairedRates(both: 27, onlyBaseline: 3, onlyCandidate: 0, neither: 0).p(margin: 0.1) == 0.5)
        let negative = PairedRates(both: -1, onlyBaseline: -2, onlyCandidate: -3, neither: 1)
        #expect(negative.count == 1 && negative.difference == 0 && negative.deviation == nil)
        func exact(_ one: Int, _ other: Int) -> Double? {
            PairedRates(both: 4, onlyBaseline: one, onlyCandidate: other, neither: 4).mcNemarP
        }
        #expect(near(exact(5, 0), 0.0625) && near(exact(1, 4), 0.375) && exact(3, 3) == 1 && exact(0, 0) == nil)
    }

    /// Verdicts of −1 to 1 are halves, their mean by pair, then by prompt: .25, .5, .5 and −.5.
    @Test func verdictsOfPairsAreAveragedByPrompt() throws {
        func pair(_ prompt: Int, _ verdicts: [(Int, Double)]) -> (prompt: Int, verdicts: [JudgedItem.Label]) {
            (prompt, verdicts.map { JudgedItem.Label(person: $0.0, value: $0.1) })
        }
        let pairs = [
            pair(0, [(0, 1), (1, -1)]), pair(0, [(0, 1)]), pair(1, [(0, 1)]), pair(2, [(2, 1)]), pair(3, [(0, -1)]),
            pair(4, []),
        ]
        let found = try ModelComparison(pairs: pairs, ties: -2, candidate: 1)
        #expect(near(found.difference.value, 0.1875) && found.promptCount == 4 && found.personCount == 3)
        #expect(found.tieCount == 0 && found.difference.high == 0.5 && near(found.difference.low, -0.369_355_635_442))
        #expect(found.difference.method?.hasSuffix(", cut at -0.5 and 0.5") == true)
        #expect(found.withRatersDrawn == nil && found.difference.itemCount == 4)
    }

    /// One rater a prompt who says yes or no: Newcombe's interval. As soon as two share a prompt, or say maybe: Student's.
    @Test func sharesOfOneRaterAreRates() throws {
        func method(second: Double?, first: Double = 1) throws -> String? {
            let items = (0..<12).map { place in
                let (prompt, model) = (place / 2, place % 2)
                var labels = [JudgedItem.Label(person: 0, value: prompt == 0 ? first : Double((prompt + model) % 2))]
                if prompt == 0, let second { labels.append(.init(person: 1, value: second)) }
                return QualityItem(model: model, prompt: prompt, fold: 0, labels: labels, verdicts: [])
            }
            return try ModelComparison(items, candidate: 1, baseline: 0, isShare: true).difference.method
        }
        #expect(try method(second: nil) == "Newcombe (1998), paired")
        let student = "within raters, by prompt, for these"
        #expect(try method(second: 1)?.hasPrefix("\(student) 2 raters, t with 5 degrees of freedom") == true)
        #expect(try method(second: nil, first: 0.5)?.hasPrefix("\(student) 1 raters, t with 5") == true)
    }

    @Test func testsTogetherAreRejectedAtTheirBound() {
        #expect(holm([0.05]).isRejected == [true] && holm([0.0501]).isRejected == [false])
        #expect(holm([0.5, 0.01]).adjusted == [0.5, 0.02] && holm([0.9, 0.8]).adjusted == [1, 1])
        #expect(benjaminiYekutieli([0.05]).isRejected == [true])
        let apart = benjaminiYekutieli([0.9, 0.01])
        #expect(apart.adjusted[0] == 1 && near(apart.adjusted[1], 0.03) && apart.isRejected == [false, true])
        // Each alone is above .05/2/1.5, both together are below .05/1.5.
        let together = benjaminiYekutieli([0.02, 0.03])
        #expect(together.isRejected == [true, true] && near(together.adjusted[0], 0.045))
        // Of 1 and −2 the positive one has rank 1; variance 2 · 3 · 5 / 24.
        let signed = wilcoxonBelow([1, -2, 0])
        #expect(signed?.statistic == 1 && near(signed?.p, 0.327_360_423_0, 1e-9))
    }

    @Test func looksAreAscendingSharesOfALevel() throws {
        #expect(near(try SequentialBounds(fractions: [1]).p[0], 0.05))
        for level in [0, 1, -0.1] {
            #expect(throws: AgreementError.self) { try SequentialBounds(level: level, fractions: [1]) }
        }
        for fractions in [[0, 1], [0.6, 0.5], [0.5, 0.5]] {
            #expect(throws: AgreementError.self) { try SequentialBounds(fractions: fractions) }
        }
    }

    @Test func aResampleIsOfTwoPromptsAtLeast() {
        func item(_ model: Int, _ prompt: Int) -> QualityItem {
            QualityItem(model: model, prompt: prompt, fold: 0, labels: [.init(person: 0, value: 2)], verdicts: [])
        }
        #expect(ModelQuality.draws([item(0, 0), item(0, 0)], models: [0], resamples: 3, seed: 1).isEmpty)
        let draws = ModelQuality.draws([item(0, 0), item(0, 1), item(5, 2)], models: [0], resamples: 3, seed: 1)
        #expect(draws == [[2], [2], [2]])
    }

    @Test func labelsThatCannotBePlannedAreNone() {
        func needed(_ width: Double, _ variance: Double, _ correlation: Double, _ others: Int) -> (Int, Int)? {
            labelsNeeded(halfWidth: width, variance: variance, correlation: correlation, unlabelled: others)
                .map { ($0.withJudge, $0.labelsOnly) }
        }
        #expect(needed(1, 1, 1.1, 0) == nil && needed(1, 1, -1.1, 0) == nil && needed(1, 1, 0, -1) == nil)
        #expect(needed(1, -1, 0, 0) == nil && needed(1e-9, 1e6, 0, 0) == nil && needed(-1, 1, 0, 0) == nil)
        // Nothing that varies takes two labels, since one has no interval; a standard deviation of 1 takes 1.96².
        #expect(needed(1, 0, 0, 0).map { $0 == (2, 0) } == true && needed(1, 1, 0, 0).map { $0 == (4, 4) } == true)
        #expect(needed(1, 1, -1, 1000).map { $0 == (2, 4) } == true)
        func side(_ labels: Int, _ rate: Double, _ pilot: Int) -> (Int, Int)? {
            let found = labelAllocation(
                labels: labels,
                judgePassRate: rate,
                specificity: 0.9,
                sensitivity: 0.6,
                pilotPerSide: pilot
            )
            return found.map { ($0.failed, $0.passed) }
        }
        #expect(side(10, 1, 10).map { $0 == (0, 10) } == true && side(10, 0.5, 10).map { $0 == (4, 6) } == true)
        #expect(side(10, 0.5, 0).map { $0 == (5, 5) } == true)
        #expect(side(-1, 0.5, 10) == nil && side(10, 1.1, 10) == nil && side(10, 0.5, -1) == nil)
    }

    @Test func whereAJudgeIsWorseThanTheMeanAllAreLabelled() throws {
        let found = try labelShare(labels: [1, 2, 3], judge: [3, 2, 1], labelCost: 1, verdictCost: 0)
        #expect(found?.share == 1 && near(found?.meanSquaredError, 8.0 / 3) && found?.variance == 1)
        // √(.5 · (1/3) / (1 − 1/3)).
        let half = try labelShare(labels: [1, 2, 3], judge: [1, 2, 4], labelCost: 2, verdictCost: 1)
        #expect(near(half?.share, 0.5))
        #expect(try labelShare(labels: [1], judge: [1], labelCost: 1, verdictCost: 0) == nil)
        #expect(try labelShare(labels: [1, 2], judge: [1, 2], labelCost: 0, verdictCost: 0) == nil)
        #expect(try labelShare(labels: [1, 2], judge: [1, 2], labelCost: 1, verdictCost: -1) == nil)
    }

    /// A judge that hardly goes with people saves nothing where a verdict costs as much as a text.
    @Test(arguments: [0, 0.1, 0.3, -0.3]) func whereNoVerdictPaysAllAreLabelled(correlation: Double) throws {
        let costs = PPIPower.Costs(label: 2, verdict: 0.01, item: 1)
        let wanted = try #require(PPIPower(correlation: correlation, costs: costs, aim: .effectiveLabels(100)))
        #expect(wanted.labels == 100 && wanted.unlabelled == 0 && wanted.cost == 300 && wanted.effectiveLabels == 100)
        let bought = try #require(PPIPower(correlation: correlation, costs: costs, aim: .budget(90), mostItems: 1000))
        #expect(bought.labels == 30 && bought.unlabelled == 0 && bought.cost == 90 && bought.effectiveLabels == 30)
    }

    @Test func whatNothingIsPaidForIsNotPlanned() {
        func found(_ r: Double, _ label: Double, _ verdict: Double, _ aim: PPIPower.Aim) -> PPIPower? {
            PPIPower(correlation: r, costs: .init(label: label, verdict: verdict), aim: aim)
        }
        #expect(found(1.1, 1, 0.1, .budget(10)) == nil && found(-1.1, 1, 0.1, .budget(10)) == nil)
        #expect(found(0.5, 0, 0.1, .budget(10)) == nil && found(0.5, 1, -0.1, .budget(10)) == nil)
        #expect(found(0.5, 1, 0.1, .budget(0)) == nil && found(0.5, 1, 0.1, .effectiveLabels(0)) == nil)
        #expect(found(0.5, 1, 0.1, .budget(10)) != nil)
    }
}
