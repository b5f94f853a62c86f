import Review
import SafeText
import Studies
import Testing

/// The session as it is heard.
struct SpokenTests {
    private func spoken(_ session: Session, _ briefing: Briefing = Briefing(study: "s", reviewer: "ana")) -> SpokenText
    {
        SpokenText(session, briefing)
    }

    private static let marked = """
        # A title

        It is **six** minutes.

        ```python
        \tx = 1
        ```

        > Said so.

        | a | b |
        |---|---|
        | x | y |
        """

    /// Signs of markup are read out by name, and a screen shows none.
    @Test func aTextIsReadAsAScreenShowsIt() {
        var session = SessionTests.session([SessionTests.overall], Showing(prompt: "p", texts: [Self.marked]))
        let said = spoken(session).whole().joined(separator: "\n")
        for words in [
            "Heading 1: A title\n", "\nIt is six minutes.\n", "\nCode, python:\n    x = 1\nEnd of the code.\n",
            "\nQuote:\nSaid so.\nEnd of the quote.\n", "\nTable:\na; b\nx; y\nEnd of the table.\nEnd of the text.",
        ] { #expect(said.contains(words), "\(words) in \(said)") }
        #expect(!said.contains("*") && !said.contains("`") && !said.contains("|"))
        _ = session.handle(.key(.character("v")))
        let raw = spoken(session).again.joined(separator: "\n")
        #expect(raw.contains("# A title\n") && raw.contains("**six**") && raw.contains("```python"), "\(raw)")
        _ = session.handle(.key(.character("v")))
        #expect(spoken(session).again.joined(separator: "\n").contains("23 20 41 20 74 69 74 6c 65"))
    }

    @Test func aStudyMayShowTextsAsTheyWereWritten() {
        var sitting = Sitting()
        sitting.view = .raw
        let showing = Showing(prompt: "p", texts: [Self.marked])
        let session = SessionTests.session([SessionTests.overall], showing, sitting: sitting)
        #expect(spoken(session).again.joined(separator: "\n").contains("**six**"))
    }

    @Test func whatCouldControlAListenerIsNamed() {
        let showing = Showing(prompt: "p", texts: ["\u{1B}[31mred\u{1B}[0m"])
        let said = spoken(SessionTests.session([SessionTests.overall], showing)).whole()
        #expect(
            said.contains { $0.hasPrefix("Note: 2 escape sequences") } && !said.joined().contains("\u{1B}"),
            "\(said)"
        )
    }

    /// "2 > 1=3" is read as "two greater one equals three", or not at all.
    @Test(arguments: [
        ("2=13=", "2 and 1 tied best, then 3"), ("21=3", "2 best, then 1 and 3 tied"),
        ("213", "2 best, then 1, then 3"), ("1=2=3", "1, 2 and 3 tied"),
    ]) func anOrderIsReadInWords(keys: String, words: String) {
        var showing = Showing(prompt: "p", texts: ["one", "two", "three"])
        (showing.isSet, showing.isFirst) = (true, true)
        var session = SessionTests.session([RankingTests.best, RankingTests.strict], showing)
        for key in keys { _ = session.tap(.character(key)) }
        _ = session.tap(.enter)
        #expect(spoken(session).asked.first == "best: \(words).")
        for key in "32" { _ = session.tap(.character(key)) }
        let before = session
        _ = session.tap(.enter)
        _ = session.handle(.saved)
        session.show(Showing(prompt: "p", texts: ["one"]))
        let said = spoken(session).whole(since: before).first ?? ""
        #expect(said == "saved, last item: best \(words), strict 3 best, then 2, then 1.")
    }

    /// "Nothing was stored. Saved: overall 4" sounded as if it had been.
    @Test func whatWasSavedIsHeardOnce() throws {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        let first = session
        _ = session.handle(.key(.character("4")), at: 1)
        _ = session.handle(.saved)
        session.show(Showing(prompt: "p", texts: ["two"]), at: 20)
        #expect(spoken(session).whole(since: first).first == "saved, last item: overall 4.")
        let before = session
        _ = session.handle(.key(.character("f")), at: 1000)
        #expect(spoken(session).asked(since: before).first == "flagged.")
        #expect(!spoken(session).asked.contains { $0.hasPrefix("saved") })
        // The same once more on the last page.
        _ = session.handle(.key(.character("4")), at: 2000)
        _ = session.handle(.saved)
        _ = session.handle(.nothingLeft(ReviewerProgress(done: 2)))
        #expect(spoken(session).asked(since: before).contains { $0.hasPrefix("saved, last item: overall 4") })
    }

    @Test func whoNeverReadTheGuidelinesHearsThemFirst() {
        let session = SessionTests.session([SessionTests.overall], SessionTests.single)
        var briefing = Briefing(study: "s", reviewer: "ana", guidelines: "# How\n\nBe **fair**.")
        let new = spoken(session, briefing).welcome
        #expect(new.contains("Guidelines:") && new.contains("How\n\nBe fair."), "\(new)")
        briefing.formerGuidelines = briefing.guidelines
        #expect(spoken(session, briefing).welcome.isEmpty)
        briefing.formerGuidelines = "Be kind."
        #expect(spoken(session, briefing).welcome.first?.contains("changed") == true)
    }

    /// Whichever system wrote the file.
    @Test(arguments: ["\n", "\r\n", "\r"]) func onlyTheLinesThatChangedAreTold(end: String) {
        func text(_ word: String) -> String { ["# How", "", "Be \(word).", "Read all.", ""].joined(separator: end) }
        var briefing = Briefing(study: "s", reviewer: "ana", guidelines: text("kind"))
        #expect(briefing.changes.isEmpty)
        briefing.formerGuidelines = text("fair")
        #expect(briefing.changes == ["− Be fair.", "+ Be kind."])
    }

    @Test func noKeyIsNamedThatALineDoesNotHave() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        for key in "s9" { _ = session.handle(.key(.character(key)), at: 1) }
        let asked = spoken(session).asked
        #expect(asked.first == "1 to 4, or an empty line: not skipped yet.", "\(asked)")
        #expect(asked.last?.hasSuffix("4 other. An empty line: not skipped.") == true, "\(asked)")
        var helped = SessionTests.session([SessionTests.overall], SessionTests.single)
        _ = helped.handle(.key(.character("?")), at: 1)
        let help = spoken(helped).whole().joined(separator: "\n")
        #expect(help.contains("search: ") && !help.contains(/\b(Enter|Esc|Tab|Space|Backspace)\b/), "\(help)")
    }

    @Test func countsAreReadWithoutSigns() {
        var session = Session(criteria: [SessionTests.overall])
        let progress = ReviewerProgress(done: 4, skipped: 1, left: 5, secondsPerItem: 60)
        _ = session.handle(.item(SessionTests.single, progress))
        #expect(spoken(session).whole().contains("Item. 4 of 10, 1 skipped, about 5 min."))
    }

    @Test func theItemOnceMoreAsksNothing() {
        let session = SessionTests.session([SessionTests.overall], SessionTests.single)
        #expect(spoken(session).again.last == "End of the text.")
        let briefing = Briefing(study: "s", reviewer: "ana", guidelines: "Be fair.")
        #expect(spoken(Session(criteria: [SessionTests.overall], beginsAtOnce: false), briefing).again == ["Be fair."])
    }
}
