import Studies
import Testing

@testable import Collecting
@testable import Store

/// How many responses of each model there are, and how many are wanted.
struct CollectedTests {
    /// A model of two samples that was not asked yet, one of which a file has responses, and one without any.
    private func collected(
        _ earlier: [EarlierAnswer] = [],
        imported: [String] = ["p1", "p2"]
    ) throws -> [CollectedResponses] {
        var asked = Model(name: "asked", endpoint: "api", model: "m")
        asked.sampling.samples = 2
        let study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            models: [asked] + ["file", "absent"].map { Model(name: $0, endpoint: "", model: $0) },
            prompts: (1...3).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        )
        let store = try Store.inMemory()
        try store.sync(study)
        let responses = imported.map {
            ImportedResponse(line: 1, prompt: $0, model: "file", sample: 1, text: "to \($0)")
        }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        return try store.collected(of: study, earlier: earlier)
    }

    @Test func ofAnImportedModelWhatCameIsAllThereIs() throws {
        #expect(
            try collected() == [
                CollectedResponses("asked", done: 0, left: 6),
                CollectedResponses("file", isImported: true, done: 2, left: 0, gap: .some),
                CollectedResponses("absent", isImported: true, done: 0, left: 3, gap: .all),
            ]
        )
    }

    /// An answer to an earlier wording is to be imported again, whether it still counts or not.
    @Test func anEarlierAnswerIsLeft() throws {
        let earlier = [
            EarlierAnswer(prompt: "p1", model: "file", isCurrent: true),
            EarlierAnswer(prompt: "p3", model: "absent", isCurrent: false),
        ]
        let whole = try collected([earlier[0]], imported: ["p1", "p2", "p3"])
        #expect(whole[1] == CollectedResponses("file", isImported: true, done: 2, left: 1))
        #expect(
            try collected(earlier).dropFirst() == [
                CollectedResponses("file", isImported: true, done: 1, left: 1, gap: .some),
                CollectedResponses("absent", isImported: true, done: 0, left: 1),
            ]
        )
    }
}
