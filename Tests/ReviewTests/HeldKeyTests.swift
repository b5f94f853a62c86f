import Review
import Studies
import Testing

/// A key that is held down does what it does once; the same key typed anew counts.
struct HeldKeyTests {
    private static let three = [SessionTests.overall, SessionTests.exact, SessionTests.send]

    private static var confident: Criterion {
        var criterion = SessionTests.overall
        criterion.asks = Criterion.Asks(confidence: true)
        return criterion
    }

    private func session(_ criteria: [Criterion], _ change: (inout Showing) -> Void = { _ in }) -> Session {
        var showing = SessionTests.single
        change(&showing)
        return SessionTests.session(criteria, showing)
    }

    /// Presses a key now, after the terminal's delay, and then again and again; what is saved is saved, and the next item shows.
    private func hold(_ key: Key, _ session: inout Session, delay: Int, every: Int, from start: Int = 1000) -> Int {
        var saved = 0
        let times = [start] + stride(from: start + delay, to: start + delay + 2000, by: every)
        for now in times {
            var effects = session.handle(.lapsed, at: now) + session.handle(.key(key), at: now)
            while let effect = effects.first {
                effects.removeFirst()
                switch effect {
                case .save, .skip:
                    saved += 1
                    effects += session.handle(.saved, at: now)
                case .next, .later, .guess: session.show(SessionTests.single, at: now)
                case .reveal: effects += session.handle(.expected([Expectation(criterion: "overall", value: 3)]))
                default: break
                }
            }
        }
        return saved
    }

    /// The usual settings of consoles, X11, macOS and Windows.
    @Test(arguments: [(250, 92), (500, 33), (660, 25), (225, 30), (375, 90), (1000, 33)])
    func aKeyHeldDownAnswersOneQuestion(delay: Int, every: Int) {
        var session = session(Self.three)
        #expect(hold(.character("4"), &session, delay: delay, every: every) == 0)
        #expect(session.draft.answers == [Answer(criterion: "overall", value: 4)])
        #expect(session.asked?.name == "exact")
        #expect(session.message == "'4' is held down, or came again at once: not used again")
        _ = session.handle(.key(.character("5")), at: 9000)
        #expect(session.answer(to: "exact")?.value == 5)
    }

    /// The first repeat comes later than a held key is waited out.
    @Test(arguments: [(250, 92), (500, 33), (660, 25), (1000, 33)])
    func aKeyHeldDownRatesOneItem(delay: Int, every: Int) {
        var session = session([SessionTests.overall])
        #expect(hold(.character("4"), &session, delay: delay, every: every) == 1)
        #expect(session.showingNumber == 2 && session.draft.answers.isEmpty)
    }

    @Test func theSameKeyTypedAnewCountsOnceItIsKnownToBeNone() {
        var session = session(Self.three)
        _ = session.handle(.key(.character("4")), at: 1000)
        #expect(session.handle(.key(.character("4")), at: 1250).isEmpty && session.lapsesAt == 1370)
        #expect(session.handle(.lapsed, at: 1369).isEmpty && session.draft.answers.count == 1)
        _ = session.handle(.lapsed, at: 1370)
        #expect(session.draft.answers.map(\.value) == [4, 4] && session.lapsesAt == nil)
        // Long after the first it is none that repeats.
        var slow = self.session(Self.three)
        _ = slow.handle(.key(.character("4")), at: 1000)
        _ = slow.handle(.key(.character("4")), at: 2100)
        #expect(slow.draft.answers.map(\.value) == [4, 4])
    }

