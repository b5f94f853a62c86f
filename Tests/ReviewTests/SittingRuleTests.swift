import Review
import SafeText
import Studies
import Testing

/// What a session withholds, waits for, takes up again and counts, each at its bound.
struct SittingRuleTests {
    private static let pairOfQuestions = [SessionTests.overall, SessionTests.exact]

    private func text(_ session: Session, _ size: (Int, Int) = (120, 40)) -> String {
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        return screen.frame(session, columns: size.0, rows: size.1).lines.map(\.text).joined(separator: "\n")
    }

    private func isSave(_ effects: [Effect]) -> Bool {
        if case .save? = effects.first { true } else { false }
    }

    private static func rated(_ value: Double = 4) -> Showing {
        var showing = SessionTests.single
        (showing.isRevision, showing.wasRead) = (true, true)
        showing.earlier = [Answer(criterion: "overall", value: value)]
        return showing
    }

    /// Whoever settles answers every question before what others scored and wrote is on the screen.
    @Test(arguments: [(40, 12), (60, 18), (80, 24), (120, 40)], [false, true])
    func othersScoresAreUnseenUntilTheLastOwnAnswer(size: (Int, Int), isOwn: Bool) {
        let scores = ["overall", "exact"].flatMap { name in
            [("K", 1.0), ("L", 5.0)].map {
                Adjudication.Score(letter: $0.0, answer: Answer(criterion: name, value: $0.1), note: "of \($0.0)")
            }
        }
        var showing = SessionTests.single
        showing.adjudication = Adjudication(scores: scores, showsFirst: false, isOwn: isOwn)
        var session = SessionTests.session(Self.pairOfQuestions, showing)
        let names = ["K 1", "L 5", "“of K”", "“of L”"]
        for key: Key in [.character("3"), .character("2")] {
            let before = text(session, size)
            for name in names { #expect(!before.contains(name), "\(name) in \(before)") }
            let said = SpokenText(session, Briefing(study: "s", reviewer: "ana")).asked.joined(separator: " ")
            #expect(!said.contains("eviewer K") && !said.contains("eviewer L"), "\(said)")
            _ = session.tap(key)
        }
        let after = text(session, size)
        #expect(after.contains("overall: K 1 · L 5") && after.contains("exact: K 1 · L 5"), "\(after)")
    }

    /// A comment that was taken out of a rated item is wanted again, and so is one where Enter saves.
    @Test func enterAsksAgainForTheCommentThatIsRequired() {
        var asking = SessionTests.overall
        asking.asks = Criterion.Asks(note: .required)
        var showing = Self.rated()
        showing.earlierNote = "x"
        var session = SessionTests.session([asking], showing)
        for key: Key in [.character("c"), .backspace, .enter] { _ = session.tap(key) }
        #expect(session.state == .rating && session.draft.note.isEmpty)
        #expect(!isSave(session.tap(.enter)) && session.state == .writing(.note))
        for key: Key in [.character("y"), .enter] { _ = session.tap(key) }
        guard case .save(let submission)? = session.tap(.enter).first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(submission.note == "y" && submission.answers == showing.earlier)
    }

    /// The time since a break is counted from its end.
    @Test func whoHasPausedIsNotSentToABreakAgain() {
        let sitting = Sitting(breakAfter: .seconds(5))
        var session = SessionTests.session([SessionTests.overall], SessionTests.single, sitting: sitting)
        _ = session.tap(.character("4"), at: 6_000)
        _ = session.handle(.saved, at: 6_001)
        #expect(session.message.contains("pauses"))
        session.show(SessionTests.single, at: 6_002)
        _ = session.tap(.character("p"), at: 6_100)
        #expect(session.state == .paused)
        _ = session.tap(.character(" "), at: 9_000)
        #expect(isSave(session.tap(.character("4"), at: 10_000)))
        _ = session.handle(.saved, at: 10_001)
        #expect(session.message.isEmpty, "\(session.message)")
    }

    @Test(arguments: [(false, false, 0, 0), (true, true, 0, 0), (true, false, 1, 0), (true, false, 0, 1)])
    func practiceComesOnceAndOnlyWhereTheStudyHasIt(warmsUp: Bool, isWarm: Bool, done: Int, skipped: Int) {
        var preferences = Preferences()
        preferences.isWarm = isWarm
        var session = Session(
            criteria: [SessionTests.overall],
            sitting: Sitting(warmsUp: warmsUp),
            preferences: preferences,
            beginsAtOnce: false
        )
        session.take(ReviewerProgress(done: done, skipped: skipped, left: 5))
        #expect(session.handle(.key(.enter)).last == .next)
        #expect(session.showing == nil)
    }

    /// What is rated or skipped already is not put off: it would be gone from the screen, and asked again by nobody.
    @Test func aRatedItemIsNotPutOff() {
        for (earlier, words) in [(Self.rated().earlier, "it is rated"), ([], "it stays skipped")] {
            var showing = Self.rated()
            showing.earlier = earlier
            var session = SessionTests.session([SessionTests.overall], showing)
            #expect(session.tap(.character("w")).isEmpty)
            #expect(session.state == .rating && session.showing == showing)
            #expect(session.message.hasPrefix(words), "\(session.message)")
        }
    }

    @Test func whatWasBegunForAnotherQuestionAnswersNothing() {
        let old = String(repeating: "0", count: 64)
        for (version, isKept) in [(SessionTests.overall.sha256, true), (old, false), (nil, true)] {
            var draft = Draft()
            draft.answers = [Answer(criterion: "overall", value: 4)]
            draft.versions = version.map { ["overall": $0] } ?? [:]
            var showing = SessionTests.single
            showing.draft = draft.text
            let session = SessionTests.session(Self.pairOfQuestions, showing)
            #expect(session.draft.answers == (isKept ? draft.answers : []))
            #expect(session.asked?.name == (isKept ? "exact" : "overall"))
        }
    }

    /// Whoever read a text to its end need not scroll through it again to change a rating.
    @Test func whatWasReadOnceIsNotHeldAgain() {
        for wasRead in [true, false] {
            var showing = Self.rated()
            showing.wasRead = wasRead
            var session = Session(criteria: [SessionTests.overall])
            _ = session.handle(.item(showing, ReviewerProgress(left: 1)))
            _ = session.handle(.painted([]))
            #expect(session.unreadTexts == (wasRead ? [] : [0]))
            #expect(isSave(session.tap(.character("2"))) == wasRead)
            #expect((session.held == nil) == wasRead)
        }
    }

    @Test func whereEnterSavesTheLastAnswerDoesNot() {
        for advance in Sitting.Advance.allCases {
            var sitting = Sitting()
            sitting.advance = advance
            var session = SessionTests.session([SessionTests.overall], SessionTests.single, sitting: sitting)
            #expect(isSave(session.tap(.character("4"))) == (advance == .auto))
            if advance == .enter { #expect(isSave(session.tap(.enter))) }
        }
    }

    @Test func whatIsSkippedIsGoneThrough() {
        var session = Session(criteria: [SessionTests.overall])
        session.take(ReviewerProgress(done: 1, skipped: 2, left: 1))
        #expect(session.share == 0.75)
    }

    @Test func aChangeThatIsNotSavedYetIsMarked() {
        var session = SessionTests.session(Self.pairOfQuestions, Self.rated())
        #expect(text(session).contains("changing a rated item") && !text(session).contains("NOT saved yet"))
        _ = session.tap(.character("5"))
        #expect(text(session).contains("changing a rated item · NOT saved yet"))
    }
}
