import Testing

@testable import Agreement

/// Corrected figures, maps and labels: small cases by hand, and both sides of each bound.
struct CorrectionRuleTests {
    private func near(_ value: Double?, _ expected: Double, _ slack: Double = 1e-9) -> Bool {
        value.map { abs($0 - expected) < slack } ?? false
    }

    @Test func onlySharesAreTooUniform() {
        #expect(CorrectedMean.areTooUniform([]) && CorrectedMean.areTooUniform([0.5, 0.5]))
        #expect(!CorrectedMean.areTooUniform([0.2, 1, 1]) && CorrectedMean.areTooUniform([0, 1, 1]))
    }

    @Test func whyAJudgeIsNotUsedIsSaidInWords() {
        let words = [(0, 0), (1, 1), (2, 1), (3, 2)].map {
            CorrectedMean.Unused.fewUnlabelled(responses: $0, prompts: $1).description
        }
        #expect(
            words == [
                "nothing is unlabelled", "only 1 unlabelled response of 1 prompt",
                "only 2 unlabelled responses of 1 prompt", "only 3 unlabelled responses of 2 prompts",
            ]
        )
        #expect(CorrectedMean.Unused.uniformLabels.description == "labels hardly vary")
        #expect(CorrectedMean.Unused.noWeight.description == "its scores tell nothing of people's")
    }

    /// Eighteen responses without a label, to nine prompts and to ten.
    @Test(arguments: [9, 10]) func promptsWithoutALabelAreCountedAndNotResponses(prompts: Int) throws {
        let rows = (0..<48).map { place in
            LabelledRow(
                prompt: place < 30 ? place : 30 + place % prompts,
                judge: Double(place % 4),
                label: place < 30 ? Double(place % 4 + place % 3) : nil
            )
        }
        let found = try CorrectedMean.quality(rows, folds: rows.map { $0.prompt % 5 }, isShare: false)
        #expect(found.unused == (prompts == 9 ? .fewUnlabelled(responses: 18, prompts: 9) : nil))
    }

    /// The judge's .4 and .6 stand for people's 0 and 1, and to all that people have not seen it gives .9 or .8.
    @Test func aShareBeyondItsScaleIsCutWithItsInterval() throws {
        let rows = (0..<60).map { prompt in
            let isGood = prompt % 2 == 0
            let label = isGood != (prompt % 10 == 0) ? 1.0 : 0
            return LabelledRow(
                prompt: prompt,
                judge: prompt < 40 ? (isGood ? 0.6 : 0.4) : (isGood ? 0.9 : 0.8),
                label: prompt < 40 ? label : nil
            )
        }
        let found = try CorrectedMean.quality(rows, folds: rows.map { $0.prompt % 5 }, isShare: true)
        let uncut = found.corrected.estimate
        try #require((uncut.low ?? 0) > 1 && found.unused == nil)
        #expect(found.estimate.value == 1 && found.estimate.low == 1 && found.estimate.high == 1)
        let turned = rows.map { LabelledRow(prompt: $0.prompt, judge: $0.judge, label: $0.label.map { 1 - $0 }) }
        let other = try CorrectedMean.quality(turned, folds: rows.map { $0.prompt % 5 }, isShare: true)
        #expect(other.estimate.value == 0 && other.estimate.low == 0 && other.estimate.high == 0)
    }

    /// Wilson's interval of as many items as have the corrected standard error, by t of the labelled prompts less one.
    @Test func theIntervalOfACorrectedShareIsWilsons() throws {
        let rows = (0..<60).map { prompt in
            LabelledRow(
                prompt: prompt,
                judge: prompt % 3 == 0 ? 0.3 : 0.7,
                label: prompt < 20 ? (prompt % 3 == 0 ? (prompt % 2 == 0 ? 0 : 1) : (prompt % 5 == 0 ? 0 : 1)) : nil
            )
        }
        let found = try CorrectedMean.quality(rows, folds: rows.map { $0.prompt % 5 }, isShare: true)
        try #require(found.unused == nil && found.corrected.labelledPromptCount == 20)
        let p = try #require(found.corrected.estimate.value)
        let error = try #require(found.corrected.estimate.standardError)
        // Quantiles of the normal distribution and of t with 19 degrees of freedom.
        let (z, t) = (1.959_963_984_540_054, 2.093_024_054_408_263)
        let count = p * (1 - p) / (error * error) * (z / t) * (z / t)
        try #require(count < 60)
        let square = z * z / count
        let half = z * (p * (1 - p) / count + square / (4 * count)).squareRoot() / (1 + square)
        let middle = (p + square / 2) / (1 + square)
        #expect(near(found.estimate.low, middle - half) && near(found.estimate.high, middle + half))
        let end = ", Wilson (1927) with \((count * 10).rounded() / 10) effective items"
        #expect(found.estimate.method?.hasSuffix(end) == true)
    }

    private static let identity = ScoreMap(form: .raw, labelCount: 3)

    private func mean(_ labels: [Double?], prompts: [Int]? = nil, limits: ClosedRange<Double>? = nil) throws
        -> MappedMean
    {
        let map = try #require(CrossFittedMap(maps: [0: Self.identity, 1: Self.identity]))
        let rows = labels.enumerated().map { place, label in
            LabelledRow(prompt: prompts?[place] ?? place, judge: 2, label: label)
        }
        return try MappedMean(rows, folds: rows.map { $0.prompt % 2 }, map: map, limits: limits)
    }

    /// 3 ± t(3) · √(14/3/4).
    @Test func whereAllIsLabelledAMappedMeanIsPeoples() throws {
        let found = try mean([1, 2, 3, 6])
        #expect(found.estimate.value == 3 && near(found.estimate.standardError, 1.080_123_449_734_643_4))
        #expect(near(found.estimate.low, 3 - 3.182_446_305 * 1.080_123_450, 1e-7) && !found.isBorrowed)
        #expect(
            found.estimate.method
                == "every item has a label: people's own mean, t with 3 degrees of freedom"
        )
        let cut = try mean([1, 2, 3, 6], limits: 0...6).estimate
        #expect(cut.low == 0 && cut.high == 6 && cut.method?.hasSuffix(", cut at 0 and 6") == true)
    }

    @Test func whyAMappedMeanHasNoInterval() throws {
        let one = try mean([1, 4, nil, nil], prompts: [0, 0, 1, 2])
        // The judge's 2 and what the labels are more than it.
        #expect(one.estimate.value == 2.5 && one.estimate.method == "no interval: one prompt only")
        #expect(one.labelledPromptCount == 1 && one.estimate.low == nil)
        let borrowed = try mean([nil, nil])
        #expect(borrowed.estimate.value == 2 && borrowed.estimate.method == "borrowed map, no interval")
        #expect(try borrowed.isBorrowed && mean([]).estimate.undefined == "no score")
    }

    /// By prompt 1, 1, 2 and 5: the paired t-test.
    @Test func mappedMeansArePairedByPrompt() throws {
        let (one, other) = (try mean([1, 2, 3, 6]), try mean([0, 1, 1, 1]))
        let found = one.difference(from: other)
        #expect(found.value == 2.25 && near(found.standardError, 0.946_484_724_269_522))
        #expect(near(found.high, 2.25 + 3.182_446_305 * 0.946_484_724, 1e-7))
        #expect(found.method == "paired by prompt over 4 prompts, t with 3 degrees of freedom")
        // Of one of them three prompts have labels: two degrees of freedom.
        let fewer = one.difference(from: try mean([0, 1, 1]))
        #expect(fewer.method == "paired by prompt over 4 prompts, t with 2 degrees of freedom")
        let bare = one.difference(from: try mean([nil, nil]))
        #expect(bare.value == 1 && bare.method == "no interval: one of the two has none" && bare.low == nil)
        #expect(one.difference(from: try mean([])).undefined == "one of the two is undefined")
        let cut = try mean([1, 2, 3, 6], limits: 1...4).difference(from: other)
        #expect(cut.low == found.low && cut.high == 3 && cut.method?.hasSuffix(", cut at -3 and 3") == true)
    }

    @Test func aMapIsOfTwoFoldsAndOneForm() throws {
        #expect(try CrossFittedMap(judge: [1, 2, 3], people: [1, 2, 3], folds: [4, 4, 4], form: .line) == nil)
        let line = ScoreMap(form: .line, labelCount: 3)
        #expect(CrossFittedMap(maps: [0: Self.identity, 1: line]) == nil)
        let map = try #require(
            CrossFittedMap(maps: [0: line, 1: ScoreMap(form: .line, labelCount: 3, intercept: 4)])
        )
        // By itself the mean of both; a fold that has no map of its own is given that, too.
        #expect(map(1) == 3 && map(1, outside: 0) == 1 && map(1, outside: 1) == 5 && map(1, outside: 9) == 3)
    }

    @Test func threeLabelsOfALevelMakeItKnown() throws {
        func share(_ labelled: [Double], _ scores: [Double]) -> Double? {
            LabelledRange(labelled: labelled)?.shareOutside(scores)
        }
        #expect(share([1, 1, 1, 2, 2], [1, 2]) == 0.5 && share([1, 1, 1, 2, 2, 2], [1, 2]) == 0)
        // Up to eleven levels in all each is counted, above it only the ends are.
        let eleven = (0..<11).map(Double.init)
        #expect(share(eleven, [5, 5]) == 1 && share(eleven, [5, 20]) == 0.5 && share(eleven, [-1, 10]) == 0.5)
        #expect(LabelledRange(labelled: eleven)?.kept.levels.count == 11)
        let kept = try #require(LabelledRange(labelled: eleven + [11, 11])?.kept)
        #expect(kept == LabelledRange(levels: [(11, 2), (0, 1)]))
    }

    @Test func aLineThroughLittleIsDrawnToOneAndNotBeyond() throws {
        let (judge, people) = ([1.0, 2, 3, 4], [2.0, 1, 4, 3.1])
        let noisy = try ScoreMap(judge: judge, people: people, form: .shrunkLine)
        #expect(noisy.slope == 1 && near(noisy.intercept, 0.025))
        #expect(near(try ScoreMap(judge: judge, people: people, form: .line).slope, 0.63))
        // Two points show no error, and neither does a straight line.
        #expect(try ScoreMap(judge: [1, 2], people: [1, 5], form: .shrunkLine).slope == 4)
        #expect(near(try ScoreMap(judge: [1, 2, 3], people: [1, 5, 9], form: .shrunkLine).slope, 4))
        let constant = try ScoreMap(judge: [2, 2, 2], people: [1, 2, 3], form: .line)
        #expect(constant.slope == 0 && constant.intercept == 2)
        let shift = try ScoreMap(judge: [2, 2, 2], people: [1, 2, 6], form: .shift)
        #expect(shift.slope == 1 && shift.intercept == 1)
        #expect(try ScoreMap(judge: [2, 2, 2], people: [1, 2, 6], form: .raw).intercept == 0)
        #expect(throws: AgreementError.self) { try ScoreMap(judge: [], people: [], form: .raw) }
        #expect(shift.error(judge: [1, 2], people: [2]) == nil)
        #expect(shift.error(judge: [1, 2], people: [2, 4]) == 0.5.squareRoot())
    }

    @Test(arguments: [(0.05, false), (0.049, true)])
    func aLabelMayWeighTwentyTimesTheMedian(least: Double, isRefused: Bool) throws {
        let rows = (0..<5).map { LabelledRow(prompt: $0, judge: 1, label: Double($0)) }
        let found = try WeightedEstimate(rows, probabilities: [1, 1, 1, 1, least], lambda: 0)
        #expect(found.isRefused == isRefused && (found.estimate.value == nil) == isRefused)
        let reason = "a label weighs more than 20 times the median: its probability of being drawn was too small"
        #expect(found.estimate.undefined == (isRefused ? reason : nil))
    }

    @Test func whatIsDrawnWithoutAChanceIsRefused() throws {
        let rows = [LabelledRow(prompt: 0, judge: 1, label: 1), LabelledRow(prompt: 1, judge: 1, label: nil)]
        #expect(try WeightedEstimate(rows, probabilities: [1, 0], lambda: 0).estimate.value == 1)
        #expect(
            try WeightedEstimate(rows, probabilities: [1, 0], lambda: 0).estimate.method
                == "no interval: fewer than two prompts with labels"
        )
        #expect(throws: AgreementError.self) { try WeightedEstimate(rows, probabilities: [0, 1], lambda: 0) }
        #expect(throws: AgreementError.self) { try WeightedEstimate(rows, probabilities: [1, 1.1], lambda: 0) }
        let none = [LabelledRow(prompt: 0, judge: 1, label: nil)]
        #expect(try WeightedEstimate(none, probabilities: [1], lambda: 0).estimate.undefined == "no label")
    }

    @Test func scoresOfNoughtAreDrawnByWhatIsLeft() throws {
        let even = try labelProbabilities(scores: [0, 0, 0, 0], count: 1)
        #expect(even.probabilities == [0.25, 0.25, 0.25, 0.25] && even.c == nil)
        let left = try labelProbabilities(scores: [0, 0, 5], count: 2)
        #expect(left.probabilities == [0.5, 0.5, 1] && left.c == nil)
        #expect(try labelProbabilities(scores: [1, 2], count: 0).probabilities == [0, 0])
        #expect(throws: AgreementError.self) { try labelProbabilities(scores: [1, 2], count: 3) }
        #expect(throws: AgreementError.self) { try labelProbabilities(scores: [1, -2], count: 1) }
    }

    /// Five prompts have an interval; eleven scores are eleven steps, and twelve are tenths.
    @Test func theStepsOfACurve() throws {
        func points(_ count: Int, _ judge: (Int) -> Double) -> [CalibrationCurve.Point] {
            (0..<count).map { .init(prompt: $0, people: $0 == 0 ? 4 : 5, judge: judge($0)) }
        }
        let five = try CalibrationCurve(points(5) { _ in 1 }, limits: 1...5).steps[0].people
        // 4.8 ± t(4) · .2, cut at the scale.
        #expect(near(five.value, 4.8) && near(five.low, 4.8 - 2.776_445_105 * 0.2, 1e-7) && five.high == 5)
        #expect(try CalibrationCurve(points(11) { Double($0) }).steps.count == 11)
        let tenths = try CalibrationCurve(points(12) { Double($0) }).steps
        #expect(tenths.map(\.itemCount) == [1, 1, 1, 1, 2, 1, 1, 1, 1, 2])
    }

    /// A label that stands again in another batch counts for the mean, and not as one more.
    @Test func aLabelThatIsRepeatedIsCountedOnce() throws {
        var items = (0..<4).map { place in
            QualityItem(
                model: place == 3 ? 7 : 0,
                prompt: place,
                fold: place % 2,
                labels: [.init(person: place, value: Double(place)), .init(person: 9, value: Double(place + 2))],
                verdicts: [place == 0 ? .missing : place == 1 ? .notAsked : .score(4)]
            )
        }
        items[2].isRepeat = true
        let all = try ModelQuality.all(items, models: 1, raters: 1, choices: .init(scale: 1...5, isShare: false))
        let found = try #require(all.first)
        #expect(all.count == 1 && found.promptCount == 3 && found.labelCount == 4 && found.personCount == 4)
        #expect(found.people.value == 2 && found.people.ratingCount == 4 && found.people.itemCount == 3)
        let corrected = try #require(found.corrected[0])
        #expect(corrected.naive == 4 && corrected.naiveCount == 1 && corrected.missingCount == 1)
        #expect(corrected.refusals.contains(.fewLabels(2)))
    }

    @Test func fiveModelsAreScreenedAndTheFirstOfEqualOnesIsKept() throws {
        #expect(try Screening(peopleMinusJudge: [1, 2, 3, 4]).tau == nil)
        let five = try Screening(peopleMinusJudge: [1, 2, 3, 4, 5])
        #expect(near(five.tau, 2.5.squareRoot()) && five.degrees == 4 && five.labelledCount == 5)
        let flat = try Screening(peopleMinusJudge: [2, 2, 2, 2, 2])
        let draw = Screening.Draw(scale: 1, z: [0, 0], error: [0, 0.1])
        #expect(flat.tau == 0 && flat.chanceOfDropping(judge: [1, 1], keep: 1, top: 1, draws: [draw]) == 1)
        let even = Screening.Draw(scale: 1, z: [0, 0], error: [0, 0])
        #expect(flat.chanceOfDropping(judge: [1, 1], keep: 1, top: 1, draws: [draw, even]) == 0.5)
        #expect(flat.chanceOfDropping(judge: [1, 1], keep: 1, top: 1, draws: []) == nil)
        // Of one score nothing is known but itself.
        #expect(five.draws(scores: [[3], []], count: 4).map(\.error) == [[0, 0], [0, 0], [0, 0], [0, 0]])
    }

    @Test func whyNothingIsKnownOfWhatAJudgeIsWorth() throws {
        func reason(_ labels: [Double?]) throws -> String? {
            let rows = labels.enumerated().map { LabelledRow(prompt: $0, judge: Double($0 % 2), label: $1) }
            let folds = rows.map { $0.prompt % 2 }
            return try CorrectedMean(rows, folds: folds).worth(rows, folds: folds).undefined
        }
        #expect(try reason([1, nil, nil, nil]) == "fewer than two labelled prompts")
        #expect(try reason([1, 1, nil, nil]) == "labels or corrected labels do not vary")
        #expect(labelsWorth(labels: 10, labelsVariance: 4, usedVariance: 2) == 10)
        #expect(labelsWorth(labels: 10, labelsVariance: 0, usedVariance: 2) == nil)
        #expect(labelsWorth(labels: 10, labelsVariance: 1, usedVariance: 0) == nil)
    }

    @Test func whatCannotBeCorrectedSaysWhy() throws {
        func rate(_ tp: Int, _ fn: Int, _ fp: Int, _ tn: Int) throws -> CorrectedRate {
            try CorrectedRate(
                .init(
                    truePositive: tp,
                    falseNegative: fn,
                    falsePositive: fp,
                    trueNegative: tn,
                    unlabelledPass: 3,
                    unlabelled: 6
                )
            )
        }
        // The judge is right as often as a coin.
        let coin = try rate(1, 1, 1, 1)
        #expect(coin.roganGladen.undefined == "TPR + TNR <= 1" && coin.langReiczigel.undefined == "TPR + TNR <= 1")
        #expect(coin.roganGladen.itemCount == 10 && coin.roganGladen.ratingCount == 14)
        #expect(try rate(2, 1, 1, 1).roganGladen.value == 0)
        let yes = try rate(2, 0, 1, 0)
        #expect(yes.postStratified.undefined == "the judge gave one verdict only on the labelled items")
        #expect(yes.jointLikelihood == nil && yes.sensitivity == 1 && yes.specificity == 0)
        let few = "fewer than two items with or without labels"
        #expect(try rate(1, 0, 0, 0).predictionPowered().estimate.undefined == few)
    }

    @Test func predictionsNeedTwoOfEachKind() throws {
        let few = "fewer than two items with or without labels"
        func reason(_ labels: [Double], _ others: [Double]) throws -> String? {
            try predictionPowered(labels: labels, judge: labels, unlabelled: others).estimate.undefined
        }
        #expect(try reason([1], [1, 2]) == few && reason([1, 2], [1]) == few && reason([1, 2], [1, 3]) == nil)
        let strata = try predictionPoweredStratified([
            PPIStratum(labels: [1, 2], judge: [1, 2], unlabelled: [1, 3]),
            PPIStratum(labels: [1], judge: [1], unlabelled: [1, 3]),
        ])
        #expect(strata.whole.estimate.undefined == "a stratum has \(few)" && strata.whole.estimate.itemCount == 7)
        #expect(throws: AgreementError.self) {
            try predictionPoweredDifference(labels: ([1, 2], [1, 3]), judge: ([1], [2]))
        }
        #expect(throws: AgreementError.self) {
            try predictionPoweredClusterMeans(labels: [1, nil, 2], judge: [1, 1, 1], clusters: [0, 0, 1])
        }
    }
}
