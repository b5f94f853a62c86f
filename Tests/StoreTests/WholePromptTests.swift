import Fixtures
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// The texts of a prompt are in a blind plan all together, or not at all; and so are the models that stand as letters.
struct WholePromptTests {
    private let store: Store
    private var study = Example.study

    init() throws {
        store = try Store.inMemory()
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        try store.sync(study)
        try answer(study.prompts.flatMap { prompt in study.models.map { (prompt.id, $0.name, "first") } })
        try plan()
    }

    private func answer(_ responses: [(prompt: String, model: String, text: String)], replacing: Bool = false) throws {
        var rows = responses.map {
            ImportedResponse(
                line: 1,
                prompt: $0.prompt,
                model: $0.model,
                sample: 1,
                text: "\($0.text) \($0.model) \($0.prompt)"
            )
        }.makeIterator()
        _ = try store.importResponses(study: "s", file: "f", at: 1, replacing: replacing) {
            rows.next().map { .success($0) }
        }
    }

    private func plan(_ study: Study? = nil, replacing: Bool = true, partial: Bool = false) throws {
        let study = study ?? self.study
        try store.plan(
            study,
            replacing: replacing,
            partial: partial,
            worsened: { _, _, _ in nil },
            by: Planner(study).rows
        )
    }

    private func writers() throws -> [String] {
        try store.ratingRows(of: "s", letters: true).writers.map { "\($0.item) \($0.model)" }
    }

