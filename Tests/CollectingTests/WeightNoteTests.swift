import Fixtures
import Store
import Studies
import Testing

@testable import Collecting

/// What is told of the files of weights behind a study's answers.
struct WeightNoteTests {
    private static let owner = LeaseOwner(rawValue: "x:1:1")
    private let store: Store
    private let study: Study

    init() throws {
        study = Study(
            name: "s",
            // Two names of one address.
            endpoints: ["e", "f"].map {
                Endpoint(name: $0, kind: .openai, url: "http://127.0.0.1:1/v1", profile: "llamacpp")
            },
            models: [Model(name: "large", endpoint: "e", model: "m")],
            criteria: [.overall],
            judges: [Judge(name: "j", endpoint: "e", model: "m", criteria: ["overall"], template: "t")],
            prompts: (1...4).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        )
        store = try Store.inMemory()
        try store.sync(study)
    }

    /// Finds those weights at an endpoint.
    private func find(_ form: String, at endpoint: Int = 0) throws -> ServerRow {
        let model = JSONValue.object([("name", .string("m")), ("ftype", .string(form))])
        let identity = JSONValue.object([("kind", .string("llamacpp")), ("models", .array([model]))])
        return try store.keepServer(identity, at: study.endpoints[endpoint], of: "s", asked: 1)
    }

    /// Answers from a server with those weights; whether it was found the same at the end.
    private func answer(
        _ purpose: Purpose,
        _ prompt: String,
        from form: String,
        asked question: String = "",
        isSure: Bool = true
    ) throws {
        let server = try find(form)
        let draft = RequestDraft(
            key: "\(purpose) \(prompt) \(question)",
            purpose: purpose,
            asked: purpose == .judgement ? "j" : "large",
            prompt: prompt,
            sample: 1,
            detail: .object([("asked", .string(question)), ("criteria", .string("overall"))])
        )
        try store.enqueue([draft], study: "s")
        _ = try store.want([draft.key], lane: "l")
        let claim = try store.claim(lane: "l", limit: 9, owner: Self.owner, lease: .seconds(60), study: "s", at: 0)
        let tries = claim.requests.map { request in
            var attempt = AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: true)
            attempt.server = server.id
            let result: AttemptResult =
                purpose == .judgement
                ? .reply(StoredText(text: "x"), records: []) : .response(text: prompt, reasoning: nil)
            return FinishedTry(attempt, of: request, result: result)
        }
        #expect(try store.record(tries, study: "s", owner: Self.owner) == [true])
        if isSure { _ = try find(form) }
    }

    @Test func answersOfSeveralFilesAreNamedInTheirOrder() throws {
        try answer(.response, "p1", from: "Q4")
        try answer(.response, "p2", from: "Q4")
        #expect(try store.weightNotes(of: study).isEmpty)
        try answer(.response, "p3", from: "Q2")
        #expect(
            try store.weightNotes(of: study) == [
                "the responses of 'large' come from Q4 and from Q2: they are not of one model"
            ]
        )
        #expect(try store.weightNotes(of: study, [.judgement, .embedding]).isEmpty)
    }

    /// What a judge was asked with earlier is in no figure.
    @Test func onlyWhatAJudgeIsAskedTodayCounts() throws {
        try answer(.judgement, "p1", from: "Q4", asked: "v1")
        try answer(.judgement, "p2", from: "Q2", asked: "v1")
        #expect(
            try store.weightNotes(of: study) == [
                "the verdicts of 'j' come from Q4 and from Q2: they are not of one model"
            ]
        )
        try answer(.judgement, "p3", from: "Q2", asked: "v2")
        #expect(try store.weightNotes(of: study).isEmpty)
    }

    /// What another endpoint runs says nothing of this one, though both have one address.
    @Test func aChangeIsThatOfOneEndpoint() throws {
        try answer(.response, "p1", from: "Q4", isSure: false)
        _ = try find("Q2", at: 1)
        #expect(try store.weightNotes(of: study).isEmpty)
        _ = try find("Q2")
        let notes = try store.weightNotes(of: study)
        let note = try #require(notes.first)
        #expect(notes.count == 1 && note.hasPrefix("the weights behind 'large' changed during a run, noticed 1970-"))
        #expect(note.hasSuffix("(Q4, then Q2): 1 of its responses may be of either"))
    }
}
