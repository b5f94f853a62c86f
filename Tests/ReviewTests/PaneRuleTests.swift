import SafeText
import Studies
import Testing

@testable import Review

/// What stands in the panes, what moves them, and what closing, dropping and pressing too early leave behind.
struct PaneRuleTests {
    private func frame(_ session: Session, _ screen: inout ReviewScreen, _ columns: Int, _ rows: Int) -> [String] {
        screen.frame(session, columns: columns, rows: rows).lines.map(\.text)
    }

    private static let screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))

    private static func numbered(_ word: String, _ count: Int) -> String {
        (1...count).map { "\(word)\($0 < 10 ? "0" : "")\($0)" }.joined(separator: "\n\n")
    }

    @Test(arguments: [
        (50, 10, 0, "▼ 41 more lines"), (50, 10, 40, nil), (11, 9, 0, "▼ 3 more lines"), (50, 10, 39, "▼ 2 more lines"),
    ])
    func theLowestRowCountsWhatIsHiddenBelow(lines: Int, rows: Int, top: Int, words: String?) {
        var pane = Pane(lines: (1...lines).map { StyledLine([StyledRun("line \($0)")]) })
        (pane.rows, pane.top) = (rows, top)
        let drawn = pane.drawn(80, hint: "").map(\.text)
        #expect(drawn.count == rows)
        #expect(drawn.last?.contains("▼") == (words != nil))
        if let words { #expect(drawn.last?.contains(words + " ") == true || drawn.last?.hasSuffix(words) == true) }
        #expect(drawn.first?.hasSuffix("line \(top + 1)") == true)
    }

    /// The shorter of two texts side by side does not cut the longer one, on whichever side it stands.
    @Test(arguments: [true, false]) func sideBySideTheLongerTextIsWhole(isFirst: Bool) {
        let texts = [Self.numbered("long", 15), "short"]
        let showing = Showing(prompt: "p", texts: isFirst ? texts : texts.reversed())
        var screen = Self.screen
        let all = frame(SessionTests.session([SessionTests.better], showing), &screen, 140, 70).joined(separator: "\n")
        for word in ["long01", "long15", "short"] { #expect(all.contains(word), "\(word)") }
    }

    /// One above the other, the key for the next part goes to the other text, and the window's keys move that one.
    @Test func theNextPartOfAPairIsTheOtherText() {
        let showing = Showing(prompt: "p", texts: [Self.numbered("alpha", 40), Self.numbered("beta", 40)])
        var (session, screen) = (SessionTests.session([SessionTests.better], showing), Self.screen)
        func shown() -> [Bool] {
            let all = frame(session, &screen, 60, 30).joined(separator: "\n")
            return ["alpha01", "beta01"].map(all.contains)
        }
        #expect(shown() == [true, true])
        _ = session.tap(.character("r"))
        #expect(shown() == [true, true])
        _ = screen.move(.pageDown, session)
        #expect(shown() == [true, false])
        _ = session.tap(.character("r"))
        _ = shown()
        _ = screen.move(.pageDown, session)
        #expect(shown() == [false, false])
    }

    /// Our own titles are no text: a word that stands in them alone stands nowhere.
    @Test(arguments: [("Response", nil), ("alpha", 1), ("beta", 4)] as [(String, Int?)])
    func aSearchLooksIntoTheTexts(word: String, line: Int?) {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        for key in "/" + word { _ = session.tap(.character(key)) }
        _ = session.tap(.enter)
        #expect(session.sought == word)
        let lines = ["Response 1", "alpha words", "", "Response 2", "beta words"]
        var pane = Pane(lines: lines.map { StyledLine([StyledRun($0)]) })
        pane.spans = [(0, 1..<2), (1, 4..<5)]
        var (search, panes, current) = (PaneSearch(), [pane], 0)
        search.seek(session, &panes, &current)
        #expect(search.missed == (line == nil ? word : nil))
        #expect(panes[0].top == line ?? 0)
    }

    @Test(arguments: [("uber", true), ("ÜBER", true), ("wolken", true), ("ｗｏｌｋｅｎ", true), ("wolke7", false)])
    func aSearchAloudIgnoresAccentsCaseAndWidth(words: String, isThere: Bool) {
        let session = SessionTests.session(
            [SessionTests.overall],
            Showing(prompt: "p", texts: ["eins\nÜber den Wolken"])
        )
        let found = SpokenText(session, Briefing(study: "s", reviewer: "ana")).places(of: words)
        #expect(found == (isThere ? ["Response, line 2: Über den Wolken"] : ["'\(words)' is not in the texts."]))
    }

    /// In a session of settling nothing goes back to what was rated, and the bottom line offers no such key.
    @Test(arguments: [true, false]) func aSettlingSessionOffersNoWayBack(isSettling: Bool) {
        var showing = SessionTests.single
        if isSettling { showing.adjudication = Adjudication(scores: [], showsFirst: false, isOwn: false) }
        var screen = Self.screen
        let last = frame(SessionTests.session([SessionTests.overall], showing), &screen, 160, 40).last ?? ""
        #expect(last.contains("[s]kip") && last.contains("[q]uit"), "\(last)")
        for word in ["[u]ndo", "[l]ist"] { #expect(last.contains(word) != isSettling, "\(word) in \(last)") }
    }

    /// A key that is held down since before the text was up rates nothing once it is.
    @Test func aKeyHeldDownSinceBeforeTheTextRatesNothing() {
        var session = Session(criteria: [SessionTests.overall, SessionTests.exact])
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(left: 9)), at: 900)
        _ = session.handle(.key(.character("4")), at: 1000)
        #expect(session.message == "'4' came before the text was up: not used")
        _ = session.handle(.painted([0]), at: 1010)
        for now in stride(from: 1033, to: 3000, by: 33) {
            _ = session.handle(.lapsed, at: now)
            _ = session.handle(.key(.character("4")), at: now)
        }
        #expect(session.draft.answers.isEmpty)
        _ = session.handle(.key(.character("5")), at: 9000)
        #expect(session.draft.answers.map(\.value) == [5])
    }

    /// Where nothing is left a page closes over nothing, and each key does what it says.
    @Test func whereNothingIsLeftAPageClosesOverNothing() {
        var session = Session(criteria: [SessionTests.overall])
        _ = session.handle(.nothingLeft(ReviewerProgress(done: 3, left: 0)))
        #expect(session.state == .finished)
        for key in "?" {
            _ = session.tap(.character(key))
            #expect(session.state == .reading(.help))
            _ = session.tap(.escape)
            #expect(session.state == .finished)
        }
        let effects = ["u", "<", "l"].map { key -> [Effect] in
            var other = session
            return other.tap(.character(Character(key)))
        }
        #expect(effects == [[.reopen], [.back], [.list]])
        #expect(session.tap(.character("4")).isEmpty && session.message.hasPrefix("nothing is left"))
    }

    /// An answer that was begun without the reason, or without how sure, that a study wants is asked again.
    @Test(arguments: [
        (Criterion.Asks(reasons: ["wrong"]), Answer(criterion: "overall", value: 4), false),
        (.init(reasons: ["wrong"]), Answer(criterion: "overall", value: 4, reason: "wrong"), true),
        (.init(confidence: true), Answer(criterion: "overall", value: 4), false),
        (.init(confidence: true), Answer(criterion: "overall", value: 4, confidence: 2), true),
        (.init(), Answer(criterion: "overall", value: 4), true),
    ])
    func anAnswerWithoutItsFurtherQuestionIsAskedAgain(asks: Criterion.Asks, answer: Answer, isKept: Bool) {
        var asking = SessionTests.overall
        asking.asks = asks
        var draft = Draft()
        draft.answers = [Answer(criterion: "exact", value: 2), answer]
        var showing = SessionTests.single
        showing.draft = draft.text
        let session = SessionTests.session([SessionTests.exact, asking], showing)
        #expect(session.draft.answers == (isKept ? draft.answers : [draft.answers[0]]))
        #expect(session.asked?.name == (isKept ? nil : "overall"))
    }

    /// One above the other, a text that needs less than half leaves the rest to the other one.
    @Test func aShortTextLeavesItsRowsToTheOther() {
        func counts(_ first: Int, _ second: Int) -> [Int] {
            let showing = Showing(prompt: "p", texts: [Self.numbered("alpha", first), Self.numbered("beta", second)])
            var screen = Self.screen
            let lines = frame(SessionTests.session([SessionTests.better], showing), &screen, 60, 34)
            return ["alpha", "beta"].map { word in lines.count { $0.contains(word) } }
        }
        let (both, short, turned) = (counts(40, 40), counts(1, 40), counts(40, 1))
        #expect(both[0] > 1 && both[1] > 1 && abs(both[0] - both[1]) <= 1, "\(both)")
        #expect(short[0] == 1 && short[1] > both[1], "\(short) \(both)")
        #expect(turned[1] == 1 && turned[0] > both[0], "\(turned) \(both)")
        #expect(counts(2, 2) == [2, 2])
    }

    @Test(arguments: [("c", "keeps it", "drops it"), ("/", "next match", "ends")])
    func whileALineIsWrittenTheBottomSaysHowItEnds(key: String, enter: String, escape: String) {
        var (session, screen) = (SessionTests.session([SessionTests.overall], SessionTests.single), Self.screen)
        for key in key { _ = session.tap(.character(key)) }
        let last = frame(session, &screen, 100, 30).last ?? ""
        #expect(last.contains("[Enter] \(enter)") && last.contains("[Esc] \(escape)"), "\(last)")
    }

    @Test func beforeTheFirstItemEnterAndSkippingAloneDoAnything() {
        var session = Session(criteria: [SessionTests.overall], beginsAtOnce: false)
        #expect(session.tap(.character("4")).isEmpty && session.showing == nil)
        #expect(session.message == "Enter begins the practice")
        var other = session
        #expect(other.tap(.character("s")).last == .next && other.showing == nil)
        #expect(session.tap(.enter).isEmpty && session.showing?.isPractice == true)
    }

    /// What stands as it was is not saved once more; what changed is, and what changed back is not.
    @Test func whatIsNotChangedIsNotSavedAgain() {
        var showing = SessionTests.single
        (showing.isRevision, showing.wasRead) = (true, true)
        showing.earlier = [Answer(criterion: "overall", value: 4)]
        var session = SessionTests.session([SessionTests.overall], showing)
        #expect(session.tap(.enter).isEmpty && session.state == .rating)
        #expect(session.message == "nothing is changed: it stands as it was; > (forward) goes on")
        _ = session.tap(.character("f"))
        guard case .save(let flagged)? = session.tap(.enter).first else {
            Issue.record("a flag is a change")
            return
        }
        #expect(flagged.isFlagged && flagged.answers == showing.earlier)
        var twice = SessionTests.session([SessionTests.overall], showing)
        for _ in 1...2 { _ = twice.tap(.character("f")) }
        #expect(twice.tap(.enter).isEmpty && twice.message.hasPrefix("nothing is changed"))
    }

    @Test(arguments: [true, false]) func onlyAPairHasADifference(isPair: Bool) {
        let criterion = isPair ? SessionTests.better : SessionTests.overall
        var session = SessionTests.session([criterion], isPair ? SessionTests.pair : SessionTests.single)
        _ = session.tap(.character("d"))
        #expect(session.showsDifference == isPair)
        #expect(session.message == (isPair ? "" : "only a pair has a difference"))
        _ = session.tap(.character("d"))
        #expect(!session.showsDifference)
    }

    /// A comment that was wanted and is dropped takes the last answer of a new item back, and none of a rated one.
    @Test(arguments: [true, false]) func aDroppedCommentTakesNoAnswerOfARevision(isRevision: Bool) {
        var asking = SessionTests.exact
        asking.asks = Criterion.Asks(note: .required)
        var showing = SessionTests.single
        if isRevision {
            (showing.isRevision, showing.wasRead) = (true, true)
            showing.earlier = [Answer(criterion: "overall", value: 4), Answer(criterion: "exact", value: 2)]
        }
        var session = SessionTests.session([SessionTests.overall, asking], showing)
        for key in "53" { _ = session.tap(.character(key)) }
        if session.state != .writing(.note) { _ = session.tap(.enter) }
        #expect(session.state == .writing(.note))
        for key: Key in [.character("x"), .escape] { _ = session.tap(key) }
        #expect(session.state == .rating && session.draft.note.isEmpty)
        #expect(session.answer(to: "overall")?.value == 5)
        #expect(session.answer(to: "exact")?.value == (isRevision ? 3 : nil))
        #expect(isRevision || session.asked?.name == "exact")
    }
}
