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

    /// A session with an item on the screen, read to its end.
    static func session(_ criteria: [Criterion], _ showing: Showing, sitting: Sitting = Sitting()) -> Session {
        var session = Session(criteria: criteria, sitting: sitting)
        session.show(showing)
        return session
    }

    private func session(_ criteria: [Criterion], _ showing: Showing, sitting: Sitting = Sitting()) -> Session {
        Self.session(criteria, showing, sitting: sitting)
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
            let value = Double(place % 5 + 1)
            #expect(saved(&session, by: "\(place % 5 + 1)") == [Answer(criterion: "overall", value: value)])
            #expect(session.handle(.saved) == [.next])
            #expect(session.doneCount == place + 1)
            session.show(Showing(prompt: "p", texts: ["\(place)"]))
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

    @Test func everyKeyGoesToTheQuestionThatIsAskedAndToNoOther() {
        let hundred = Criterion(
            name: "resolve",
            question: "?",
            level: .interval,
            form: .scale(Scale(min: 0, max: 10, step: 1))
        )
        for criteria in [[Self.overall, hundred, Self.send], [hundred, Self.overall, Self.send]] {
            var session = session(criteria, Self.single)
            let keys: [Key] =
                criteria[0] == hundred
                ? [.character("1"), .character("0"), .enter, .character("4"), .character("y")]
                : [.character("4"), .character("1"), .character("0"), .enter, .character("y")]
            var effects: [Effect] = []
            for key in keys { effects = session.handle(.key(key)) }
            guard case .save(let submission)? = effects.first else {
                Issue.record("nothing was saved")
                continue
            }
            #expect(
                Set(submission.answers.map { "\($0.criterion) \($0.value ?? -1)" }) == [
                    "overall 4.0", "resolve 10.0", "send 1.0",
                ]
            )
        }
    }

    @Test func onAScaleFromZeroADigitIsItsPoint() {
        let zero = Criterion(name: "z", question: "?", level: .ordinal, form: .scale(Scale(min: 0, max: 4, step: 1)))
        for digit in 0...4 {
            var session = session([zero], Self.single)
            #expect(saved(&session, by: "\(digit)") == [Answer(criterion: "z", value: Double(digit))])
        }
        var session = session([zero], Self.single)
        #expect(saved(&session, by: "5") == nil)
        #expect(session.message == "'5' answers nothing here: 0 to 4")
    }

    @Test(arguments: [(1.0, 5.0, 0.5), (-2, 2, 1), (1, 10, 1), (0, 10, 1)])
    func aScaleWhosePointsAreNotAllDigitsIsTyped(low: Double, high: Double, step: Double) {
        let scale = Criterion(
            name: "c",
            question: "?",
            level: .interval,
            form: .scale(Scale(min: low, max: high, step: step))
        )
        var session = session([scale], Self.single)
        #expect(saved(&session, by: "1") == nil)
        guard case .save(let submission)? = session.handle(.key(.enter)).first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(submission.answers == [Answer(criterion: "c", value: 1)])
    }

    @Test func aKeyThatAnswersNothingHereSaysSo() {
        var session = session([Self.send], Self.single)
        #expect(saved(&session, by: "4") == nil)
        #expect(session.message == "'4' answers nothing here: y or n")
        #expect(session.draft.answers.isEmpty)
    }

    @Test func spaceStoresNothingAndNAnswersOnlyNo() {
        var session = session([Self.overall, Self.send], Self.single)
        for key in " 1" { _ = session.handle(.key(.character(key))) }
        #expect(session.draft.answers == [Answer(criterion: "overall", value: 1)] && session.state == .rating)
        guard case .save(let submission)? = session.handle(.key(.character("n"))).first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(submission.answers.last == Answer(criterion: "send", value: 0) && submission.note == nil)
    }

    @Test(arguments: [("a", 1.0), ("b", -1), ("=", 0), ("t", 0), ("x", nil)] as [(Character, Double?)])
    func aPairIsRatedBySide(key: Character, value: Double?) {
        var session = session([Self.overall, Self.better], Self.pair)
        #expect(saved(&session, by: String(key)) == [Answer(criterion: "better", value: value)])
    }

    @Test func arrowsGoBetweenTheQuestionsOfThisItemAndNeverPastItsEnds() {
        for (criteria, showing) in [([Self.better], Self.pair), ([Self.overall, Self.exact], Self.single)] {
            var session = session(criteria, showing)
            for key in [Key.left, .backTab] {
                #expect(session.handle(.key(key)).isEmpty)
                #expect(session.message == "this is the first question" && session.draft.answers.isEmpty)
            }
        }
        var session = session([Self.overall, Self.exact], Self.single)
        _ = session.handle(.key(.character("4")))
        _ = session.handle(.key(.left))
        #expect(session.asked?.name == "overall")
        _ = session.handle(.key(.character("2")))
        #expect(session.answer(to: "overall")?.value == 2 && session.asked?.name == "exact")
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
        #expect(session.message.contains("0 to 100") && session.draft.typed == "850")
        _ = session.handle(.key(.backspace))
        guard case .save(let submission)? = session.handle(.key(.enter)).first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(submission.answers == [Answer(criterion: "hundred", value: 85)])
    }

    @Test func aSkipNeedsAReasonAndEscapeLeavesIt() {
        var session = session([Self.overall], Self.single)
        #expect(session.handle(.key(.character("s"))).isEmpty)
        #expect(session.handle(.key(.character("z"))).isEmpty)
        #expect(session.state == .skipping)
        _ = session.handle(.key(.escape))
        #expect(session.state == .rating)
        _ = session.handle(.key(.character("s")))
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

    @Test func enterSavesNothingWithoutTheCommentThatTheStudyRequires() {
        var asking = Self.overall
        asking.asks = Criterion.Asks(note: .required)
        var session = session([asking], Self.single)
        #expect(saved(&session, by: "4") == nil && session.state == .writing(.note))
        #expect(session.handle(.key(.enter)) == [.keep(session.draft)] && session.state == .writing(.note))
        // Whoever leaves the comment leaves the answer.
        _ = session.handle(.key(.escape))
        #expect(session.state == .rating && session.draft.answers.isEmpty)
        _ = session.handle(.key(.enter))
        #expect(session.state == .rating && session.draft.answers.isEmpty)
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
        // From the paint on: 3 s, then 10 of 30 s, 1 s, and 2 s after the pause.
        #expect(submission.time.active == 16_000)
        #expect(submission.time.idle == 20_000)
        #expect(submission.time.keys == [3_000, 33_000, 34_000, 36_000])
    }

    @Test func whatWasBegunComesBackWithItsDraft() {
        var first = session([Self.overall, Self.send], Self.single)
        _ = first.handle(.key(.character("4")))
        _ = first.handle(.key(.character("c")))
        for key in "odd" { _ = first.handle(.key(.character(key))) }
        var showing = Self.single
        showing.draft = first.draft.text
        var second = Session(criteria: [Self.overall, Self.send])
        _ = second.handle(.item(showing, ReviewerProgress(left: 9)))
        #expect(second.state == .writing(.note))
        #expect(second.line == "odd")
        _ = second.handle(.painted([0]))
        _ = second.handle(.key(.enter))
        #expect(saved(&second, by: "y")?.count == 2)
    }

    @Test func aPasteRatesNothingAndIsTold() {
        var session = session([Self.overall], Self.single)
        #expect(session.handle(.key(.paste(bytes: 1_000_000, text: nil))).isEmpty)
        #expect(session.message.contains("1000000 bytes"))
        _ = session.handle(.key(.character("c")))
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
            #expect(session.handle(.painted([0])).isEmpty)
            effects = session.tap(.character("3"), at: session.showingNumber * 1000)
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
            #expect(session.savedWords == "saved, last item: overall 4")
        }
    }

    /// Of a rated item each part that is changed alone is saved; what stands as it stood is not.
    @Test(arguments: [("cx\r", true), ("f", true), ("3", true), ("4", false), ("ff", false)])
    func oneChangedPartIsAChange(keys: String, isChanged: Bool) {
        var showing = Self.single
        showing.isRevision = true
        showing.earlier = [Answer(criterion: "overall", value: 4)]
        var session = session([Self.overall], showing)
        for key in keys { _ = session.tap(key == "\r" ? .enter : .character(key)) }
        if session.state != .saving { _ = session.tap(.enter) }
        #expect((session.state == .saving) == isChanged, "\(session.message)")
    }

    /// Esc stores nothing, of a comment neither: what was there before it was opened is there again.
    @Test func escapeDropsWhatWasTypedOfAComment() {
        for (before, note) in [("", nil), ("ab", "ab")] as [(String, String?)] {
            var session = session([Self.overall], Self.single)
            if !before.isEmpty {
                for key in "c\(before)" { _ = session.handle(.key(.character(key))) }
                _ = session.handle(.key(.enter))
            }
            for key in "cxy" { _ = session.handle(.key(.character(key))) }
            let draft = session.draft
            _ = session.handle(.key(.escape))
            #expect(session.draft.note == before)
            guard case .save(let submission)? = session.handle(.key(.character("4"))).first else {
                Issue.record("nothing was saved")
                return
            }
            #expect(submission.note == note)
            // The same where the program ended while the comment was written.
            var showing = Self.single
            showing.draft = draft.text
            var again = self.session([Self.overall], showing)
            _ = again.handle(.key(.escape))
            #expect(again.draft.note == before)
        }
    }
}

extension Session {
    /// Takes a key that nobody held down before.
    mutating func tap(_ key: Key, at now: Int = 0) -> [Effect] {
        _ = handle(.released, at: now)
        return handle(.key(key), at: now)
    }

    /// Takes an item that is painted whole.
    mutating func show(_ showing: Showing, at now: Int = 0) {
        _ = handle(.item(showing, ReviewerProgress(left: 9)), at: now)
        _ = handle(.painted(Array(showing.texts.indices)), at: now)
    }
}
