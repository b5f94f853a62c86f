import Review
import Studies
import Testing

/// No answer to a text that nobody saw.
struct HoldingTests {
    private func session(
        _ criteria: [Criterion] = [SessionTests.better],
        _ showing: Showing = SessionTests.pair,
        _ rule: Sitting.UnreadRule = .hold
    ) -> Session {
        var sitting = Sitting()
        sitting.unread = rule
        var session = Session(criteria: criteria, sitting: sitting)
        _ = session.handle(.item(showing, ReviewerProgress(left: 3)))
        _ = session.handle(.painted([0]))
        return session
    }

    private func submission(_ effects: [Effect]) -> Submission? {
        if case .save(let submission)? = effects.first { submission } else { nil }
    }

    @Test func anAnswerWaitsWhereAnEndWasNeverShown() {
        var session = session()
        #expect(submission(session.handle(.key(.character("b")))) == nil)
        #expect(session.held?.value == -1)
        // The same key again is no confirmation.
        #expect(session.handle(.key(.character("b"))).isEmpty)
        let taken = submission(session.handle(.key(.enter)))
        #expect(taken?.answers == [Answer(criterion: "better", value: -1)] && taken?.unread == ["better"])
    }

    @Test func anotherKeyHoldsAnotherAnswerAndEscapeDropsIt() {
        var session = session()
        _ = session.handle(.key(.character("b")))
        _ = session.handle(.key(.character("a")))
        #expect(session.held?.value == 1)
        #expect(session.handle(.key(.escape)).isEmpty)
        #expect(session.held == nil && session.draft.answers.isEmpty)
        #expect(session.handle(.key(.enter)).isEmpty)
    }

    @Test func onceTheEndIsShownTheAnswerCountsAndIsNotFlagged() {
        var session = session()
        _ = session.handle(.key(.character("b")))
        _ = session.handle(.painted([1]))
        let taken = submission(session.handle(.key(.enter)))
        #expect(taken?.answers.first?.value == -1 && taken?.unread == [])
    }

    @Test func theStudyMayFlagOrRefuseInstead() {
        var flagging = session([SessionTests.better], SessionTests.pair, .flag)
        #expect(submission(flagging.handle(.key(.character("b"))))?.unread == ["better"])
        var refusing = session([SessionTests.better], SessionTests.pair, .refuse)
        #expect(submission(refusing.handle(.key(.character("b")))) == nil)
        #expect(refusing.held == nil && refusing.message.contains("the end of B was not shown"))
        #expect(refusing.handle(.key(.enter)).isEmpty)
    }

    @Test func whatWasShownInAnEarlierShowingCounts() {
        var first = session()
        _ = first.handle(.painted([0, 1]))
        var showing = SessionTests.pair
        showing.draft = first.draft.text
        var again = Session(criteria: [SessionTests.better])
        _ = again.handle(.item(showing, ReviewerProgress(left: 3)))
        _ = again.handle(.painted([]))
        #expect(again.message.isEmpty)
        #expect(submission(again.handle(.key(.character("a"))))?.unread == [])
    }

    /// Lines come as fast as a file is read: the same answer to two items is two answers.
    @Test func aHeldKeyAnswersOneItemAndALineTypedAnewTheNext() {
        var session = Session(criteria: [SessionTests.overall])
        func next() {
            _ = session.handle(.item(SessionTests.single, ReviewerProgress(left: 3)), at: 1000)
            _ = session.handle(.painted([0]), at: 1000)
        }
        next()
        #expect(submission(session.handle(.key(.character("4")), at: 1000)) != nil)
        _ = session.handle(.saved, at: 1000)
        next()
        #expect(submission(session.handle(.key(.character("4")), at: 1001)) == nil)
        _ = session.handle(.released, at: 1001)
        #expect(submission(session.handle(.key(.character("4")), at: 1001)) != nil)
    }

