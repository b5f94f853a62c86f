import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What was rated under another question, scale or prompt is asked again of the same reviewer.
struct RoundTests {
    private static var study: Study {
        var study = Example.study
        study.criteria.removeLast()
        return study
    }

    private func rated() throws -> (Store, Sitter) {
        let store = try Store.inMemory()
        try Example.fill(store, Self.study)
        let ana = Sitter(store)
        while let shown = try ana.next() { try ana.rate(shown) }
        return (store, ana)
    }

    private func plan(_ store: Store, _ study: Study) throws {
        try store.sync(study)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
    }

    @Test func anEditedScaleIsAskedAgainInTheNextRoundAndCountsOnce() throws {
        let (store, ana) = try rated()
        var study = Self.study
        study.criteria[0].form = .scale(Scale(min: 1, max: 10, step: 1))
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 8)
        // What was said on the older scale is in no figure.
        #expect(try store.ratingRows(of: "s").rows.map(\.isOfThisQuestion) == Array(repeating: false, count: 8))
        var seen = 0
        while let shown = try ana.next() {
            #expect(shown.asks == ["overall"])
            try ana.rate(shown, ReviewAct(criterion: "overall", value: 9))
            seen += 1
        }
        #expect(seen == 8)
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 0)
        // Ben's rows are what they were: nobody is asked twice.
        #expect(try store.progress(of: "s").map(\.left) == [0, 8])
        #expect(try store.verify("s").findings.isEmpty)
    }

    @Test func aCriterionThatCameLaterIsAskedAloneOfWhoWasDone() throws {
        let (store, ana) = try rated()
        var study = Self.study
        study.criteria.append(Criterion(name: "safe", question: "?", level: .nominal, form: .accept))
        try plan(store, study)
        var seen = 0
        while let shown = try ana.next() {
            #expect(shown.asks == ["safe"])
            try ana.rate(shown, ReviewAct(criterion: "safe", value: 1))
            seen += 1
        }
        #expect(seen == 8)
        #expect(try store.currentRatings(of: "s").count == 16)
    }

    /// Whoever could not answer a question is not asked it again.
    @Test func aQuestionThatWasSkippedIsNotAskedAgain() throws {
        var study = Self.study
        study.criteria.append(study.criteria[0])
        study.criteria[1].name = "tone"
        let store = try Store.inMemory()
        try Example.fill(store, study)
        let item = ItemID(study: "s", prompt: "p1", text: Example.responses[0].text)
        let rows = [("overall", 3), ("tone", nil)].map { (criterion: String, value: Double?) in
            var record = RatingRecord(
                study: "s",
                subject: .item(item),
                prompt: "p1",
                criterion: criterion,
                value: value,
                rater: "ana",
                kind: .human
            )
            if value == nil { record.outcome = .skipped }
            return ImportedRating(line: 1, record: record)
        }
        _ = try store.importRatings(rows, study: "s", file: "f")
        try plan(store, study)
        #expect(try store.progress(of: "s")[0].done == 1 && store.againCount(of: "s") == 0)
    }

    @Test func anEditedPromptIsAskedAgain() throws {
        let (store, ana) = try rated()
        var study = Self.study
        study.prompts[0] = Prompt(id: "p1", messages: [Message(role: .user, content: "ask another thing")])
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 2)
        #expect(try ana.next()?.promptText == "ask another thing")
        // What is on the screen waits like the rest, and of ben nothing is asked again.
        #expect(try store.againCount(of: "s") == 2 && store.againCount(of: "s", reviewer: "ana") == 2)
        #expect(try store.againCount(of: "s", reviewer: "ben") == 0)
    }

    /// Of several showings of a row the last is the one that was rated.
    @Test func whatWasReadAnewBeforeItWasRatedIsOfTodaysWording() throws {
        let store = try Store.inMemory()
        try Example.fill(store, Self.study)
        let ana = Sitter(store)
        let shown = try #require(try ana.next())
        try store.logShown(shown, study: "s", reviewer: "ana", owner: ana.owner, at: ana.time)
        try store.release(ana.owner)
        var study = Self.study
        let place = try #require(study.prompts.firstIndex { $0.id == shown.prompt })
        study.prompts[place] = Prompt(id: shown.prompt, messages: [Message(role: .user, content: "ask another thing")])
        try plan(store, study)
        while let next = try ana.next() { try ana.rate(next) }
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 0 && store.ratingRows(of: "s").ofAnotherPrompt.isEmpty)
        #expect(try store.currentRatings(of: "s").count == 8)
    }

    /// A round that is begun goes on, with the note that was begun on it, when it is planned again.
    @Test func aRoundThatIsBegunStaysWhenItIsPlannedAgain() throws {
        let (store, ana) = try rated()
        var study = Self.study
        study.criteria[0].question = "How bad?"
        try plan(store, study)
        let begun = try #require(try ana.next())
        try store.logShown(begun, study: "s", reviewer: "ana", owner: ana.owner, at: ana.time)
        try ana.draft("half a thought", begun)
        try store.release(ana.owner)
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 8)
        var seen: [Int64: String?] = [:]
        while let shown = try ana.next() {
            seen[shown.id] = shown.draft
            try ana.rate(shown)
        }
        #expect(seen.count == 8 && seen[begun.id] == "half a thought")
    }

    /// What the newest round answered counts, whichever wording the rounds before it had.
    @Test func eachWordingOfAPromptIsAskedOnce() throws {
        let (store, ana) = try rated()
        var study = Self.study
        for wording in ["ask another thing", "ask a third thing"] {
            study.prompts[0] = Prompt(id: "p1", messages: [Message(role: .user, content: wording)])
            try plan(store, study)
            #expect(try store.againCount(of: "s") == 2)
            while let shown = try ana.next() {
                #expect(shown.promptText == wording)
                try ana.rate(shown)
            }
            try plan(store, study)
            #expect(try store.againCount(of: "s") == 0)
        }
    }

    @Test func aPromptThatIsEditedWhileItIsOnTheScreenIsAskedAgain() throws {
        let store = try Store.inMemory()
        try Example.fill(store, Self.study)
        let ana = Sitter(store)
        let act = ReviewAct(criterion: "overall", criterionSHA256: Self.study.criteria[0].sha256, value: 3)
        try ana.rate(try #require(try ana.next()), act)
        #expect(try store.againCount(of: "s") == 0)
        let shown = try #require(try ana.next())
        var study = Self.study
        let place = try #require(study.prompts.firstIndex { $0.id == shown.prompt })
        study.prompts[place] = Prompt(id: shown.prompt, messages: [Message(role: .user, content: "ask another thing")])
        try store.sync(study)
        try ana.rate(shown, act)
        #expect(try store.againCount(of: "s") == 1)
    }

    @Test func anEditThatKeptTheMeaningCostsNoRating() throws {
        let (store, _) = try rated()
        var study = Self.study
        study.criteria[0].question = "How good, all in all?"
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 8)
        try store.keep("overall", of: "s", reason: "a comma", at: 7)
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 0)
        #expect(try store.keptVersions(of: "s").map(\.reason) == ["a comma"])
        study.criteria[0].question = "How good, all in all, is it?"
        try plan(store, study)
        try store.keep("overall", of: "s", reason: "clearer", at: 8)
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 0)
    }

    @Test func howAPersonIsAskedMakesNoRatingStale() throws {
        let (store, _) = try rated()
        var study = Self.study
        let plain = study.criteria[0]
        var told = 0
        for asks in [
            Criterion.Asks(note: .required), Criterion.Asks(confidence: true), Criterion.Asks(note: .none), plain.asks,
        ] {
            study.criteria[0].asks = asks
            for edited in try store.changes(to: study)?.edited ?? [] {
                told += 1
                #expect(edited.parts == ["way of asking"] && edited.ratings == 0 && !edited.mayKeepMeaning)
            }
            try plan(store, study)
            #expect(try store.againCount(of: "s") == 0, "\(asks)")
            #expect(try store.staleRatings(of: "s").question == 0)
            let rows = try store.ratingRows(of: "s").rows
            #expect(rows.count == 8 && rows.allSatisfy(\.isOfThisQuestion))
            let rubric = try store.diagnose("s", at: 1).first { $0.check == "ratings under an older rubric" }
            #expect(rubric?.count == 0)
        }
        #expect(told > 0)
        #expect { try store.keep("overall", of: "s", reason: "r", at: 7) } throws: { "\($0)".contains("never edited") }
        // A real edit that is kept is found behind one of asking, and one of asking behind it keeps both.
        study.criteria[0].question = "How good, all in all?"
        try plan(store, study)
        study.criteria[0].asks = Criterion.Asks(note: .required)
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 8)
        try store.keep("overall", of: "s", reason: "a comma", at: 7)
        study.criteria[0].asks = Criterion.Asks(confidence: true)
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 0)
        // Reasons are chosen for a text: they are part of the question.
        study.criteria[0].asks.reasons = ["short", "wrong"]
        try plan(store, study)
        #expect(try store.againCount(of: "s") == 8)
    }

    @Test func anEditOfThePointsOrTheDirectionIsNeverKept() throws {
        for (form, word) in [
            (Criterion.Form.scale(Scale(min: 1, max: 7, step: 1)), "points"), (.accept, "points"),
            (
                .scale(
                    Scale(
                        min: 1,
                        max: 5,
                        step: 1,
                        anchors: [.init(point: 1, label: "good"), .init(point: 5, label: "bad")]
                    )
                ), "direction"
            ),
        ] {
            var study = Self.study
            study.criteria[0].form = .scale(
                Scale(
                    min: 1,
                    max: 5,
                    step: 1,
                    anchors: [.init(point: 1, label: "bad"), .init(point: 5, label: "good")]
                )
            )
            let store = try Store.inMemory()
            try Example.fill(store, study)
            study.criteria[0].form = form
            try plan(store, study)
            #expect { try store.keep("overall", of: "s", reason: "r", at: 7) } throws: { "\($0)".contains(word) }
        }
    }

    /// What came before the last edit is the version that it is held against, whatever there was earlier.
    @Test func theLastEditAloneMustKeepTheMeaning() throws {
        let (store, _) = try rated()
        var study = Self.study
        study.criteria[0].level = .interval
        try plan(store, study)
        study.criteria[0].question = "How good, all in all?"
        try plan(store, study)
        try store.keep("overall", of: "s", reason: "a comma", at: 7)
        #expect(try store.keptVersions(of: "s").map(\.reason) == ["a comma"])
    }

    @Test func anEditOfTheLevelIsNeverKept() throws {
        let (store, _) = try rated()
        var study = Self.study
        study.criteria[0].level = .interval
        try plan(store, study)
        #expect { try store.keep("overall", of: "s", reason: "r", at: 7) } throws: { "\($0)".contains("the level") }
    }

    @Test func aPlanMadeAgainAfterAnEditPlansTheSameAndKeepsWorking() throws {
        let store = try Store.inMemory()
        try Example.fill(store, Self.study)
        let ana = Sitter(store)
        for _ in 0..<2 { try ana.rate(try #require(try ana.next())) }
        var study = Self.study
        study.criteria[0].question = "How bad?"
        // As 'slam plan' does it, and as a review does it.
        for isWhole in [true, true, false, true] {
            try store.sync(study)
            _ = try store.planState(of: study, replacing: isWhole)
            try store.plan(study, replacing: isWhole, worsened: { _, _, _ in nil }, by: Planner(study).rows)
            #expect(try store.againCount(of: "s") == 2)
            #expect(try store.progress(of: "s").map(\.left) == [8, 8])
        }
        try store.keep("overall", of: "s", reason: "a comma", at: 7)
        for _ in 0..<2 {
            try store.plan(study, replacing: true, worsened: { _, _, _ in nil }, by: Planner(study).rows)
            #expect(try store.againCount(of: "s") == 0)
            #expect(try store.progress(of: "s").map(\.left) == [6, 8])
        }
    }

    @Test func whatIsAskedAgainIsDoneOnlyWhereItWasRated() throws {
        let (store, ana) = try rated()
        var study = Self.study
        for (round, question) in ["How bad?", "How odd?", "How dull?"].enumerated() {
            study.criteria[0].question = question
            try plan(store, study)
            #expect(try store.progress(of: "s")[0].left == 8)
            for _ in 0..<2 { try ana.rate(try #require(try ana.next())) }
            #expect(try store.progress(of: "s")[0].done == 8 + 2 * (round + 1))
            try plan(store, study)
            #expect(try store.progress(of: "s")[0].left == 6)
        }
    }

    @Test func aCriterionThatIsTakenOutAgainLeavesNothingToRateAndNothingBegun() throws {
        let (store, ana) = try rated()
        var study = Self.study
        study.criteria.append(Criterion(name: "safe", question: "?", level: .nominal, form: .accept))
        try plan(store, study)
        for _ in 0..<2 {
            try ana.rate(try #require(try ana.next()), ReviewAct(criterion: "safe", value: 1))
        }
        let begun = try #require(try ana.next())
        try store.logShown(begun, study: "s", reviewer: "ana", at: 5)
        try ana.draft("a word", begun)
        try store.release(.current)
        try plan(store, Self.study)
        #expect(try store.progress(of: "s")[0] == ReviewProgress(reviewer: "ana", done: 10, skipped: 0, left: 0))
        #expect(try store.unfinishedRevision(study: "s", reviewer: "ana", at: 99_999) == nil)
        #expect(try ana.next() == nil)
        // Where it comes back it is asked of what lacks it.
        try plan(store, study)
        #expect(try store.progress(of: "s")[0].left == 6)
    }
}
