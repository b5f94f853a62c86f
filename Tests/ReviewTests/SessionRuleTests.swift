import Studies
import Testing

@testable import Review

/// Where each key of a session leads, what it leaves as it is, and what is said of it.
struct SessionRuleTests {
    private static let two = [SessionTests.overall, SessionTests.exact]

    private func session(_ criteria: [Criterion] = [SessionTests.overall], _ change: (inout Showing) -> Void = { _ in })
        -> Session
    {
        var showing = SessionTests.single
        change(&showing)
        return SessionTests.session(criteria, showing)
    }

    /// The effects of the last of these keys, each let go before the next.
    @discardableResult
    private func press(_ session: inout Session, _ keys: String) -> [Effect] {
        var effects: [Effect] = []
        for key in keys { effects = session.tap(key == "⏎" ? .enter : key == "⎋" ? .escape : .character(key)) }
        return effects
    }

    private func reason(_ effects: [Effect]) -> String? {
        if case .skip(let reason, _)? = effects.first { reason } else { nil }
    }

    private func submission(_ effects: [Effect]) -> Submission? {
        if case .save(let submission)? = effects.first { submission } else { nil }
    }

    @Test func aSkipHasOneOfFourReasonsOrWords() {
        let reasons = [
            ("1", "cannot judge"), ("2", "broken text"), ("3", "needs an expert"), ("4⏎", "other"),
            ("4ab⏎", "other: ab"),
        ]
        for (keys, words) in reasons {
            var session = session()
            #expect(reason(press(&session, "s\(keys)")) == words)
        }
        for key in "05" {
            var session = session()
            #expect(press(&session, "s\(key)").isEmpty && session.state == .skipping)
            #expect(session.message == "1 to 4, or Esc: not skipped yet")
        }
        var left = session()
        press(&left, "s4x⎋")
        #expect(left.state == .rating && left.message == "not skipped")
        #expect(press(&left, "sq").last == .quit)
    }

    @Test func theListTakesNumbersAndClosesByItsOwnKey() {
        func listed() -> Session {
            var session = session()
            #expect(press(&session, "l").last == .list)
            _ = session.handle(.listed([ListedItem(number: 1, words: "x", marks: [])]))
            return session
        }
        var typed = listed()
        press(&typed, "12345678z")
        #expect(typed.line == "1234567")
        _ = typed.tap(.backspace)
        #expect(typed.line == "123456")
        var empty = listed()
        #expect(press(&empty, "⏎").isEmpty && empty.message == "type the number of an item, then Enter")
        for key in "lq⎋" {
            var closed = listed()
            #expect(press(&closed, String(key)).isEmpty && closed.state == .rating, "\(key)")
        }
    }

    @Test func thePageOfKeysGoesFromMeaningToMeaning() throws {
        var session = session()
        press(&session, "K")
        let all = KeyMap.meanings
        for (key, moving) in [
            (Key.tab, all.first), (.backTab, nil), (.backTab, all.last), (.tab, nil), (.tab, all.first),
        ] {
            _ = session.tap(key)
            #expect(session.state == .reading(.keys(moving: moving)))
        }
        #expect(press(&session, "4").isEmpty && session.state == .reading(.keys(moving: all.first)))
        #expect(press(&session, "z") == [.remember(session.preferences)] && session.message == "'z' gives 'undo' now")
        #expect(session.preferences.keys.command(of: .character("z")) == .undo && session.lastKey == nil)
        #expect(press(&session, "4").isEmpty && session.lastKey == .character("4"))
        #expect(session.state == .reading(.keys(moving: nil)) && session.draft.answers.isEmpty)
        _ = session.tap(.tab)
        press(&session, "⎋")
        #expect(session.state == .reading(.keys(moving: nil)))
        press(&session, "⎋")
        #expect(session.state == .rating)
    }

