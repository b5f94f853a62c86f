import Testing

@testable import Agreement

/// Rules of what a judge or a model is called, at their bounds, one small case each.
struct JudgeRuleTests {
    private static let options = IntervalOptions(resamples: 60)

    /// One item a prompt with three people's labels.
    private func calibration(
        _ count: Int,
        kind: VerdictKind = .nominal,
        margin: Double? = nil,
        refusals: [JudgeCalibration.Refusal] = [],
        _ item: (Int) -> (labels: [Double], verdict: Double?, models: PairVerdicts.Models?)
    ) -> JudgeCalibration {
        let items = (0..<count).map { prompt in
            let own = item(prompt)
            let labels = own.labels.enumerated().map { JudgedItem.Label(person: $0, value: $1) }
            return JudgedItem(prompt: prompt, labels: labels, verdict: own.verdict, models: own.models)
        }
        let choices = JudgeCalibration.Choices(margin: margin, options: Self.options, refusals: refusals)
        return JudgeCalibration(items, kind: kind, choices: choices)
    }

    /// Three who differ now and then, each elsewhere.
    private func people(_ truth: Double, _ prompt: Int) -> [Double] {
        [11, 13, 9].map { prompt % $0 == $0 / 2 ? 1 - truth : truth }
    }

    private func holds(_ condition: JudgeCalibration.Condition, _ found: JudgeCalibration) -> Bool? {
        found.conditions.first { $0.condition == condition }?.holds
    }

    /// Against one person it always wins, against the other it never does: half of them.
    @Test func halfOfThePeopleIsEnough() throws {
        let first = (0..<40).map { Double($0 % 2) }
        let second = [Double](repeating: 1, count: 40)
        let test = try AltTest(people: [first, second], judge: second, choices: .init(epsilon: 0))
        #expect(test.winningRate == 0.5 && test.passes == true)
    }

    @Test(arguments: [(4, true), (5, false)])
    func fourOfOneKindAreTooUniform(ones: Int, isTooUniform: Bool) {
        let labels = [Double](repeating: 1, count: ones) + [Double](repeating: 0, count: 30)
        #expect(CorrectedMean.areTooUniform(labels) == isTooUniform)
        #expect(CorrectedMean.areTooUniform(labels.map { 1 - $0 }) == isTooUniform)
    }

    /// People who toss coins, and a judge that does: nothing is replaced, and nothing assists.
    @Test func whoTossesACoinIsOfNoUse() {
        var generator = Generator(seed: 2)
        let found = calibration(60) { _ in
            let tosses = (0..<4).map { _ in Double(generator.index(below: 2)) }
            return (Array(tosses[..<3]), tosses[3], nil)
        }
        #expect(found.refusals == [.peopleDisagree(found.peopleAlpha.low)] && found.verdict != .mayReplace)
        let judge = calibration(60) { ([Double($0 % 2), Double($0 % 2), Double($0 % 2)], Double($0 / 2 % 2), nil) }
        #expect(judge.refusals.isEmpty && (judge.association.low ?? 1) < 0 && judge.verdict != .mayAssist)
    }

    @Test func onePassedClassIsNotTwo() {
        func found(_ rare: Int) -> JudgeCalibration {
            calibration(60) { prompt in
                let truth = prompt < rare ? 1.0 : 0
                return ([truth, truth, prompt % 7 == 0 ? 1 - truth : truth], truth, nil)
            }
        }
        #expect(holds(.classes, found(6)) == false && holds(.classes, found(20)) == true)
    }

    /// Worse than a person for certain, but by less than the margin allows.
    @Test func withinTheMarginNothingIsWorse() {
        let found = calibration(80, margin: 0.9, refusals: [.labelsNotRandom(3)]) { prompt in
            let truth = Double(prompt % 2)
            return ([truth, truth, truth], prompt % 10 < 3 ? 1 - truth : truth, nil)
        }
        #expect((found.difference.high ?? 1) < 0 && (found.difference.low ?? -1) > -0.9)
        #expect(found.verdict == .notEnough)
    }