    @Test func inABurstOfSeveralKeysEachCounts() {
        var session = session(Self.three)
        for key in "44" { #expect(session.handle(.key(.character(key)), at: 1000).count <= 1) }
        guard case .save(let submission)? = session.handle(.key(.character("y")), at: 1001).last else {
            Issue.record("nothing was saved")
            return
        }
        #expect(submission.answers.map(\.value) == [4, 4, 1])
    }

    /// A key that follows one which ends the item comes after the save.
    @Test func theKeyAfterOneThatWaitsIsSentOnceThatIsDone() {
        var session = session([SessionTests.overall, SessionTests.exact])
        for key in "44" { _ = session.handle(.key(.character(key)), at: 1000) }
        let effects = session.handle(.key(.character("q")), at: 1001)
        #expect(session.state == .saving && effects.last == .press(.character("q")))
        guard case .save? = effects.first else {
            Issue.record("nothing was saved")
            return
        }
    }

    @Test func nobodyTypesAKeyTwiceAtOnce() {
        var session = session(Self.three)
        for time in [1000, 1030] { _ = session.handle(.key(.character("4")), at: time) }
        _ = session.handle(.lapsed, at: 1200)
        #expect(session.draft.answers.count == 1 && session.message.hasSuffix("not used again"))
        // A number is typed with the same digit as fast as anybody can.
        let long = Criterion(
            name: "long",
            question: "?",
            level: .interval,
            form: .scale(Scale(min: 0, max: 100, step: 1))
        )
        var typed = self.session([long])
        for key in "77" { _ = typed.handle(.key(.character(key)), at: 1000) }
        #expect(typed.draft.typed == "77")
    }

    private func saves(_ effects: [Effect]) -> Bool {
        effects.contains { if case .save = $0 { true } else { false } }
    }

    /// Who types one key faster than it counts is a question behind: what follows is not saved unseen.
    @Test(arguments: [[0, 120, 220], [0, 110, 220], [0, 0, 0]])
    func anItemOnWhichAKeyWasNotUsedWaitsForEnter(times: [Int]) {
        var session = session(Self.three)
        for time in times { _ = session.handle(.key(.character("4")), at: 1000 + time) }
        #expect(session.message.hasSuffix("not used again") && session.draft.answers.count == 1)
        _ = session.handle(.key(.character("2")), at: 2000)
        #expect(!saves(session.handle(.key(.character("y")), at: 2500)))
        #expect(session.isComplete && session.state == .rating)
        #expect(session.message == "a key was not used here: are the answers right? Enter saves")
        #expect(saves(session.handle(.key(.enter), at: 9000)))
    }

    /// So is who rates item after item with one key; the item after that one is saved by its last answer again.
    @Test func theItemAfterOneRatedTooFastWaitsForEnterToo() {
        var session = session([SessionTests.overall])
        _ = session.handle(.key(.character("4")), at: 1000)
        _ = session.handle(.saved, at: 1001)
        session.show(SessionTests.single, at: 1005)
        _ = session.handle(.key(.character("4")), at: 1200)
        #expect(!saves(session.handle(.key(.character("2")), at: 1500)))
        #expect(session.isComplete && saves(session.handle(.key(.enter), at: 2000)))
        _ = session.handle(.saved, at: 2001)
        session.show(SessionTests.single, at: 2005)
        #expect(saves(session.handle(.key(.character("3")), at: 3000)))
    }

    /// A key that came while the last item was being saved was meant for the next one.
    @Test func aKeyThatCameDuringASaveIsTold() {
        var session = session([SessionTests.overall])
        for time in [1000, 1150] { _ = session.handle(.key(.character("4")), at: time) }
        #expect(session.state == .saving)
        _ = session.handle(.saved, at: 1200)
        session.show(SessionTests.single, at: 1205)
        #expect(!saves(session.handle(.key(.character("2")), at: 1500)))
    }

    /// One that bounces, or that is held down for long, was not typed.
    @Test(arguments: [[30], Array(stride(from: 250, to: 900, by: 92))])
    func aKeyThatNobodyTypedMakesNobodyWait(times: [Int]) {
        var session = session([SessionTests.overall])
        _ = session.handle(.key(.character("4")), at: 1000)
        _ = session.handle(.saved, at: 1001)
        session.show(SessionTests.single, at: 1005)
        for time in times { _ = session.handle(.key(.character("4")), at: 1000 + time) }
        #expect(saves(session.handle(.key(.character("2")), at: 3000)))
    }

    @Test func whatAsksBesidesTheAnswerIsNotAnsweredByItsKey() {
        var session = session([Self.confident, SessionTests.exact])
        #expect(hold(.character("4"), &session, delay: 500, every: 33) == 0)
        #expect(session.state == .confiding(criterion: "overall") && session.answer(to: "overall")?.confidence == nil)
    }

    @Test func aGuessAndALessonAreNotPassedByTheKeyThatSaved() {
        var guessing = Session(
            criteria: [SessionTests.overall],
            sitting: Sitting(guess: GuessQuestion(every: 1, labels: ["big", "little"]))
        )
        var showing = SessionTests.single
        showing.asksGuess = true
        guessing.show(showing)
        #expect(hold(.character("2"), &guessing, delay: 500, every: 33) == 1)
        #expect(guessing.state == .guessing)
        var lesson = session([SessionTests.overall]) { $0.isTraining = true }
        #expect(hold(.character("2"), &lesson, delay: 500, every: 33) == 1)
        #expect(lesson.state == .learning([Expectation(criterion: "overall", value: 3)]))
    }

    @Test func aCommandThatStoresActsOnceWhileItIsHeld() {
        var flagged = session([SessionTests.overall])
        _ = hold(.character("f"), &flagged, delay: 500, every: 33)
        #expect(flagged.draft.isFlagged)
        var later = session([SessionTests.overall])
        _ = hold(.character("w"), &later, delay: 500, every: 33)
        #expect(later.showingNumber == 2)
    }

    @Test func oneEnterHeldDownEndsANumberAndSavesNothing() {
        var session = session([SessionTests.overall, RandomKeysTests.long]) { $0.isFirst = true }
        for key in "47" { _ = session.handle(.key(.character(key)), at: 500) }
        #expect(hold(.enter, &session, delay: 500, every: 33) == 0)
        #expect(session.isComplete && session.state == .rating)
        _ = session.handle(.lapsed, at: 9000)
        #expect(session.handle(.key(.enter), at: 9500).count == 1)
    }
}
