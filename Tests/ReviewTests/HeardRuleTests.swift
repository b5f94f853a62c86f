import SafeText
import Studies
import Testing

@testable import Review

/// What is heard in each state, and which keys the lowest row keeps.
struct HeardRuleTests {
    private static let briefing = Briefing(study: "s", reviewer: "ana", handIn: "Hand it in.")

    private func spoken(_ session: Session) -> SpokenText { SpokenText(session, Self.briefing) }

    private func press(_ session: inout Session, _ keys: String) {
        for key in keys { _ = session.tap(key == "⏎" ? .enter : .character(key)) }
    }

    private func rated(_ criteria: [Criterion] = [SessionTests.overall]) -> Session {
        SessionTests.session(criteria, SessionTests.single)
    }

    @Test func eachQuestionIsHeardWithItsPlaceAndItsAnswers() {
        var session = rated([SessionTests.overall, SessionTests.send])
        #expect(spoken(session).asked == ["Question 1 of 2. overall: How good? 1; 2; 3; 4; 5."])
        press(&session, "4")
        #expect(spoken(session).asked == ["overall: 4.", "Question 2 of 2. send: Send it? y yes; n no."])
        #expect(spoken(rated()).asked == ["overall: How good? 1; 2; 3; 4; 5."])
        let halves = spoken(rated([RandomKeysTests.long])).asked
        #expect(halves == ["long: ? a number from 0 to 10 in steps of 0.5."])
    }

    @Test func furtherQuestionsAreHeard() {
        var asking = SessionTests.overall
        asking.asks = Criterion.Asks(confidence: true, reasons: ["short", "long"])
        var session = rated([asking])
        press(&session, "4")
        let sure = "How sure are you of overall? 1 guessing, to 5 certain. An empty line answers again."
        #expect(spoken(session).asked == [sure])
        press(&session, "5")
        #expect(spoken(session).asked == ["Why, for overall? 1 short; 2 long. An empty line answers again."])
        for (keys, words) in [
            ("c", "Write the comment as one line."), ("C", "Write the comment on the last item as one line."),
            ("/", "Write what is searched for."), ("s4", "Write the reason as one line."),
            ("p", "Paused. An empty line goes on."),
        ] {
            var other = rated()
            press(&other, keys)
            #expect(spoken(other).asked == [words])
        }
    }

    @Test func aListAndALessonAreHeardItemByItem() {
        var session = rated()
        press(&session, "l")
        let items = [
            ListedItem(number: 1, words: "Why?", marks: ["flagged", "unread"]),
            ListedItem(number: 2, words: "Yes.", marks: []),
        ]
        _ = session.handle(.listed(items))
        let list = ["Item 1: Why?. flagged, unread.", "Item 2: Yes.", "Write a number to go there, or an empty line."]
        #expect(spoken(session).whole() == list)
        var training = SessionTests.single
        training.isTraining = true
        var lesson = SessionTests.session([SessionTests.overall], training)
        press(&lesson, "4")
        _ = lesson.handle(.saved)
        _ = lesson.handle(.expected([Expectation(criterion: "overall", value: 2, explanation: "It is short.")]))
        #expect(spoken(lesson).whole() == ["Expected for overall: 2. It is short.", "An empty line goes on."])
    }

    @Test func wordsThatStandInManyLinesAreCounted() {
        func places(_ count: Int) -> [String] {
            let text = (1...count).map { "needle \($0)" }.joined(separator: "\n")
            let session = SessionTests.session([SessionTests.overall], Showing(prompt: "p", texts: [text]))
            return spoken(session).places(of: "needle")
        }
        #expect(places(20).count == 20 && places(20).last == "Response, line 20: needle 20")
        #expect(places(21).count == 21 && places(21).last == "1 more lines have it.")
    }

    @Test func whatIsBeforeAnItemIsHeardWithIt() {
        for (earlier, words) in [
            ([], "You skipped this one before; it stays skipped unless you answer."),
            ([Answer(criterion: "overall", value: 4)], "You rated this one before; it stands unless you change it."),
        ] as [([Answer], String)] {
            var showing = SessionTests.single
            (showing.isRevision, showing.wasRead, showing.earlier, showing.tags) = (true, true, earlier, ["a", "b"])
            let again = spoken(SessionTests.session([SessionTests.overall], showing)).again
            #expect(again[1] == words && again.contains("Tags: a, b"), "\(again)")
        }
    }

    @Test func howMuchIsLeftIsHeard() {
        var session = Session(criteria: [SessionTests.overall])
        session.take(ReviewerProgress(done: 3, skipped: 1, left: 2))
        #expect(spoken(session).left == "3 rated, 1 skipped, 2 left for you.")
        session.take(ReviewerProgress(done: 3, skipped: 1, left: 2, leftForAnyone: 5))
        #expect(spoken(session).left == "3 rated, 1 skipped, 2 left for you, 5 left for anyone.")
        _ = session.handle(.nothingLeft(ReviewerProgress(done: 3, left: 0)))
        let last = [
            "Nothing is left to rate. 3 rated, 0 skipped. Nothing is left for you. Everything is saved.", "Hand it in.",
            "Write quit to end, or undo to reopen the last item.",
        ]
        #expect(spoken(session).whole() == last)
    }

    /// The later commands give way, help and the end never.
    @Test func theLowestRowKeepsHelpAndTheEnd() {
        let all: [Command] = [.undo, .skip, .search, .help, .quit]
        func row(_ columns: Int) -> String { BottomLine.text(all, KeyMap(), columns) }
        #expect(row(80) == "[u]ndo [s]kip [/] search [?]help [q]uit" && row(39) == row(80))
        #expect(row(38) == "[u]ndo [s]kip [?]help [q]uit" && row(28) == row(38))
        #expect(row(27) == "[u]ndo [?]help [q]uit" && row(5) == "[?]help [q]uit")
    }

    @Test func whatIsHeldSaysWhichEndsWereNotShown() {
        func screen(_ session: Session, _ columns: Int = 100) -> String {
            var screen = ReviewScreen(Self.briefing)
            return screen.frame(session, columns: columns, rows: 30).lines.map(\.text).joined(separator: "\n")
        }
        var session = Session(criteria: [SessionTests.better])
        _ = session.handle(.item(SessionTests.pair, ReviewerProgress(left: 2)))
        _ = session.handle(.painted([]))
        press(&session, "b")
        let keys = "  [Space] on · [Enter] takes b"
        #expect(screen(session).contains("b? is held: the ends of A and B were not shown.\(keys)"))
        _ = session.handle(.painted([0]))
        #expect(screen(session).contains("b? is held: the end of B was not shown.\(keys)"))
        #expect(screen(session, 59).contains("b? is held: its end was not shown."))
        _ = session.handle(.painted([1]))
        #expect(screen(session).contains("b? is held: all is shown now.  [Enter] takes b · [Esc] drops it"))
    }
}
