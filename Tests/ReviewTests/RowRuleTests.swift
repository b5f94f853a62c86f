import SafeText
import Studies
import Testing

@testable import Review

/// How rows are filled, cut and parted, and what each state of a session writes into them.
struct RowRuleTests {
    private static let briefing = Briefing(study: "s", reviewer: "ana")

    private func press(_ session: inout Session, _ keys: String) {
        for key in keys { _ = session.tap(key == "⏎" ? .enter : .character(key)) }
    }

    private func screen(_ session: Session) -> String {
        var screen = ReviewScreen(Self.briefing)
        return screen.frame(session, columns: 100, rows: 40).lines.map(\.text).joined(separator: "\n")
    }

    private func page(_ session: Session) -> String {
        PageText(session: session, briefing: Self.briefing, columns: 140).lines.map(\.text).joined(separator: "\n")
    }

    @Test func whatHasNoRoomGivesWayAtTheRight() {
        func spread(_ columns: Int) -> String { Row.spread([StyledRun("ab")], [StyledRun("cd")], columns).text }
        #expect([10, 6, 5].map(spread) == ["ab      cd", "ab  cd", "ab"])
        #expect(Row.spread([StyledRun("ab")], [], 10).text == "ab")
        func clipped(_ text: String, _ columns: Int) -> String { Row.clipped([StyledRun(text)], columns).text }
        #expect([6, 5].map { clipped("abcdef", $0) } == ["abcdef", "abcd…"])
        #expect([6, 5, 4].map { clipped("日本語", $0) } == ["日本語", "日本…", "日…"])
        func few(_ most: Int) -> [String] { Row.few([StyledRun("one two three four")], 9, most: most).map(\.text) }
        #expect(
            few(1) == ["one two …"] && few(2) == ["one two", "three fo…"] && few(3) == ["one two", "three", "four"]
        )
    }

    @Test func whatStandsInBracketsIsAKey() {
        #expect(Row.keyed("a [b] c") == [StyledRun("a "), StyledRun("[b]", .key), StyledRun(" c")])
        #expect(Row.keyed("[]]") == [StyledRun("[]]", .key)] && Row.keyed("no") == [StyledRun("no")])
    }

    /// Labels are cut step by step, the keys never.
    @Test func labelsGiveWayToKeys() {
        func choices(_ labels: [String], _ columns: Int, most: Int, end: String = "") -> [String] {
            let keys = labels.enumerated().map { (mark: "\($0 + 1)", label: $1) }
            return Row.choices(keys, columns, most: most, end: end).map(\.text)
        }
        let long = ["wrong in almost everything", "fine"]
        #expect(choices(long, 43, most: 1) == ["  [1] wrong in almost everything   [2] fine"])
        #expect(choices(long, 42, most: 1) == ["  [1] wrong in almost…   [2] fine"])
        #expect(choices(long, 20, most: 1) == ["  [1]   [2]"])
        #expect(choices(["1", ""], 40, most: 3) == ["  [1]   [2]"])
        #expect(choices(["a", "b"], 15, most: 5) == ["  [1] a   [2] b"])
        #expect(choices(["a", "b"], 14, most: 5) == ["  [1] a", "  [2] b"])
        #expect(choices(["a"], 40, most: 1, end: "[Esc] out") == ["  [1] a   [Esc] out"])
    }

    private static func pane(_ lines: Int, _ rows: Int, _ title: String? = nil) -> Pane {
        var pane = Pane(title: title.map { StyledLine([StyledRun($0)]) })
        pane.lines = (1...lines).map { StyledLine([StyledRun("line \($0)")]) }
        pane.rows = rows
        return pane
    }

    /// Of few rows all are text: what is hidden is said beside the title.
    @Test(arguments: [
        (10, 5, nil, 4), (5, 5, nil, 5), (10, 1, nil, 1), (10, 3, nil, 2), (10, 3, "T", 3), (10, 4, "T", 3),
        (3, 4, "T", 3),
    ])
    func aRowIsKeptForWhatIsHidden(lines: Int, rows: Int, title: String?, count: Int) {
        let pane = Self.pane(lines, rows, title)
        #expect(pane.visible == 0..<count && pane.isWhole == (lines <= rows))
    }

    @Test func theTitleSaysWhichLinesStandBelowIt() {
        var pane = Self.pane(10, 4, "T")
        #expect(pane.drawn(30, hint: "")[0].text == "T                    lines 1–3")
        pane.move(3)
        #expect(pane.drawn(30, hint: "")[0].text == "T                    lines 4–6")
        pane.move(100)
        #expect(pane.top == 6)
        pane.move(-100)
        #expect(pane.top == 0)
        #expect(Self.pane(3, 4, "T").drawn(30, hint: "")[0].text == "T")
        var tight = Self.pane(10, 3, "T")
        #expect(tight.drawn(24, hint: "[Space] on   [r] to B").map(\.text).first == "T  [Space] on   [r] to B")
        #expect(tight.drawn(23, hint: "[Space] on   [r] to B").map(\.text).first == "T            [Space] on")
        #expect(tight.drawn(23, hint: "").count == 4)
        tight.move(100)
        #expect(tight.drawn(30, hint: "[Space] on")[0].text.hasSuffix("lines 8–10"))
    }

    @Test func whereTheLastShownLineStandsIsSaidWhereItHasRoom() {
        var pane = Self.pane(10, 5)
        pane.names = [(0..<4, "A"), (4..<10, "B")]
        #expect(pane.drawn(80, hint: "").last?.text == "┃ ▼ 6 more lines · in A")
        #expect(pane.drawn(20, hint: "").last?.text == "┃ ▼ 6 more lines")
        pane.move(1)
        #expect(pane.drawn(80, hint: "").last?.text == "┃ ▼ 5 more lines · in B")
    }

    private func firstRow(
        _ keys: String = "",
        columns: Int = 120,
        unsaved: Int = 0,
        _ change: (inout Showing) -> Void = { _ in }
    )
        -> String
    {
        var (showing, progress) = (SessionTests.single, ReviewerProgress(done: 5, left: 5))
        change(&showing)
        progress.unsaved = unsaved
        var session = Session(criteria: [SessionTests.overall])
        _ = session.handle(.item(showing, progress))
        _ = session.handle(.painted([0]))
        press(&session, keys)
        return StatusLine(session: session, briefing: Self.briefing, columns: columns).line.text
    }

    @Test func whatIsNotSavedElsewhereIsCountedInTheFirstRow() {
        #expect(firstRow(unsaved: 1).hasPrefix("Study s · ana · 1 change not saved  "))
        #expect(firstRow(unsaved: 2).hasPrefix("Study s · ana · 2 changes not saved  "))
        var draft = Draft()
        draft.answers = [Answer(criterion: "overall", value: 2)]
        for (unsaved, words) in [(1, ""), (2, " · 1 change not saved")] {
            let row = firstRow(unsaved: unsaved) { showing in
                (showing.isRevision, showing.draft) = (true, draft.text)
                showing.earlier = [Answer(criterion: "overall", value: 4)]
            }
            #expect(row.hasPrefix("Study s · ana · changing a rated item · NOT saved yet\(words)  "), "\(row)")
        }
        #expect(firstRow("v").hasPrefix("Study s · ana · view: raw  "))
        #expect(firstRow("cx⏎").hasPrefix("Study s · ana · commented  "))
        #expect(firstRow(columns: 59) { $0.isPractice = true }.hasSuffix("  practice, not stored: Esc ends"))
    }

    @Test func theLastPageCountsWhatIsOfThisSessionAndWhatOthersHave() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        var progress = ReviewerProgress(done: 3, skipped: 1, left: 2, leftForAnyone: 2)
        var none = Session(criteria: [SessionTests.overall])
        _ = none.handle(.nothingLeft(progress))
        #expect(page(none).contains("3 rated, 1 skipped. 2 are left for you: start again. Everything is saved."))
        press(&session, "4")
        _ = session.handle(.saved)
        progress.leftForAnyone = 5
        _ = session.handle(.nothingLeft(progress))
        let words =
            "3 rated, 1 skipped. 1 of them in this session. 2 are left for you: start again. 5 are left for others."
        #expect(page(session).replacing("\n", with: " ").contains(words), "\(page(session))")
        let unplanned = "Nothing is planned for you: the study's lead runs 'slam plan'."
        #expect(PageText.left(ReviewerProgress(), of: "ana") == unplanned)
    }

    @Test func theListIsAligned() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        press(&session, "l")
        var empty = session
        _ = empty.handle(.listed([]))
        #expect(page(empty).hasSuffix("None yet."))
        _ = session.handle(.listed([1, 10].map { ListedItem(number: $0, words: "words", marks: []) }))
        #expect(page(session).hasSuffix("\n1   words\n10  words"))
    }

    @Test func aLessonSaysWhetherTheSameWasGivenAndExplainsOnce() {
        var training = SessionTests.single
        training.isTraining = true
        var session = SessionTests.session([SessionTests.overall, SessionTests.exact], training)
        press(&session, "42")
        _ = session.handle(.saved)
        let expected = ["overall", "exact"].map { Expectation(criterion: $0, value: 4, explanation: "It is short.") }
        _ = session.handle(.expected(expected))
        let text = page(session)
        #expect(text.contains("overall: 4; you gave that too\nexact: 4; you gave 2\n"), "\(text)")
        #expect(text.components(of: "It is short.") == 1)
    }

    @Test func thePageOfKeysSaysWhatItWaitsFor() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        press(&session, "K")
        #expect(page(session).contains("Press any key to see what the terminal sends."))
        _ = session.tap(.other("Ctrl-A"))
        #expect(page(session).contains("The terminal sent: Ctrl-A") && !page(session).contains("▶"))
        _ = session.tap(.tab)
        #expect(page(session).contains("Press the new key for 'undo', or Esc.") && page(session).contains("▶ undo"))
        #expect(page(session).components(of: "▶") == 1)
    }

    @Test func helpSaysHowEachQuestionIsAnswered() {
        var set = Showing(prompt: "p", texts: ["one", "two", "three"])
        set.isSet = true
        for (criterion, hasTies) in [(RankingTests.best, true), (RankingTests.strict, false)] {
            var session = SessionTests.session([criterion], set)
            press(&session, "?")
            #expect(page(session).contains("the numbers of the responses, the best first, then [Enter]"))
            #expect(page(session).contains("[t] between two puts them on one rank") == hasTies)
        }
        var other = SessionTests.session([SessionTests.overall], SessionTests.single)
        press(&other, "g")
        #expect(page(other).hasPrefix("This study has no guidelines.") && page(other).contains("── overall "))
    }

    @Test func anOrderThatIsBegunSaysWhatComesNext() {
        var set = Showing(prompt: "p", texts: ["one", "two", "three"])
        set.isSet = true
        var sure = RankingTests.best
        sure.asks = Criterion.Asks(confidence: true)
        var session = SessionTests.session([RankingTests.best], set)
        #expect(screen(session).contains("  the best first: [1] [2] [3]\n"))
        press(&session, "2")
        #expect(screen(session).contains("  2   next: [1] [3]   [t] ties with the last\n"))
        press(&session, "=")
        #expect(screen(session).contains("  2 =   next: [1] [3]"))
        press(&session, "31")
        #expect(screen(session).contains("  2=3 > 1   [Enter] saves this order"))
        for criteria in [[sure], [RankingTests.best, RankingTests.strict]] {
            var session = SessionTests.session(criteria, set)
            press(&session, "231")
            #expect(screen(session).contains("  2 > 3 > 1   [Enter] takes this order"))
        }
        var strict = SessionTests.session([RankingTests.strict], set)
        press(&strict, "2")
        #expect(screen(strict).contains("  2   next: [1] [3]\n"))
    }

    @Test func aNumberHasItsStepAndAnAnswerStandsBesideItsKeys() {
        var session = SessionTests.session([RandomKeysTests.long, SessionTests.exact], SessionTests.single)
        #expect(screen(session).contains("  a number from 0 to 10 in steps of 0.5, [Enter] ends it\n"))
        press(&session, "4⏎")
        _ = session.tap(.left)
        #expect(screen(session).contains("[Enter] ends it   now: 4\n"))
        var held = Session(criteria: [SessionTests.send])
        _ = held.handle(.item(SessionTests.single, ReviewerProgress(left: 2)))
        _ = held.handle(.painted([]))
        press(&held, "n")
        #expect(screen(held).contains("[y] yes   [n] no (held)"))
    }

    @Test func whereNothingIsChangedNoKeyIsSaidToSave() {
        var showing = SessionTests.single
        (showing.isRevision, showing.wasRead) = (true, true)
        showing.earlier = [Answer(criterion: "overall", value: 4)]
        var session = SessionTests.session([SessionTests.overall], showing)
        _ = session.tap(.right)
        #expect(screen(session).contains("▶ nothing is changed   [←] changes an answer   [>] goes on"))
        press(&session, "f")
        #expect(screen(session).contains("▶ all is answered   [Enter] saves   [←] changes an answer"))
    }
}

extension String {
    /// How often `part` stands in it.
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
