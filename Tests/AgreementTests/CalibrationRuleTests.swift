import Agreement
import Fixtures
import Studies
import Testing

/// The rules of corrected figures and verdicts: reference values of `Golden/rules.json` (numpy, and plain loops).
struct CalibrationRuleTests {
    private typealias Near = CalibrationGoldenTests

    @Test func nonInferiorityIsDecidedByTheMargin() throws {
        for golden in try GoldenFile.cases("noninferior_verdict", in: "rules") {
            let margin = try golden.number("margin")
            var pairs = NonInferiority.Pairs.scores(golden.input["difference"].numbers.compactMap(\.self))
            if golden.input["kind"].text == "share" {
                pairs = .shares(
                    baseline: golden.input["baseline"].numbers.map { $0 == 1 },
                    candidate: golden.input["candidate"].numbers.map { $0 == 1 }
                )
            }
            let found = try NonInferiority(pairs, margin: margin)
            golden.check(Double(found.count), "n")
            golden.check(found.mean, "mean")
            golden.check(found.deviation, "sd")
            golden.check(found.low, "low")
            golden.check(found.high, "high")
            golden.check(found.p, "p")
            #expect(found.verdict.rawValue == golden.expected["verdict"].text, "\(golden.id)")
            golden.check(found.more.map(Double.init), "n_more")
        }
        #expect(throws: AgreementError.self) { try NonInferiority(.scores([1, 2]), margin: 0) }
        #expect(throws: AgreementError.self) { try NonInferiority(.scores([1, .nan]), margin: 1) }
        #expect(try NonInferiority(.scores([]), margin: 1).verdict == .notEnough)
    }

    @Test func lookingAgainSpendsTheLevel() throws {
        for golden in try GoldenFile.cases("obrien_fleming", in: "rules") {
            let found = try SequentialBounds(
                level: try golden.number("alpha"),
                fractions: golden.input["fractions"].numbers.compactMap(\.self)
            )
            for place in found.z.indices {
                let expected = golden.expected
                Near.near(
                    found.cumulativeLevel[place],
                    expected["cumulative_alpha"].list[place].number,
                    golden,
                    "alpha"
                )
                Near.near(found.z[place], expected["z"].list[place].number, golden, "z")
                Near.near(found.p[place], expected["p"].list[place].number, golden, "p")
            }
        }
        #expect(throws: AgreementError.self) { try SequentialBounds(fractions: [0.5, 0.5]) }
        #expect(throws: AgreementError.self) { try SequentialBounds(fractions: [0.5, 1.5]) }
    }

    /// A metric's 0 to 1 is subtracted from no 1 to 5: what rests on a difference is undefined, and speaks against nobody.
    @Test func anotherScaleIsSubtractedFromNobodys() throws {
        let items = (0..<60).map { number -> JudgedItem in
            let value = Double(number % 5 + 1)
            let labels = (0..<3).map {
                JudgedItem.Label(person: $0, value: min(5, max(1, value + ((number + $0) % 7 == 0 ? 1 : 0))))
            }
            return JudgedItem(prompt: number, labels: labels, verdict: value / 100, models: nil, author: number % 2)
        }
        func calibration(isForeign: Bool) -> JudgeCalibration {
            var choices = JudgeCalibration.Choices(options: IntervalOptions(resamples: 50))
            choices.isForeignScale = isForeign
            return JudgeCalibration(items, kind: .scores(1...5), choices: choices)
        }
        let (own, foreign) = (calibration(isForeign: false), calibration(isForeign: true))
        #expect(own.verdict == .mayAssist && own.difference.value != nil && own.skill.value != nil)
        #expect(foreign.verdict == .mayAssist && foreign.altTest == nil)
        for figure in [foreign.difference, foreign.skill, foreign.worstDifference, foreign.worstSkill] {
            #expect(figure.value == nil && figure.undefined == "another scale than people's")
        }
        #expect(foreign.association == own.association && foreign.peopleAlpha == own.peopleAlpha)
        // A correlation ends at 1.
        let reading = try #require(foreign.reading)
        #expect((reading.high ?? 0) <= 1 && (reading.low ?? 0) >= -1 && (reading.value ?? 0) > 0.9)
    }

