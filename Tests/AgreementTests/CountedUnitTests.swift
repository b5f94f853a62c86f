import Testing

@testable import Agreement

/// What has to be counted, held or refused before a figure is one, each at its bound.
struct CountedUnitTests {
    /// A figure that falls in every resample, and one that rises, keep their own value within their intervals.
    @Test(arguments: [true, false])
    func anIntervalThatLiesBesideItsFigureIsStretchedToIt(falls: Bool) throws {
        let units = Units(counts: [Int](repeating: 1, count: 40))
        let kernel = Kernel(
            names: ["figure"],
            compute: { weights, values in
                // The share of items that were drawn: 1 on the data. The most that one was drawn: 1 on the data, too.
                let drawn = Double(weights.count { $0 > 0 }) / Double(weights.count)
                values[0] = falls ? drawn : weights.max() ?? 0
            },
            reason: { _ in "" }
        )
        let options = IntervalOptions(resamples: 200, seed: 5, method: .percentile)
        let found = Intervals(units: units, options: options, itemCount: 40, ratingCount: 40).estimates(kernel).all[0]
        let (low, high) = (try #require(found.estimate.low), try #require(found.estimate.high))
        #expect(found.estimate.value == 1)
        #expect(falls ? high == 1 && low < 0.8 : low == 1 && high > 2)
        let end = ", stretched to the figure: the bootstrap's interval leaves the figure out"
        #expect(found.estimate.method?.hasSuffix(end) == true)
    }

    /// Who was not drawn is ranked by what its data say, and without them it has no rank.
    @Test func whoWasNotDrawnKeepsItsPlaceAmongAll() {
        var wins = WinMatrix(count: 3)
        wins.add(0, 1, .left, weight: 3)
        let fits = Fits(wins, names: ["a", "b", "c"])
        #expect(fits.bradleyTerry == nil && fits.ranks(wins) == [1, 2, nil])
        #expect(fits.ranks(wins, data: [0.9, 0.1, 0.5]) == [1, 3, 2])
        #expect(fits.ranks(wins, data: [0.1, 0.9, 0.5]) == [1, 3, 2], "who was drawn has its own rate")
        #expect(fits.ranks(wins, data: [0.9, 0.1]) == [1, 2, nil])
    }

    @Test func aScoreThatWasNotGivenIsNotTheNextRaters() throws {
        let table = try RatingTable(rows: [[1, nil, 3], [nil, 2, nil], [4, 5, nil]])
        let scores = (0..<3).map { item in (0..<3).map { table.score(rater: $0, item: item) } }
        #expect(scores == [[1, nil, 3], [nil, 2, nil], [4, 5, nil]])
    }

    /// Both call the same side the better throughout: nothing is left of chance.
    @Test func kappaOfVerdictsThatAreAllAlikeIsUndefined() throws {
        let rows = (0..<12).map {
            PairVerdicts.Row(models: .init(left: 0, right: 1), prompt: $0, verdicts: [.left, .left])
        }
        let found = ModelPairAgreement(try PairVerdicts(rows))
        #expect(found.cohen.value == nil && found.cohen.undefined != nil)
        #expect(found.measures["fleiss.identity.by_model_pair"]?.value == nil)
        #expect(throws: AgreementError.self) {
            try PairVerdicts(rows + [PairVerdicts.Row(models: nil, prompt: 0, verdicts: [.left])])
        }
    }

    @Test func aJudgeMayPassEverythingButNotMore() throws {
        func counts(_ passes: Int, of count: Int) -> CorrectedRate.Counts {
            .init(
                truePositive: 8,
                falseNegative: 2,
                falsePositive: 1,
                trueNegative: 9,
                unlabelledPass: passes,
                unlabelled: count
            )
        }
        #expect(try CorrectedRate(counts(10, of: 10)).naive.value == 1)
        #expect(try CorrectedRate(counts(0, of: 10)).naive.value == 0)
        #expect(throws: AgreementError.self) { try CorrectedRate(counts(11, of: 10)) }
        #expect(throws: AgreementError.self) { try CorrectedRate(counts(-1, of: 10)) }
    }