    @Test func keysBeforeThePaintAnswerNothing() {
        var session = Session(criteria: [SessionTests.overall, SessionTests.send])
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(left: 3)), at: 1000)
        for key in "4f s" { #expect(session.handle(.key(.character(key)), at: 1001).isEmpty) }
        #expect(session.draft == Draft() && session.state == .rating)
        #expect(session.message.hasSuffix("came before the text was up: not used"))
        #expect(session.handle(.painted([0]), at: 1010).first == .shown)
        // Within an item that is up nothing is dropped.
        _ = session.handle(.key(.character("4")), at: 1011)
        #expect(submission(session.handle(.key(.character("y")), at: 1011))?.answers.count == 2)
    }

    @Test func undoPauseAndQuitAreAlwaysObeyed() {
        for (key, state) in [("p", Session.State.paused), ("u", .waiting), ("q", .ended)] {
            var session = Session(criteria: [SessionTests.overall])
            _ = session.handle(.item(SessionTests.single, ReviewerProgress(left: 3)))
            _ = session.handle(.key(.character(Character(key))))
            #expect(session.state == state)
        }
    }

    @Test func aKeyHeldDownRatesOneItemOnly() {
        var session = Session(criteria: [SessionTests.overall])
        session.show(SessionTests.single, at: 0)
        #expect(submission(session.handle(.key(.character("3")), at: 1000)) != nil)
        _ = session.handle(.saved, at: 1001)
        session.show(SessionTests.single, at: 1005)
        // It repeats every 30 ms for two seconds, and rates nothing.
        for time in stride(from: 1030, to: 3000, by: 30) {
            #expect(session.handle(.key(.character("3")), at: time).isEmpty)
        }
        #expect(session.handle(.key(.character("3")), at: 3200).isEmpty)
        // After 300 ms without it, it answers again where it comes alone; another key does at once.
        var other = session
        #expect(submission(other.handle(.key(.character("4")), at: 3201)) != nil)
        #expect(submission(session.handle(.key(.character("3")), at: 3501)) == nil)
        #expect(submission(session.handle(.lapsed, at: 3621)) != nil)
    }

    @Test func theFirstItemOfANewReviewerWaitsForEnterAndSaysSo() {
        var showing = SessionTests.single
        showing.isFirst = true
        var session = SessionTests.session([SessionTests.overall], showing)
        #expect(submission(session.handle(.key(.character("4")))) == nil)
        #expect(session.message.contains("Enter saves"))
        #expect(submission(session.handle(.key(.enter)))?.answers.first?.value == 4)
    }

    @Test func reopeningAndLeavingUnchangedStoresNothing() {
        var showing = SessionTests.single
        (showing.isRevision, showing.wasRead) = (true, true)
        showing.earlier = [Answer(criterion: "overall", value: 4), Answer(criterion: "send", value: 1)]
        var session = SessionTests.session([SessionTests.overall, SessionTests.send], showing)
        #expect(session.draft.answers == showing.earlier && session.asked?.name == "overall")
        #expect(session.handle(.key(.enter)).isEmpty)
        #expect(session.handle(.key(.character(">"))) == [.keep(Draft()), .forward])
        var other = SessionTests.session([SessionTests.overall, SessionTests.send], showing)
        #expect(submission(other.handle(.key(.character("2")))) == nil)
        let changed = submission(other.handle(.key(.enter)))
        #expect(changed?.answers == [Answer(criterion: "overall", value: 2), Answer(criterion: "send", value: 1)])
    }

    @Test func aRevisionIsNotDoneTwice() {
        var showing = SessionTests.single
        (showing.isRevision, showing.wasRead) = (true, true)
        showing.earlier = [Answer(criterion: "overall", value: 4)]
        var session = SessionTests.session([SessionTests.overall], showing)
        #expect(submission(session.handle(.key(.character("2")))) != nil)
        _ = session.handle(.saved)
        #expect(session.doneCount == 0)
    }

    @Test func aSaveTriedAgainGoesOnOnceItIsSaved() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        #expect(submission(session.handle(.key(.character("2")))) != nil)
        _ = session.handle(.failed("the disk is full"))
        #expect(submission(session.handle(.key(.enter))) != nil)
        #expect(session.state == .saving)
        #expect(session.handle(.saved) == [.next] && session.doneCount == 1)
    }

    @Test func aSkippedTrainingItemIsNotSolved() {
        var showing = SessionTests.single
        showing.isTraining = true
        var session = SessionTests.session([SessionTests.overall], showing)
        for key in "s1" { _ = session.handle(.key(.character(key))) }
        #expect(session.handle(.saved) == [.next])
    }

    @Test func anAdjudicatorAnswersBeforeTheScoresShow() {
        var showing = SessionTests.single
        let scores = [("A", 2.0), ("B", 5.0)].map {
            Adjudication.Score(letter: $0.0, answer: Answer(criterion: "overall", value: $0.1), note: nil)
        }
        showing.adjudication = Adjudication(scores: scores, showsFirst: false, isOwn: false)
        var session = SessionTests.session([SessionTests.overall], showing)
        #expect(!session.showsScores)
        #expect(submission(session.handle(.key(.character("4")))) == nil)
        #expect(session.showsScores)
        #expect(submission(session.handle(.key(.enter)))?.answers.first?.value == 4)
    }
}