    @Test func severityOfARaterMovesNothing() throws {
        for golden in try GoldenFile.cases("within_rater", in: "rules") {
            var (prompts, raters): ([String], [String]) = ([], [])
            func place(_ name: String, _ names: inout [String]) -> Int {
                if !names.contains(name) { names.append(name) }
                return names.firstIndex(of: name) ?? 0
            }
            let rows = try golden.input["rows"].list.map { row in
                WithinRater.Row(
                    prompt: place(try #require(row.list[0].text), &prompts),
                    rater: place(try #require(row.list[1].text), &raters),
                    isCandidate: row.list[2].text == "candidate",
                    score: try #require(row.list[3].number)
                )
            }
            let found = try WithinRater(rows)
            golden.check(Double(found.promptCount), "n_prompts")
            golden.check(Double(found.leftOutCount), "n_left_out")
            golden.check(Double(found.raterCount), "n_raters")
            golden.check(found.estimate.value, "mean")
            golden.check(found.promptVariance, "v_prompt")
            golden.check(found.raterVariance, "v_rater")
            golden.check(found.itemVariance, "v_item")
            golden.check(found.estimate.low, "low")
            golden.check(found.estimate.high, "high")
            golden.check(found.twoWay?.lowerBound, "two_way_low")
            golden.check(found.twoWay?.upperBound, "two_way_high")
            for (prompt, difference) in found.byPrompt { golden.check(difference, "by_prompt", prompts[prompt]) }
        }
    }

    private static func rows(_ input: Golden) -> [LabelledRow] {
        let prompts = input["prompt"].codes
        return input["judge"].numbers.enumerated().map { place, judge in
            LabelledRow(prompt: prompts[place], judge: judge ?? .nan, label: input["label"].list[place].number)
        }
    }

    @Test func aCorrectedMeanWeighsTheJudgeByOtherPrompts() throws {
        for golden in try GoldenFile.cases("corrected_mean", in: "rules") {
            let folds = golden.input["fold"].numbers.compactMap { $0.map { Int($0) } }
            let found = try CorrectedMean(Self.rows(golden.input), folds: folds)
            golden.check(Double(found.labelCount), "n")
            golden.check(Double(found.unlabelledCount), "N")
            golden.check(Double(found.promptCount), "prompts")
            golden.check(Double(found.labelledPromptCount), "labelled_prompts")
            for (fold, lambda) in found.lambdas { golden.check(lambda, "lambda_by_fold", "\(fold)") }
            golden.check(found.lambda, "lambda")
            golden.check(found.estimate.value, "estimate")
            golden.check(found.estimate.standardError, "se")
            golden.check(found.estimate.low, "low")
            golden.check(found.estimate.high, "high")
        }
    }

    @Test func labelsDrawnByDisagreementAreWeighted() throws {
        for golden in try GoldenFile.cases("label_probability", in: "rules") {
            let found = try labelProbabilities(
                scores: golden.input["score"].numbers.compactMap(\.self),
                count: Int(try golden.number("n"))
            )
            golden.check(found.c, "c")
            for (place, value) in golden.expected["pi"].numbers.enumerated() {
                Near.near(found.probabilities[place], value, golden, "\(place)")
            }
        }
        for golden in try GoldenFile.cases("weighted_estimate", in: "rules") {
            let found = try WeightedEstimate(
                Self.rows(golden.input),
                probabilities: golden.input["pi"].numbers.compactMap(\.self),
                lambda: try golden.number("lambda")
            )
            #expect(found.isRefused == golden.expected["refused"].flag)
            golden.check(found.estimate.value, "estimate")
            golden.check(found.estimate.standardError, "se")
            golden.check(found.estimate.low, "low")
            golden.check(found.estimate.high, "high")
        }
    }

    @Test func missingVerdictsCountAtTheirWorst() throws {
        for golden in try GoldenFile.cases("missing_verdicts", in: "rules") {
            let scale = golden.input["scale"].numbers.compactMap(\.self)
            let found = MissingVerdicts(
                baseline: golden.input["baseline"].numbers,
                candidate: golden.input["candidate"].numbers,
                scale: scale[0]...scale[1]
            )
            golden.check(Double(found.missingCount), "missing")
            golden.check(found.mean, "mean")
            golden.check(found.baseline, "baseline")
            golden.check(found.candidate, "candidate")
            golden.check(found.difference, "difference")
            golden.check(found.worstDifference, "worst_difference")
        }
        for golden in try GoldenFile.cases("labels_worth", in: "rules") {
            let found = labelsWorth(
                labels: Int(try golden.number("n")),
                labelsVariance: try golden.number("v_labels"),
                usedVariance: try golden.number("v_used")
            )
            golden.check(found, "labels_worth")
        }
    }

    @Test func screeningHasOneScaleADraw() throws {
        for golden in try GoldenFile.cases("screening", in: "rules") {
            let found = try Screening(peopleMinusJudge: golden.input["people_minus_judge"].numbers.compactMap(\.self))
            golden.check(found.tau, "tau")
            golden.check(found.degrees.map(Double.init), "df")
            let draws = golden.input["draws"].list.map { draw in
                Screening.Draw(
                    scale: draw["scale"].number ?? .nan,
                    z: draw["z"].numbers.compactMap(\.self),
                    error: draw["e"].numbers.compactMap(\.self)
                )
            }
            let chance = found.chanceOfDropping(
                judge: golden.input["judge"].numbers.compactMap(\.self),
                keep: Int(golden.input["keep"].number ?? 0),
                top: Int(golden.input["top"].number ?? 0),
                draws: draws
            )
            golden.check(chance, "p_drop")
        }
    }

    /// 60 prompts, three people who are right nine times of ten; the judge as each class has it.
    private func items(_ count: Int, seed: UInt64, _ judge: (Bool, inout Generator) -> Double?) -> [JudgedItem] {
        var generator = Generator(seed: seed)
        func chance(_ share: Double) -> Bool { Double(generator.next() >> 11) * 0x1p-53 < share }
        return (0..<count).map { prompt in
            let truth = chance(0.5)
            let labels = (0..<3).map { JudgedItem.Label(person: $0, value: truth == chance(0.9) ? 1 : 0) }
            return JudgedItem(prompt: prompt, labels: labels, verdict: judge(truth, &generator))
        }
    }

    @Test func aConstantAndACoinMayNeverReplaceAPersonAndAGoodOneMay() {
        var passed = 0
        for seed in 1...12 {
            let options = IntervalOptions(resamples: 200)
            func calibration(_ judge: (Bool, inout Generator) -> Double?, _ count: Int = 200) -> JudgeCalibration {
                JudgeCalibration(
                    items(count, seed: UInt64(seed), judge),
                    kind: .nominal,
                    choices: .init(options: options)
                )
            }
            #expect(calibration { _, _ in 1 }.verdict != .mayReplace)
            #expect(calibration { _, generator in generator.next() % 2 == 0 ? 1 : 0 }.verdict != .mayReplace)
            #expect(calibration({ truth, _ in truth ? 1 : 0 }, 29).verdict != .mayReplace)
            #expect(
                calibration { truth, generator in generator.next() % 10 < 4 ? nil : truth ? 1 : 0 }.verdict
                    != .mayReplace
            )
            let good = calibration { truth, generator in truth == (generator.next() % 10 > 0) ? 1 : 0 }
            passed += good.verdict == .mayReplace ? 1 : 0
        }
        #expect(passed >= 10)
    }

    /// The least n whose own interval is that narrow: t quantiles of 11 and 10 degrees by scipy 1.x.
    @Test func labelsNeededAreThoseOfTheIntervalThatIsPrinted() throws {
        let wide = try #require(
            labelsNeededByStudent(halfWidth: 0.5, variance: 0.6, correlation: 0, unlabelled: 0)
        )
        #expect(wide.labelsOnly == 12)
        #expect(2.200985 * (0.6 / 12).squareRoot() <= 0.5 && 2.228139 * (0.6 / 11).squareRoot() > 0.5)
        #expect(labelsNeeded(halfWidth: 0.5, variance: 0.6, correlation: 0, unlabelled: 0)?.labelsOnly == 10)
        let with = try #require(
            labelsNeededByStudent(halfWidth: 0.5, variance: 0.6, correlation: 0.8, unlabelled: 1000)
        )
        #expect(with.withJudge < 12 && with.withJudge > 2)
        let few = try #require(labelsNeededByStudent(halfWidth: 50, variance: 0.6, correlation: 0, unlabelled: 0))
        #expect(few.labelsOnly == 2, "one has no interval")
    }

    @Test func aMeanOfADeclaredScaleEndsWhereItDoes() throws {
        let items = (0..<12).map { prompt in
            QualityItem(
                model: 0,
                prompt: prompt,
                fold: prompt % 5,
                labels: [.init(person: 0, value: prompt == 0 ? 3 : 5)],
                verdicts: []
            )
        }
        func people(_ limits: ClosedRange<Double>?) throws -> Estimate {
            var choices = QualityChoices(scale: 1...5, isShare: false)
            choices.limits = limits
            return try ModelQuality.all(items, models: 1, raters: 0, choices: choices)[0].people
        }
        let (cut, whole) = (try people(1...5), try people(nil))
        #expect(cut.high == 5 && cut.low == whole.low && cut.value == whole.value)
        #expect(try #require(whole.high) > 5)
    }

    @Test func equalLabelsHaveNoIntervalAndSayWhy() throws {
        let estimate = try clusteredMean([4, 4, 4], clusters: [1, 2, 3])
        #expect(estimate.value == 4 && estimate.low == nil && estimate.method == "no interval: no spread")
    }

    @Test func nothingTrapsOnNothing() throws {
        let empty = JudgeCalibration([], kind: .nominal)
        #expect(empty.verdict == .notEnough && empty.refusals.contains(.fewPrompts(0)) && empty.more == 30)
        for kind in [VerdictKind.nominal, .scores(1...5), .pairs] {
            let one = JudgeCalibration(
                [JudgedItem(prompt: 0, labels: [.init(person: 0, value: 1)], verdict: nil)],
                kind: kind
            )
            #expect(one.verdict == .notEnough && one.missingCount == 1)
        }
        #expect(try AltTest(people: [], judge: []).passes == nil)
        #expect(try CorrectedMean([], folds: []).estimate.undefined == "no label")
        #expect(try WithinRater([]).estimate.value == nil)
        #expect(try predictionPowered(labels: [], judge: [], unlabelled: []).estimate.value == nil)
        #expect(try predictionPoweredStratified([]).whole.estimate.value == nil)
        #expect(try mappedMean([], folds: [], form: .line).value == nil)
        #expect(labelAllocation(labels: 10, judgePassRate: 0, specificity: 1, sensitivity: 1, pilotPerSide: 0) == nil)
        #expect(labelsNeeded(halfWidth: 0, variance: 1, correlation: 0, unlabelled: 0) == nil)
        #expect(labelsNeededByStudent(halfWidth: 0, variance: 1, correlation: 0, unlabelled: 0) == nil)
        #expect(PPIPower(correlation: 0, costs: .init(label: 0, verdict: 0), aim: .budget(1)) == nil)
        #expect(PairedRates(both: 0, onlyBaseline: 0, onlyCandidate: 0, neither: 0).interval() == nil)
        #expect(MissingVerdicts(baseline: [], candidate: [], scale: 0...1).difference == nil)
        #expect(holm([]).adjusted.isEmpty && benjaminiYekutieli([]).adjusted.isEmpty && wilcoxonBelow([0]) == nil)
    }

    /// A useless judge gets no weight, a perfect one replaces the labels' noise.
    @Test func aUselessJudgeIsWorthNothingAndAPerfectOneMuch() throws {
        var generator = Generator(seed: 3)
        func score() -> Double { Double(generator.next() % 5) }
        var (useless, perfect): ([LabelledRow], [LabelledRow]) = ([], [])
        for prompt in 0..<400 {
            let (truth, noise) = (score(), score())
            let label = prompt % 5 == 0 ? truth : nil
            useless.append(LabelledRow(prompt: prompt, judge: noise, label: label))
            perfect.append(LabelledRow(prompt: prompt, judge: truth, label: label))
        }
        let folds = (0..<400).map { ($0 / 5) % 5 }
        let (bad, good) = (try CorrectedMean(useless, folds: folds), try CorrectedMean(perfect, folds: folds))
        #expect(abs(bad.lambda) < 0.3)
        #expect(abs(good.lambda - 0.8) < 0.05)
        let alone = try #require(bad.labelsOnly.standardError)
        #expect((bad.estimate.standardError ?? 9) < 1.06 * alone)
        // With N = 4 n a perfect judge leaves the variance of all 5 n.
        #expect(abs((good.estimate.standardError ?? 9) / alone - 0.2.squareRoot()) < 0.03)
    }

    /// A model whose answers are nonsense that a judge was fooled by: people give it 1, the judge 5.
    private func banana(labelled: Int) -> [QualityItem] {
        (0..<60).flatMap { prompt in
            (0..<2).map { model in
                let score = model == 0 ? Double(4 + prompt % 2) : 1
                let people = prompt < labelled ? (0..<3).map { JudgedItem.Label(person: $0, value: score) } : []
                return QualityItem(
                    model: model,
                    prompt: prompt,
                    fold: prompt % 5,
                    labels: people,
                    verdicts: [.score(model == 0 ? 4 : 5)]
                )
            }
        }
    }

    @Test(arguments: [0, 5, 29, 30, 60])
    func nonsenseThatFoolsAJudgeIsNeverNonInferior(labelled: Int) throws {
        let items = banana(labelled: labelled)
        let comparison = try ModelComparison(items, candidate: 1, baseline: 0, isShare: false)
        let tested = try ModelComparison.test([[comparison]], margins: [0.5])[0][0]
        #expect(tested.verdict == (labelled < 2 ? .notEnough : .not))
        let qualities = try ModelQuality.all(
            items,
            models: 2,
            raters: 1,
            choices: QualityChoices(scale: 1...5, isShare: false)
        )
        #expect(qualities[1].people.value == (labelled == 0 ? nil : 1))
        let corrected = try #require(qualities[1].corrected[0])
        #expect(corrected.naive == 5)
        #expect(corrected.estimate.value == (labelled == 0 ? nil : 1))
        #expect(corrected.refusals.contains(.fewLabels(labelled)) == (labelled < 30))
    }

    /// Each prompt's texts as people accept them: by rater the baseline and the candidate.
    private func accepted(_ prompts: [[(rater: Int, baseline: Double?, candidate: Double?)]]) throws -> ModelComparison
    {
        let items = prompts.enumerated().flatMap { prompt, given in
            (0..<2).map { model in
                let labels = given.compactMap { own in
                    (model == 0 ? own.baseline : own.candidate).map { JudgedItem.Label(person: own.rater, value: $0) }
                }
                return QualityItem(model: model, prompt: prompt, fold: 0, labels: labels, verdicts: [])
            }
        }
        let found = try ModelComparison(items, candidate: 1, baseline: 0, isShare: true)
        return try ModelComparison.test([[found]], margins: [0.1])[0][0]
    }

    /// A severe person has all texts of the baseline, one who accepts everything those of the candidate.
    @Test(arguments: [0, 6]) func acceptanceIsComparedWithinRaters(shared: Int) throws {
        let found = try accepted(
            (0..<60).map { prompt in
                prompt < shared ? [(0, 1, 0)] : [(0, prompt % 3 == 0 ? 1 : 0, nil), (1, nil, 1)]
            }
        )
        #expect(found.verdict != .nonInferior && found.test?.count == shared && found.promptCount == shared)
        #expect(found.leftOutCount == 60 - shared)
        #expect((found.difference.low ?? -1) >= -1)
    }

    /// Newcombe's method 10 at 90 %, computed in Python.
    @Test func theIntervalOfAcceptanceIsTheVerdicts() throws {
        let cases = [
            ([(1.0, 1.0, 77), (1, 0, 3)], -0.09017495515887874, 0.002155907660838778),
            ([(1, 1, 78), (1, 0, 1), (0, 1, 1)], -0.04283834774003756, 0.04283834774003756),
            ([(1, 1, 32), (1, 0, 4), (0, 1, 3), (0, 0, 1)], -0.1479661126112555, 0.09734356661311555),
        ]
        for (counts, low, high) in cases {
            let found = try accepted(
                counts.flatMap { baseline, candidate, count in
                    repeatElement([(0, Optional(baseline), Optional(candidate))], count: count)
                }
            )
            #expect(abs((found.difference.low ?? 9) - low) < 1e-12 && abs((found.difference.high ?? 9) - high) < 1e-12)
            #expect(found.difference.low == found.test?.low && found.difference.method == "Newcombe (1998), paired")
        }
    }

    /// Three people who see the candidate 0, 1 and 2 points better: prompts agree, people do not.
    @Test func fromThreeRatersTheWiderIntervalStandsBeside() throws {
        func compared(_ people: Int) throws -> ModelComparison {
            let items = (0..<40).flatMap { prompt in
                (0..<2).map { model in
                    let labels = (0..<people).map { person in
                        JudgedItem.Label(person: person, value: Double(1 + prompt % 2 + model * person))
                    }
                    return QualityItem(model: model, prompt: prompt, fold: 0, labels: labels, verdicts: [])
                }
            }
            return try ModelComparison(items, candidate: 1, baseline: 0, isShare: false)
        }
        let three = try compared(3)
        #expect(three.difference.value == 1)
        let wide = try #require(three.withRatersDrawn)
        // Two degrees of freedom: t is 2.92 at 90 %. By rater the variance is 1/3, less that of 120 cells.
        let variance = 1.0 / 3 - 120.0 / 119 * 80 / 14_400
        #expect(abs(wide.upperBound - (1 + 2.9199855803537256 * variance.squareRoot())) < 1e-9)
        #expect(wide.lowerBound < (three.difference.low ?? 0))
        #expect(try compared(2).withRatersDrawn == nil)
    }

    /// Forty prompts of a model whose labels lie half a point around `mean`.
    private static func candidate(_ model: Int, _ mean: Double, _ generator: inout Generator) -> [QualityItem] {
        (0..<40).map { prompt in
            let noise = Double(generator.next() >> 40) / 0x1p24 - 0.5
            return QualityItem(
                model: model,
                prompt: prompt,
                fold: 0,
                labels: [.init(person: 0, value: mean + noise)],
                verdicts: []
            )
        }
    }

    @Test func severalCandidatesShareOneLevel() throws {
        var generator = Generator(seed: 11)
        func items(_ shift: Double, model: Int) -> [QualityItem] {
            Self.candidate(model, 3 + shift, &generator)
        }
        let all = items(0, model: 0) + (1...10).flatMap { items(-0.12, model: $0) }
        let alone = try ModelComparison(all, candidate: 1, baseline: 0, isShare: false)
        let many = try (1...10).map { try ModelComparison(all, candidate: $0, baseline: 0, isShare: false) }
        let one = try ModelComparison.test([[alone]], margins: [0.25])[0][0]
        let ten = try ModelComparison.test([many], margins: [0.25])[0]
        #expect((ten[0].adjustedP ?? 0) >= (one.adjustedP ?? 1))
        #expect((ten[0].test?.low ?? 0) < (one.test?.low ?? 0))
        #expect(try ModelComparison.test([many], margins: [nil])[0][0].verdict == nil)
    }

    @Test func scoresWhereNothingWasLabelledAreRefused() throws {
        let items = (0..<200).map { number in
            QualityItem(
                model: 0,
                prompt: number,
                fold: number % 5,
                labels: number < 40 ? [.init(person: 0, value: Double(number % 2))] : [],
                verdicts: [number % 7 == 0 && number >= 40 ? .missing : .score(number < 40 ? Double(number % 2) : 0.5)]
            )
        }
        let found = try ModelQuality.all(items, models: 1, raters: 1, choices: .init(scale: 0...1, isShare: true))[0]
        let corrected = try #require(found.corrected[0])
        #expect(corrected.refusals.contains { if case .outsideRange(let share) = $0 { share > 0.5 } else { false } })
        #expect(corrected.missingCount == (40..<200).count { $0 % 7 == 0 })
        let worst = try #require(corrected.worst)
        let value = try #require(corrected.estimate.value)
        #expect(worst.alike.contains(value) && worst.apart.contains(worst.alike.lowerBound))
        #expect(worst.apart.contains(worst.alike.upperBound))
    }

    /// Whatever each missing verdict would have been, the corrected mean lies between the ends of the worst case.
    @Test(arguments: 1...20) func theWorstCaseIsABound(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed))
        func point() -> Double { Double(generator.next() % 5 + 1) }
        let truths = (0..<60).map { _ in point() }
        let isMissing = truths.indices.map { _ in generator.next() % 6 == 0 }
        let shown = truths.map { min(5, max(1, $0 + Double(generator.next() % 3) - 1)) }
        let folds = truths.indices.map { $0 % 5 }
        func rows(_ fill: (Int) -> Double) -> [LabelledRow] {
            truths.indices.map { place in
                LabelledRow(
                    prompt: place,
                    judge: isMissing[place] ? fill(place) : shown[place],
                    label: place % 3 == 0 ? truths[place] : nil
                )
            }
        }
        func estimate(_ fill: (Int) -> Double) throws -> Double {
            try #require(try CorrectedMean(rows(fill), folds: folds).estimate.value)
        }
        let found = try #require(
            try CorrectedMean.missingBounds(
                rows { _ in 3 },
                isMissing: isMissing,
                folds: folds,
                isShare: false,
                scale: 1...5
            )
        )
        let ends = (found.apart.lowerBound - 1e-9, found.apart.upperBound + 1e-9)
        for _ in 0..<50 {
            let fill = truths.map { _ in point() }
            let value = try estimate { fill[$0] }
            #expect(ends.0 <= value && value <= ends.1, "\(value) outside \(found.apart)")
        }
        let alike = try (estimate { _ in 1 }, estimate { _ in 5 })
        #expect(found.alike.contains(alike.0) && found.alike.contains(alike.1))
        // With the labelled at one end and the unlabelled at the other it is further from both.
        let apart = try (estimate { $0 % 3 == 0 ? 5 : 1 }, estimate { $0 % 3 == 0 ? 1 : 5 })
        #expect(found.apart.contains(apart.0) && found.apart.contains(apart.1))
        #expect(found.apart.upperBound - found.apart.lowerBound > found.alike.upperBound - found.alike.lowerBound)
    }

    /// One model is accepted in nine answers of ten, the other in one; the judge knows no more than that.
    @Test func aJudgeThatKnowsOnlyTheModelNeverReplacesAPerson() {
        var wouldPass = 0
        for seed in 1...40 {
            var generator = Generator(seed: UInt64(seed))
            func chance(_ percent: Int) -> Bool { generator.next() % 100 < UInt64(percent) }
            func found(_ verdict: (Int, Bool) -> Bool) -> JudgeCalibration {
                let items = (0..<100).map { prompt in
                    let truth = chance(prompt % 2 == 0 ? 90 : 10)
                    let labels = (0..<3).map { JudgedItem.Label(person: $0, value: truth == chance(85) ? 1 : 0) }
                    let verdict = verdict(prompt, truth) ? 1.0 : 0
                    return JudgedItem(prompt: prompt, labels: labels, verdict: verdict, author: prompt % 2)
                }
                return JudgeCalibration(items, kind: .nominal, choices: .init(options: IntervalOptions(resamples: 100)))
            }
            let blind = found { prompt, _ in prompt % 2 == 0 }
            #expect(blind.verdict != .mayReplace && blind.reading?.value == nil)
            wouldPass += blind.conditions.allSatisfy { $0.holds || $0.condition == .reading } ? 1 : 0
            let reader = found { _, truth in truth == chance(85) }
            #expect((reader.reading?.value ?? 0) > 0.1)
        }
        #expect(wouldPass > 10, "\(wouldPass) of 40 pass without that condition")
    }

    /// Three who gave the judge's score with one in ten redrawn are told beside one who did not; four of their own are not.
    @Test func peopleWhoWriteDownTheJudgesScoresAreTold() {
        var generator = Generator(seed: 5)
        func draw(_ count: UInt64) -> Int { Int(generator.next() % count) }
        func found(copies: Bool) -> JudgeCalibration {
            let items = (0..<60).map { prompt in
                let truth = draw(5)
                func near() -> Int { min(4, max(0, truth + draw(3) - 1)) }
                let judge = draw(5)
                let values = [near()] + (0..<3).map { _ in copies ? (draw(10) == 0 ? draw(5) : judge) : near() }
                let labels = values.enumerated().map { JudgedItem.Label(person: $0, value: Double($1)) }
                return JudgedItem(prompt: prompt, labels: labels, verdict: Double(judge), author: prompt % 2)
            }
            return JudgeCalibration(
                items,
                kind: .scores(0...4),
                choices: .init(options: IntervalOptions(resamples: 100))
            )
        }
        let told = found(copies: true).echoes
        #expect(told.map(\.person) == [1, 2, 3] && told.allSatisfy { $0.itemCount == 60 && $0.toJudge > 0.8 })
        #expect(told.allSatisfy { $0.toPeople < 0.5 })
        #expect(found(copies: false).echoes.isEmpty)
    }

    /// Who may not tell all authors gives the items whose authors may be known.
    @Test func readingMayBeOfOtherItems() {
        let items = (0..<40).map { prompt in
            JudgedItem(
                prompt: prompt,
                labels: [.init(person: 0, value: Double(prompt % 5))],
                verdict: Double(prompt % 4)
            )
        }
        let known = items.map { item in
            var item = item
            item.author = item.prompt % 2
            return item
        }
        func found(_ others: [JudgedItem]?) -> JudgeCalibration {
            var choices = JudgeCalibration.Choices()
            choices.itemsOfKnownAuthors = others
            return JudgeCalibration(items, kind: .scores(0...4), choices: choices)
        }
        #expect(found(nil).reading == nil)
        #expect(found(known).reading?.value == JudgeCalibration(known, kind: .scores(0...4)).reading?.value)
        #expect(found(known).reading?.value != nil)
        let none = found([])
        #expect(none.reading?.undefined != nil && none.conditions.contains { $0.condition == .reading && !$0.holds })
    }

    /// Where no model is known, or one alone, nothing can be asked of it.
    @Test func withinOneModelThereIsNothingToTellApart() {
        let items = (0..<40).map { prompt in
            JudgedItem(
                prompt: prompt,
                labels: [.init(person: 0, value: Double(prompt % 5))],
                verdict: Double(prompt % 4),
                author: prompt < 20 ? 7 : nil
            )
        }
        let found = JudgeCalibration(items, kind: .scores(0...4))
        #expect(found.reading == nil && !found.conditions.contains { $0.condition == .reading })
        let two = items.map { item in
            var item = item
            item.author = item.prompt % 2
            return item
        }
        let (judge, people) = (two.map { $0.verdict ?? 0 }, two.map { $0.labels[0].value })
        var (xy, xx, yy) = (0.0, 0.0, 0.0)
        for model in 0..<2 {
            let own = two.indices.filter { $0 % 2 == model }
            let means = [judge, people].map { list in own.reduce(0) { $0 + list[$1] } / Double(own.count) }
            for place in own {
                let (x, y) = (judge[place] - means[0], people[place] - means[1])
                (xy, xx, yy) = (xy + x * y, xx + x * x, yy + y * y)
            }
        }
        let value = JudgeCalibration(two, kind: .scores(0...4)).reading?.value ?? 9
        #expect(abs(value - xy / (xx * yy).squareRoot()) < 1e-12)
    }

    /// Which model comes first is nobody's choice: names and sides changed, every figure of the verdict is the same.
    @Test func theOrderOfModelsMovesNoFigureOfAPairwiseJudge() throws {
        var generator = Generator(seed: 3)
        func outcome() -> Double { Double(generator.next() % 3) - 1 }
        let items = (0..<60).map { prompt in
            let models = PairVerdicts.Models(left: prompt % 3, right: (prompt + 1) % 3)
            let labels = (0..<3).map { JudgedItem.Label(person: $0, value: outcome()) }
            return JudgedItem(prompt: prompt, labels: labels, verdict: outcome(), models: models)
        }
        let turned = items.map { item in
            guard item.prompt % 2 == 0, let models = item.models else { return item }
            return JudgedItem(
                prompt: item.prompt,
                labels: item.labels.map { .init(person: $0.person, value: -$0.value) },
                verdict: item.verdict.map { -$0 },
                models: .init(left: models.right, right: models.left)
            )
        }
        let (one, other) = (JudgeCalibration(items, kind: .pairs), JudgeCalibration(turned, kind: .pairs))
        for figure in [\JudgeCalibration.association, \.skill, \.difference, \.peopleAlpha] {
            let (a, b) = (one[keyPath: figure], other[keyPath: figure])
            #expect(a.value != nil && abs((a.value ?? 0) - (b.value ?? 9)) < 1e-12, "\(a) \(b)")
            #expect(abs((a.low ?? 0) - (b.low ?? 0)) < 1e-12 && abs((a.high ?? 0) - (b.high ?? 0)) < 1e-12)
        }
        // One that always prefers the model of the smaller number goes with nobody.
        let partial = items.map { item in
            let isFirst = (item.models?.left ?? 0) < (item.models?.right ?? 0)
            return JudgedItem(prompt: item.prompt, labels: item.labels, verdict: isFirst ? 1 : -1, models: item.models)
        }
        #expect(JudgeCalibration(partial, kind: .pairs).association.value == nil)
    }

    /// Beside labels alone a judge that tells nothing neither narrows nor widens the interval of a share, near its end too.
    @Test(arguments: [0.5, 0.85]) func aUselessJudgeLeavesTheIntervalOfAShare(share: Double) throws {
        var (width, alone, used) = (0.0, 0.0, 0)
        for seed in 1...40 {
            var generator = Generator(seed: UInt64(seed))
            func chance(_ share: Double) -> Bool { Double(generator.next() >> 11) * 0x1p-53 < share }
            let rows = (0..<250).map { prompt in
                let label = chance(share)
                return LabelledRow(
                    prompt: prompt,
                    judge: chance(0.5) ? 1 : 0,
                    label: prompt < 50 ? (label ? 1 : 0) : nil
                )
            }
            let folds = rows.indices.map { $0 % 5 }
            let found = try CorrectedMean.quality(rows, folds: folds, isShare: true)
            guard found.unused == nil else { continue }
            let labels = rows.compactMap(\.label)
            let people = try ClusteredShare(labels, clusters: Array(labels.indices)).estimate
            let (low, high) = (try #require(found.estimate.low), try #require(found.estimate.high))
            #expect(low >= 0 && high <= 1 && low < high)
            width += high - low
            alone += try #require(people.high) - #require(people.low)
            used += 1
        }
        #expect(used > 20 && width / alone > 0.97 && width / alone < 1.03, "\(width / alone)")
    }

    /// A judge's scores under a person's name, and one person under two.
    @Test func aCopyIsNoPerson() {
        var generator = Generator(seed: 8)
        func point(_ truth: Int, _ width: UInt64) -> Double {
            Double(min(5, max(1, truth + Int(generator.next() % (2 * width + 1)) - Int(width))))
        }
        let rows = (0..<120).map { prompt in
            (
                truth: 1 + prompt % 5, ana: point(1 + prompt % 5, 1), ben: point(1 + prompt % 5, 1),
                judge: point(1 + prompt % 5, 2)
            )
        }
        func found(_ third: (Int) -> Double) -> JudgeCalibration {
            let items = rows.indices.map { place in
                let labels = [rows[place].ana, rows[place].ben, third(place)].enumerated()
                    .map { JudgedItem.Label(person: $0, value: $1) }
                return JudgedItem(prompt: place, labels: labels, verdict: rows[place].judge)
            }
            return JudgeCalibration(
                items,
                kind: .scores(1...5),
                choices: .init(options: IntervalOptions(resamples: 100))
            )
        }
        #expect(found { rows[$0].judge }.refusals.contains(.copyOfJudge(person: 2)))
        // More of the same labels would mend nothing.
        #expect(found { rows[$0].judge }.more == nil)
        #expect(found { $0 % 12 == 0 ? 3 : rows[$0].judge }.refusals.contains(.copyOfJudge(person: 2)))
        #expect(found { rows[$0].ana }.refusals.contains(.samePerson(0, 2)))
        let own = rows.map { point($0.truth, 1) }
        #expect(found { own[$0] }.refusals.isEmpty)
        // All of one mind are nobody's copies.
        let equal = rows.indices.map { place in
            JudgedItem(
                prompt: place,
                labels: (0..<3).map { .init(person: $0, value: Double(rows[place].truth)) },
                verdict: rows[place].judge
            )
        }
        #expect(JudgeCalibration(equal, kind: .scores(1...5)).refusals.isEmpty)
    }

    /// One person under two names, on half of the prompts each: nobody shares prompts with two others.
    @Test func onePersonInTwoHalvesIsNotTwo() {
        var generator = Generator(seed: 9)
        let items = (0..<120).map { prompt in
            let truth = Double(generator.next() % 2)
            let flip = generator.next() % 10 == 0
            let labels = [(prompt < 60 ? 0 : 1, truth), (2, flip ? 1 - truth : truth)]
            return JudgedItem(
                prompt: prompt,
                labels: labels.map { JudgedItem.Label(person: $0.0, value: $0.1) },
                verdict: truth
            )
        }
        let found = JudgeCalibration(items, kind: .nominal)
        #expect(found.personCount == 3 && found.conditions.contains { $0.condition == .people && !$0.holds })
        #expect(found.verdict != .mayReplace)
    }

    /// The third person has to have labelled thirty prompts too, and not one fewer.
    @Test(arguments: [(29, false), (30, true)])
    func twoPeopleAreTooFewToBeReplaced(count: Int, isEnough: Bool) throws {
        let items = items(60, seed: 3) { truth, _ in truth ? 1 : 0 }.enumerated().map { prompt, item in
            var item = item
            if prompt >= count { item.labels.removeAll { $0.person == 2 } }
            return item
        }
        let found = JudgeCalibration(items, kind: .nominal, choices: .init(options: IntervalOptions(resamples: 20)))
        #expect(found.personCount == 3)
        let people = try #require(found.conditions.first { $0.condition == .people })
        #expect(people.holds == isEnough)
    }

    /// *Not* goes by a model's own 90 % interval, however many stand beside it.
    @Test func noOtherCandidateMakesABadOneBetter() throws {
        var generator = Generator(seed: 21)
        func items(_ shift: Double, model: Int) -> [QualityItem] {
            Self.candidate(model, 3 + shift, &generator)
        }
        let all = items(0, model: 0) + items(-0.4, model: 1) + (2...12).flatMap { items(0, model: $0) }
        let many = try (1...12).map { try ModelComparison(all, candidate: $0, baseline: 0, isShare: false) }
        let high = try #require(many[0].difference.high)
        // A margin just above the end of its interval, so that Bonferroni's wider one holds it.
        let tested = try ModelComparison.test([many], margins: [-high - 0.01])[0]
        #expect((tested[0].test?.high ?? -9) > high + 0.01)
        #expect(tested[0].verdict == .not && tested[1].verdict != .not)
    }

    @Test func noIsotonicMapFollowsNoise() throws {
        var isotonic = (useless: 0, good: 0)
        for seed in 1...20 {
            var generator = Generator(seed: UInt64(seed))
            func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
            let people = (0..<150).map { _ in uniform() }
            let folds = people.indices.map { $0 % 5 }
            let noise = people.map { _ in uniform() }
            let good = people.map { $0 * $0 + 0.1 * uniform() }
            isotonic.useless += try ScoreMap.form(judge: noise, people: people, folds: folds) == .isotonic ? 1 : 0
            isotonic.good += try ScoreMap.form(judge: good, people: people, folds: folds) == .isotonic ? 1 : 0
        }
        #expect(isotonic.good == 20 && isotonic.useless <= 5, "\(isotonic)")
        #expect(try ScoreMap.form(judge: [1, 2], people: [2, 1], folds: [0, 1]) == .shrunkLine)
    }

    /// Right about nearly everything that is good, and about little more than half of what is not.
    @Test func aLopsidedJudgeSeldomReplacesAPersonAndAGoodOneOftenDoes() {
        var pointAlone = 0
        func share(_ recall: Int, _ specificity: Int) -> Int {
            (1...60).count { seed in
                var generator = Generator(seed: UInt64(seed))
                func chance(_ percent: Int) -> Bool { generator.next() % 100 < UInt64(percent) }
                let items = (0..<60).map { prompt in
                    let truth = chance(60)
                    let labels = (0..<3).map { JudgedItem.Label(person: $0, value: truth == chance(85) ? 1 : 0) }
                    let verdict = truth ? chance(recall) : !chance(specificity)
                    return JudgedItem(prompt: prompt, labels: labels, verdict: verdict ? 1 : 0)
                }
                let choices = JudgeCalibration.Choices(options: IntervalOptions(resamples: 100))
                let found = JudgeCalibration(items, kind: .nominal, choices: choices)
                let isNear = found.classes.allSatisfy { ($0.margin ?? -1) > -0.1 }
                let isSure = found.classes.allSatisfy { ($0.low ?? -1) > -0.1 }
                #expect(isNear || !isSure)
                if isNear, !isSure {
                    pointAlone += 1
                    #expect(found.verdict != .mayReplace)
                }
                return found.verdict == .mayReplace
            }
        }
        let (lopsided, good) = (share(98, 60), share(85, 85))
        // .12 and .55 of many; the point value alone lets .17 of the lopsided pass.
        #expect(lopsided <= 12 && good >= 24 && pointAlone > 0, "\(lopsided) and \(good) of 60, \(pointAlone)")
    }

    /// What is kept of a map maps as it did, and a mean by it is that of a map fitted at once.
    @Test func aMapThatIsPutTogetherAgainMapsTheSame() throws {
        var generator = Generator(seed: 5)
        func score() -> Double { Double(generator.next() % 9) / 2 }
        let judge = (0..<120).map { _ in score() }
        let people = judge.map { $0 / 2 + score() / 4 }
        let folds = judge.indices.map { $0 % 5 }
        for form in ScoreMap.Form.allCases {
            let fitted = try #require(try CrossFittedMap(judge: judge, people: people, folds: folds, form: form))
            let kept = fitted.maps.mapValues { map in
                ScoreMap(
                    form: form,
                    labelCount: map.labelCount,
                    intercept: map.intercept,
                    slope: map.slope,
                    steps: map.steps.flatMap { IsotonicRegression(x: $0.x, fitted: $0.fitted) }
                )
            }
            let again = try #require(CrossFittedMap(maps: kept))
            for value in stride(from: -1.0, through: 6, by: 0.3) {
                #expect(again(value) == fitted(value) && again(value, outside: 2) == fitted(value, outside: 2))
            }
            let rows = (0..<300).map { place in
                LabelledRow(
                    prompt: place,
                    judge: place < 120 ? judge[place] : score(),
                    label: place < 120 ? people[place] : nil
                )
            }
            let all = rows.indices.map { $0 % 5 }
            let one = try mappedMean(rows, folds: all, form: form)
            #expect(try MappedMean(rows, folds: all, map: again).estimate.value == one.value && one.low != nil)
            // Without labels of their own the map is borrowed: a value, and no interval.
            let borrowed = try MappedMean(Array(rows[120...]), folds: Array(all[120...]), map: again)
            #expect(borrowed.isBorrowed && borrowed.estimate.value != nil && borrowed.estimate.low == nil)
        }
        #expect(CrossFittedMap(maps: [:]) == nil && LabelledRange(labelled: []) == nil)
        #expect(IsotonicRegression(x: [1, 2], fitted: [2, 1]) == nil)
        let range = try #require(LabelledRange(labelled: [1, 1, 1, 2, 2, 2, 3]))
        #expect(range.shareOutside([1, 3, 4, 2]) == 0.5 && range.shareOutside([]) == nil)
    }
}

