import Agreement
import Planning
import Studies
import Testing

/// Pairs of which no text stands out.
struct RingTests {
    private func study(_ pairs: ReviewSettings.Pairs, models: Int = 4, prompts: Int = 30) -> RandomStudy {
        var random = RandomStudy(seed: 21)
        random.study.models = (0..<models).map { Model(name: "m\($0)", endpoint: "e", model: "x", isBaseline: $0 == 0) }
        random.study.prompts = (0..<prompts).map {
            Prompt(id: "p\($0)", messages: [Message(role: .user, content: "?")], tags: [])
        }
        random.study.reviewers = ["ana", "ben"]
        random.study.review = ReviewSettings(pairs: pairs, seed: 5)
        random.state = PlanState(
            answers: (0..<prompts).flatMap { prompt in
                (0..<models).map { model in
                    let row = Int64(prompt * models + model + 1)
                    var draw = Generator(seed: UInt64(row))
                    let key = draw.next()
                    return PlanState.Answer(item: row, key: key, prompt: prompt, model: model, sample: 1)
                }
            }
        )
        return random
    }

    private func pairs(_ rows: [PlannedRow], of reviewer: Int) -> [PlannedRow] {
        rows.filter { $0.reviewer == reviewer && $0.second != nil && $0.phase == .blind }
            .sorted { $0.position < $1.position }
    }

    private func subject(_ row: PlannedRow) -> [Int64] { [row.first, row.second ?? 0] }

    @Test(arguments: Array(UInt64(1)...60)) func everyTextOfAPromptComesEquallyOften(seed: UInt64) throws {
        var random = RandomStudy(seed: seed)
        for design in [ReviewSettings.Pairs.ring, .spread, .all, .budget(7)] {
            random.study.review.pairs = design
            random.study.review.repeats = 0
            let rows = try Planner(random.study).rows(random.state)
            switch design {
            case .spread, .budget:
                // One pair of a prompt, or some without a text in common.
                for reviewer in random.study.reviewers.indices {
                    let own = pairs(rows, of: reviewer)
                    let texts = own.flatMap(subject)
                    #expect(Set(texts).count == texts.count, "\(design)")
                }
            default:
                #expect(Recurrence.count(rows, prompts: random.prompts) == 0, "\(design)")
            }
            // Later, too.
            let again = try Planner(random.study).rows(random.state(after: rows))
            #expect(again.filter { $0.second != nil && $0.phase == .blind }.isEmpty, "\(design)")
        }
    }

    /// 'slam plan' takes back what nobody began: the rest of a ring whose first pair was rated is given again, to the same
    /// reviewer.
    @Test(arguments: [ReviewSettings.Pairs.ring, .all]) func aBegunRingIsGivenBackWhole(
        design: ReviewSettings.Pairs
    ) throws {
        let random = study(design, prompts: 6)
        let rows = try Planner(random.study).rows(random.state)
        var begun: Set<[Int64]> = []
        let kept = rows.filter { row in
            guard row.second != nil, row.phase == .blind else { return row.second == nil }
            return begun.insert([Int64(row.reviewer ?? -1), Int64(random.prompts[row.first] ?? -1)]).inserted
        }
        let again = try Planner(random.study).rows(random.state(after: kept))
        func named(_ rows: [PlannedRow]) -> [[Int64]] {
            rows.filter { $0.second != nil && $0.phase == .blind }
                .map { [Int64($0.reviewer ?? -1)] + subject($0).sorted() }
                .sorted { $0.lexicographicallyPrecedes($1) }
        }
        #expect(named(kept).count == 12 && named(kept + again) == named(rows))
    }

    /// Whoever skipped all pairs of a prompt is not given them again, and nor is who began them under another design.
    @Test func aSkippedBlockIsNotGivenAgain() throws {
        let random = study(.ring, prompts: 6)
        var state = random.state(after: try Planner(random.study).rows(random.state))
        for place in state.rows.indices where state.rows[place].second != nil {
            (state.rows[place].isFilled, state.rows[place].isSkipped) = (false, true)
        }
        let again = try Planner(random.study).rows(state)
        #expect(again.filter { $0.second != nil }.isEmpty)
    }

    @Test func aBlockThatWasBegunUnderAnotherDesignIsLeftAsItIs() throws {
        let (ring, all) = (study(.ring, prompts: 6), study(.all, prompts: 6))
        func named(_ row: PlannedRow) -> [Int64] { [Int64(row.reviewer ?? -1)] + subject(row) }
        let ofRing = Set(try Planner(ring.study).rows(ring.state).filter { $0.second != nil }.map(named))
        var begun: Set<[Int]> = []
        let kept = try Planner(all.study).rows(all.state).filter { row in
            guard row.second != nil else { return true }
            guard !ofRing.contains(named(row)) else { return false }
            return begun.insert([row.reviewer ?? -1, all.prompts[row.first] ?? -1]).inserted
        }
        #expect(begun.count == 12)
        let again = try Planner(ring.study).rows(ring.state(after: kept))
        #expect(again.filter { $0.second != nil && $0.phase == .blind }.isEmpty)
    }

