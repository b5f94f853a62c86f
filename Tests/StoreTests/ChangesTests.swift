import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What an edit of the study's files changes is told before anything is.
struct ChangesTests {
    private let store: Store

    init() throws {
        store = try Example.store()
        let sitter = Sitter(store)
        for _ in 0..<3 { try sitter.rate(try #require(try sitter.next())) }
    }

    private func counts() throws -> (overall: Int, better: Int) {
        let records = try store.currentRatings(of: "s")
        return (records.count { $0.criterion == "overall" }, records.count { $0.criterion == "better" })
    }

    @Test func theSameFilesChangeNothing() throws {
        #expect(try store.changes(to: Example.study) == StudyChanges())
        var other = Example.study
        other.name = "other"
        #expect(try store.changes(to: other) == nil)
    }

    @Test func takingOverSaysWhetherAnythingWasAnother() throws {
        #expect(try !store.sync(Example.study))
        var study = Example.study
        study.criteria[0].question = "How bad?"
        #expect(try store.sync(study))
        #expect(try !store.sync(study))
    }

    @Test func editsAreNamedWithTheRatingsThatGoStale() throws {
        let (overall, better) = try counts()
        #expect(overall + better == 3)
        var study = Example.study
        study.criteria[0].question = "How bad?"
        study.criteria[1].name = "preferred"
        study.criteria.append(Criterion(name: "send", question: "?", level: .nominal, form: .accept))
        study.prompts[0] = Prompt(id: "p1", messages: [Message(role: .user, content: "ask anew")])
        study.guidelines = "Read it twice."
        study.reviewers = ["ana", "cleo"]
        let before = try store.read { try Data.fetchOne($0, sql: "SELECT settings FROM study") }
        let changes = try #require(try store.changes(to: study))
        #expect(changes.edited == [.init(name: "overall", parts: ["question"], ratings: overall)])
        #expect(changes.gone == [.init(name: "better", renamed: "preferred", ratings: better)])
        #expect(changes.new == ["preferred", "send"] && changes.prompts == ["p1"])
        #expect(changes.hasOtherGuidelines && changes.newReviewers == ["cleo"] && changes.goneReviewers == ["ben"])
        #expect(try store.changes(to: study) == changes)
        #expect(try store.read { try Data.fetchOne($0, sql: "SELECT settings FROM study") } == before)
        // Once they are taken over nothing is left to tell of the files, and what went stale is counted.
        #expect(changes.promptRows.count >= changes.promptRatings)
        try store.sync(study)
        #expect(try store.changes(to: study) == StudyChanges())
        let stale = try store.staleRatings(of: "s")
        #expect(stale.question == overall && stale.gone == better && stale.prompt == changes.promptRatings)
        let found = try store.diagnose("s", at: 1).first { $0.check == "ratings of criteria that are gone" }
        #expect(found?.count == better)
    }

    /// How many ratings by model are one would tell which texts are one.
    @Test func whatNamedAModelIsNotCountedUntilUnblinding() throws {
        let overall = try counts().overall
        let record = RatingRecord(
            study: "s",
            subject: .item(ItemID(rawValue: "")),
            prompt: "p1",
            criterion: "overall",
            value: 3,
            rater: "spy",
            kind: .human
        )
        let row = ImportedRating(line: 1, record: record, sources: [.init(model: "large", sample: 1)])
        _ = try store.importRatings([row], study: "s", file: "f")
        var study = Example.study
        study.criteria[0].question = "How bad?"
        #expect(try store.changes(to: study)?.edited.map(\.ratings) == [overall])
        try store.sync(study)
        #expect(try store.staleRatings(of: "s").question == overall)
        try store.unblind("s", who: "lead", at: 9)
        #expect(try store.staleRatings(of: "s").question == overall + 1)
    }

    /// One that was there before is no new name of another.
    @Test func aCriterionIsRenamedOnlyToANewName() throws {
        var study = Example.study
        var twin = study.criteria[0]
        twin.name = "twin"
        study.criteria.append(twin)
        try store.sync(study)
        study.criteria.removeFirst()
        #expect(try store.changes(to: study)?.gone.map(\.renamed) == [nil])
    }

    /// Figures by tag hang on them.
    @Test func otherTagsAreAnEdit() throws {
        var study = Example.study
        let first = study.prompts[0]
        study.prompts[0] = Prompt(id: first.id, messages: first.messages, tags: first.tags + ["new"])
        let changes = try #require(try store.changes(to: study))
        #expect(changes.retagged == [first.id] && changes.prompts.isEmpty && !changes.isEmpty)
        try store.sync(study)
        #expect(try store.changes(to: study)?.isEmpty == true)
    }

    @Test func skipsCostNoRating() throws {
        let sitter = Sitter(store)
        while let shown = try sitter.next() {
            if shown.prompt == "p1" { try sitter.skip(shown) } else { try sitter.rate(shown) }
        }
        var study = Example.study
        study.prompts[0] = Prompt(id: "p1", messages: [Message(role: .user, content: "ask anew")])
        let changes = try #require(try store.changes(to: study))
        let rated = try store.currentRatings(of: "s").count { $0.prompt == "p1" }
        #expect(changes.promptRatings == rated && changes.promptRows.count > rated)
    }

    @Test func whatIsStillThereIsNotBack() throws {
        #expect(try store.changes(to: Example.study)?.returnedPrompts.isEmpty == true)
        var study = Example.study
        study.prompts.append(Prompt(id: "p5", messages: [Message(role: .user, content: "ask 5")]))
        let changes = try #require(try store.changes(to: study))
        #expect(changes.returnedPrompts.isEmpty && changes.gonePrompts.isEmpty && changes.returnedModels.isEmpty)
    }

    /// A prompt's tags and what is compared with are the files' of today.
    @Test func whatTheFilesSayOfAPromptOrAModelIsTakenOver() throws {
        var study = Example.study
        study.models[0].isBaseline = false
        study.models[1].isBaseline = true
        study.prompts[0].tags = ["news"]
        (study.prompts[1].system, study.prompts[1].reference) = ("Be kind.", "the answer")
        study.prompts.swapAt(2, 3)
        study.models.swapAt(0, 1)
        study.review.kinds = ["large": "local"]
        try store.sync(study)
        #expect(try store.tags(of: "s")["p1"] == ["news"] && store.tags(of: "s")["p2"] == [])
        func words(_ sql: String) throws -> [String?] { try store.read { try String?.fetchAll($0, sql: sql) } }
        #expect(try words("SELECT name FROM model WHERE is_baseline = 1") == ["small"])
        #expect(try words("SELECT name FROM model ORDER BY position") == ["small", "large"])
        #expect(try words("SELECT kind FROM model ORDER BY position") == [nil, "local"])
        let prompts = "FROM prompt ORDER BY position"
        #expect(try words("SELECT name \(prompts)") == ["p1", "p2", "p4", "p3"])
        #expect(try words("SELECT CAST(system AS TEXT) \(prompts)") == [nil, "Be kind.", nil, nil])
        #expect(try words("SELECT CAST(reference AS TEXT) \(prompts)") == [nil, "the answer", nil, nil])
    }

    @Test func whatPeopleAreAskedFollowsTheFilesInTheirOrder() throws {
        var study = Example.study
        func asked() throws -> [AskedQuestion] {
            try store.sync(study)
            return try store.questions(of: "s")
        }
        func wanted(_ criteria: [Criterion]) -> [AskedQuestion] {
            criteria.map { AskedQuestion(criterion: $0.name, sha256: $0.sha256) }
        }
        #expect(try asked() == wanted(study.criteria))
        study.criteria.swapAt(0, 1)
        #expect(try asked() == wanted(study.criteria) && study.criteria[0].name == "better")
        study.criteria[0].question = "Which is the better one?"
        #expect(try asked() == wanted(study.criteria))
        study.criteria.removeFirst()
        #expect(try asked().map(\.criterion) == ["overall"])
    }

    @Test func whatIsGoneOrBackIsNamed() throws {
        var study = Example.study
        let (prompt, model) = (study.prompts.removeFirst(), study.models.removeLast())
        let gone = try #require(try store.changes(to: study))
        #expect(gone.gonePrompts == [prompt.id] && gone.goneModels == [model.name] && gone.returnedPrompts.isEmpty)
        try store.sync(study, partial: true)
        let back = try #require(try store.changes(to: Example.study))
        #expect(back.returnedPrompts == [prompt.id] && back.returnedModels == [model.name] && back.goneModels.isEmpty)
    }

    @Test func anEditThatKeptTheMeaningMakesNothingStale() throws {
        var study = Example.study
        study.criteria[0].question = "?!"
        try store.sync(study)
        try store.keep("overall", of: "s", reason: "a mark", at: 5)
        #expect(try store.changes(to: study)?.isEmpty == true)
        study.criteria[0].form = .scale(Scale(min: 1, max: 5, step: 1, anchors: [.init(point: 1, label: "bad")]))
        let worded = try #require(try store.changes(to: study)?.edited.first)
        #expect(worded.parts == ["anchors"] && worded.differences == "other anchors" && worded.mayKeepMeaning)
        // Another scale is never kept: no such advice.
        study.criteria[0].form = .scale(Scale(min: 1, max: 9, step: 1, anchors: []))
        #expect(try store.changes(to: study)?.edited.first?.mayKeepMeaning == false)
    }
}
