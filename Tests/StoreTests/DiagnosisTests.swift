import Fixtures
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What a look at the database finds that is not in order, each thing alone.
struct DiagnosisTests {
    /// What is found, by its beginning.
    private func found(_ store: Store, at time: Int64 = 2000) throws -> [String: Int] {
        Dictionary(try store.diagnose("s", at: time).filter { $0.count > 0 }.map { ($0.check, $0.count) }) { $1 }
    }

    @Test func aClaimIsLateOnceItsLeaseIsOverOrItsProgramHasEnded() throws {
        let store = try Example.store()
        let claims = "claims of dead or late sessions"
        let ana = Sitter(store)
        _ = try ana.next()
        let end = ana.time + 60_000
        #expect(try found(store, at: end).isEmpty)
        #expect(try found(store, at: end + 1) == [claims: 1])
        // Of another machine nobody knows whether its program has ended.
        _ = try Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:1:1")).next()
        #expect(try found(store, at: end).isEmpty)
        let dead = try Example.store()
        _ = try Sitter(dead, owner: Sitter.dead).next()
        #expect(try found(dead) == [claims: 1])
        // The next review of another study frees none of it.
        var other = Example.study
        other.name = "t"
        try dead.sync(other)
        let ofOther = try dead.diagnose("t", at: 2000).first { $0.check == claims }
        #expect(ofOther?.count == 0)
    }

    /// A text of a response, a known one, a worse copy and a set belong to something; one that was put in does not.
    @Test func aTextThatBelongsToNothingIsCounted() throws {
        var study = Example.study
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        study.criteria.append(
            Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: 3, tie: true))
        )
        study.review.attention = 0.5
        let store = try Store.inMemory()
        try store.sync(study)
        let texts = Example.responses(of: study) { "\($0) says it. It is so. Truly, of \($1)." }
        _ = try store.importResponses(texts, study: "s", file: "f", at: 1)
        try store.plan(study, worsened: Degradation.worsened, by: Planner(study).rows)
        // Known since, and not planned.
        study.known = [Example.trainingResponse]
        try store.sync(study)
        #expect(try found(store).isEmpty)
        try store.write {
            try $0.execute(sql: "INSERT INTO item (sha256, prompt, text) VALUES ('x', 1, x'41')")
        }
        #expect(try found(store)["texts that belong to nothing"] == 1)
    }

    @Test func aResponseThatNobodyRatesIsCountedWhileItsPromptAndModelAreThere() throws {
        let store = try Example.store()
        var study = Example.study
        study.prompts.append(Prompt(id: "p5", messages: [Message(role: .user, content: "ask 5")]))
        try store.sync(study)
        let late = study.models.map {
            ImportedResponse(line: 1, prompt: "p5", model: $0.name, sample: 1, text: "\($0.name) says p5")
        }
        _ = try store.importResponses(late, study: "s", file: "f", at: 2)
        let unplanned = "responses that nobody is planned for"
        #expect(try found(store) == [unplanned: 2])
        // What was replaced is no response any more.
        var again = [ImportedResponse(line: 1, prompt: "p5", model: "large", sample: 1, text: "anew")].makeIterator()
        _ = try store.importResponses(study: "s", file: "f", at: 3, replacing: true) {
            again.next().map { .success($0) }
        }
        #expect(try found(store) == [unplanned: 2])
        study.models.append(Model(name: "late", endpoint: "e", model: "z"))
        try store.sync(study)
        let other = ImportedResponse(line: 1, prompt: "p5", model: "late", sample: 1, text: "late says p5")
        _ = try store.importResponses([other], study: "s", file: "f", at: 4)
        #expect(try found(store) == [unplanned: 3])
        study.models.removeLast()
        try store.sync(study)
        #expect(try found(store) == [unplanned: 2])
        study.prompts.removeLast()
        try store.sync(study)
        #expect(try found(store).isEmpty)
    }

    @Test func onlyWhatIsLeftOfWhoLeftIsCounted() throws {
        let store = try Example.store()
        let ben = Sitter(store, "ben")
        for _ in 1...2 { try ben.rate(try #require(try ben.next())) }
        var study = Example.study
        study.reviewers = ["ana"]
        try store.sync(study)
        #expect(try found(store) == ["rows planned for who left the study": 10])
    }

    /// A copy says that it is one, and the database that people work on does not.
    @Test func aBackupKnowsThatItIsACopy() throws {
        let folder = try TemporaryFolder()
        let store = try Store.open(path: "\(folder.path)/main.sqlite", mode: .create)
        try Example.fill(store)
        let path = "\(folder.path)/backup.sqlite"
        try store.backUp(to: path)
        let copy = try Store.open(path: path, mode: .existing)
        #expect(try copy.copiedAt() != nil && store.copiedAt() == nil)
        #expect(try copy.responses(of: "s").count == 8 && found(copy).isEmpty)
        #expect(throws: StoreError.self) { try store.backUp(to: path) }
    }
}