    /// With one fold too many the last one had no item, and nobody was told.
    @Test(arguments: [[0, 1, 0], [0, 1, 0, 1, 0]])
    func aMapIsFittedWithOneFoldForEachItem(folds: [Int]) throws {
        let (judge, people) = ([1.0, 2, 3, 4], [1.0, 3, 3, 5])
        #expect(try ScoreMap.outOfFold(judge: judge, people: people, folds: [0, 1, 0, 1], form: .line)?.count == 4)
        #expect(throws: AgreementError.self) {
            try ScoreMap.outOfFold(judge: judge, people: people, folds: folds, form: .line)
        }
    }

    @Test func aSliceOfOnePromptHasNoInterval() throws {
        let (values, inside) = ([1.0, 2, 3, 5, 8], [true, true, false, false, false])
        #expect(try sliceDifference(values, isInside: inside, clusters: [0, 0, 1, 2, 3]) == nil)
        #expect(try sliceDifference(values, isInside: inside, clusters: [0, 1, 2, 2, 2]) == nil)
        #expect(try sliceDifference(values, isInside: inside, clusters: [0, 1, 2, 2, 3]) != nil)
    }

    /// Three people, of whom each two share ten prompts, and who rated ten more each; with nine, two of them have one
    /// partner only.
    @Test(arguments: [(10, 3), (9, 1)])
    func tenPromptsMakeTwoPeoplePartners(shared: Int, count: Int) {
        func labels(_ people: [Int]) -> [JudgedItem.Label] { people.map { .init(person: $0, value: 3) } }
        var all: [[Int]] = []
        all += [[Int]](repeating: [0, 1], count: shared) + [[Int]](repeating: [1, 2], count: 10)
        all += [[Int]](repeating: [0, 2], count: 10)
        for person in 0..<3 { all += [[Int]](repeating: [person], count: 12) }
        let items = all.enumerated().map { JudgedItem(prompt: $0, labels: labels($1), verdict: 3) }
        #expect(JudgedItems(items: items, kind: .scores(1...5), options: IntervalOptions()).fullPersonCount() == count)
    }

    /// One model was labelled for one prompt of three: resamples without that prompt rank nobody.
    @Test func aResampleWithoutAModelsLabelIsLeftOut() {
        func item(_ model: Int, _ prompt: Int, _ value: Double) -> QualityItem {
            QualityItem(model: model, prompt: prompt, fold: 0, labels: [.init(person: 0, value: value)], verdicts: [])
        }
        let items = [item(0, 0, 1), item(0, 1, 2), item(0, 2, 3), item(1, 2, 5)]
        let draws = ModelQuality.draws(items, models: [0, 1], resamples: 400, seed: 1)
        // All three draws miss it in 8 of 27 resamples: 281 of 400 are left, within four standard errors of 9.1.
        #expect(abs(draws.count - 281) <= 37)
        #expect(draws.allSatisfy { $0.count == 2 && $0[1] == 5 && (1...3).contains($0[0]) })
    }

    /// Of a normal variable the middle 95 % are 2.9 times as wide as the middle half.
    @Test func whatAJudgeIsWorthIsAtTheStatedConfidence() throws {
        var generator = Generator(seed: 2)
        let rows = (0..<240).map { prompt in
            let truth = generator.normal()
            let (judge, label) = (truth + 0.5 * generator.normal(), truth + 0.5 * generator.normal())
            return LabelledRow(prompt: prompt, judge: judge, label: prompt < 80 ? label : nil)
        }
        let folds = rows.map { $0.prompt % 5 }
        let mean = try CorrectedMean(rows, folds: folds)
        func width(_ confidence: Double) throws -> Double {
            let options = IntervalOptions(resamples: 2000, confidence: confidence, seed: 3)
            let worth = mean.worth(rows, folds: folds, options: options)
            return try #require(worth.high) - #require(worth.low)
        }
        let ratio = try width(0.95) / width(0.5)
        #expect(ratio > 2.4 && ratio < 3.5, "\(ratio)")
    }

    /// Swaps of a metric and a judge that did not score the same items: what one lacks is no score of 0 in its mean.
    @Test func aRaterIsStandardisedOverWhatItScored() throws {
        func p(_ shift: Double) throws -> Double? {
            let rows = (0..<40).map { item -> [Double?] in
                let truth = Double(1 + item % 5)
                let judge = item % 4 == 0 ? nil : Double(1 + (item + item % 3) % 5)
                return [truth, truth, judge, Double(item % 5) + 0.1 * Double(item % 7) + shift]
            }
            let table = try RatingTable(rows: rows, kinds: [.human, .human, .judge, .metric])
            return try RaterComparison(
                table: table,
                level: .ordinal,
                first: table.raters[2].name,
                second: table.raters[3].name,
                options: IntervalOptions(resamples: 200)
            ).lines.first { $0.measure == "pearson" }?.pValue
        }
        #expect(try p(0) != nil && p(0) == p(1000))
    }
}