    /// A margin that was chosen late withholds *may replace*, and nothing that hangs on no margin.
    @Test func aLateMarginLeavesAssisting() {
        let found = calibration(60, refusals: [.chosenAfterData]) { prompt in
            let truth = Double(prompt % 2)
            return (people(truth, prompt), prompt % 8 == 0 ? 1 - truth : truth, nil)
        }
        #expect(found.refusals == [.chosenAfterData] && found.verdict == .mayAssist)
    }

    /// As many more as bring the interval, which narrows with the root of n, to the margin.
    @Test func whatIsLackingIsTheIntervalsWidth() throws {
        func found(_ margin: Double) -> JudgeCalibration {
            calibration(60, margin: margin, refusals: [.outsideRange(0.2)]) { prompt in
                let truth = Double(prompt % 2)
                return (people(truth, prompt), prompt % 7 == 1 ? 1 - truth : truth, nil)
            }
        }
        let usual = found(0.1).difference
        let (value, low) = (try #require(usual.value), try #require(usual.low))
        // Halfway between the figure and its lower end.
        let margin = -(value + low) / 2
        try #require(margin > 0 && low < value)
        let ratio = (value - low) / (value + margin)
        let lacking = found(margin)
        #expect(lacking.verdict == .notEnough && lacking.more == Int((60 * ratio * ratio).rounded(.up)) - 60)
    }

    @Test func theWorstOfAMissingScoreIsTheFarEnd() {
        let items = [4.5, 1.5].enumerated().map { prompt, label in
            JudgedItem(prompt: prompt, labels: [.init(person: 0, value: label)], verdict: nil)
        }
        let worst = JudgedItems(items: items, kind: .scores(1...5), options: Self.options).atWorst
        #expect(worst.items.map(\.verdict) == [1, 5])
    }

    /// Of scores: better than the constant, and the ends of the difference in order.
    @Test func aJudgeOfScoresIsHeldAgainstTheConstant() throws {
        func found(_ verdict: (Double) -> Double) -> JudgeCalibration {
            calibration(60, kind: .scores(1...5)) { prompt in
                let truth = Double(1 + prompt % 5)
                return ([truth, truth, min(5, truth + (prompt % 4 == 0 ? 1 : 0))], verdict(truth), nil)
            }
        }
        let (good, bad) = (found { $0 }, found { 6 - $0 })
        #expect((good.skill.value ?? 0) > 1 && (bad.skill.value ?? 0) < -1)
        for difference in [good.difference, bad.difference] {
            let (low, high) = (try #require(difference.low), try #require(difference.high))
            let value = try #require(difference.value)
            #expect(low < high && low <= value && value <= high)
        }
    }

    @Test func aConstantHasNoSkill() {
        let found = calibration(60) { ([Double($0 % 2), Double($0 % 2), Double($0 % 2)], 1, nil) }
        #expect(found.skill.value == 0)
    }

    /// Who prefers the better model knows no text; a verdict that is missing is as wrong as can be.
    @Test func onPairsTheBetterModelIsNoSkill() throws {
        func pairs(_ verdict: (Int, Double) -> Double?) -> JudgeCalibration {
            calibration(60, kind: .pairs) { prompt in
                let truth: Double = prompt % 4 == 0 ? -1 : 1
                return ([truth, truth, truth], verdict(prompt, truth), .init(left: 0, right: 1))
            }
        }
        #expect(pairs { _, _ in 1 }.skill.value == 0)
        let half = pairs { $0 % 8 < 4 ? $1 : nil }
        let (skill, worst) = (try #require(half.skill.value), try #require(half.worstSkill.value))
        #expect(skill > 0.2 && worst < skill - 0.3)
        let unknown = calibration(60, kind: .pairs) { ([1, 1, $0 % 2 == 0 ? 1 : -1], 1, nil) }
        #expect(unknown.refusals.contains(.modelsUnknown))
    }

    private static func differences(_ mean: Double, _ spread: Double) -> [Double] {
        (0..<40).map { mean + ($0 % 2 == 0 ? spread : -spread) }
    }

    /// The interval is mean ± .03.
    @Test func aModelIsWorseBelowTheMarginOnly() throws {
        let within = try NonInferiority(.scores(Self.differences(-0.08, 0.111)), margin: 0.1)
        #expect((within.high ?? 1) < 0 && (within.low ?? 0) < -0.1 && within.verdict == .notEnough)
        #expect(!within.isHopeless)
        #expect(try NonInferiority(.scores(Self.differences(-0.15, 0.111)), margin: 0.1).verdict == .not)
        // The mean is so near the margin that thousands are lacking.
        let near = try NonInferiority(.scores(Self.differences(-0.0956, 0.111)), margin: 0.1)
        #expect((near.more ?? 0) > 400 && (near.more ?? 0) < 40_000 && near.isHopeless)
    }

    /// A comparison of forty prompts whose one-sided p at the margin .1 lies between .025 and .05.
    private func comparison(_ candidate: Int, mean: Double) throws -> ModelComparison {
        let pairs = Self.differences(mean, 0.111).enumerated().map { prompt, difference in
            (prompt: prompt, verdicts: [JudgedItem.Label(person: 0, value: 2 * difference)])
        }
        return try ModelComparison(pairs: pairs, candidate: candidate)
    }

    @Test func holmStepsDownAndCountsWhatIsNotTested() throws {
        let (clear, close) = (try comparison(1, mean: 0.1), try comparison(2, mean: -0.0675))
        let p = try #require(try NonInferiority(.scores(Self.differences(-0.0675, 0.111)), margin: 0.1).p)
        try #require(p > 0.025 && p < 0.05)
        let both = try ModelComparison.test([[clear, close]], margins: [0.1])
        #expect(both[0].map(\.verdict) == [.nonInferior, .nonInferior])
        let alone = try ModelComparison.test([[close]], margins: [0.1])
        #expect(alone[0][0].verdict == .nonInferior)
        let beside = try ModelComparison.test([[close]], margins: [0.1], untested: 1)
        #expect(beside[0][0].verdict == .notEnough)
    }

    @Test func screeningDropsAnyOfTheBest() throws {
        let screening = try Screening(peopleMinusJudge: [0, 0, 0, 0, 0])
        let draw = Screening.Draw(scale: 1, z: [0, 0, 0], error: [0, 0, 1.5])
        // People hold the third for the second best.
        #expect(screening.chanceOfDropping(judge: [3, 2, 1], keep: 2, top: 2, draws: [draw]) == 1)
        #expect(screening.chanceOfDropping(judge: [3, 2, 1], keep: 2, top: 1, draws: [draw]) == 0)
        // Degrees over χ²: on average its inverse square is 1.
        let scales = screening.draws(scores: [[1, 2], [2, 3]], count: 2000).map(\.scale)
        #expect(Set(scales).count > 1000)
        #expect(abs(Moments.mean(scales.map { 1 / ($0 * $0) }) - 1) < 0.1)
    }

    @Test func fewLabelsHaveALineThatIsDrawnTowardsOne() throws {
        #expect(ScoreMap.form(labels: 99) == .shrunkLine && ScoreMap.form(labels: 100) == .isotonic)
        // Slope .4, its variance .0533: 1 − .6 · (1 − .0533/.36).
        let (judge, people) = ([1.0, 2, 3, 4, 5], [2.0, 2, 3, 2, 4])
        #expect(abs(try ScoreMap(judge: judge, people: people, form: .line).slope - 0.4) < 1e-12)
        #expect(abs(try ScoreMap(judge: judge, people: people, form: .shrunkLine).slope - 0.488_889) < 1e-6)
    }

    /// A fifth of the scores lies where nothing was labelled.
    @Test func scoresOutsideOfWhatWasLabelledAreToldFromATwentiethOn() {
        func share(_ outside: Int, of count: Int) -> Double? {
            let labelled = (0..<10).map { LabelledRow(prompt: $0, judge: Double(1 + $0 % 2), label: 1) }
            return scoresOutsideRange(
                labelled + (0..<count).map { LabelledRow(prompt: $0, judge: $0 < outside ? 5 : 1, label: nil) }
            )
        }
        #expect(share(2, of: 10) == 0.2 && share(1, of: 20) == 0.05 && share(1, of: 21) == nil)
    }

    @Test func fewPromptsWithManyItemsAreFew() throws {
        let items = (0..<50).map { place in
            let label = JudgedItem.Label(person: 0, value: Double(place % 3))
            return QualityItem(model: 0, prompt: place % 5, fold: place % 5, labels: [label], verdicts: [])
        }
        let choices = QualityChoices(scale: 0...2, isShare: false, options: Self.options)
        let found = try ModelQuality.all(items, models: 1, raters: 0, choices: choices)
        #expect(found[0].people.warnings == [.few(5, "prompts")])
    }

    /// Without fold 0 the map gives the score, without fold 1 one more: 0.5 − (0 + 0 + 1)/3.
    @Test func whatAMapLeavesOverIsOutOfFold() throws {
        let maps = [0, 1].map { ScoreMap(form: .line, labelCount: 3, intercept: Double($0)) }
        let map = try #require(CrossFittedMap(maps: [0: maps[0], 1: maps[1]]))
        let rows = (0..<4).map { LabelledRow(prompt: $0, judge: 0, label: $0 < 3 ? 0 : nil) }
        let mean = try MappedMean(rows, folds: [0, 0, 1, 1], map: map).estimate
        #expect(abs((mean.value ?? 0) - 1.0 / 6) < 1e-12)
    }

    @Test func whoGaveAlwaysTheSameOfAModelIsNamed() {
        func reason(_ verdict: (Int) -> Double, _ label: (Int) -> Double) -> String? {
            let items = (0..<40).map { prompt in
                JudgedItem(
                    prompt: prompt,
                    labels: [.init(person: 0, value: label(prompt))],
                    verdict: verdict(prompt),
                    author: prompt % 2
                )
            }
            let choices = JudgeCalibration.Choices(options: Self.options)
            return JudgeCalibration(items, kind: .scores(1...5), choices: choices).reading?.undefined
        }
        func byModel(_ prompt: Int) -> Double { Double(1 + prompt % 2) }
        func byText(_ prompt: Int) -> Double { Double(1 + prompt % 5) }
        #expect(reason(byModel, byText) == "within each model the judge gave always the same")
        #expect(reason(byText, byModel) == "within each model people gave always the same")
        #expect(reason(byText, byText) == nil)
    }

    @Test func columnsOfUnlikeLengthHaveNoCorrelation() {
        #expect(pearson([1, 2, 3], [1, 2]) == nil && pearson([1, .nan], [1, 2]) == nil && pearson([1], [1]) == nil)
        #expect(pearson([1, 1], [1, 2]) == nil && abs((pearson([1, 2, 4], [5, 3, -1]) ?? 0) + 1) < 1e-12)
        // Ranks of three, two of which changed places.
        #expect(abs((pearson([2, 3, 4], [1, 3, 2]) ?? 0) - 0.5) < 1e-12)
    }

    /// At the confidence of its own p-value the interval begins at none.
    @Test func thePValueOfTwoKappasIsThatOfTheirInterval() throws {
        let outcomes: [ComparisonOutcome] = [.left, .right, .tie]
        var generator = Generator(seed: 7)
        let rows = (0..<60).map { item in
            let truth = outcomes[generator.index(below: 3)]
            func verdict(_ odds: Int) -> ComparisonOutcome {
                generator.index(below: odds) == 0 ? outcomes[generator.index(below: 3)] : truth
            }
            return PairedPairKappas.Row(
                models: .init(left: 0, right: 1 + item % 2),
                prompt: item / 2,
                first: verdict(4),
                second: verdict(2),
                truth: truth
            )
        }
        let found = PairedPairKappas(rows)
        let (value, p) = (try #require(found.difference.value), try #require(found.pValue))
        try #require(value > 0 && p > 1e-9 && p < 0.9)
        #expect(found.difference.method == "jackknife over 30 prompts, t with 29 degrees of freedom")
        let touching = PairedPairKappas(rows, confidence: 1 - p).difference
        #expect(abs(try #require(touching.low)) < 1e-9)
        let (first, second) = (try #require(found.first.value), try #require(found.second.value))
        #expect(abs(value - (first - second)) < 1e-12 && found.difference.itemCount == 60)
        #expect(found.difference.ratingCount == 120)
    }
}
