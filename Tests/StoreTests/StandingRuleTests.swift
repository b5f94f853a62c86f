import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What still stands, what an event says and what a refusal names, one small case each.
struct StandingRuleTests {
    private func count(_ store: Store, _ sql: String) throws -> Int {
        try store.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }

    private func roots(_ store: Store) throws -> [String]? {
        let payload = try store.read {
            try String.fetchOne($0, sql: "SELECT payload FROM study_event ORDER BY number DESC LIMIT 1")
        }
        return try JSONValue(parsing: payload ?? "{}")["roots"]?.members?.map(\.0)
    }

    /// The code on paper is that of an event which names every session's head as it stood.
    @Test func aCodeIsOfAnEventOfItsOwn() throws {
        let (store, heads) = (try Example.store(), "SELECT count(*) FROM study_event WHERE kind = 'heads'")
        let sitter = Sitter(store)
        try sitter.rate(try #require(try sitter.next()))
        var before = try count(store, heads)
        let code = try #require(try store.logHeads("s"))
        #expect(try count(store, heads) == before + 1)
        try sitter.rate(try #require(try sitter.next()))
        before = try count(store, heads)
        let later = try #require(try store.logHeads("s"))
        #expect(try later != code && count(store, heads) == before + 1)
        #expect(try store.verify("s", code: code).broken.isEmpty && store.verify("s", code: later).broken.isEmpty)
    }

    @Test func anEventNamesWhatChangedAndNothingElse() throws {
        let (store, events) = (try Example.store(), "SELECT count(*) FROM study_event")
        try store.sync(Example.study)
        let before = try count(store, events)
        try store.sync(Example.study)
        #expect(try count(store, events) == before)
        var study = Example.study
        study.guidelines = "Read it twice."
        try store.sync(study)
        #expect(try count(store, events) == before + 1 && roots(store) == ["study"])
        study.criteria[0].question = "How bad?"
        try store.sync(study)
        #expect(try count(store, events) == before + 2 && roots(store) == ["criteria"])
    }

    @Test func whatWasTakenBackOrCorrectedStandsNoMore() throws {
        let store = try Example.store()
        let sitter = Sitter(store)
        let shown = try #require(try sitter.next())
        let criterion = shown.texts.count == 1 ? "overall" : "better"
        try sitter.rate(shown)
        func standing() throws -> [Double?] {
            try store.read { database in
                let rater = try Int64.fetchOne(database, sql: "SELECT id FROM rater WHERE name = 'ana'")
                let sql = "SELECT value FROM (\(ReviewSources.ratings(of: rater))) WHERE is_current ORDER BY id"
                return try Row.fetchAll(database, sql: sql).map { $0["value"] }
            }
        }
        #expect(try standing() == [1])
        let again = try #require(try sitter.undo())
        #expect(try standing().isEmpty)
        try sitter.rate(again, ReviewAct(criterion: criterion, value: criterion == "overall" ? 4 : 0))
        #expect(try standing() == [criterion == "overall" ? 4 : 0])
        #expect(try count(store, "SELECT count(*) FROM rating") == 3)
    }

    /// Who is told apart by a name that is wrong in a thousand rows is told once.
    @Test func anUnknownRaterIsToldAtItsFirstRow() throws {
        let store = try Example.store()
        func rating(_ line: Int, _ rater: String, _ prompt: String) -> ImportedRating {
            let text = Example.responses.first { $0.prompt == prompt }?.text ?? ""
            let record = RatingRecord(
                study: "s",
                subject: .item(ItemID(study: "s", prompt: prompt, text: text)),
                prompt: prompt,
                criterion: "overall",
                value: 3,
                rater: rater,
                kind: .human
            )
            return ImportedRating(line: line, record: record)
        }
        let all = [(1, "anna", "p1"), (2, "ana", "p1"), (3, "anna", "p2"), (4, "zoe", "p3")].map(rating)
        var rows = all.makeIterator()
        let told = #expect(throws: Mistakes.self) {
            try store.importRatings(study: "s", file: "f", raters: ["ana", "ben"]) { rows.next().map { .success($0) } }
        }
        #expect(told?.all.map(\.line) == [1, 4])
        #expect(told?.all.first?.message.contains("did you mean 'ana'?") == true)
        #expect(told?.all.last?.message.contains("did you mean") == false)
        #expect(try store.records(of: "s").isEmpty)
        rows = all.makeIterator()
        #expect(try store.importRatings(study: "s", file: "f") { rows.next().map { .success($0) } }.new == 4)
    }

    @Test func whatWasSkippedMayBeRated() throws {
        let store = try Example.store()
        func add(_ at: Int64, _ outcome: RatingRecord.Outcome, _ value: Double?) throws -> Int {
            var record = RatingRecord(
                study: "s",
                subject: .item(ItemID(study: "s", prompt: "p1", text: Example.responses[0].text)),
                prompt: "p1",
                criterion: "overall",
                value: value,
                rater: "ana",
                kind: .human,
                at: at
            )
            record.outcome = outcome
            return try store.importRatings([.init(line: 1, record: record)], study: "s", file: "f").new
        }
        #expect(try add(1, .skipped, nil) == 1)
        #expect(try add(2, .rated, 4) == 1)
        #expect { _ = try add(3, .rated, 2) } throws: { "\($0)".contains("has rated that on 'overall' already") }
        #expect(try store.currentRatings(of: "s").compactMap(\.value) == [4])
    }

    /// What is left out is left out as it is: no masked form of it is kept, under no other name.
    @Test(arguments: ReviewSettings.LeakPolicy.allCases)
    func onlyAMaskedTextHasAnotherForm(policy: ReviewSettings.LeakPolicy) throws {
        let store = try Example.store()
        let leaks = try store.shownTexts(of: "s").map { LeakRecord(item: $0.item, findings: ["name"], masked: "[…]") }
        _ = try store.setLeaks(leaks, policy: policy, study: "s")
        let masked = policy == .mask ? leaks.count : 0
        #expect(try count(store, "SELECT count(*) FROM leak WHERE masked IS NOT NULL") == masked)
        #expect(try count(store, "SELECT count(*) FROM leak WHERE name IS NOT NULL") == masked)
        #expect(try count(store, "SELECT count(*) FROM leak") == leaks.count)
    }

    @Test func ratingsUnderAPromptThatReadsOtherwiseTodayAreCounted() throws {
        let store = try Example.store()
        let sitter = Sitter(store)
        while let shown = try sitter.next() { try sitter.rate(shown) }
        func told() throws -> Int? {
            try store.diagnose("s", at: 1).first { $0.check == "ratings under an edited prompt" }?.count
        }
        #expect(try told() == 0)
        var study = Example.study
        study.prompts[0] = Prompt(id: "p1", messages: [Message(role: .user, content: "ask anew")])
        try store.sync(study)
        let rated = try count(
            store,
            """
            SELECT count(*) FROM presentation n JOIN item i ON i.id = n.first JOIN prompt p ON p.id = i.prompt
            WHERE p.name = 'p1' AND n.state = 'done'
            """
        )
        #expect(try rated > 0 && told() == rated)
    }

    @Test func aReviewAsksTheCriteriaOfToday() throws {
        let store = try Example.store()
        var study = Example.study
        study.criteria[1].name = "preferred"
        study.criteria.reverse()
        try store.sync(study)
        let copy = try store.copy(of: "s")
        #expect(copy.criteria.map(\.name) == ["preferred", "overall"])
        #expect(copy.lease == study.review.lease && copy.reviewers == ["ana", "ben"])
    }

    /// A response that was set aside answers nothing until it is asked again.
    @Test func aPromptWaitsForAResponseThatWasSetAside() throws {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        func waiting() throws -> [String] {
            try store.planState(of: Example.study, replacing: false).waitingPrompts
        }
        #expect(try waiting().isEmpty)
        try store.write {
            try $0.execute(
                sql: """
                    UPDATE response SET is_current = 0
                    WHERE id = (SELECT r.id FROM response r JOIN prompt p ON p.id = r.prompt WHERE p.name = 'p3' LIMIT 1)
                    """
            )
        }
        #expect(try waiting() == ["p3"])
    }
}
