import Agreement
import Fixtures
import Studies
import Testing

@testable import Planning

/// What is dealt to whom and where: distances, turns, samples and quotas, exactly.
struct DealtRuleTests {
    private func study(prompts: Int, models: Int, reviewers: Int = 1, _ review: ReviewSettings) -> Study {
        Study(
            name: "s",
            models: (0..<models).map { Model(name: "m\($0)", endpoint: "e", model: "x", isBaseline: $0 == 0) },
            criteria: [.better()],
            reviewers: (0..<reviewers).map { "r\($0)" },
            review: review,
            prompts: (0..<prompts).map {
                Prompt(id: "p\($0)", messages: [Message(role: .user, content: "?")], tags: $0 < 4 ? ["t"] : [])
            }
        )
    }

    /// Every model answers every prompt so often; the later model's text is the first of its pairs.
    private func answers(_ study: Study, samples: Int = 1) -> [PlanState.Answer] {
        study.prompts.indices.flatMap { prompt in
            study.models.indices.flatMap { model in
                (1...samples).map { sample in
                    .init(
                        item: Int64(100 * prompt + 10 * model + sample),
                        key: UInt64(1000 * prompt + 100 - 10 * model - sample),
                        prompt: prompt,
                        model: model,
                        sample: sample
                    )
                }
            }
        }
    }

    /// Of thirty rows one comes back, with ten others between at least, before its original or behind it.
    @Test func anAttentionCheckStandsFurtherAwayThanAThirdOfTheList() throws {
        var apart: Set<Int> = []
        for seed in 0..<300 as Range<UInt64> {
            let ordering = Ordering(
                settings: ReviewSettings(attention: 1.0 / 30),
                draw: Draw(seed: seed),
                reviewer: 1,
                name: "ana"
            )
            let list = (1...30).map {
                Ordering.Entry(row: PlannedRow(first: Int64($0), reviewer: 0), prompt: $0, key: UInt64($0))
            }
            let rows = ordering.withAttentionChecks(list, others: [99]).map(\.row)
            #expect(rows.count == 31)
            let check = try #require(rows.firstIndex { $0.phase == .attention })
            let original = try #require(rows.firstIndex { $0.phase == .blind && $0.first == rows[check].first })
            apart.insert(check - original)
        }
        #expect(apart.filter { $0 > 0 }.min() == 11 && apart.filter { $0 < 0 }.max() == -11, "\(apart.sorted())")
    }

    /// Two texts of each prompt on a side that says nothing: the better of two guesses lies above one half by luck alone.
    @Test func whatGuessingGetsIsFoundByShuffling() throws {
        let study = study(prompts: 40, models: 2, ReviewSettings())
        let answers = answers(study)
        let rows = study.prompts.indices.map { prompt in
            PlannedRow(
                first: answers[2 * prompt].item,
                second: answers[2 * prompt + 1].item,
                reviewer: 0,
                side: prompt % 2 == 0 ? .first : .second,
                position: prompt
            )
        }
        let found = try #require(PlanAttack(rows, answers: answers, seed: 1, shuffles: 100))
        // Of 40 coins the larger side is 22.5 of them in the mean.
        #expect(abs(found.chance - 22.5 / 40) < 0.02 && found.luck > found.chance)
        #expect(found.excess == max(0, found.share - found.chance))
        let untried = try #require(PlanAttack(rows, answers: answers, seed: 1, shuffles: 0))
        #expect(untried.chance == 0.5 && untried.luck == 0.5)
    }

    /// That one model's text always comes before the other's of its prompt is seen, wherever in the session the prompt stands.
    @Test func aModelWhoseTextAlwaysComesFirstIsFound() throws {
        let study = study(prompts: 40, models: 2, ReviewSettings())
        let answers = answers(study)
        func attack(_ isFirst: (Int) -> Bool) throws -> PlanAttack {
            let rows = answers.map {
                PlannedRow(
                    first: $0.item,
                    reviewer: 0,
                    position: ($0.prompt * 7 % 40) + ((($0.model == 0) == isFirst($0.prompt)) ? 0 : 40)
                )
            }
            return try #require(PlanAttack(rows, answers: answers, seed: 1, shuffles: 60))
        }
        let found = try attack { _ in true }
        #expect(found.share == 1 && found.isAboveLuck && found.clue == "which text of a prompt comes first")
        let fair = try attack { $0 % 2 == 0 }
        #expect(fair.share == 0.5 && !fair.isAboveLuck)
    }