/// Looking again at whether a candidate is non-inferior.
struct SequentialComparisonTests {
    /// Forty prompts whose mean difference gives a one-sided p of about .02 against the margin.
    private func comparison(looks: [Double]) throws -> [[ModelComparison]] {
        let pairs = (0..<40).map { prompt in
            (
                prompt: prompt,
                verdicts: [JudgedItem.Label(person: 0, value: prompt % 5 == 0 ? 0 : prompt % 2 == 0 ? 1 : -1)]
            )
        }
        var found = try ModelComparison(pairs: pairs, candidate: 1)
        found.looks = looks
        return try ModelComparison.test([[found]], margins: [0.15])
    }

    @Test func anEarlyLookAsksForMore() throws {
        let once = try comparison(looks: [])[0][0]
        #expect(once.verdict == .nonInferior && (once.adjustedP ?? 1) < 0.05)
        let early = try comparison(looks: [0.4])[0][0]
        #expect(early.verdict == .notEnough)
        #expect((early.test?.low ?? 0) < (once.test?.low ?? 0))
        #expect(early.test?.method.contains("widened for look 1, 40 of 100 planned prompts") == true)
        // The level of a look is that of the bounds: 1 − Φ(z) of the reference values.
        let bounds = try SequentialBounds(fractions: [0.2, 0.4])
        #expect(try comparison(looks: [0.2, 0.4])[0][0].lookLevel(0.05) == bounds.p[1])
        #expect(throws: (any Error).self) { try comparison(looks: [0.4, 0.4]) }
    }
}

