import Fixtures
import Studies
import Testing

@testable import Planning

/// Which units a study has, who they are left to, and what rounds after the first one add, row by row.
struct ListedRuleTests {
    private func study(
        models: Int = 3,
        prompts: Int = 4,
        reviewers: [String] = ["ana", "ben"],
        criteria: [Criterion] = [.overall, .better()],
        _ review: ReviewSettings = ReviewSettings()
    ) -> Study {
        Study(
            name: "s",
            models: (0..<models).map { Model(name: "m\($0)", endpoint: "e", model: "x") },
            criteria: criteria,
            reviewers: reviewers,
            review: review,
            prompts: (0..<prompts).map {
                Prompt(id: "p\($0)", messages: [Message(role: .user, content: "?")], tags: ["t"])
            }
        )
    }

    private func answer(_ item: Int64, _ model: Int, prompt: Int = 0, sample: Int = 1) -> PlanState.Answer {
        PlanState.Answer(item: item, key: UInt64(item), prompt: prompt, model: model, sample: sample)
    }

    /// Ten times the prompt, the model and one.
    private func answers(_ study: Study) -> [PlanState.Answer] {
        study.prompts.indices.flatMap { prompt in
            study.models.indices.map { answer(Int64(10 * prompt + $0 + 1), $0, prompt: prompt) }
        }
    }

    private func refusal(_ study: Study, _ state: PlanState = PlanState(answers: [])) -> String? {
        do { _ = try Planner(study).rows(state) } catch { return error.description }
        return nil
    }