    /// However often a model stood on the left elsewhere, no two reviewers see a set in the same order while there is another.
    @Test func aSetIsTurnedForEachReviewer() {
        let study = study(prompts: 2, models: 2, ReviewSettings())
        let units = [0, 1].map { prompt in Unit(set: answers(study).filter { $0.prompt == prompt }) }
        let kept = (0..<5).map {
            PlanState.Row(
                first: units[1].subject.first,
                members: units[1].subject.members,
                arrangement: [0, 1],
                reviewer: $0,
                position: 1
            )
        }
        var arrangements = Arrangements(draw: Draw(seed: 1), sets: units, kept: kept)
        let seen = (0..<2).map { _ in arrangements.next(for: units[0]) }
        #expect(seen == [[1, 0], [0, 1]])
    }

    /// Nothing is known of any: each pair of models gets one before any gets a second.
    @Test func pairsThatAreAboutToBeComparedCountForBothModels() throws {
        let study = study(prompts: 9, models: 3, reviewers: 2, ReviewSettings(seed: 5))
        let answers = answers(study)
        let models = Dictionary(answers.map { ($0.item, $0.model) }) { first, _ in first }
        var pairs = AdaptivePairs(study, comparisons: [])
        let rows = try pairs.rows(PlanState(answers: answers), budget: 6)
        let counts = Dictionary(rows.map { (Set([models[$0.first], models[$0.second ?? 0]]), 1) }, uniquingKeysWith: +)
        #expect(counts.count == 3 && Set(counts.values) == [2], "\(counts)")
    }

    /// The quota takes one prompt of four that bear the tag, and none of the others.
    @Test(arguments: [ReviewSettings.Pairs.ring, .all]) func aQuotaChoosesThePromptsThatArePaired(
        pairs: ReviewSettings.Pairs
    ) throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let quota = ReviewSettings.Quota(group: .tag, name: "t", count: 1)
            let study = study(prompts: 7, models: 3, ReviewSettings(quotas: [quota], pairs: pairs, seed: seed))
            let rows = try Planner(study).rows(PlanState(answers: answers(study)))
            let prompts = Set(rows.map { $0.first / 100 })
            #expect(prompts.count == 4 && prompts.isSuperset(of: [4, 5, 6]))
            #expect(rows.count == 12)
        }
    }

    @Test func aQuotaThatCannotBeKeptSaysWhatCan() {
        let quota = ReviewSettings.Quota(group: .tag, name: "t", count: 9)
        let study = study(prompts: 7, models: 3, ReviewSettings(quotas: [quota]))
        let refusal = #expect(throws: PlanningError.self) {
            try Planner(study).rows(PlanState(answers: answers(study)))
        }
        let words = "quota of 9 for the tag 't' cannot be kept: only 4 can be planned"
        #expect(refusal?.description.contains(words) == true)
    }

    /// With the baseline each sample is compared with the baseline's of the same number.
    @Test func aSampleMeetsTheBaselinesOwn() {
        let study = study(prompts: 1, models: 3, ReviewSettings(pairs: .baseline))
        let list = UnitList(study: study, answers: answers(study, samples: 2), draw: Draw(seed: 1))
        let pairs = list.pairs.map { [$0.subject.first, $0.subject.second ?? 0].sorted() }
        #expect(Set(pairs) == [[1, 11], [1, 21], [2, 12], [2, 22]] && pairs.count == 4)
        var ring = study
        ring.review.pairs = .all
        #expect(UnitList(study: ring, answers: list.answers, draw: Draw(seed: 1)).pairs.count == 15)
    }
}
