import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// An answer is shown, judged and counted beside the words that it answers, or not at all.
struct WordingTests {
    private var study = Example.study

    init() { study.criteria.removeLast() }

    private func reworded(_ prompt: Int = 0, system: String? = nil) -> Study {
        var other = study
        if let system {
            other.prompts[prompt].system = system
        } else {
            other.prompts[prompt].messages[0].content = "Who wrote Faust?"
        }
        return other
    }

    private func adopt(_ study: Study, _ store: Store) throws {
        try store.sync(study)
        try store.makeCurrent(study: "s") { [:] }
    }

    /// The prompts of what a judge would be asked about.
    private func judged(_ study: Study, _ store: Store) throws -> [String] {
        try store.subjects(of: study).filter { $0.texts.count == 1 }.map(\.prompt)
    }

    @Test(arguments: [nil, "You are a poet."] as [String?])
    func whatCameFromAFileIsLeftOutWhileItsPromptReadsOtherwise(system: String?) throws {
        let store = try Example.store()
        let other = reworded(system: system)
        // Before it is taken over it is told as well.
        #expect(try store.earlierAnswers(of: other).map(\.isCurrent) == [true, true])
        for _ in 1...2 {
            try adopt(other, store)
            #expect(try judged(other, store) == ["p2", "p2", "p3", "p3", "p4", "p4"])
            let earlier = try store.earlierAnswers(of: other)
            #expect(earlier.map(\.prompt) == ["p1", "p1"] && earlier.map(\.model) == ["large", "small"])
            #expect(earlier.allSatisfy { !$0.isCurrent })
        }
        #expect(try store.responses(of: "s").count == 6)
        let open =
            "SELECT count(*) FROM presentation n JOIN item i ON i.id = n.first JOIN prompt p ON p.id = i.prompt WHERE p.name = 'p1'"
        #expect(try store.read { try Int.fetchOne($0, sql: open) } == 0)
        try adopt(study, store)
        #expect(try judged(study, store).count == 8 && store.earlierAnswers(of: study).isEmpty)
        #expect(try store.read { try StudyChainCheck(1, "s", $0).findings.allSatisfy { $0.standing != .broken } })
    }

    @Test func whatIsImportedAgainAnswersTheNewWording() throws {
        let store = try Example.store()
        let other = reworded()
        try adopt(other, store)
        let again = Example.responses.filter { $0.prompt == "p1" && $0.model == "large" }
        #expect(try store.importResponses(again, study: "s", file: "f", at: 2).new == 1)
        try adopt(other, store)
        // Judged alone, and exported, it would tell whose it is.
        #expect(try judged(other, store).contains("p1") == false)
        #expect(try store.earlierAnswers(of: other).map(\.model) == ["small"])
        try store.unblind("s", who: "lead", at: 3)
        #expect(try judged(other, store).filter { $0 == "p1" }.count == 1)
        // Put back, both are an answer again, each once.
        try adopt(study, store)
        #expect(try judged(study, store).filter { $0 == "p1" }.count == 2)
        let current = "SELECT count(*) FROM response WHERE is_current = 1"
        #expect(try store.read { try Int.fetchOne($0, sql: current) } == 8)
        // Told is of the current one, whatever came later.
        #expect(try store.earlierAnswers(of: other).map(\.isCurrent) == [true, true])
    }

    /// The texts of a blind plan stand until unblinding, but not beside words that they do not answer.
    @Test func whatWasRatedUnderAnEarlierWordingIsNotJudgedBesideTheNewOne() throws {
        let store = try Example.store()
        let ana = Sitter(store)
        while let shown = try ana.next() { try ana.rate(shown) }
        let other = reworded()
        try adopt(other, store)
        #expect(try judged(other, store).contains("p1") == false)
        #expect(try judged(other, store).count == 6)
    }

    /// The same of what was collected: it is set aside by the key of its request.
    @Test func whatWasCollectedAndRatedIsNotJudgedBesideTheNewOneEither() throws {
        let store = try Store.inMemory()
        try store.sync(study)
        let owner = LeaseOwner(rawValue: "x:1:1")
        let drafts = study.prompts.flatMap { prompt in
            study.models.map {
                RequestDraft(
                    key: "\($0.name) \(prompt.id)",
                    purpose: .response,
                    asked: $0.name,
                    prompt: prompt.id,
                    sample: 1
                )
            }
        }
        try store.enqueue(drafts, study: "s")
        _ = try store.want(drafts.map(\.key), lane: "l")
        let claim = try store.claim(lane: "l", limit: 9, owner: owner, lease: .seconds(60), study: "s", at: 0)
        let tries = claim.requests.map {
            FinishedTry(
                AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: true),
                of: $0,
                result: .response(text: "text of \($0.key)", reasoning: nil)
            )
        }
        _ = try store.record(tries, study: "s", owner: owner)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        let ana = Sitter(store)
        while let shown = try ana.next() { try ana.rate(shown) }
        let other = reworded()
        try store.sync(other)
        let keys = drafts.map { draft in
            let name = ResponseName(prompt: draft.prompt, model: draft.asked, sample: 1)
            return (name, draft.prompt == "p1" ? "\(draft.key) anew" : draft.key)
        }
        try store.makeCurrent(study: "s") { Dictionary(uniqueKeysWithValues: keys) }
        #expect(try judged(other, store) == ["p2", "p2", "p3", "p3", "p4", "p4"])
        #expect(try store.earlierAnswers(of: other).isEmpty)
    }

    @Test func whatAnOlderDatabaseHoldsAnswersTheWordsThatItHas() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "031")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO study (id, name, settings, salt) VALUES (1, 's', '{}', x'00');
                    INSERT INTO prompt (id, study, name, text, tags, position, is_current)
                        VALUES (1, 1, 'p1', CAST('ask 1' AS BLOB), '[]', 0, 1);
                    INSERT INTO model (id, study, name, is_baseline, position, is_current) VALUES (1, 1, 'large', 1, 0, 1);
                    INSERT INTO item (id, sha256, prompt, text) VALUES (1, 'h', 1, x'41');
                    INSERT INTO response (item, prompt, model, sample, is_imported, at, is_current)
                        VALUES (1, 1, 1, 1, 1, 1, 1);
                    INSERT INTO server (id, study, endpoint, url, asked_at, identity) VALUES (1, 1, 'e', 'u', 1, '{}');
                    """
            )
        }
        try Schema.migrator.migrate(queue)
        let store = Store(writer: queue, path: ":memory:")
        #expect(try store.earlierAnswers(of: study).isEmpty)
        #expect(try store.earlierAnswers(of: reworded()).map(\.prompt) == ["p1"])
        #expect(try store.servers(of: "s").count == 1)
    }
}