    /// Whether figures, or what is an anchor's, moved told whose text it was that somebody brought under a name of their choice.
    @Test(arguments: ["large", "small", "tiny"])
    func aTextThatIsBroughtOnceMoreIsNobodysUntilUnblinding(model: String) throws {
        let sitter = Sitter(store)
        try sitter.rate(try #require(try sitter.next()))
        let (known, count) = (try writers(), try store.responses(of: "s").count)
        let again = ImportedResponse(line: 1, prompt: "p1", model: model, sample: 2, text: "first small p1")
        _ = try store.importResponses([again], study: "s", file: "f", at: sitter.time + 1)
        #expect(try writers() == known)
        #expect(try store.responses(of: "s").count == count)
        try store.unblind("s", who: "lead", at: sitter.time + 2)
        #expect(try writers().count == known.count + 1)
        #expect(try store.responses(of: "s").count == count + 1)
    }

    /// What two models had said before anybody saw a text is no answer to what was seen.
    @Test func aTextOfTwoModelsFromBeforeTheFirstShowingIsOfBoth() throws {
        let known = try writers()
        let again = ImportedResponse(line: 1, prompt: "p1", model: "tiny", sample: 2, text: "first small p1")
        _ = try store.importResponses([again], study: "s", file: "f", at: 5)
        let sitter = Sitter(store)
        try sitter.rate(try #require(try sitter.next()))
        #expect(try writers().count == known.count + 1)
    }

    private func waiting() throws -> PlanState.Waiting {
        try store.planState(of: study, replacing: false).waiting
    }

    /// What is to be shown of a prompt.
    private func open(_ prompt: String) throws -> Set<String> {
        try store.read {
            try String.fetchSet(
                $0,
                sql: """
                    SELECT DISTINCT CAST(i.text AS TEXT) FROM presentation n JOIN item i ON i.id IN (n.first, n.second)
                    JOIN prompt p ON p.id = i.prompt WHERE p.name = ? AND n.state = 'open'
                    """,
                arguments: [prompt]
            )
        }
    }

    private func texts(_ generations: String...) -> Set<String> {
        Set(zip(study.models, generations).map { "\($1) \($0.name) p1" })
    }

    @Test(arguments: [true, false]) func aReplacedTextStaysUntilItsWholePromptIsReplaced(replacing: Bool) throws {
        for (place, model) in ["large", "tiny"].enumerated() {
            try answer([("p1", model, "second")], replacing: true)
            try plan(replacing: replacing)
            #expect(try open("p1") == texts("first", "first", "first"))
            #expect(try waiting() == .init(replacedTexts: place + 1))
        }
        try answer([("p1", "small", "second")], replacing: true)
        try plan(replacing: replacing)
        #expect(try open("p1") == texts("second", "second", "second") && waiting().isEmpty)
        try store.sync(study)
        #expect(try store.verify("s").broken.isEmpty)
    }

    /// A rated text is none that its successor waits for once both its prompt's generations were planned.
    @Test func whatIsRatedIsNotPlannedAgain() throws {
        let sitter = Sitter(store, "ana")
        let shown = try #require(try sitter.next())
        try sitter.rate(shown)
        for model in study.models {
            try answer([("p1", model.name, "second"), ("p2", model.name, "second")], replacing: true)
        }
        for model in study.models {
            try answer([("p3", model.name, "second"), ("p4", model.name, "second")], replacing: true)
        }
        try plan()
        for _ in 0...1 {
            #expect(try open("p1") == texts("second", "second", "second") && waiting().isEmpty)
            try plan()
        }
        // What stands in the place of a rated text is judged like the others.
        #expect(try store.responses(of: "s").count { $0.text.hasPrefix("second") } == 12)
        #expect(try store.verify("s").broken.isEmpty)
    }

    /// A judge's verdict leaves with its text: what comes alone is judged when the plan takes it.
    @Test func aTextThatComesAloneIsNotJudgedAlone() throws {
        var more = study
        more.prompts.append(Prompt(id: "p5", messages: [Message(role: .user, content: "ask 5")]))
        try store.sync(more)
        func judged() throws -> Int { try store.subjects(of: more).count { $0.texts.count == 1 } }
        try answer([("p5", "large", "first")])
        #expect(try judged() == 12 && store.notJudgedYet(of: more).prompts == 1)
        try answer([("p5", "small", "first"), ("p5", "tiny", "first")])
        #expect(try judged() == 15 && store.notJudgedYet(of: more).isEmpty)
        // Once somebody saw texts of the prompt, one more is late.
        let sitter = Sitter(store, "ana")
        while let shown = try sitter.next() { try sitter.rate(shown) }
        let again = ImportedResponse(line: 1, prompt: "p1", model: "tiny", sample: 2, text: "another of tiny")
        _ = try store.importResponses([again], study: "s", file: "f", at: 2)
        #expect(try judged() == 15 && store.notJudgedYet(of: more).lateTexts == 1)
        try store.unblind("s", who: "lead", at: 3)
        #expect(try judged() == 16)
    }

    /// Of a late text that two models gave there is one.
    @Test func lateTextsAreCountedOnceEach() throws {
        let sitter = Sitter(store, "ana")
        while let shown = try sitter.next() { try sitter.rate(shown) }
        let rows = [("large", 2, "same"), ("small", 2, "same"), ("large", 3, "one"), ("large", 4, "other")].map {
            ImportedResponse(line: 1, prompt: "p1", model: $0.0, sample: $0.1, text: $0.2)
        }
        _ = try store.importResponses(rows, study: "s", file: "f", at: 2)
        #expect(try waiting() == .init(lateTexts: 3))
    }

    @Test func partiallyTheNewTextIsTaken() throws {
        try answer([("p1", "small", "second")], replacing: true)
        try plan(partial: true)
        #expect(try open("p1") == texts("first", "second", "first"))
    }

    /// A model that answers nothing any more, or whose responses are still to come, takes no row out of the plan.
    @Test func aPromptThatLacksAnAnswerStaysPlanned() throws {
        var more = study
        more.prompts.append(Prompt(id: "p5", messages: [Message(role: .user, content: "ask 5")]))
        try store.sync(more)
        try answer([("p5", "large", "first"), ("p5", "small", "first")])
        try plan(more, partial: true)
        let rows = { try store.planState(of: more, replacing: false).rows.count }
        let before = try rows()
        more.models.append(Model(name: "later", endpoint: "", model: "l"))
        for replacing in [false, true] {
            try store.sync(more)
            try plan(more, replacing: replacing)
            #expect(try rows() == before && open("p5").count == 2)
            #expect(try store.planState(of: more, replacing: false).waiting.isEmpty)
        }
    }

    @Test func aModelOfTheBlindPlanCannotBeLeftOut() throws {
        var fewer = study
        fewer.models.removeAll { $0.name == "small" }
        fewer.prompts[0].messages[0].content = "reworded"
        let refusal = #expect(throws: StoreError.self) { try store.sync(fewer) }
        #expect(refusal?.description.contains("'small' has texts in the blind plan") == true)
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM model WHERE is_current = 1") } == 3)
        #expect(try store.changes(to: study)?.isEmpty == true, "nothing was taken over")
        #expect(try store.modelsLeaving(fewer) == ["small"] && store.modelsLeaving(study).isEmpty)
        // One without a text in it may go, and so may any where that is logged.
        var unread = study
        unread.models.append(Model(name: "later", endpoint: "e", model: "l"))
        try store.sync(unread)
        try answer([("p1", "later", "late")])
        try store.sync(study)
        try store.sync(fewer, partial: true)
        // It is gone, and does not go again.
        #expect(try store.modelsLeaving(fewer).isEmpty)
        try store.sync(fewer)
        try store.sync(study)
        try store.unblind("s", who: "lead", at: 5)
        try store.sync(fewer)
    }

    @Test func quotasOfModelsCannotBeEditedUnderABlindPlan() throws {
        var fewer = study
        fewer.review.quotas = [.init(group: .model, name: "small", count: 2)]
        let refusal = #expect(throws: StoreError.self) { try store.sync(fewer) }
        #expect(refusal?.description.contains("review.quotas.models was edited") == true)
        var ofTags = study
        ofTags.review.quotas = [.init(group: .tag, name: "news", count: 2)]
        try store.sync(ofTags)
        try store.sync(fewer, partial: true)
        #expect(throws: StoreError.self) { try store.sync(study) }
        try store.unblind("s", who: "lead", at: 5)
        try store.sync(study)
    }

    /// It could tell who wrote what: it is logged, whether it added a row or not.
    @Test func aPartialPlanIsLogged() throws {
        try plan(replacing: false)
        let count = try store.verify("s").studyEventCount
        try plan(replacing: false)
        #expect(try store.verify("s").studyEventCount == count)
        try plan(replacing: false, partial: true)
        #expect(try store.verify("s").studyEventCount == count + 1)
    }

    /// Of a model that comes later, or that an earlier build left out, nothing changes in the figures by letter.
    @Test func theModelsUnderLettersAreThoseOfThePlan() throws {
        func writers() throws -> [Int32: Int] {
            Dictionary(try store.ratingRows(of: "s").writers.map { ($0.model, 1) }, uniquingKeysWith: +)
        }
        let before = try writers()
        #expect(before.count == 3)
        try store.sync(
            {
                var fewer = study; fewer.models.removeAll { $0.name == "small" }; return fewer
            }(),
            partial: true
        )
        #expect(try writers() == before)
        var more = study
        more.models.append(Model(name: "echo", endpoint: "", model: "e"))
        try store.sync(more)
        let text = ImportedResponse(line: 1, prompt: "p1", model: "echo", sample: 1, text: "first small p1")
        _ = try store.importResponses([text], study: "s", file: "f", at: .max)
        let rows = try store.ratingRows(of: "s")
        #expect(try writers() == before && rows.withheld.prompts.isEmpty && rows.withheld.laterModels == 1)
        try store.unblind("s", who: "lead", at: 5)
        #expect(try writers().count == 4)
    }

    /// A plan that is topped up takes no model under letters: its figures would begin there.
    @Test func whatCameBetweenTwoPlansStandsUnderNoLetter() throws {
        let before = try writers()
        let planned = try store.read {
            try Int64.fetchOne($0, sql: "SELECT max(at) FROM study_event WHERE kind = 'plan'")
        }
        let at = try #require(planned) + 1000
        var more = study
        more.models.append(Model(name: "echo", endpoint: "", model: "e"))
        try store.sync(more)
        let text = ImportedResponse(line: 1, prompt: "p1", model: "echo", sample: 1, text: "first small p1")
        _ = try store.importResponses([text], study: "s", file: "f", at: at)
        try store.write { try StudyLog(study: 1, database: $0).append(.plan, [], at: at + 1000) }
        #expect(try writers() == before)
        #expect(try store.ratingRows(of: "s").withheld.laterModels == 1)
        try store.write {
            let partial: [(String, JSONValue)] = [("partial", .bool(true))]
            try StudyLog(study: 1, database: $0).append(.plan, partial, at: at + 2000)
        }
        #expect(try writers().count == before.count + 1)
    }

    /// What is left of a prompt of which a rated text was replaced would tell which letter's text that was.
    @Test func aPromptWithARatedTextThatWasReplacedStandsUnderNoLetter() throws {
        var items = Example.study
        items.criteria = [.overall]
        let store = try Store.inMemory()
        let texts = Example.responses(of: items) { "\($0) to \($1)" }
        try Example.fill(store, items, texts)
        let sitter = Sitter(store)
        let shown = try #require(try sitter.next())
        try sitter.rate(shown)
        #expect(try store.ratingRows(of: "s").withheld.prompts.isEmpty)
        var own = try #require(texts.first { $0.text == shown.texts[0] })
        own.text = "anew"
        var again = [own].makeIterator()
        _ = try store.importResponses(study: "s", file: "g", at: sitter.time + 1, replacing: true) {
            again.next().map { .success($0) }
        }
        let number = try #require(items.prompts.firstIndex { $0.id == own.prompt })
        #expect(try store.ratingRows(of: "s").withheld.prompts == [Int32(number)])
    }
}
