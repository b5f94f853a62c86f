import Planning
import Studies
import Testing

/// Properties of the sets that are planned to be ranked, over random studies.
struct SetPlanTests {
    private func random(_ seed: UInt64, most: Int) -> RandomStudy {
        var random = RandomStudy(seed: seed)
        random.study.criteria.append(
            Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: most, tie: true))
        )
        random.study.review.repeats = 0
        return random
    }

    private func sets(_ random: RandomStudy, _ state: PlanState? = nil) throws -> [PlannedRow] {
        try random.planner.rows(state ?? random.state).filter { !$0.members.isEmpty }
    }

    @Test(arguments: PlannerTests.seeds) func everyPromptIsOneSetOfDifferentTexts(seed: UInt64) throws {
        let random = random(seed, most: 3)
        let prompts = Dictionary(random.state.answers.map { ($0.item, $0.prompt) }) { first, _ in first }
        let byPrompt = Dictionary(grouping: try sets(random)) { prompts[$0.members[0]] ?? -1 }
        for (prompt, rows) in byPrompt {
            let texts = Set(random.state.answers.filter { $0.prompt == prompt }.map(\.item))
            #expect(Set(rows.map(\.members)).count == 1)
            #expect(rows[0].members.count == min(3, texts.count) && Set(rows[0].members).isSubset(of: texts))
            #expect(Set(rows.map(\.reviewer)).count == rows.count)
            for row in rows { #expect(row.arrangement.sorted() == Array(row.members.indices)) }
            // As long as there are as many turns as reviewers, no two of them see the same order.
            #expect(Set(rows.map(\.arrangement)).count >= min(rows.count, rows[0].members.count))
        }
        #expect(
            byPrompt.count
                == Set(random.state.answers.map(\.prompt)).count { prompt in
                    Set(random.state.answers.filter { $0.prompt == prompt }.map(\.item)).count > 1
                }
        )
    }

    @Test(arguments: PlannerTests.seeds) func modelsAreInAsManySetsAndInEveryPlaceAsOften(seed: UInt64) throws {
        var random = random(seed, most: 2)
        random.study.review.overlap = nil
        // Every model answers every prompt in words of its own.
        var answers: [PlanState.Answer] = []
        for prompt in random.study.prompts.indices {
            for model in random.study.models.indices {
                let item = Int64(answers.count + 1)
                answers.append(
                    PlanState.Answer(
                        item: item,
                        key: UInt64(item) &* 0x9E37_79B9_7F4A_7C15,
                        prompt: prompt,
                        model: model,
                        sample: 1
                    )
                )
            }
        }
        random.state = PlanState(answers: answers)
        let rows = try sets(random)
        let models = Dictionary(uniqueKeysWithValues: answers.map { ($0.item, $0.model) })
        var (uses, places): ([Int: Int], [[Int]: Int]) = ([:], [:])
        for row in rows where row.reviewer == 0 {
            for member in row.members { uses[models[member] ?? -1, default: 0] += 1 }
        }
        for row in rows {
            for (place, member) in row.arrangement.enumerated() {
                places[[models[row.members[member]] ?? -1, place], default: 0] += 1
            }
        }
        let counts = random.study.models.indices.map { uses[$0] ?? 0 }
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        for model in random.study.models.indices {
            let own = [0, 1].map { places[[model, $0]] ?? 0 }
            #expect(abs(own[0] - own[1]) <= 2 + rows.count / 20, "model \(model): \(own) of \(rows.count)")
        }
    }

    @Test(arguments: PlannerTests.seeds) func whatIsBegunStaysTheSetOfItsPrompt(seed: UInt64) throws {
        var random = random(seed, most: 9)
        let rows = try random.planner.rows(random.state)
        let state = random.state(after: rows)
        #expect(try sets(random, state).isEmpty)
        // Another model answers: a prompt of which nothing is begun gets a larger set, the others keep theirs.
        let begun = state.rows.filter { !$0.members.isEmpty }.prefix(1)
        random.study.models.append(Model(name: "late", endpoint: "e", model: "y"))
        var later = state
        later.rows = Array(begun)
        later.answers += Set(random.state.answers.map(\.prompt)).sorted().map {
            PlanState.Answer(
                item: Int64(9000 + $0),
                key: UInt64(9000 + $0),
                prompt: $0,
                model: random.study.models.count - 1,
                sample: 1
            )
        }
        let prompts = Dictionary(later.answers.map { ($0.item, $0.prompt) }) { first, _ in first }
        for row in try sets(random, later) {
            let isBegun = begun.contains { prompts[$0.members[0]] == prompts[row.members[0]] }
            #expect(row.members.contains { $0 >= 9000 } != isBegun)
        }
    }
}
