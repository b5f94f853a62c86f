import Fixtures
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Going back, own answers, pace and settings, all on the connection that a review has.
struct HistoryTests {
    private func sitter() throws -> Sitter {
        Sitter(try Example.store().restricted(to: "ana", study: "s"))
    }

    /// Rates or skips everything; every fourth is skipped.
    private func work(_ sitter: Sitter) throws -> [BlindPresentation] {
        var seen: [BlindPresentation] = []
        while let shown = try sitter.next() {
            seen.append(shown)
            let took = ReviewTime(activeMilliseconds: Int64(seen.count) * 1000, idleMilliseconds: 7, keyTimes: [3, 9])
            if seen.count % 4 == 0 { try sitter.skip(shown, took: took) } else { try sitter.rate(shown, took: took) }
        }
        return seen
    }

    @Test func whatWasSeenComesBackInItsOrder() throws {
        let sitter = try sitter()
        let seen = try work(sitter).map(\.id)
        let store = sitter.store
        #expect(try store.visited(study: "s", reviewer: "ana") == seen)
        let skipped = [3, 7, 11].map { seen[$0] }
        #expect(try store.skippedRows(study: "s", reviewer: "ana") == skipped)
        #expect(try store.flagged(study: "s", reviewer: "ana") == skipped)
        #expect(try store.rated(study: "s", reviewer: "ana") == seen.filter { !skipped.contains($0) })
        #expect(try store.visited(study: "s", reviewer: "ben").isEmpty)
        // What was taken back is not among them until it is rated again, and then where it was.
        let again = try #require(try sitter.undo())
        #expect(try store.visited(study: "s", reviewer: "ana") == Array(seen.dropLast()))
        try sitter.rate(again)
        #expect(try store.visited(study: "s", reviewer: "ana") == seen)
    }

    @Test func anAnswerComesBackAsItWasGivenAndItsCorrectionTakesItsPlace() throws {
        let sitter = try sitter()
        var sides: Set<RatingRecord.Side?> = []
        while let shown = try sitter.next() {
            sides.insert(shown.side)
            let criterion = shown.texts.count == 1 ? "overall" : "better"
            let act = ReviewAct(
                criterion: criterion,
                value: 1,
                confidence: 4,
                reason: "wrong",
                note: "a\0b",
                flags: ["flagged"]
            )
            try sitter.rate(shown, act)
            let (again, answers) = try sitter.revisit(shown.id)
            #expect(again == shown)
            let wanted = OwnAnswer(
                criterion: criterion,
                criterionSHA256: Example.study.criteria.first { $0.name == criterion }?.sha256,
                outcome: .rated,
                value: 1,
                confidence: 4,
                reason: "wrong",
                note: "a\0b",
                flags: ["flagged"]
            )
            #expect(answers == [wanted])
            try sitter.rate(shown, ReviewAct(criterion: criterion, value: shown.texts.count == 1 ? 3 : -1))
            #expect(try sitter.revisit(shown.id).answers.map(\.value) == [shown.texts.count == 1 ? 3 : -1])
        }
        #expect(sides == [nil, .first, .second])
        // What was flagged once is not any more.
        #expect(try sitter.store.flagged(study: "s", reviewer: "ana").isEmpty)
        let owner = try unrestricted(sitter.store)
        let records = try owner.records(of: "s")
        #expect(records.count == 24 && records.count { $0.supersedes != nil } == 12)
        #expect(try owner.currentRatings(of: "s").count == 12)
        #expect(try owner.verify("s").findings.isEmpty)
    }