    @Test func whatCannotBePlannedIsRefusedInItsWords() throws {
        #expect(
            refusal(study(reviewers: []))
                == "nobody can be asked: list the reviewers under 'reviewers' in study.yaml"
        )
        let three = study(ReviewSettings(overlap: 3))
        #expect(
            refusal(three)
                == "an overlap of 3 needs 3 reviewers, but the study names 2: add reviewers or lower review.overlap"
        )
        #expect(refusal(study(ReviewSettings(overlap: 2))) == nil)
        #expect(
            refusal(study(ReviewSettings(isOpen: true)))
                == "pairs need named reviewers, so that each sees both sides equally often: set 'assign: named' in review"
        )
        #expect(refusal(study(criteria: [.overall], ReviewSettings(isOpen: true))) == nil)
        // Of two models each text comes as often, whichever is the baseline.
        #expect(refusal(study(models: 2, ReviewSettings(pairs: .baseline))) == nil)
        #expect(refusal(study(criteria: [.overall], ReviewSettings(pairs: .baseline))) == nil)
        #expect(
            refusal(study(ReviewSettings(pairs: .baseline)))?.hasPrefix("with 'pairs: baseline' the text that") == true
        )
    }

    /// What is planned already is what a quota counts first, whatever is drawn.
    @Test(arguments: Array(UInt64(1)...12)) func aQuotaKeepsWhatIsPlanned(seed: UInt64) throws {
        var study = study(criteria: [.overall])
        study.review.quotas = [.init(group: .model, name: "m1", count: 2)]
        let units = answers(study).map(Unit.init)
        let list = UnitList(study: study, answers: [], draw: Draw(seed: seed))
        let planned = units.filter { [12, 32].contains($0.subject.first) }
        let found = try list.limited(units, planned: Set(planned.map(\.subject))).map(\.subject.first)
        #expect(found == [1, 3, 11, 12, 13, 21, 23, 31, 32, 33])
        #expect(try list.limited(units, planned: []).count == 10 && list.limited([], planned: []).isEmpty)
    }

    /// Both quotas hold a text; where one of them is used up it is left out.
    @Test func aTextCountsForEachOfItsQuotas() throws {
        var study = study(criteria: [.overall])
        study.review.quotas = [
            .init(group: .tag, name: "t", count: 4), .init(group: .model, name: "m0", count: 4),
        ]
        let units = answers(study).map(Unit.init)
        let list = UnitList(study: study, answers: [], draw: Draw(seed: 1))
        let known = Set(units.filter { $0.models == [0] }.map(\.subject))
        #expect(try list.limited(units, planned: known).map(\.subject.first) == [1, 11, 21, 31])
        let error = #expect(throws: PlanningError.self) {
            try list.limited(units, planned: Set(units.filter { $0.models == [1] }.map(\.subject)))
        }
        #expect(error?.description.hasPrefix("the quota of 4 for the model 'm0' cannot be kept: only 0") == true)
    }

    /// What was begun is what a budget is spent on first, and a begun prompt gives no text a second time.
    @Test(arguments: Array(UInt64(1)...12)) func aBudgetHoldsWhatIsPlanned(seed: UInt64) throws {
        let study = study(models: 4, prompts: 2, ReviewSettings(pairs: .budget(3), seed: seed))
        let all = answers(study)
        let begun = Unit(all[0], all[1])
        var list = UnitList(study: study, answers: all, draw: Draw(seed: seed), planned: [begun.subject])
        let pairs = list.pairs.map { [$0.subject.first, $0.subject.second ?? 0] }
        #expect(pairs.count == 3 && pairs.contains([1, 2]))
        #expect(Set(pairs.joined()).count == 6, "\(pairs)")
        // The models that were compared already come again last.
        #expect(!pairs.contains([11, 12]))
        // Of pairs that were compared as often that of the models that were compared least.
        let few = all.filter { $0.prompt == 1 || $0.model < 2 }
        let next = UnitList(study: study, answers: few, draw: Draw(seed: seed), planned: [begun.subject]).pairs
        #expect(next.prefix(2).map(\.subject.first) == [1, 13])
        list.planned = Set([begun, Unit(all[2], all[3]), Unit(all[4], all[5]), Unit(all[6], all[7])].map(\.subject))
        #expect(list.pairs.count == 4)
    }

    @Test func aTextOfSeveralModelsIsOneUnit() {
        let study = study()
        let same = [answer(5, 2), answer(5, 0), answer(6, 1), answer(5, 1, prompt: 1), answer(7, 0, prompt: 1)]
        let list = UnitList(study: study, answers: same, draw: Draw(seed: 1))
        #expect(list.items.map(\.subject.first) == [5, 6, 7] && list.items.map(\.models) == [[2], [1], [0]])
        #expect(UnitList(study: self.study(criteria: [.better()]), answers: same, draw: Draw(seed: 1)).items.isEmpty)
        #expect(UnitList(study: self.study(criteria: [.overall]), answers: same, draw: Draw(seed: 1)).pairs.isEmpty)
    }

    private func ranking(_ most: Int) -> Criterion {
        Criterion(name: "best\(most)", question: "?", level: .ordinal, form: .ranking(most: most, tie: true))
    }

    /// Of one model's three samples the first two; the smallest of two criteria's numbers; of a begun set its own members.
    @Test(arguments: Array(UInt64(1)...12)) func aSetIsOfTheFirstSamplesAndNoLargerThanAnyCriterionAllows(seed: UInt64)
    {
        let study = study(models: 2, criteria: [ranking(4), ranking(2)])
        let list = SetList(study: study, draw: Draw(seed: seed))
        let samples = [3, 1, 2].map { answer(Int64($0), 0, sample: $0) }
        #expect(list.sets(PlanState(answers: samples)).map(\.subject.members) == [[1, 2]])
        #expect(list.sets(PlanState(answers: [answer(1, 0), answer(1, 1)])).isEmpty)
        // Another model's text before a second one of the same.
        let two = samples + [answer(9, 1, sample: 5)]
        #expect(list.sets(PlanState(answers: two)).map(\.subject.members) == [[1, 9]])
        for (members, isFilled, found) in [
            ([2, 3], true, [2, 3]), ([2, 3], false, [1, 9]), ([2, 8], true, [1, 9]),
        ]
            as [([Int64], Bool, [Int64])]
        {
            let row = PlanState.Row(first: 2, members: members, reviewer: 0, position: 1, isFilled: isFilled)
            #expect(list.sets(PlanState(answers: two, rows: [row])).map(\.subject.members) == [found])
        }
        #expect(SetList(study: self.study(), draw: Draw(seed: seed)).sets(PlanState(answers: two)).isEmpty)
    }

    /// Of what was compared two texts of one prompt alone; who skipped a block has it no less than who compares it.
    @Test func aBlockIsTakenByWhoHasAnyPairOfIt() throws {
        let study = study()
        let blocks = PairBlocks(study: study, draw: Draw(seed: 1), answers: answers(study) + [answer(99, 0, prompt: 3)])
        #expect(blocks.units.map(\.prompt) == [0, 1, 2, 3] && blocks.texts.map(\.count) == [3, 3, 3, 4])
        let subjects = [(1, 2), (1, 12), (1, 77), (77, 1)].map { Unit.Subject(first: $0.0, second: $0.1) }
        let known = blocks.known(subjects + [Unit.Subject(first: 1)])
        #expect(Array(known.keys) == [subjects[0]] && known[subjects[0]]?.models == [0, 1])
        func row(
            _ first: Int64,
            _ second: Int64?,
            _ reviewer: Int?,
            phase: RatingRecord.Phase = .blind,
            isFilled: Bool = true,
            isSkipped: Bool = false
        ) -> PlanState.Row {
            .init(
                first: first,
                second: second,
                reviewer: reviewer,
                phase: phase,
                position: 1,
                isFilled: isFilled,
                isSkipped: isSkipped
            )
        }
        let taken = blocks.taken(
            PlanState(
                answers: [],
                rows: [
                    row(1, 2, 0), row(2, 3, 0), row(1, 3, 1, isFilled: false, isSkipped: true),
                    // Nothing of these takes a block: taken back, a repeat, a single text, a text that is gone.
                    row(11, 12, 0, isFilled: false), row(11, 12, 1, phase: .repeat), row(11, nil, 1),
                    row(76, 77, 1),
                    // One of its texts is enough.
                    row(77, 21, 1),
                ]
            )
        )
        #expect(taken == [blocks.units[0].subject: [0, 1], blocks.units[2].subject: [1]])
    }

    /// Rows of the second round stand behind each one's last, as each saw the pair, for whoever rated it and did not talk yet.
    @Test func aRoundOfTalkIsForWhoRatedEachOfTheFirst() {
        func row(
            _ first: Int64,
            _ second: Int64?,
            _ reviewer: Int?,
            at position: Int,
            phase: RatingRecord.Phase = .blind,
            isRated: Bool = true
        ) -> PlanState.Row {
            .init(
                first: first,
                second: second,
                reviewer: reviewer,
                phase: phase,
                side: second == nil ? nil : .second,
                position: position,
                isRated: isRated
            )
        }
        let state = PlanState(
            answers: [],
            rows: [
                row(1, nil, 0, at: 9), row(1, nil, 1, at: 4), row(1, nil, 2, at: 5, isRated: false),
                row(1, nil, nil, at: 6), row(2, 3, 0, at: 7), row(2, 3, 1, at: 3, phase: .repeat),
                row(2, nil, 0, at: 2), row(2, nil, 1, at: 2), row(2, nil, 1, at: 30, phase: .discussed),
                row(5, nil, 0, at: 1),
            ]
        )
        func found(_ subjects: [[Int64]], count: Int) -> [[Int64]] {
            NormingRound.rows(subjects, state, count: count).map {
                [$0.first, $0.second ?? 0, Int64($0.reviewer ?? -1), Int64($0.position)]
            }
        }
        #expect(
            found([[1], [], [1], [2, 3], [2], [5]], count: 3) == [
                [1, 0, 0, 10], [1, 0, 1, 31], [2, 3, 0, 11], [2, 0, 0, 12],
            ]
        )
        #expect(found([[1], [5]], count: 1).count == 2 && found([[3, 2], [7]], count: 9).isEmpty)
        let pair = NormingRound.rows([[2, 3]], state, count: 1)
        #expect(pair.map(\.side) == [.second] && pair.map(\.phase) == [.discussed])
    }

    /// Each further pair is for whoever has fewest, behind the last of that one's rows.
    @Test func aFurtherPairIsForWhoHasFewestBehindTheLast() throws {
        let study = study(models: 2, prompts: 4)
        let rows = [
            PlanState.Row(first: 1, second: 2, reviewer: 0, side: .first, position: 40),
            PlanState.Row(first: 1, reviewer: 1, position: 70), PlanState.Row(first: 2, reviewer: 1, position: 60),
        ]
        let state = PlanState(answers: answers(study), rows: rows)
        var pairs = AdaptivePairs(study, comparisons: [])
        let found = try pairs.rows(state, budget: 2)
        #expect(found.map(\.reviewer) == [1, 0] && found.map(\.position) == [71, 41])
        #expect(found.allSatisfy { $0.isAdaptive && $0.phase == .blind && $0.first > 10 })
        // Of four prompts one is compared: three are left, and each once.
        var all = AdaptivePairs(study, comparisons: [])
        let most = try all.rows(state, budget: 9)
        #expect(most.count == 3 && Set(most.map(\.first)).count == 3)
        // What was taken back is free again, and not for whoever has another pair of its prompt.
        var back = rows
        back[0].isFilled = false
        var again = AdaptivePairs(study, comparisons: [])
        let retaken = try again.rows(PlanState(answers: answers(study), rows: back), budget: 9)
        #expect(retaken.count == 4 && retaken.first { $0.first == 1 }?.reviewer == 1)
        var none = AdaptivePairs(self.study(criteria: [.overall]), comparisons: [])
        let error = #expect(throws: PlanningError.self) { try none.rows(state, budget: 1) }
        #expect(error?.description == "the study compares no pairs: add a pairwise criterion")
        var nobody = AdaptivePairs(self.study(reviewers: []), comparisons: [])
        #expect(throws: PlanningError.self) { try nobody.rows(PlanState(answers: []), budget: 1) }
    }

    /// Only a blind row of the text itself is a label; more than there are is every one.
    @Test func aLabelIsForWhoHasNoBlindRowOfTheText() throws {
        let study = study(models: 1, prompts: 4)
        let rows = [
            PlanState.Row(first: 1, reviewer: 0, position: 5), PlanState.Row(first: 1, reviewer: 1, position: 6),
            PlanState.Row(first: 11, reviewer: 0, phase: .repeat, position: 7),
            PlanState.Row(first: 11, second: 12, reviewer: 0, position: 8),
            PlanState.Row(first: 21, reviewer: 0, position: 9), PlanState.Row(first: 31, reviewer: nil, position: 50),
        ]
        let state = PlanState(answers: answers(study), rows: rows)
        let apart: [Int64: Double] = [1: 1, 11: 0, 21: 3, 31: 2, 77: 9]
        let draw = try LearningDraw(study, state, disagreement: apart, count: 9, number: 1)
        #expect(draw.pool.map(\.item) == [11, 21, 31] && draw.pool.allSatisfy { $0.probability == 1 && $0.isDrawn })
        // Ben has one row and Ana four: the first three are his, at the end of his order.
        #expect(draw.rows.map(\.first) == [11, 21, 31] && draw.rows.map(\.reviewer) == [1, 1, 1])
        #expect(draw.rows.map(\.position) == [7, 8, 9] && draw.rows.allSatisfy(\.isAdaptive))
        // Who saw it again, or in a pair, labels it where the other one did.
        var taken = state
        taken.rows = [
            PlanState.Row(first: 11, reviewer: 1, position: 1), PlanState.Row(first: 21, reviewer: 1, position: 2),
            PlanState.Row(first: 11, reviewer: 0, phase: .repeat, position: 7),
            PlanState.Row(first: 21, second: 22, reviewer: 0, position: 8),
        ]
        let again = try LearningDraw(study, taken, disagreement: [11: 1, 21: 1], count: 2, number: 1)
        #expect(again.rows.map(\.first) == [11, 21] && again.rows.map(\.reviewer) == [0, 0])
        let pairs = #expect(throws: PlanningError.self) {
            try LearningDraw(self.study(criteria: [.better()]), state, disagreement: apart, count: 9, number: 1)
        }
        #expect(
            pairs?.description == "labels of single responses are drawn, and the study has no criterion of them"
        )
    }
}
