import Fixtures
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Single questions to the database that nothing else asks, each answered from few rows.
struct LookUpTests {
    /// A study with a response of each model to each prompt, nothing planned.
    private func store(_ study: Study = Example.study) throws -> Store {
        let store = try Store.inMemory()
        try store.sync(study)
        _ = try store.importResponses(Example.responses(of: study) { "\($0) says \($1)" }, study: "s", file: "f", at: 1)
        return store
    }

    @Test func filesAreAdoptedUntilOthersAreTakenOver() throws {
        let store = try store()
        #expect(try store.adoptedFiles(of: "s") == nil)
        try store.noteAdopted("one", of: "s")
        try store.noteAdopted("two", of: "s")
        #expect(try store.adoptedFiles(of: "s") == "two" && store.adoptedFiles(of: "other") == nil)
        var other = Example.study
        other.name = "other"
        try store.sync(other)
        #expect(try store.adoptedFiles(of: "s") == "two")
        try store.sync(Example.study)
        #expect(try store.adoptedFiles(of: "s") == nil)
    }

    @Test func responsesOfWhatIsGoneAreCountedOnceUnderItsName() throws {
        let store = try store()
        #expect(try store.responsesOfRemoved("s").isEmpty)
        var again = [ImportedResponse(line: 1, prompt: "p1", model: "small", sample: 1, text: "anew")].makeIterator()
        _ = try store.importResponses(study: "s", file: "f", at: 2, replacing: true) {
            again.next().map { .success($0) }
        }
        var study = Example.study
        study.models.removeLast()
        study.prompts.removeLast()
        try store.sync(study)
        // Small's response to p4 is small's.
        let found = try store.responsesOfRemoved("s")
        #expect(found.map(\.name) == ["p4", "small"] && found.map(\.count) == [1, 4])
    }

    /// Requests of two judges and a model, with what each was asked and each try came to.
    private func judged() throws -> Store {
        let store = try store()
        try store.write { database in
            try database.execute(
                sql: """
                    INSERT INTO request (id, key, study, purpose, asked, prompt, sample, detail, state, position) VALUES
                        (1, 'a', 1, 'judgement', 'gpt', 1, 1, '{"asked":"h1"}', 'done', 1),
                        (2, 'b', 1, 'judgement', 'gpt', 2, 1, '{"asked":"h2"}', 'done', 2),
                        (3, 'c', 1, 'judgement', 'other', 1, 1, '{}', 'failed', 3),
                        (4, 'd', 1, 'response', 'large', 1, 1, '{"asked":"h3"}', 'done', 4);
                    INSERT INTO attempt (request, number, started_at, class, is_streamed, nano_dollars, server_model) VALUES
                        (1, 1, 5, 'server_error', 0, NULL, NULL), (1, 2, 6, 'ok', 0, 100, 'm2'),
                        (2, 1, 7, 'ok', 0, 30, 'm1'), (2, 2, 8, 'no_key', 0, NULL, NULL),
                        (3, 1, 9, 'bad_endpoint', 0, NULL, NULL), (4, 1, 9, 'ok', 0, 7000, 'm3');
                    """
            )
        }
        return store
    }

    @Test func aJudgesCallsAreThoseThatReachedItsServer() throws {
        let wanted = JudgeCalls(judge: "gpt", calls: 3, nanoDollars: 130, unpriced: 1, serverModels: ["m1", "m2"])
        #expect(try judged().judgeCalls(of: "s") == [wanted])
    }

    @Test func whatJudgesWereAskedWithIsListedByJudge() throws {
        let store = try judged()
        #expect(try store.askedVersions(of: "s") == ["gpt": ["h1", "h2"], "other": []])
        #expect(try store.modelAsked(by: "d", study: "s") == "large" && store.modelAsked(by: "x", study: "s") == nil)
        #expect(try store.modelAsked(by: "d", study: "other") == nil)
    }

    @Test func everyVersionOfAQuestionIsKeptTheOldestFirst() throws {
        let store = try store()
        var study = Example.study
        study.criteria[0].question = "How good?"
        try store.sync(study)
        try store.sync(Example.study)
        let metric = MetricVersion(study: "s", name: "f1", version: "v")
        _ = try store.save([], withdrawing: [], of: metric, at: 1)
        let versions = try store.criterionVersions(of: "s").map(\.sha256)
        #expect(versions == (Example.study.criteria + [study.criteria[0]]).map(\.sha256))
    }

