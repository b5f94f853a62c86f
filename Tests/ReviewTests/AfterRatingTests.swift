import Review
import SafeText
import Studies
import Testing

/// What a session asks and tells once a rating is saved, and never before.
struct AfterRatingTests {
    private static let sitting = Sitting(guess: GuessQuestion(every: 3, labels: ["big", "little"]))

    private static func showing(
        isRevision: Bool = false,
        asksGuess: Bool = false,
        isTraining: Bool = false
    ) -> Showing {
        var showing = Showing(prompt: "p", texts: ["one"])
        (showing.isRevision, showing.asksGuess, showing.isTraining) = (isRevision, asksGuess, isTraining)
        return showing
    }

    private func session(_ showing: Showing) -> Session {
        var session = Session(criteria: [SessionTests.overall], sitting: Self.sitting)
        session.show(showing)
        return session
    }

    private func text(_ session: Session) -> String {
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        return screen.frame(session, columns: 80, rows: 24).lines.map(\.text).joined(separator: "\n")
    }

    @Test func theKindIsAskedForOnlyWhenTheRatingIsSaved() {
        var session = session(Self.showing(asksGuess: true))
        #expect(!text(session).contains("Which kind"))
        _ = session.handle(.key(.character("4")))
        #expect(session.state == .saving && !text(session).contains("Which kind"))
        #expect(session.handle(.saved).isEmpty)
        #expect(text(session).contains("[1] big   [2] little   [0] cannot tell"))
        #expect(session.handle(.key(.character("3"))).isEmpty)
        #expect(session.handle(.key(.character("2"))) == [.guess("little")])
    }

    /// Undo is always obeyed: who slipped on the last answer need not guess first.
    @Test func theAnswerBeforeAGuessCanBeTakenUpAgain() {
        var session = session(Self.showing(asksGuess: true))
        _ = session.handle(.key(.character("4")))
        _ = session.handle(.saved)
        #expect(text(session).contains("[u] reopens it"))
        #expect(session.handle(.key(.character("u"))) == [.reopen])
    }

    @Test func noTellingAndNoAnswerAreDifferent() {
        for (key, effect) in [(Key.character("0"), Effect.guess(nil)), (.escape, .next)] {
            var session = session(Self.showing(asksGuess: true))
            _ = session.handle(.key(.character("4")))
            _ = session.handle(.saved)
            #expect(session.handle(.key(key)) == [effect])
        }
    }

    @Test func aRevisionIsNotAskedAgainAndOthersNever() {
        for showing in [
            Self.showing(isRevision: true, asksGuess: true),
            Showing(prompt: "p", texts: ["one"]),
        ] {
            var session = session(showing)
            _ = session.handle(.key(.character("4")))
            #expect(session.handle(.saved) == [.next])
        }
    }

    @Test func trainingTellsWhatWasExpectedBesideWhatWasGiven() {
        var session = session(Self.showing(isTraining: true))
        _ = session.handle(.key(.character("4")))
        #expect(session.handle(.saved) == [.reveal])
        _ = session.handle(
            .expected([Expectation(criterion: "overall", value: 2, explanation: "It is \u{1B}[31mwrong.")])
        )
        let page = text(session)
        #expect(page.contains("overall: 2; you gave 4") && page.contains("wrong.") && !page.contains("\u{1B}"))
        #expect(session.handle(.key(.character("x"))) == [.next])
    }

    @Test func whoEndsAfterASavedRatingLeavesNoDraftOfIt() {
        var session = session(Self.showing(asksGuess: true))
        _ = session.handle(.key(.character("4")))
        _ = session.handle(.saved)
        #expect(session.handle(.key(.character("q"))) == [.quit])
    }
}
