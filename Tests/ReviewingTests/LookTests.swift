import Fixtures
import Planning
import Review
import Store
import Studies
import Testing

@testable import Reviewing

/// Whoever sees in a session of settling what others gave is known to have seen it, also where nothing is settled.
struct LookTests {
    private let store: Store
    private let item: ItemID

    init() throws {
        let study = Study(
            name: "s",
            models: [Model(name: "large", endpoint: "e", model: "large")],
            criteria: [.overall],
            reviewers: ["ana"],
            prompts: [Prompt(id: "p1", messages: [Message(role: .user, content: "ask")])]
        )
        store = try Store.inMemory()
        try store.sync(study)
        let response = ImportedResponse(line: 0, prompt: "p1", model: "large", sample: 1, text: "large says")
        _ = try store.importResponses([response], study: "s", file: "f", at: 1)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        item = ItemID(study: "s", prompt: "p1", text: "large says")
    }

    private func session(showsFirst: Bool) throws -> ReviewCoordinator {
        let score = AdjudicationCase.Score(criterion: "overall", value: 2, note: nil)
        return try .started(store) {
            $0.cases = [AdjudicationCase(subject: .item(item), criteria: ["overall"], scores: [score], isOwn: false)]
            $0.showsFirst = showsFirst
        }
    }

    private var left: Int { get throws { try store.pace(study: "s", reviewer: "ana").left } }

    @Test func theOwnAnswerShowsTheScoresAndASkipLeavesTheLook() throws {
        #expect(try left == 1)
        let coordinator = try session(showsFirst: false)
        coordinator.handle(.painted([Showing.head, 0]))
        coordinator.handle(.released)
        #expect(try store.verify("s").eventCount == 0)
        coordinator.handle(.key(.character("4")))
        #expect(coordinator.session.showsScores)
        // The session's opening, and the look.
        #expect(try store.verify("s").eventCount == 2)
        #expect(try left == 0)
        coordinator.handle(.key(.character("s")))
        coordinator.handle(.key(.character("4")))
        #expect(try store.verify("s").eventCount == 2)
        #expect(coordinator.settled.isEmpty)
    }

    @Test func scoresThatShowFirstAreALookAtOnce() throws {
        _ = try session(showsFirst: true)
        #expect(try store.verify("s").eventCount == 2)
    }
}
