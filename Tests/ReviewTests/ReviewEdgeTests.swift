import SafeText
import Studies
import Testing

@testable import Review

/// What lists, pages, pictures and readings of a text do at their edges.
struct ReviewEdgeTests {
    private func text(_ session: Session) -> String {
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        return screen.frame(session, columns: 100, rows: 30).lines.map(\.text).joined(separator: "\n")
    }

    @Test func aPracticeItemThatIsSkippedIsStoredNowhere() {
        var session = Session(criteria: [SessionTests.overall], beginsAtOnce: false)
        _ = session.handle(.key(.enter))
        _ = session.handle(.painted([0]))
        _ = session.tap(.character("s"), at: 1000)
        #expect(session.state == .skipping)
        #expect(session.tap(.character("1"), at: 2000).isEmpty)
        #expect(session.message == "practice: nothing was stored")
        #expect(session.showing?.prompt.hasPrefix("Practice 2 of 3") == true && session.doneCount == 0)
    }

    /// How sure, of another answer than the one that stands: Esc gives that one back, with how sure it was.
    @Test func whoTakesANewAnswerBackHasTheOldOne() {
        var asking = SessionTests.overall
        asking.asks = Criterion.Asks(confidence: true)
        var showing = SessionTests.single
        (showing.isRevision, showing.wasRead) = (true, true)
        showing.earlier = [Answer(criterion: "overall", value: 4, confidence: 2)]
        var session = SessionTests.session([asking], showing)
        _ = session.tap(.character("5"), at: 1000)
        #expect(session.state == .confiding(criterion: "overall") && session.answer(to: "overall")?.value == 5)
        _ = session.tap(.escape, at: 2000)
        #expect(session.state == .rating)
        #expect(session.answer(to: "overall") == Answer(criterion: "overall", value: 4, confidence: 2))
    }

    @Test func aNumberOfNoReasonAnswersNothing() {
        var asking = SessionTests.overall
        asking.asks = Criterion.Asks(reasons: ["too long", "wrong"])
        var session = SessionTests.session([asking], SessionTests.single)
        _ = session.tap(.character("4"), at: 1000)
        #expect(session.state == .reasoning(criterion: "overall"))
        for key in "390" {
            #expect(session.tap(.character(key), at: 2000).isEmpty)
            #expect(session.state == .reasoning(criterion: "overall"))
            #expect(session.message == "'\(key)' answers nothing here: 1 to 2, or Esc to answer again")
        }
    }

    @Test func aListGoesToItsItemsAloneAndForgetsNoAnswer() {
        var session = SessionTests.session([SessionTests.overall, SessionTests.send], SessionTests.single)
        _ = session.tap(.character("4"), at: 1000)
        _ = session.tap(.character("l"), at: 2000)
        _ = session.handle(.listed([1, 3].map { ListedItem(number: $0, words: "x", marks: []) }))
        _ = session.tap(.character("2"), at: 3000)
        #expect(session.tap(.enter, at: 4000).isEmpty && session.message == "no item 2 in the list")
        _ = session.tap(.character("3"), at: 5000)
        #expect(session.tap(.enter, at: 6000) == [.keep(session.draft), .jump(3)])
        #expect(session.draft.answers == [Answer(criterion: "overall", value: 4)])
    }

    @Test func whatGuidelinesLostAndWonIsTold() {
        let briefing = Briefing(study: "s", reviewer: "ana", guidelines: "a\nnew\nc", formerGuidelines: "a\nold\nc")
        #expect(briefing.changes == ["− old", "+ new"])
        let same = Briefing(study: "s", reviewer: "ana", guidelines: "a", formerGuidelines: "a")
        #expect(same.changes.isEmpty && Briefing(study: "s", reviewer: "ana", guidelines: "a").changes.isEmpty)
    }