    /// Of each prompt the pair of models that was compared least.
    @Test func onePairOfAPromptComparesAllModelsAsOften() throws {
        let random = study(.spread, models: 3)
        let models = Dictionary(random.state.answers.map { ($0.item, $0.model) }) { first, _ in first }
        var counts: [Set<Int>: Int] = [:]
        for row in try Planner(random.study).rows(random.state) where row.second != nil && row.phase == .blind {
            counts[[models[row.first] ?? 0, models[row.second ?? 0] ?? 0], default: 0] += 1
        }
        #expect(counts.count == 3 && Set(counts.values) == [20], "\(counts)")
    }

    @Test func aRingHasAsManyPairsAsTextsInAnOrderOfEachReviewersOwn() throws {
        let random = study(.ring)
        let rows = try Planner(random.study).rows(random.state)
        var different = 0
        for prompt in 0..<30 {
            let own = [0, 1].map { (reviewer: Int) -> Set<[Int64]> in
                let rows = pairs(rows, of: reviewer).filter { random.prompts[$0.first] == prompt }
                return Set(rows.map(subject))
            }
            #expect(own.allSatisfy { $0.count == 4 })
            if own[0] != own[1] { different += 1 }
        }
        #expect(different > 10)
        // Every pair of models is compared about equally often.
        let models = Dictionary(random.state.answers.map { ($0.item, $0.model) }) { first, _ in first }
        var counts: [Set<Int>: Int] = [:]
        for row in rows where row.second != nil {
            counts[[models[row.first] ?? 0, models[row.second ?? 0] ?? 0], default: 0] += 1
        }
        #expect(counts.count == 6 && counts.values.allSatisfy { (20...60).contains($0) }, "\(counts)")
    }

    @Test func twoTextsAreOnePairAndTheSameTextTwiceIsNone() throws {
        var random = study(.ring, models: 2)
        #expect(pairs(try Planner(random.study).rows(random.state), of: 0).count == 30)
        random = study(.ring, models: 3)
        for place in random.state.answers.indices where random.state.answers[place].model == 2 {
            random.state.answers[place].item = random.state.answers[place - 1].item
            random.state.answers[place].key = random.state.answers[place - 1].key
        }
        #expect(pairs(try Planner(random.study).rows(random.state), of: 0).count == 30)
    }

    @Test(arguments: [ReviewSettings.Pairs.ring, .all, .spread, .baseline])
    func oneTextOfTwoModelsIsNoPair(design: ReviewSettings.Pairs) throws {
        var random = study(design, models: 3, prompts: 5)
        for place in random.state.answers.indices where random.state.answers[place].model > 0 {
            random.state.answers[place].item = random.state.answers[place - random.state.answers[place].model].item
            random.state.answers[place].key = random.state.answers[place - random.state.answers[place].model].key
        }
        let rows = try random.planner.rows(random.state)
        #expect(!rows.isEmpty && rows.allSatisfy { $0.second == nil })
    }

