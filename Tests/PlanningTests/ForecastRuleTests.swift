import Studies
import Testing

@testable import Planning

/// What a design of pairs costs and tells, and what a plan gives away.
struct ForecastRuleTests {
    /// Variances of a contrast by hand: three models, four prompts.
    @Test func aRingTakesAComparisonAModelAndTellsAsMuchAsAllPairsOfThree() throws {
        let designs = DesignCost.designs(models: 3, blocks: 4)
        #expect(designs.map(\.design) == ["ring", "spread", "all", "baseline"])
        #expect(designs.map(\.pairs) == [12, 4, 12, 8])
        for (design, variance) in zip(designs, [1.0 / 6, 1.0 / 2, 1.0 / 6, 1.0 / 3]) {
            #expect(abs(try #require(design.halfWidth) - 0.979981992270027 * variance.squareRoot()) < 1e-12)
        }
        #expect(designs.map(\.showsTheBaseline) == [false, false, false, true])
        let narrow = try #require(DesignCost.designs(models: 3, blocks: 4, confidence: 0.8).first?.halfWidth)
        #expect(abs(narrow - 0.5 * 1.281551566 * (1.0 / 6).squareRoot()) < 1e-9)
    }

    @Test func ofTwoModelsEveryDesignIsTheSame() throws {
        let designs = DesignCost.designs(models: 2, blocks: 5)
        #expect(designs.map(\.pairs) == [5, 5, 5, 5] && !designs.contains(where: \.showsTheBaseline))
        for design in designs {
            #expect(abs(try #require(design.halfWidth) - 0.979981992270027 * 0.2.squareRoot()) < 1e-12)
        }
        #expect(DesignCost.designs(models: 1, blocks: 5).isEmpty && DesignCost.designs(models: 3, blocks: 0).isEmpty)
        // Four models: a ring costs two comparisons less than all pairs, and a text of it comes twice.
        let four = DesignCost.designs(models: 4, blocks: 1)
        #expect(four.map(\.pairs) == [4, 1, 6, 3])
        for (design, variance) in zip(four, [3.0 / 4, 3, 1.0 / 2, 3.0 / 2]) {
            #expect(abs(try #require(design.halfWidth) - 0.979981992270027 * variance.squareRoot()) < 1e-12)
        }
    }

    private func pair(_ first: Int64, _ second: Int64, _ reviewer: Int? = 0, _ phase: RatingRecord.Phase = .blind)
        -> PlannedRow
    { PlannedRow(first: first, second: second, reviewer: reviewer, phase: phase) }

    @Test func aTextThatComesBackMoreOftenThanAnotherIsCountedByReviewerAndPrompt() {
        let prompts: [Int64: Int] = [1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1]
        func count(_ rows: PlannedRow...) -> Int { Recurrence.count(rows, prompts: prompts) }
        #expect(count(pair(1, 2), pair(2, 3), pair(1, 3)) == 0, "a ring")
        #expect(count(pair(1, 2), pair(1, 3)) == 1, "a star")
        #expect(count(pair(1, 2), pair(1, 3), pair(4, 5), pair(4, 6), pair(1, 2, 1), pair(1, 3, 1)) == 3)
        // Two people's pairs are no star of one, and what comes again as a check is no part of the plan.
        #expect(count(pair(1, 2), pair(1, 3, 1)) == 0)
        #expect(count(pair(1, 2), pair(1, 3, 0, .repeat)) == 0)
    }

    /// Models stand in by the texts' own order: who wrote which is no part of a forecast.
    @Test func standInsFollowTheTextsAndNotTheirWriters() {
        func answer(_ item: Int64, _ key: UInt64, _ model: Int, prompt: Int = 0) -> PlanState.Answer {
            PlanState.Answer(item: item, key: key, prompt: prompt, model: model, sample: 1)
        }
        let texts = [(Int64(1), UInt64(9)), (2, 3), (3, 5)]
        for models in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            let answers = zip(texts, models).map { answer($0.0, $0.1, $1) } + [answer(4, 1, 2, prompt: 1)]
            #expect(PlanForecast.standIns(answers) == [2: 0, 3: 1, 1: 2, 4: 2])
        }
    }

    @Test func aUnitSharesATextWithAPairThatHasIt() {
        func answer(_ item: Int64, _ model: Int) -> PlanState.Answer {
            PlanState.Answer(item: item, key: UInt64(item), prompt: 0, model: model, sample: 1)
        }
        let (a, b, c, d) = (answer(1, 2), answer(2, 0), answer(3, 1), answer(4, 3))
        let pair = Unit(a, b)
        #expect(pair.isTurned && !Unit(b, c).isTurned && Unit(b, a).subject == pair.subject)
        #expect(pair.modelPair == Unit(b, a).modelPair && pair.modelPair != Unit(a, c).modelPair)
        #expect(pair.shares(with: Unit(b, c)) && pair.shares(with: pair) && !pair.shares(with: Unit(c, d)))
        #expect(pair.shares(with: Unit(a)) && !pair.shares(with: Unit(c)) && Unit(b).shares(with: pair))
    }
}