    @Test func theQuestionBehindTheLastIsThereOnlyWhereAllIsAnswered() {
        var sitting = Sitting()
        sitting.advance = .enter
        var session = SessionTests.session(Self.two, SessionTests.single, sitting: sitting)
        _ = session.tap(.right)
        #expect(session.place == 1 && session.message.isEmpty)
        _ = session.tap(.right)
        #expect(session.place == 1 && session.message == "this is the last question")
        _ = session.tap(.left)
        press(&session, "42")
        #expect(session.place == 2 && session.asked == nil)
        _ = session.tap(.left)
        _ = session.tap(.right)
        #expect(session.place == 2 && session.message.isEmpty)
        _ = session.tap(.right)
        #expect(session.place == 2 && session.message == "this is the last question")
    }

    /// That somebody unfolded the prompt is kept once.
    @Test func whoUnfoldsThePromptIsNotedOnce() {
        var folded = session()
        #expect(press(&folded, "o") == [.keep(folded.draft)] && folded.isUnfolded && folded.draft.wasUnfolded)
        #expect(press(&folded, "o").isEmpty && !folded.isUnfolded)
        #expect(press(&folded, "o").isEmpty && folded.isUnfolded)
        var new = session { ($0.isNewPrompt, $0.wasRead) = (true, true) }
        #expect(new.isUnfolded && press(&new, "o").isEmpty && !new.isUnfolded && !new.draft.wasUnfolded)
        #expect(press(&new, "o") == [.keep(new.draft)] && new.draft.wasUnfolded)
    }

    @Test func aCommentIsTakenWhereOneQuestionTakesIt() {
        var mute = SessionTests.overall
        mute.asks = Criterion.Asks(note: .none)
        var none = session([mute])
        #expect(press(&none, "c").isEmpty && none.state == .rating && none.message == "this study takes no comments")
        var one = session([mute, SessionTests.exact])
        press(&one, "cx⏎")
        #expect(one.draft.note == "x" && one.state == .rating)
        one.stands(at: "  top line")
        press(&one, "\"")
        #expect(one.line == "x “top line” " && one.draft.note == one.line)
        one.stands(at: "   ")
        press(&one, "⎋")
        one.stands(at: "   ")
        #expect(press(&one, "\"").isEmpty && one.message.hasPrefix("nothing to quote") && one.draft.note == "x")
    }

    @Test func aCommentOnTheLastItemIsSentWhereItHasWords() {
        var session = session()
        #expect(press(&session, "C⏎").isEmpty && session.state == .rating)
        #expect(press(&session, "Chi⏎") == [.commentLast("hi")] && session.state == .rating)
        press(&session, "Chi⎋")
        #expect(session.message == "no comment" && session.draft.note.isEmpty)
    }

    @Test func enterGoesOnInASearchForTheSameWords() {
        var session = session()
        press(&session, "/a⏎")
        #expect(session.sought == "a" && session.searchStep == 0)
        press(&session, "⏎")
        #expect(session.sought == "a" && session.searchStep == 1)
        press(&session, "b⏎")
        #expect(session.sought == "ab" && session.searchStep == 1 && session.state == .writing(.search))
        press(&session, "⎋")
        #expect(session.sought.isEmpty && session.state == .rating && session.draft.note.isEmpty)
    }

    @Test func anItemIsShownOnceAndItsEndsAreKeptInOrder() {
        var session = Session(criteria: [SessionTests.better])
        _ = session.handle(.item(SessionTests.pair, ReviewerProgress(left: 3)))
        let first = session.handle(.painted([1]))
        #expect(first == [.shown, .keep(session.draft)] && session.draft.read == [1])
        #expect(session.handle(.painted([0, 1])) == [.keep(session.draft)] && session.draft.read == [0, 1])
        #expect(session.handle(.painted([0])).isEmpty)
        // While the next item is fetched nothing is shown.
        var waiting = Session(criteria: [SessionTests.better])
        _ = waiting.handle(.item(SessionTests.pair, ReviewerProgress(left: 3)))
        _ = waiting.tap(.character("u"))
        #expect(waiting.state == .waiting && waiting.handle(.painted([])).isEmpty && !waiting.isUp)
    }

