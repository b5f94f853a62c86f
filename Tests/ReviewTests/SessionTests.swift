import Review
import Studies
import Testing

struct SessionTests {
    static let scale = Criterion.Form.scale(Scale(min: 1, max: 5, step: 1))
    static let overall = Criterion(name: "overall", question: "How good?", level: .ordinal, form: scale)
    static let exact = Criterion(name: "exact", question: "How exact?", level: .ordinal, form: scale)
    static let send = Criterion(name: "send", question: "Send it?", level: .nominal, form: .accept)
    static let better = Criterion(
        name: "better",
        question: "Which?",
        level: .nominal,
        form: .pairwise(tie: true, bothBad: true)
    )
    static let single = Showing(prompt: "p", texts: ["one"])
    static let pair = Showing(prompt: "p", texts: ["one", "two"])

    private func session(_ criteria: [Criterion], _ showing: Showing, sitting: Sitting = Sitting()) -> Session {
        var session = Session(criteria: criteria, sitting: sitting)
        #expect(session.handle(.item(showing, Headway(done: 0, left: 9))).isEmpty)
        return session
    }

    /// What is saved by the last of these keys, given one millisecond each.
    private func saved(_ session: inout Session, by keys: String) -> [Answer]? {
        var effects: [Effect] = []
        for (time, key) in keys.enumerated() { effects = session.handle(.key(.character(key)), at: time + 1) }
        guard case .save(let submission)? = effects.first else { return nil }
        return submission.answers
    }

    @Test func oneCriterionTakesOneKeyAndHundredItemsHundredKeys() {
        var session = session([Self.overall], Self.single)
        for place in 0..<100 {
            #expect(saved(&session, by: "4") == [Answer(criterion: "overall", value: 4)])
            #expect(session.handle(.saved) == [.next])
            #expect(session.doneCount == place + 1)
            _ = session.handle(.item(Showing(prompt: "p", texts: ["\(place)"]), Headway(done: place, left: 9)))
        }
    }

    @Test func theNextItemIsAskedForOnlyWhenTheRatingIsSaved() {
        var session = session([Self.overall], Self.single)
        #expect(saved(&session, by: "4") != nil)
        #expect(session.handle(.key(.character("5"))).isEmpty)
        #expect(session.handle(.failed("the disk is full")).isEmpty)
        #expect(session.state == .failed("the disk is full"))
        #expect(session.doneCount == 0)
        // Enter gives the same rating away again.
        guard case .save(let again)? = session.handle(.key(.enter)).first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(again.answers == [Answer(criterion: "overall", value: 4)])
    }

    @Test func aFailedFetchDoesNotDenyTheRatingBeforeIt() {
        var session = session([Self.overall], Self.single)
        #expect(saved(&session, by: "4") != nil)
        #expect(session.handle(.saved) == [.next])
        _ = session.handle(.failed("the database is locked"))
        #expect(session.doneCount == 1)
        #expect(session.handle(.key(.enter)) == [.next])
    }

    @Test func eachCriterionHasItsOwnRowOfKeysAndDigitsAnswerInTurn() {
        for keys in ["43y", "4eny", "y4e", "wy4"] {
            var session = session([Self.overall, Self.exact, Self.send, Self.better], Self.single)
            let answers = saved(&session, by: keys == "4eny" ? "4ey" : keys)
            let exact: Double = keys == "wy4" ? 1 : keys == "43y" ? 3 : 2
            let expected = [
                Answer(criterion: "overall", value: 4), Answer(criterion: "exact", value: exact),
                Answer(criterion: "send", value: 1),
            ]
            #expect(answers == expected, "\(keys)")
        }
    }

    @Test(arguments: [("a", 1.0), ("b", -1), ("=", 0), ("x", nil)] as [(Character, Double?)])
    func aPairIsRatedBySide(key: Character, value: Double?) {
        var session = session([Self.overall, Self.better], Self.pair)
        #expect(saved(&session, by: String(key)) == [Answer(criterion: "better", value: value)])
    }

    @Test func arrowsChooseASideOfAPairAndGoBackElsewhere() {
        var pair = session([Self.better], Self.pair)
        guard case .save(let submission)? = pair.handle(.key(.left)).first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(submission.answers == [Answer(criterion: "better", value: 1)])
        var single = session([Self.overall], Self.single)
        #expect(single.handle(.key(.left)) == [.keep(Draft()), .back])
        var other = session([Self.better], Self.pair)
        #expect(other.handle(.key(.character("<"))) == [.keep(Draft()), .back])
    }