/// Prompts to which both models gave one text: ties by definition.
struct DerivedTieTests {
    /// Of so many rated prompts the candidate loses four of five.
    private func pairs(_ count: Int) -> [(prompt: Int, verdicts: [JudgedItem.Label])] {
        (0..<count).map { (prompt: $0, verdicts: [.init(person: 0, value: $0 % 5 == 0 ? 1 : -1)]) }
    }

    @Test func theyAreZerosInMeanIntervalAndCount() throws {
        let found = try ModelComparison(pairs: pairs(35), ties: 25, candidate: 1)
        // 7 wins, 28 losses, 25 ties, less one half each.
        let mean = try #require(found.difference.value)
        #expect(abs(mean - (7 * 0.5 - 28 * 0.5) / 60) < 1e-12 && found.difference.itemCount == 60)
        #expect(found.promptCount == 60 && found.tieCount == 25)
        #expect(found.difference.method?.contains("25 of 60 prompts ties by one text of both models") == true)
        let zeros = pairs(35) + (35..<60).map { (prompt: $0, verdicts: [.init(person: 0, value: 0)]) }
        let rated = try ModelComparison(pairs: zeros, candidate: 1)
        #expect(found.difference.low == rated.difference.low && found.difference.high == rated.difference.high)
        // Left out they would make it worse than it is.
        #expect(try #require(ModelComparison(pairs: pairs(35), candidate: 1).difference.value) == -0.3)
    }

    @Test func theyMakeNoVerdictOfTooFewRatings() throws {
        func verdict(_ rated: Int, ties: Int) throws -> ModelComparison {
            try ModelComparison.test(
                [[try ModelComparison(pairs: pairs(rated), ties: ties, candidate: 1)]],
                margins: [0.35]
            )[0][0]
        }
        let enough = try verdict(35, ties: 25)
        #expect(enough.verdict == .nonInferior && enough.test?.tieCount == 25)
        let few = try verdict(29, ties: 60)
        #expect(few.verdict == .notEnough && few.test?.reason == "29 of at least 30 prompts", "\(few)")
        #expect(try ModelComparison(pairs: [], ties: 60, candidate: 1).difference.value == nil)
    }
}