    @Test func whatComesUnaskedChangesNothing() {
        let asked = session()
        let events: [Event] = [.saved, .failed("full"), .expected([]), .listed([]), .lapsed]
        for event in events {
            var session = asked
            #expect(session.handle(event).isEmpty && session == asked)
        }
        var told = asked
        #expect(told.handle(.told("kept")).isEmpty && told.message == "kept" && told.state == .rating)
        press(&told, "u")
        #expect(told.state == .waiting)
        _ = told.handle(.stayed("there is none"))
        #expect(told.state == .rating && told.message == "there is none")
        var finished = Session(criteria: [SessionTests.overall])
        _ = finished.handle(.nothingLeft(ReviewerProgress(done: 1)))
        press(&finished, "u")
        _ = finished.handle(.stayed("there is none"))
        #expect(finished.state == .finished)
    }

    /// The answer that could not be stored leaves the screen, one of a rated item stays; a fetch that failed is only tried again.
    @Test(arguments: [false, true]) func whoLeavesAFailedSaveIsBackAtTheItem(isRevision: Bool) {
        var session = session(Self.two) { showing in
            guard isRevision else { return }
            (showing.isRevision, showing.wasRead) = (true, true)
            showing.earlier = Self.two.map { Answer(criterion: $0.name, value: 5) }
        }
        #expect(submission(press(&session, "42")) != nil)
        _ = session.handle(.failed("full"))
        #expect(press(&session, "x").isEmpty && session.state == .failed("full"))
        press(&session, "⎋")
        #expect(session.state == .rating && session.asked?.name == "exact")
        #expect(session.draft.answers.map(\.value) == (isRevision ? [4, 2] : [4]))
        var fetching = self.session()
        press(&fetching, "4")
        #expect(fetching.handle(.saved) == [.next])
        _ = fetching.handle(.failed("gone"))
        #expect(press(&fetching, "⎋").isEmpty && fetching.state == .failed("gone"))
        #expect(press(&fetching, "⏎") == [.next] && fetching.state == .waiting)
    }

    @Test func practiceIsOfTheKindOfTheStudyAndEndsByEscape() {
        for (subject, count) in [(Criterion.Subject.item, 1), (.pair, 2), (.set, 3)] {
            let items = Practice.items(subject)
            #expect(items.count == 3 && items.allSatisfy { $0.texts.count == count && $0.isPractice && $0.isNewPrompt })
            #expect(items.allSatisfy { $0.isSet == (subject == .set) && $0.subject == subject })
        }
        var session = Session(criteria: [RandomKeysTests.long], beginsAtOnce: false)
        press(&session, "⏎")
        _ = session.handle(.painted([Showing.head, 0]))
        for key in "w<u" {
            #expect(press(&session, String(key)).isEmpty)
            #expect(session.message == "this is practice: rate it, or Esc ends the practice")
        }
        press(&session, "1⎋")
        #expect(session.showing?.isPractice == true && session.draft.typed.isEmpty)
        #expect(press(&session, "⎋") == [.remember(session.preferences), .next] && session.showing == nil)
        #expect(session.message == "that was the practice: from here on every rating counts")
    }

    @Test func aNumberHasAtMostTwelveSigns() {
        var session = session([RandomKeysTests.long])
        press(&session, "1234567890123")
        #expect(session.draft.typed == "123456789012")
        for _ in 0..<12 { _ = session.tap(.backspace) }
        #expect(session.draft.typed.isEmpty && session.draft.begunFor.isEmpty && session.message.isEmpty)
        #expect(session.tap(.backspace).isEmpty)
        #expect(session.message == "nothing is typed; ← goes to the question before")
    }

