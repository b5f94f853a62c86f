import Fixtures
import Planning
import Ratings
import Review
import Store
import Studies
import Testing

@testable import Reviewing

/// A rating given though a text was not shown to its end bears that, and figures count it.
struct UnreadTests {
    private let store: Store

    init() throws {
        let study = Study(
            name: "s",
            models: ["large", "small", "tiny"].map { Model(name: $0, endpoint: "e", model: $0) },
            criteria: [.overall],
            reviewers: ["ana"],
            prompts: [Prompt(id: "p1", messages: [Message(role: .user, content: "ask")])]
        )
        store = try Store.inMemory()
        try store.sync(study)
        let responses = study.models.map {
            ImportedResponse(line: 0, prompt: "p1", model: $0.name, sample: 1, text: "\($0.name) says")
        }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
    }

    private func session() throws -> ReviewCoordinator { try .started(store) }

    private func rate(_ coordinator: ReviewCoordinator, showing ends: [Int]) {
        coordinator.handle(.painted(ends))
        coordinator.handle(.released)
        coordinator.handle(.key(.character("4")))
        if coordinator.session.held != nil { coordinator.handle(.key(.enter)) }
    }

    /// What was said of the texts, the most first; how fast it was is another matter.
    private func flags() throws -> [[String]] {
        try store.currentRatings(of: "s").map { $0.flags.filter { $0.hasPrefix("unread") }.sorted() }.sorted {
            $0.count > $1.count
        }
    }

    @Test func aPromptNeverShownIsStoredCountedAndShownAgainWithTheNextItem() throws {
        let first = try session()
        rate(first, showing: [0])
        #expect(try flags() == [["unread", "unread_prompt"]])
        #expect(first.session.showing?.isNewPrompt == true)
        first.end()
        // In the next session too: nobody has read it yet.
        let second = try session()
        #expect(second.session.showing?.isNewPrompt == true)
        rate(second, showing: [Showing.head, 0])
        #expect(second.session.showing?.isNewPrompt == false)
        rate(second, showing: [0])
        #expect(try flags() == [["unread", "unread_prompt"], [], []])
        let notes = try RatingSet(study: "s", in: store).notes
        #expect(notes.contains(.unread(criterion: "overall", count: 1, of: 3)))
        #expect(try store.ownItems(study: "s", reviewer: "ana").map(\.marks) == [["unread"], [], []])
    }
}
