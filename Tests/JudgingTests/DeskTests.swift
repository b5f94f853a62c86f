import Collecting
import Inference
import Ratings
import Store
import Studies
import Testing

@testable import Judging

/// Which of a judge's replies count, what stands for those that are not there, and which version is today's.
struct DeskTests {
    private static let owner = LeaseOwner(rawValue: "x:1:1")
    private static let template = "{{criterion}}{{scale}}{{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}"

    /// Two judges of two texts of one model.
    private func desk(reask: Int = 0, pattern: String? = nil) throws -> JudgeDesk {
        var study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            models: [Model(name: "a", endpoint: "api", model: "a")],
            criteria: [VerdictTests.scale],
            judges: ["j", "k"].map {
                Judge(name: $0, endpoint: "api", model: "m", criteria: ["overall"], template: "t")
            },
            prompts: (1...2).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) },
            templates: ["t": Self.template]
        )
        for place in study.judges.indices {
            study.judges[place].manner.reask = reask
            if let pattern {
                (study.judges[place].manner.reply, study.judges[place].manner.pattern) = (.pattern, pattern)
            }
        }
        let store = try Store.inMemory()
        try store.sync(study)
        let responses = study.prompts.map {
            ImportedResponse(line: 1, prompt: $0.id, model: "a", sample: 1, text: "a to \($0.id)")
        }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        return try JudgeDesk(study, in: store)
    }

    /// Makes requests, which all come to the same.
    private func make(_ work: [Work], at desk: JudgeDesk, _ result: AttemptResult) throws {
        _ = try desk.store.enqueue(work.map(\.draft), study: "s")
        _ = try desk.store.want(work.map(\.draft.key), lane: "l")
        let claim = try desk.store.claim(
            lane: "l",
            limit: 9,
            owner: Self.owner,
            lease: .seconds(60),
            study: "s",
            at: 0
        )
        try #require(claim.requests.count == work.count)
        let isFailed = if case .failed = result { true } else { false }
        let attempt = AttemptDraft(startedAt: 1, failureClass: isFailed ? "refused" : "ok", isStreamed: true)
        let tries = claim.requests.map { FinishedTry(attempt, of: $0, result: result) }
        let kept = try desk.store.record(tries, study: "s", owner: Self.owner)
        #expect(kept.allSatisfy { $0 })
    }

    private func reply(_ text: String) -> AttemptResult { .reply(StoredText(text: text), records: []) }

    /// What was asked again counts for what it was asked again of; what an audit asked is no verdict.
    @Test func theNewestReplyToAPlainQuestionCounts() throws {
        let desk = try desk(reask: 1)
        let own = try desk.work().filter { $0.draft.asked == "j" }
        try make(own, at: desk, reply("four"))
        let again = try desk.reasks()
        #expect(again.count == 2)
        try make(Array(again.prefix(1)), at: desk, reply(#"{"score": 4}"#))
        let arm = try desk.work(arms: [.edited], limit: 1).filter { $0.draft.asked == "j" }
        #expect(arm.count == 1)
        try make(arm, at: desk, reply(#"{"score": 2}"#))
        let replies = try desk.newestReplies()
        #expect(replies.map { $0.stored.text } == [#"{"score": 4}"#, "four"])
        #expect(replies.map { $0.question.arm } == [.plain, .plain])
    }

    /// An interrupted run leaves them behind, and they are read once.
    @Test func repliesThatWaitAreReadOnceAndTheOthersNotAgain() throws {
        let desk = try desk(pattern: #"\[\[(\d)\]\]"#)
        func stored(_ text: String, _ parser: Int) -> AttemptResult {
            .reply(StoredText(text: text, parser: parser), records: [])
        }
        let work = try desk.work()
        try make(work.filter { $0.draft.asked == "k" }, at: desk, stored("[[2]]", Verdict.parserRevision))
        #expect(try desk.waitingNotes().isEmpty && desk.readWaiting() == 0)
        try make(work.filter { $0.draft.asked == "j" }, at: desk, stored("[[4]]", Verdict.unread))
        #expect(try desk.waitingNotes().map { $0.prefix(9) } == ["2 replies"])
        #expect(try desk.readWaiting() == 2)
        #expect(try desk.waitingNotes().isEmpty && desk.readWaiting() == 0)
        #expect(try desk.newestReplies().allSatisfy { $0.stored.parser == Verdict.parserRevision })
    }

    /// What is wanted today is counted, what failed of it apart; what was asked of others, or is not wanted any more, is not.
    @Test func anAccountIsOfWhatIsWanted() throws {
        let desk = try desk()
        let own = try desk.work().filter { $0.draft.asked == "j" }
        let (first, second) = (Array(own.prefix(1)), Array(own.suffix(1)))
        try make(first, at: desk, reply(#"{"score": 4}"#))
        try make(second, at: desk, .failed)
        let states = try desk.store.states(of: Set(own.map(\.draft.key)), purpose: .judgement, study: "s")
        func counts(_ work: [Work]) throws -> [String: [Int]] {
            let accounts = try desk.accounts(of: work, states)
            return Dictionary(uniqueKeysWithValues: accounts.map { ($0.judge, [$0.used, $0.failed, $0.replies]) })
        }
        #expect(try counts(own) == ["j": [1, 1, 1], "k": [0, 0, 0]])
        #expect(try counts(first) == ["j": [1, 0, 1], "k": [0, 0, 0]])
        #expect(try counts(second) == ["j": [0, 1, 0], "k": [0, 0, 0]])
    }

    /// An example is shown with what was asked, not with what is asked now.
    @Test func anExampleIsShownWithItsOwnPrompt() throws {
        let desk = try desk()
        let record = RatingRecord(
            study: "s",
            subject: .item(ItemID(study: "s", prompt: "p1", text: "a to p1")),
            prompt: "p1",
            criterion: "overall",
            value: 2,
            rater: "ana",
            kind: .human,
            at: 1
        )
        _ = try desk.store.importRatings([ImportedRating(line: 1, record: record)], study: "s", file: "f")
        var study = desk.study
        let example = "{{#examples}}<{{prompt}}|{{boundary}}{{response}}{{boundary}}|{{verdict}}>{{/examples}}"
        study.templates["t"] = example + Self.template
        study.judges[0].manner.examples = Judge.Manner.Examples(rater: "ana", count: 1)
        study.judges.removeLast()
        let messages = try JudgeDesk(study, in: desk.store).work().compactMap { work -> String? in
            if case .chat(let request, _) = work.call { request.messages.first?.content } else { nil }
        }
        #expect(!messages.isEmpty)
        for message in messages {
            #expect(message.hasPrefix("<ask 1|") && message.contains("a to p1") && message.contains("\"score\":2"))
        }
    }

    /// A request that failed for good is an error; one that was not made, or is under way, is missing.
    @Test func whatFailedIsNotCalledMissing() throws {
        let desk = try desk()
        let first = try #require(try desk.work().first { $0.draft.asked == "j" })
        try make([first], at: desk, .failed)
        let failed = try #require(Question(json: first.draft.detail)?.subjects.first?.name)
        let table = try #require(try JudgeTables(desk).tables.first)
        let rows = table.rows.map { row in
            "\(table.raters[row.rater].name) \(table.items[row.item].name == failed) \(row.value)"
        }
        #expect(rows.sorted() == ["j false missing", "j true error", "k false missing", "k true missing"])
    }

    /// Kept replies are read again without being asked for: those of this version, not an audit's.
    @Test func keptRepliesAreReadAgain() throws {
        let desk = try desk()
        let own = try desk.work().filter { $0.draft.asked == "j" }
        try make(own, at: desk, reply(#"{"score": 4}"#))
        let arm = try desk.work(arms: [.edited], limit: 1).filter { $0.draft.asked == "j" }
        try make(arm, at: desk, reply(#"{"score": 2}"#))
        let words = "2 replies read again: 2 new verdicts, 0 as before; 1 of another version or an audit, left alone. "
        #expect(try desk.reparse() == words + "Nothing was asked.\n")
        #expect(try desk.store.currentRatings(of: "s").compactMap(\.value) == [4, 4])
        let again = "2 replies read again: 0 new verdicts, 2 as before; 1 of another version or an audit, left alone. "
        #expect(try desk.reparse() == again + "Nothing was asked.\n")
        var study = desk.study
        study.judges[0].model = "another"
        let later = try JudgeDesk(study, in: desk.store)
        let none = "0 replies read again: 0 new verdicts, 0 as before; 3 of another version or an audit, left alone. "
        #expect(try later.reparse() == none + "Nothing was asked.\n")
    }

    /// Who judges with one judge leaves the others' verdicts as they count.
    @Test func judgingWithOneJudgeLeavesTheVersionsOfAll() throws {
        let desk = try desk()
        let before = try desk.store.ratingRows(of: "s").versionsOfToday
        #expect(before.keys.map(\.rater).sorted() == ["j", "k"])
        let one = try JudgeDesk(desk.study, in: desk.store, judges: "j")
        #expect(one.judgements.map { $0.judge.name } == ["j"])
        #expect(try desk.store.ratingRows(of: "s").versionsOfToday == before)
    }
}