    @Test func aScaleOfManyPointsIsTypedAndPointsThatAreNoneAreRefused() {
        let hundred = Criterion(
            name: "hundred",
            question: "How good?",
            level: .interval,
            form: .scale(Scale(min: 0, max: 100, step: 1))
        )
        var session = session([hundred], Self.single)
        #expect(saved(&session, by: "850") == nil)
        #expect(session.handle(.key(.enter)).isEmpty)
        #expect(session.message.contains("0 to 100"))
        _ = session.handle(.key(.backspace))
        guard case .save(let submission)? = session.handle(.key(.enter)).first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(submission.answers == [Answer(criterion: "hundred", value: 85)])
    }

    @Test func aSkipNeedsAReasonAndAnyOtherKeyGoesBack() {
        var session = session([Self.overall], Self.single)
        #expect(session.handle(.key(.character(" "))).isEmpty)
        #expect(session.handle(.key(.character("z"))).isEmpty)
        #expect(session.state == .rating)
        _ = session.handle(.key(.character(" ")))
        guard case .skip(let reason, _)? = session.handle(.key(.character("2"))).first else {
            Issue.record("nothing was skipped")
            return
        }
        #expect(reason == "broken text")
    }

    @Test func confidenceReasonAndNoteAreAskedWhereTheStudyWantsThem() {
        var asking = Self.overall
        asking.asks = Criterion.Asks(confidence: true, reasons: ["too long", "wrong"], note: .required)
        var session = session([asking], Self.single)
        #expect(saved(&session, by: "4") == nil)
        #expect(session.state == .confiding(criterion: "overall"))
        #expect(saved(&session, by: "5") == nil)
        #expect(session.state == .reasoning(criterion: "overall"))
        #expect(saved(&session, by: "2") == nil)
        #expect(session.state == .writing(.note))
        #expect(session.handle(.key(.enter)) == [.keep(session.draft)])
        _ = session.handle(.key(.character("x")))
        guard case .save(let submission)? = session.handle(.key(.enter)).first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(submission.answers == [Answer(criterion: "overall", value: 4, confidence: 5, reason: "wrong")])
        #expect(submission.note == "x")
    }

    @Test func timeBeyondTheGapIsIdleAndAPauseStopsTheClock() {
        var session = session([Self.overall, Self.send], Self.single, sitting: Sitting(idleAfter: .seconds(10)))
        _ = session.handle(.key(.character("4")), at: 3_000)
        _ = session.handle(.key(.character("v")), at: 33_000)
        _ = session.handle(.key(.character("p")), at: 34_000)
        _ = session.handle(.key(.character("y")), at: 90_000)
        guard case .save(let submission)? = session.handle(.key(.character("y")), at: 92_000).first else {
            Issue.record("nothing was saved")
            return
        }
        // 3 s, then 10 of 30 s, 1 s, and 2 s after the pause.
        #expect(submission.time.active == 16_000)
        #expect(submission.time.idle == 20_000)
        #expect(submission.time.keys == [3_000, 33_000, 34_000, 36_000])
    }

    @Test func whatWasBegunComesBackWithItsDraft() {
        var first = session([Self.overall, Self.send], Self.single)
        _ = first.handle(.key(.character("4")))
        _ = first.handle(.key(.character("N")))
        for key in "odd" { _ = first.handle(.key(.character(key))) }
        var showing = Self.single
        showing.draft = first.draft.text
        var second = session([Self.overall, Self.send], showing)
        #expect(second.state == .writing(.note))
        #expect(second.line == "odd")
        _ = second.handle(.key(.enter))
        #expect(saved(&second, by: "y")?.count == 2)
    }

    @Test func aPasteRatesNothingAndIsTold() {
        var session = session([Self.overall], Self.single)
        #expect(session.handle(.key(.paste(bytes: 1_000_000, text: nil))).isEmpty)
        #expect(session.message.contains("1000000 bytes"))
        _ = session.handle(.key(.character("n")))
        _ = session.handle(.key(.paste(bytes: 3, text: "a\nb")))
        #expect(session.line == "a b")
    }

    @Test func practiceItemsAreStoredNowhere() {
        var session = Session(criteria: [Self.overall], beginsAtOnce: false)
        #expect(session.state == .starting)
        #expect(session.handle(.key(.enter)).isEmpty)
        var effects: [Effect] = []
        for _ in 0..<3 {
            #expect(session.showing?.isPractice == true)
            effects = session.handle(.key(.character("3")))
        }
        #expect(effects == [.remember(session.preferences), .next])
        #expect(session.preferences.isWarm)
        #expect(session.doneCount == 0)
    }

    @Test func aBreakIsProposedUnlessThatIsTurnedOff() {
        for isOff in [false, true] {
            var session = session([Self.overall], Self.single, sitting: Sitting(breakAfter: .seconds(5)))
            if isOff { _ = session.handle(.key(.character("B"))) }
            _ = session.handle(.key(.character("4")), at: 6_000)
            _ = session.handle(.saved, at: 6_001)
            #expect(session.message.contains("pauses") == !isOff)
            #expect(session.message.hasPrefix("saved"))
        }
    }
}