    @Test func whatWasStoredIsSaidWithAllThatIsBesideIt() {
        var submission = session().submission([
            Answer(criterion: "overall", value: 4, confidence: 2, reason: "wrong"), Answer(criterion: "send", value: 1),
        ])
        let criteria = [SessionTests.overall, SessionTests.send]
        #expect(
            Session.words(of: .save(submission), criteria) == "saved, last item: overall 4 (sure 2, wrong), send yes"
        )
        (submission.unread, submission.isFlagged, submission.note) = (["overall"], true, "n")
        let all = "saved, last item: overall 4 (sure 2, wrong, unread), send yes, flagged, comment “n”"
        #expect(Session.words(of: .save(submission), criteria) == all)
        let skipped = "skipped, last item: broken text, flagged, comment “n”"
        #expect(Session.words(of: .skip(reason: "broken text", submission), criteria) == skipped)
        #expect(Session.words(of: .next, criteria).isEmpty)
    }

    @Test func whereATextStandsIsKeptWhereItMoved() {
        var session = session()
        #expect(session.scrolled(to: 3, line: "three") == [.keep(session.draft)] && session.draft.top == 3)
        #expect(session.scrolled(to: 3).isEmpty && session.topLine.isEmpty)
        press(&session, "p")
        #expect(session.scrolled(to: 7, line: "seven").isEmpty && session.draft.top == 3 && session.topLine == "seven")
    }

    @Test func aPauseIsNoTimeAndAChangedWindowNoKey() {
        var watch = Stopwatch(at: 0, idleAfter: 10)
        watch.key(at: 5)
        watch.pause(at: 8)
        watch.pause(at: 20)
        watch.key(at: 25)
        #expect(watch.active == 8 && watch.keys == [5])
        watch.resume(at: 30)
        watch.resume(at: 40)
        watch.key(at: 33)
        #expect(watch.active == 11 && watch.keys == [5, 11])
        watch.key(at: 50)
        watch.key(at: 49)
        #expect(watch.active == 21 && watch.idle == 7 && watch.keys == [5, 11, 28, 27])
        watch.restart(at: 100)
        watch.key(at: 103)
        #expect(watch.active == 3 && watch.idle == 0 && watch.keys == [3])
        var session = session()
        _ = session.handle(.key(.other("resize")), at: 10)
        #expect(submission(session.handle(.key(.character("4")), at: 20))?.time.keys == [20])
        // Nor does it tell one press from a key held down.
        var held = self.session(Self.two)
        _ = held.handle(.key(.character("4")), at: 1000)
        _ = held.handle(.key(.other("resize")), at: 1010)
        _ = held.handle(.key(.character("4")), at: 1030)
        #expect(held.draft.answers.count == 1)
    }

    @Test func whatOthersTookIsSaidToWhoHasRated() {
        var session = Session(criteria: [SessionTests.overall])
        session.take(ReviewerProgress())
        #expect(session.share == 0)
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(left: 5)))
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(left: 3)))
        #expect(session.message.isEmpty)
    }

    @Test(arguments: [false, true]) func whatWasBegunIsSaidToBeThereAgain(isRevision: Bool) {
        var draft = Draft()
        draft.answers = [Answer(criterion: "overall", value: 2)]
        let later = session(Self.two) { showing in
            showing.draft = draft.text
            guard isRevision else { return }
            (showing.isRevision, showing.earlier) = (true, [Answer(criterion: "overall", value: 4)])
        }
        let words = "what you had begun is here again"
        #expect(later.message == (isRevision ? "\(words): NOT saved until Enter" : words))
        #expect(later.place == (isRevision ? 0 : 1))
    }

    @Test(arguments: [false, true]) func whereScoresShowFirstTheLastAnswerSaves(showsFirst: Bool) {
        var session = session { $0.adjudication = Adjudication(scores: [], showsFirst: showsFirst, isOwn: false) }
        #expect((submission(press(&session, "4")) != nil) == showsFirst)
        #expect(session.showsScores)
    }
}
