import Agreement
import Planning
import Studies

/// A large plan in memory.
enum PlanBench {
    static func run() throws {
        let (prompts, models) = (20_000, 5)
        let study = Study(
            name: "s",
            models: (0..<models).map { Model(name: "m\($0)", endpoint: "e", model: "x", isBaseline: $0 == 0) },
            criteria: [
                Criterion(name: "overall", question: "?", level: .ordinal, form: .scale(Scale(min: 1, max: 5, step: 1)))
            ],
            reviewers: (0..<20).map { "r\($0)" },
            review: ReviewSettings(overlap: 2, overlapShare: 0.2, repeats: 0.05, attention: 0.02, seed: 1),
            prompts: (0..<prompts).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "?")]) }
        )
        var random = Generator(seed: 1)
        let answers = (0..<prompts * models).map { place in
            PlanState.Answer(
                item: Int64(place + 1),
                key: random.next(),
                prompt: place / models,
                model: place % models,
                sample: 1
            )
        }
        var failure: (any Error)?
        let seconds = fastest(of: 3) {
            do { _ = try Planner(study).rows(PlanState(answers: answers)) } catch { failure = error }
        }
        if let failure { throw failure }
        report("plan of 100,000 responses for 20 reviewers", seconds: seconds, against: "limit", limit: 5)
    }
}