    @Test func whatIsNotSavedIsToldApartFromWhatIsNotThere() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        _ = session.tap(.character("4"), at: 1000)
        _ = session.handle(.failed("the disk is full"))
        #expect(text(session).contains("NOT saved: the disk is full"))
        #expect(!text(session).contains("could not be fetched"))
        var other = SessionTests.session([SessionTests.overall], SessionTests.single)
        _ = other.tap(.character("4"), at: 1000)
        _ = other.handle(.saved)
        _ = other.handle(.failed("the disk is gone"))
        #expect(text(other).contains("The next item could not be fetched: the disk is gone"))
        #expect(!text(other).contains("NOT saved"))
    }

    /// What differs alone is no text that was read to its end.
    @Test func anExcerptOfAPairIsNotThePairRead() {
        let pair = Showing(prompt: "p", texts: ["one same", "two same"])
        var session = SessionTests.session([SessionTests.better], pair)
        func ends(_ listsChanges: Bool) -> [Int] {
            var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"), listsChanges: listsChanges)
            _ = screen.frame(session, columns: 120, rows: 40)
            return screen.endsOnScreen
        }
        #expect(ends(true) == [Showing.head, 0, 1])
        _ = session.tap(.character("d"), at: 1000)
        #expect(session.showsDifference && ends(false) == [Showing.head, 0, 1] && ends(true) == [Showing.head])
    }

    @Test func aSearchBeginsAgainBehindItsLastMatch() {
        let lines = (1...40).map { $0 == 5 || $0 == 25 ? "A needle here." : "Line \($0)." }.joined(separator: "\n")
        var session = SessionTests.session([SessionTests.overall], Showing(prompt: "p", texts: [lines]))
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        _ = screen.frame(session, columns: 80, rows: 24)
        for key in "/needle" { _ = session.tap(.character(key)) }
        let tops = (0..<3).map { _ in
            _ = session.tap(.enter)
            _ = screen.frame(session, columns: 80, rows: 24)
            return screen.top
        }
        #expect(tops[0] == tops[2] && tops[1] > tops[0], "\(tops)")
    }

    @Test func aSearchAloudCountsLinesFromOne() {
        var showing = Showing(prompt: "A needle?", texts: ["one\nThe Needle.\nthree", "none"])
        showing.reference = "x\ny\nneedle"
        let spoken = SpokenText(
            SessionTests.session([SessionTests.better], showing),
            Briefing(study: "s", reviewer: "ana")
        )
        #expect(
            spoken.places(of: "needle") == [
                "Prompt, line 1: A needle?", "Reference, line 3: needle", "Response A, line 2: The Needle.",
            ]
        )
        #expect(spoken.places(of: "hay") == ["'hay' is not in the texts."])
    }

    @Test func whoSettlesTheOwnItemHearsSo() {
        func said(isOwn: Bool) -> [String] {
            var showing = SessionTests.single
            showing.adjudication = Adjudication(scores: [], showsFirst: true, isOwn: isOwn)
            let session = SessionTests.session([SessionTests.overall], showing)
            return SpokenText(session, Briefing(study: "s", reviewer: "ana")).whole()
        }
        let words = "You rated this item yourself: your decision is marked so."
        #expect(said(isOwn: true).contains(words) && !said(isOwn: false).contains(words))
    }

    @Test(arguments: [
        ("## Two\n### Three", ["## Two", "### Three"]),
        ("a | b\n--- | --- | ---\nx", ["a | b", "--- | --- | ---", "x"]),
        ("| a \\| b | c |\n|---|---|\n| 1 | 2 |", ["a | b │ c", "──────┼──", "1     │ 2"]),
        ("``x\ny", ["``x", "y"]),
    ])
    func markdownIsRendered(source: String, lines: [String]) { #expect(LayoutTests.rendered(source) == lines) }

    @Test func cellsBeyondTheHeaderStandInTheRecordsToo() {
        let table =
            (1...8).map { "column\($0)" }.joined(separator: "|") + "\n" + String(repeating: "-|", count: 8) + "\n"
            + (1...9).map(String.init).joined(separator: "|")
        let records = LayoutTests.rendered(table, columns: 30)
        #expect(records.count == 9 && records[7] == "column8: 8" && records[8] == ": 9", "\(records)")
    }

    @Test func aCommaIsThePointOfANumberToo() {
        let map = KeyMap()
        #expect(map.answer(of: .character(",")) == .point && map.answer(of: .character(".")) == .point)
        #expect(map.answer(of: .character("=")) == .tie && map.answer(of: .character("t")) == .tie)
    }

    @Test func whatIsInABundleIsNotLeftHere() {
        var progress = ReviewerProgress(done: 3, left: 3)
        progress.inBundle = 1
        let some = PageText.left(progress, of: "ana")
        #expect(some.hasPrefix("1 item is in a bundle: 'slam review ana.slam' rates there"))
        #expect(some.hasSuffix("2 are left for you: start again."))
        progress.inBundle = 3
        #expect(PageText.left(progress, of: "ana").hasSuffix("Nothing else is left for you."))
        #expect(PageText.ending(progress) == "Nothing is left to rate here")
    }
}
