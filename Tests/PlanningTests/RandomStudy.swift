import Agreement
import Fixtures
import Planning
import Studies

/// A study and its responses, drawn from a seed.
struct RandomStudy {
    var study: Study
    var state: PlanState

    init(seed: UInt64) {
        var random = Generator(seed: seed)
        let modelCount = Int.random(in: 2...5, using: &random)
        let promptCount = Int.random(in: 3...30, using: &random)
        let reviewerCount = Int.random(in: 1...6, using: &random)
        var settings = ReviewSettings(seed: seed)
        settings.overlap = Bool.random(using: &random) ? nil : Int.random(in: 1...reviewerCount, using: &random)
        settings.overlapShare = Double(Int.random(in: 0...10, using: &random)) / 10
        settings.repeats = Double(Int.random(in: 0...3, using: &random)) / 20
        settings.attention = Double(Int.random(in: 0...2, using: &random)) / 20
        settings.blocks = Int.random(in: 1...3, using: &random)
        settings.pairs = [.ring, .spread, .all, .baseline, .budget(promptCount)][Int.random(in: 0...4, using: &random)]
        study = Study(
            name: "s",
            models: (0..<modelCount).map { Model(name: "m\($0)", endpoint: "e", model: "x", isBaseline: $0 == 0) },
            criteria: [.overall, .better()],
            reviewers: (0..<reviewerCount).map { "r\($0)" },
            review: settings,
            prompts: (0..<promptCount).map {
                Prompt(id: "p\($0)", messages: [Message(role: .user, content: "?")], tags: $0 % 2 == 0 ? ["even"] : [])
            }
        )
        var answers: [PlanState.Answer] = []
        for prompt in 0..<promptCount {
            for model in 0..<modelCount where Int.random(in: 0..<20, using: &random) > 0 {
                // Now and then a model answers word for word what the one before it did.
                let isTwin = answers.last?.prompt == prompt && Int.random(in: 0..<10, using: &random) == 0
                let twin = answers.last
                answers.append(
                    PlanState.Answer(
                        item: isTwin ? twin?.item ?? 0 : Int64(answers.count + 1),
                        key: isTwin ? twin?.key ?? 0 : random.next(),
                        prompt: prompt,
                        model: model,
                        sample: 1
                    )
                )
            }
        }
        state = PlanState(answers: answers)
    }

    /// A planner that keeps to any design.
    var planner: Planner { Planner(study, allowsRecurrence: true) }

    /// Whether whole prompts of pairs go to reviewers.
    var isByPrompt: Bool { [.ring, .spread, .all].contains(study.review.pairs) }

    /// The prompt of each item.
    var prompts: [Int64: Int] { Dictionary(state.answers.map { ($0.item, $0.prompt) }) { first, _ in first } }

    /// What a database would hold after these rows were added.
    func state(after rows: [PlannedRow]) -> PlanState {
        var state = state
        state.rows += rows.filter { $0.degraded == nil }.map {
            PlanState.Row(
                first: $0.first,
                second: $0.second,
                members: $0.members,
                arrangement: $0.arrangement,
                reviewer: $0.reviewer,
                phase: $0.phase,
                side: $0.side,
                position: $0.position
            )
        }
        return state
    }
}