    @Test func pairsOfOnePromptAreTenItemsApart() throws {
        let random = study(.ring)
        let rows = try Planner(random.study).rows(random.state)
        for reviewer in [0, 1] {
            let own = rows.filter { $0.reviewer == reviewer }.sorted { $0.position < $1.position }
            var last: [Int: Int] = [:]
            for (place, row) in own.enumerated() where row.second != nil {
                let prompt = random.prompts[row.first] ?? -1
                if let before = last[prompt] { #expect(place - before > 10) }
                last[prompt] = place
            }
        }
    }

    @Test func theBaselineInEveryPairIsRefusedUnlessItIsWantedOrThereAlready() throws {
        let random = study(.baseline)
        let refusal = #expect(throws: PlanningError.self) { try Planner(random.study).rows(random.state) }
        #expect(refusal?.description.contains("--allow-recurrence") == true)
        let rows = try random.planner.rows(random.state)
        #expect(Recurrence.count(rows, prompts: random.prompts) == 60)
        // What is there stays, and is topped up.
        #expect(try Planner(random.study).rows(random.state(after: rows)).filter { $0.phase == .blind }.isEmpty)
        // Two models have one pair a prompt: nothing comes back.
        let two = study(.baseline, models: 2)
        #expect(pairs(try Planner(two.study).rows(two.state), of: 0).count == 30)
    }

    @Test func adaptivePairsLetNoTextComeBack() throws {
        var random = study(.spread)
        random.study.reviewers = ["ana"]
        var pairs = AdaptivePairs(random.study, comparisons: [])
        let rows = try pairs.rows(random.state, budget: 100)
        #expect(rows.count == 30)
        #expect(Set(rows.map { random.prompts[$0.first] }).count == 30)
        var allowed = AdaptivePairs(random.study, comparisons: [], allowsRecurrence: true)
        #expect(try allowed.rows(random.state, budget: 100).count == 100)
    }

    @Test func anAttackerFindsTheBaselineInAStarAndNobodyInARing() throws {
        let star = study(.baseline)
        let found = try #require(
            PlanAttack(try star.planner.rows(star.state), answers: star.state.answers, seed: 1, shuffles: 60)
        )
        #expect(
            found.share > found.luck && found.excess > 0.1 && found.clue.contains("pairs")
                || found.clue.contains("comes back")
        )
        for design in [ReviewSettings.Pairs.ring, .spread, .all] {
            let fair = study(design)
            let rows = try Planner(fair.study).rows(fair.state)
            let attack = try #require(PlanAttack(rows, answers: fair.state.answers, seed: 1, shuffles: 60))
            #expect(attack.share <= attack.luck + 0.03, "\(design): \(attack)")
        }
        // An order of models that shows is found too.
        let ring = study(.ring)
        var sorted = try Planner(ring.study).rows(ring.state)
        for place in sorted.indices { sorted[place].position = Int(sorted[place].first) }
        let order = try #require(PlanAttack(sorted, answers: ring.state.answers, seed: 1, shuffles: 60))
        #expect(order.share > order.luck && order.clue.contains("comes first"))
    }

    /// Items are numbered in the order in which answers came: that is nothing that a reviewer sees, and no two runs agree.
    @Test func theAttackDoesNotHangOnTheNumbersOfItems() throws {
        let ring = study(.ring)
        let rows = try Planner(ring.study).rows(ring.state)
        let last = Int64(1_000_000)
        let turned = rows.map { row in
            var row = row
            row.first = last - row.first
            row.second = row.second.map { last - $0 }
            row.members = row.members.map { last - $0 }
            return row
        }
        let answers = ring.state.answers.map { answer in
            var answer = answer
            answer.item = last - answer.item
            return answer
        }
        let one = try #require(PlanAttack(rows, answers: ring.state.answers, seed: 1, shuffles: 60))
        let other = try #require(PlanAttack(turned, answers: answers, seed: 1, shuffles: 60))
        #expect(one == other)
    }

    /// David (1988); the variances are those of the pseudo-inverse of the design's Laplacian, computed independently.
    @Test(arguments: [(3, 0.6667, 1.3333), (4, 0.75, 1.5), (5, 0.8, 1.6), (6, 0.8333, 1.6667)])
    func aRingTellsMoreThanAStar(models: Int, ring: Double, star: Double) {
        let costs = DesignCost.designs(models: models, blocks: 100)
        func variance(_ design: String) -> Double {
            let width = costs.first { $0.design == design }?.halfWidth ?? 0
            return width * width / (0.5 * 0.5 * 1.959963984540054 * 1.959963984540054) * 100
        }
        #expect(abs(variance("ring") - ring) < 1e-3 && abs(variance("baseline") - star) < 1e-3)
        // For the same number of comparisons: 25 to 38 % less.
        let saved = 1 - variance("ring") * Double(models) / (variance("baseline") * Double(models - 1))
        #expect((0.24...0.42).contains(saved), "\(saved)")
    }

    @Test func aRepeatIsNoSecondOpinionWhenPlanningAgain() throws {
        var random = study(.ring, prompts: 6)
        random.study.criteria.removeLast()
        random.study.review = ReviewSettings(overlap: 2, repeats: 0.3, seed: 5)
        let rows = try Planner(random.study).rows(random.state)
        // Ben has left before he rated: his repeats go with him, ana's stand.
        let left = rows.filter { $0.reviewer == 0 }
        let again = try Planner(random.study).rows(random.state(after: left)).filter { $0.phase == .blind }
        #expect(Set(again.map(\.first)) == Set(random.state.answers.map(\.item)))
        #expect(again.allSatisfy { $0.reviewer == 1 })
    }

    @Test func attentionChecksStandFarFromTheirOriginals() throws {
        var random = study(.ring, prompts: 20)
        random.study.criteria.removeLast()
        random.study.review = ReviewSettings(attention: 0.2, seed: 5)
        let rows = try Planner(random.study).rows(random.state)
        for reviewer in [0, 1] {
            let own = rows.filter { $0.reviewer == reviewer }.sorted { $0.position < $1.position }
            let checks = own.indices.filter { own[$0].phase == .attention }
            #expect(checks.count == 16)
            for check in checks {
                let original = try #require(own.firstIndex { $0.phase == .blind && $0.first == own[check].first })
                #expect(abs(check - original) > 80 / 3 - 16)
            }
        }
    }

    @Test func everyBlockHasEveryModelAsOften() throws {
        var random = study(.ring, prompts: 30)
        random.study.review = ReviewSettings(blocks: 3, seed: 5)
        let rows = try Planner(random.study).rows(random.state)
        let models = Dictionary(random.state.answers.map { ($0.item, $0.model) }) { first, _ in first }
        #expect(Set(rows.map(\.block)) == [0, 1, 2])
        for block in 0..<3 {
            for isPair in [false, true] {
                let own = rows.filter { $0.block == block && $0.reviewer == 0 && ($0.second != nil) == isPair }
                let texts = own.flatMap(subject).filter { $0 > 0 }
                let counts = Dictionary(texts.map { (models[$0] ?? -1, 1) }, uniquingKeysWith: +)
                #expect(counts.count == 4 && Set(counts.values).count == 1, "\(counts)")
            }
        }
    }
}