    /// A prompt of which the end was not shown is shown whole once more.
    @Test func aPromptIsSeenOnceItWasReadToItsEnd() throws {
        let store = try Example.store()
        let ana = Sitter(store)
        func seen(_ name: String = "ana") throws -> Set<String> {
            Set(
                try Example.study.prompts.map(\.id).filter {
                    try store.hasSeen(prompt: $0, study: "s", reviewer: name)
                }
            )
        }
        let shown = try #require(try ana.next())
        let criterion = shown.texts.count == 1 ? "overall" : "better"
        #expect(try seen().isEmpty)
        try ana.rate(shown, ReviewAct(criterion: criterion, value: 1, flags: ["unread_prompt"]))
        #expect(try seen().isEmpty)
        try ana.rate(try ana.revisit(shown.id).presentation, ReviewAct(criterion: criterion, value: 1))
        #expect(try seen() == [shown.prompt] && seen("ben").isEmpty)
        var next = try #require(try ana.next())
        while next.prompt == shown.prompt {
            try ana.rate(next)
            next = try #require(try ana.next())
        }
        #expect(try seen() == [shown.prompt])
        try ana.skip(next)
        #expect(try seen() == [shown.prompt, next.prompt])
    }

    @Test func knownScoresAndNamesAreThoseOfTheFiles() throws {
        var study = Example.study
        study.known = [
            Example.trainingResponse,
            KnownResponse(
                prompt: "p3",
                text: "gold",
                scores: [.init(criterion: "overall", value: 5)],
                explanation: nil,
                isTraining: false
            ),
        ]
        study.prompts.swapAt(0, 3)
        let store = try store(study)
        let known = try store.knownScores(of: "s")
        #expect(known.map(\.item) == study.known.map { ItemID(study: "s", prompt: $0.prompt, text: $0.text) })
        #expect(known.map(\.criterion) == ["overall", "overall"] && known.map(\.value) == [1, 5])
        #expect(try store.promptNames(of: "s") == ["p4", "p2", "p3", "p1"])
        #expect(try store.itemRows(of: "s").count == 10)
        study.prompts.removeFirst()
        try store.sync(study)
        #expect(try store.promptNames(of: "s") == ["p2", "p3", "p1"])
    }

    @Test func aRatingThatWasCorrectedStandsUnderItsNewRow() throws {
        let store = try Example.store()
        let ana = Sitter(store)
        let shown = try #require(try ana.next())
        let criterion = shown.texts.count == 1 ? "overall" : "better"
        try ana.rate(shown, ReviewAct(criterion: criterion, value: 1))
        try ana.rate(try ana.revisit(shown.id).presentation, ReviewAct(criterion: criterion, value: 1, note: "so"))
        #expect(try store.recordsByRow(of: "s").mapValues(\.note) == [2: "so"])
        _ = try ana.undo()
        #expect(try store.recordsByRow(of: "s").isEmpty)
    }

    @Test func aBlindPlanHasItsPromptsUntilUnblinding() throws {
        let store = try Example.store()
        var study = Example.study
        study.prompts.append(Prompt(id: "p5", messages: [Message(role: .user, content: "ask 5")]))
        try store.sync(study)
        #expect(try store.blindPrompts(of: "s") == ["p1", "p2", "p3", "p4"])
        try store.unblind("s", who: "lead", at: 5)
        #expect(try store.blindPrompts(of: "s").isEmpty)
    }

    /// A text that knew the fence of a judge's request could end it.
    @Test func aFenceIsOfOneRequestInOneDatabase() throws {
        let (one, other) = (try store(), try store())
        let (fence, again) = (try one.boundaries(of: "s"), try one.boundaries(of: "s"))
        let fences = [fence("a"), fence("b"), try other.boundaries(of: "s")("a")]
        #expect(Set(fences).count == 3 && fences.allSatisfy { $0.count == 32 } && again("a") == fences[0])
        #expect { try one.boundaries(of: "t") } throws: { "\($0)".contains("knows no study 't'") }
    }

    /// When a judge rated a text would tell in which order texts were asked for.
    @Test func whatLeavesHasNoTimesOfJudgesUntilUnblinding() throws {
        let store = try Example.store()
        let item = RatingSubject.item(ItemID(study: "s", prompt: "p1", text: Example.responses[0].text))
        let records = [("ana", RaterKind.human), ("gpt", .judge), ("lex", .metric)].map { name, kind in
            RatingRecord(
                study: "s",
                subject: item,
                prompt: "p1",
                criterion: "overall",
                value: 3,
                rater: name,
                kind: kind,
                at: 77
            )
        }
        #expect(try store.outward(records, of: "s").map(\.at) == [77, nil, nil])
        try store.unblind("s", who: "lead", at: 5)
        #expect(try store.outward(records, of: "s").map(\.at) == [77, 77, 77])
    }
}