    @Test func ownAnswersAreInTheViewAndNobodyElses() throws {
        let store = try Example.store()
        let ben = Sitter(store, "ben")
        while let shown = try ben.next() {
            try ben.rate(
                shown,
                shown.texts.count == 1 ? ReviewAct(criterion: "overall", value: 5, note: "theirs") : nil
            )
        }
        let ana = Sitter(try store.restricted(to: "ana", study: "s"))
        let shown = try #require(try ana.next())
        try ana.draft("mine", shown)
        try ana.rate(shown)
        let names = try #require(ana.store.restriction?.names)
        let values = try ana.store.read { try Double.fetchAll($0, sql: "SELECT value FROM \(names.ratings)") }
        #expect(values == [1])
        #expect(throws: (any Error).self) { try ana.store.probe("INSERT INTO \(names.ratings) (value) VALUES (1)") }
        #expect(throws: (any Error).self) {
            try ana.store.probe("SELECT n.value FROM \(names.ratings) o JOIN rating n ON n.id = o.id")
        }
        #expect(throws: StoreError.self) { try ana.revisit(1_000_000) }
        let other = try ana.store.read {
            try Int64.fetchOne(
                $0,
                sql: """
                    SELECT n.id FROM presentation n JOIN rater t ON t.id = n.reviewer
                    WHERE t.name = 'ben' AND n.state = 'done'
                    """
            )
        }
        let theirs = try #require(other)
        #expect(throws: StoreError.self) { try ana.revisit(theirs) }
    }

    @Test func anItemThatAnotherSessionHoldsIsFreeOnceItsLeaseIsOver() throws {
        let store = try Example.store()
        let one = Sitter(store)
        let shown = try #require(try one.next())
        try one.rate(shown)
        _ = try one.revisit(shown.id)
        let other = Sitter(store, owner: LeaseOwner(rawValue: "other:2:2"))
        other.time = one.time + 50_000
        #expect { try other.revisit(shown.id) } throws: { "\($0)".contains("another session of yours has that item") }
        other.time = one.time + 60_001
        #expect(try other.revisit(shown.id).presentation.id == shown.id)
    }

    @Test func aRatingSaysWhereItsItemWasSeen() throws {
        let store = try Example.store()
        try store.write { try $0.execute(sql: "UPDATE presentation SET position = position + 50") }
        let sitter = Sitter(store)
        for _ in 1...2 { try sitter.rate(try #require(try sitter.next())) }
        #expect(try store.records(of: "s").map(\.order) == [1, 2])
        // Taken back rows stand in no list of the plan, and the others where they were seen or are to come.
        try store.write {
            try $0.execute(
                sql: "UPDATE presentation SET state = 'revoked' WHERE id = (SELECT max(id) FROM presentation)"
            )
        }
        let all = try store.showings(of: "s")
        let places = all.filter { $0.reviewer == "ana" }.map(\.place)
        #expect(all.count == 23 && places.prefix(2) == [1, 2] && places.dropFirst(2).allSatisfy { $0 >= 50 })
    }

    @Test func aSkippedItemCanBeRatedWhileItsSlotIsFree() throws {
        var study = Example.study
        study.review = ReviewSettings(overlap: 1, seed: 3)
        let store = try Store.inMemory()
        try store.sync(study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        let ana = Sitter(store)
        let (one, two) = (try #require(try ana.next()), try #require(try ana.next()))
        try ana.skip(one)
        try ana.skip(two)
        #expect(try store.progress(of: "s").first { $0.reviewer == ReviewProgress.anyone }?.left == 2)
        #expect(try ana.revisit(one.id).answers.map(\.reason) == ["broken text"])
        try ana.rate(one)
        #expect(try store.progress(of: "s").first { $0.reviewer == ReviewProgress.anyone }?.left == 1)
        // Ben takes the other slot.
        let ben = Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:2:2"))
        var taken: [RatingSubject] = []
        while let shown = try ben.next() {
            taken.append(shown.subject)
            try ben.rate(shown)
        }
        #expect(taken.contains(two.subject) && !taken.contains(one.subject))
        #expect { try ana.revisit(two.id) } throws: { "\($0)".contains("from others") }
        #expect(try store.verify("s").findings.isEmpty)
    }

    @Test func aSkipThatIsTakenBackLeavesThePlanAsItWas() throws {
        var study = Example.study
        study.criteria.removeLast()
        study.review = ReviewSettings(overlap: 1, repeats: 0.5, distance: 1, seed: 3)
        let store = try Store.inMemory()
        try store.sync(study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        func plan() throws -> [String] {
            try store.read {
                try String.fetchAll(
                    $0,
                    sql: """
                        SELECT first || phase || slot || state || coalesce(reviewer, 0) FROM presentation
                        WHERE original IS NOT NULL OR phase = 'blind' ORDER BY 1
                        """
                )
            }
        }
        let sitter = Sitter(store)
        var revoked = 0
        for _ in 1...4 {
            let shown = try #require(try sitter.next())
            let before = try plan()
            try sitter.skip(shown)
            revoked += try plan().count { $0.contains("revoked") }
            #expect(try sitter.undo() == shown)
            #expect(try plan() == before)
            try sitter.rate(shown)
        }
        #expect(revoked > 0)
    }

    @Test func timeIsStoredWithEveryActAndKeyTimesInTheLog() throws {
        let sitter = try sitter()
        _ = try work(sitter)
        let owner = try unrestricted(sitter.store)
        let records = try owner.records(of: "s")
        #expect(records.compactMap(\.activeMilliseconds) == (1...12).map { $0 * 1000 })
        #expect(records.allSatisfy { $0.idleMilliseconds == 7 })
        let payloads = try owner.read {
            try String.fetchAll($0, sql: "SELECT payload FROM event WHERE kind IN ('rated', 'skipped')")
        }
        #expect(payloads.count == 12)
        for payload in payloads {
            let payload = try JSONValue(parsing: payload)
            #expect(payload["keys"]?.array?.map(\.integer) == [3, 9] && payload["idle_ms"]?.integer == 7)
        }
        #expect(try owner.verify("s").findings.isEmpty)
    }

    @Test func whatCameTooFastIsFlaggedAndKept() throws {
        let sitter = try sitter()
        let shown = try #require(try sitter.next())
        // The texts have 15 bytes each: 1 s and 10 ms for each byte.
        let limit = Int64(1000 + 150 * shown.texts.count)
        try sitter.rate(shown, took: ReviewTime(activeMilliseconds: limit - 1))
        #expect(try sitter.revisit(shown.id).answers.map(\.flags) == [["too_fast"]])
        // Who comes back has read it before.
        try sitter.rate(shown, took: ReviewTime(activeMilliseconds: 1))
        #expect(try sitter.revisit(shown.id).answers.map(\.flags) == [[]])
    }

    /// All visits to an item add up, each of them once however many questions it answered.
    @Test func aVisitCountsOnceWhateverItAnswered() throws {
        var study = Example.study
        study.criteria = [.overall, .overall]
        study.criteria[1].name = "tone"
        let store = try Store.inMemory()
        try Example.fill(store, study)
        let sitter = Sitter(store)
        let shown = try #require(try sitter.next())
        func flags(after milliseconds: Int64) throws -> [[String]] {
            sitter.time += 10
            try store.logShown(shown, study: "s", reviewer: "ana", owner: sitter.owner, at: sitter.time)
            try store.save(
                ["overall", "tone"].map { ReviewAct(criterion: $0, value: 3) },
                of: shown,
                study: "s",
                reviewer: "ana",
                owner: sitter.owner,
                at: sitter.time,
                took: ReviewTime(activeMilliseconds: milliseconds),
                shownSHA256: shown.shownSHA256
            )
            return try sitter.revisit(shown.id).answers.map(\.flags)
        }
        // Its 15 bytes take 1150 ms.
        let fast = [["too_fast"], ["too_fast"]]
        #expect(try flags(after: 600) == fast && flags(after: 500) == fast && flags(after: 100) == [[], []])
    }

    /// Own answers come back in the order of the questions, each with whether it is today's that it answers.
    @Test func ownAnswersStandInTheOrderOfTheQuestions() throws {
        var study = Example.study
        study.criteria = [.overall, .overall]
        study.criteria[1].name = "tone"
        let store = try Store.inMemory()
        try Example.fill(store, study)
        let sitter = Sitter(store)
        let shown = try #require(try sitter.next())
        try store.logShown(shown, study: "s", reviewer: "ana", owner: sitter.owner, at: sitter.time)
        try store.save(
            [ReviewAct(criterion: "tone", value: 2), ReviewAct(criterion: "overall", value: 4)],
            of: shown,
            study: "s",
            reviewer: "ana",
            owner: sitter.owner,
            at: sitter.time,
            took: nil,
            shownSHA256: shown.shownSHA256
        )
        var answers = try sitter.revisit(shown.id).answers
        #expect(answers.map(\.criterion) == ["overall", "tone"] && answers.map(\.value) == [4, 2])
        #expect(answers.map(\.isOfThisQuestion) == [true, true])
        study.criteria.swapAt(0, 1)
        study.criteria[0].question = "How polite?"
        try store.sync(study)
        answers = try sitter.revisit(shown.id).answers
        let isOfToday = Dictionary(answers.map { ($0.criterion, $0.isOfThisQuestion) }) { $1 }
        #expect(isOfToday == ["tone": false, "overall": true])
    }

    /// A judge of the study is nobody who may sit down to review it.
    @Test func onlyAPersonReviews() throws {
        let store = try Example.store()
        try store.write { _ = try Store.rater("gpt", kind: .judge, study: 1, $0) }
        #expect { try Sitter(store, "gpt").next() } throws: { "\($0)".hasPrefix("no reviewer 'gpt' in the study 's'") }
    }

    @Test func paceCountsAndTellsTheMedianOfTheLastShowings() throws {
        let sitter = try sitter()
        #expect(
            try sitter.store.pace(study: "s", reviewer: "ana")
                == ReviewPace(done: 0, skipped: 0, left: 12, leftForAnyone: 0, medianActiveMilliseconds: nil)
        )
        _ = try work(sitter)
        // Rated are 1, 2, 3, 5, 6, 7, 9, 10 and 11 seconds.
        #expect(
            try sitter.store.pace(study: "s", reviewer: "ana")
                == ReviewPace(done: 9, skipped: 3, left: 0, leftForAnyone: 0, medianActiveMilliseconds: 6000)
        )
    }

    @Test func theTimeOfAShowingIsTheMedianOfTenOrMore() throws {
        let store = try Example.store()
        let sitter = Sitter(store)
        for seconds in 1...10 {
            #expect(try store.medianSeconds(of: "s") == nil)
            let took = ReviewTime(activeMilliseconds: Int64(seconds) * 1000)
            try sitter.rate(try #require(try sitter.next()), took: took)
        }
        #expect(try store.medianSeconds(of: "s") == 6)
        // A skip is no rating, and a correction takes no longer than what it corrects.
        try sitter.skip(try #require(try sitter.next()), took: ReviewTime(activeMilliseconds: 1))
        let first = try #require(try store.visited(study: "s", reviewer: "ana").first)
        try sitter.rate(try sitter.revisit(first).presentation, took: ReviewTime(activeMilliseconds: 99_000))
        #expect(try store.medianSeconds(of: "s") == 6)
    }

    @Test func aReviewersSettingsAreKeptForThatReviewer() throws {
        let store = try sitter().store
        #expect(try store.reviewerSettings(study: "s", reviewer: "ana") == nil)
        let settings = JSONValue.object([("view", .string("raw")), ("bell", .bool(false))])
        try store.keepReviewerSettings(.null, study: "s", reviewer: "ana")
        try store.keepReviewerSettings(settings, study: "s", reviewer: "ana")
        #expect(
            try store.reviewerSettings(study: "s", reviewer: "ana")?.canonicalText == #"{"bell":false,"view":"raw"}"#
        )
        #expect(try store.reviewerSettings(study: "s", reviewer: "ben") == nil)
    }

    @Test func aConfidenceIsFromOneToFive() throws {
        let sitter = try sitter()
        let shown = try #require(try sitter.next())
        let criterion = shown.texts.count == 1 ? "overall" : "better"
        for confidence in [0, 6] {
            let refusal = #expect(throws: StoreError.self) {
                try sitter.rate(shown, ReviewAct(criterion: criterion, value: 1, confidence: confidence))
            }
            let words = "a confidence of \(confidence) is not from 1 to 5: nothing was saved"
            #expect(refusal?.description == words)
        }
        for confidence in [1, 5] {
            try sitter.rate(shown, ReviewAct(criterion: criterion, value: 1, confidence: confidence))
            #expect(try sitter.revisit(shown.id).answers.map(\.confidence) == [confidence])
        }
    }

    /// The same database for its owner, who looks at it afterwards.
    private func unrestricted(_ store: Store) throws -> Store {
        let memory = try DatabaseQueue()
        try store.writer.backup(to: memory)
        return Store(writer: memory, path: ":memory:")
    }
}
