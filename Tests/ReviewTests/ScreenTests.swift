import Review
import SafeText
import Studies
import Testing

/// What stands on the screen, at every size.
struct ScreenTests {
    private static let long = (1...40).map { "Line \($0) of a long text that says something." }.joined(separator: "\n")
    private static let sizes = [(40, 12), (60, 18), (80, 24), (100, 30), (120, 40), (200, 60)]

    private func frame(
        _ session: Session,
        _ screen: inout ReviewScreen,
        _ size: (Int, Int) = (80, 24)
    ) -> [String] {
        screen.frame(session, columns: size.0, rows: size.1).lines.map(\.text)
    }

    private func screen() -> ReviewScreen { ReviewScreen(Briefing(study: "example", reviewer: "you")) }

    private func showing(_ prompt: String, _ texts: [String], isNew: Bool = false) -> Showing {
        var showing = Showing(prompt: prompt, texts: texts)
        (showing.system, showing.reference, showing.isNewPrompt) = ("Be kind.", Self.long, isNew)
        return showing
    }

    @Test func everySizeIsFilledExactlyAndNoRowIsTooWide() {
        let criteria = [SessionTests.overall, SessionTests.exact, SessionTests.send, SessionTests.better]
        for size in Self.sizes {
            for texts in [[Self.long], [Self.long, "short"], ["short"], ["日本語 " + Self.long, Self.long]] {
                for isNew in [false, true] {
                    let session = SessionTests.session(criteria, showing(Self.long, texts, isNew: isNew))
                    var screen = screen()
                    let frame = screen.frame(session, columns: size.0, rows: size.1)
                    #expect(frame.lines.count == size.1)
                    #expect(frame.lines.allSatisfy { DisplayWidth.of($0.text) <= size.0 })
                    #expect(frame.lines[frame.cursor.row].text.hasPrefix("▶"), "\(size)")
                }
            }
        }
    }

    @Test func aPairIsNeverAnsweredWithNeitherResponseRead() {
        var session = Session(criteria: [SessionTests.better])
        _ = session.handle(.item(showing(Self.long, [Self.long, Self.long]), ReviewerProgress(left: 1)))
        var screen = screen()
        _ = frame(session, &screen)
        #expect(screen.endsOnScreen.isEmpty)
        _ = session.handle(.painted(screen.endsOnScreen))
        #expect(session.handle(.key(.character("b"))).isEmpty)
        #expect(frame(session, &screen)[22].contains("b? is held: the ends of A and B were not shown"))
        // Space reads on to the end of both.
        for _ in 0..<40 where !session.unreadTexts.isEmpty {
            _ = screen.move(.character(" "), session)
            _ = frame(session, &screen)
            _ = session.handle(.painted(screen.endsOnScreen))
        }
        #expect(session.unreadTexts.isEmpty)
        guard case .save(let submission)? = session.handle(.key(.enter)).first else {
            Issue.record("nothing was saved")
            return
        }
        #expect(submission.unread.isEmpty && submission.answers.first?.value == -1)
    }

    /// Keys come faster than the screen is painted: what was jumped over is not shown by it.
    @Test func spaceGoesBackToTheFirstLineThatWasNotShown() throws {
        let text = (1...100).map { "Line \($0) of a long text that says something." }.joined(separator: "\n")
        var session = Session(criteria: [SessionTests.overall])
        _ = session.handle(.item(Showing(prompt: "Why?", texts: [text]), ReviewerProgress(left: 1)))
        var screen = screen()
        func numbers() -> [Int] {
            let rows = frame(session, &screen)
            _ = session.handle(.painted(screen.endsOnScreen))
            return rows.filter { $0.hasPrefix("┃ Line ") }.compactMap { Int($0.split(separator: " ")[2]) }
        }
        let first = numbers()
        let last = try #require(first.last)
        for _ in 0..<3 { _ = screen.move(.pageDown, session) }
        let jumped = numbers()
        #expect(first == Array(1...last) && (jumped.first ?? 0) > last + 1, "\(first) \(jumped)")
        #expect(session.handle(.key(.character("4"))).isEmpty && session.unreadTexts == [0])
        _ = screen.move(.character(" "), session)
        #expect(numbers().first == last + 1)
    }

    @Test func theResponseGetsThreeFifthsAndThePromptThreeLines() {
        let session = SessionTests.session([SessionTests.overall], showing(Self.long, [Self.long]))
        var screen = screen()
        let rows = frame(session, &screen)
        #expect(rows.count { $0.hasPrefix("┃") } >= 10)
        #expect(rows[1].hasPrefix("SYSTEM") && rows[2].hasPrefix("PROMPT"))
        #expect(
            rows[4].hasPrefix("        Line 3") && rows.contains { $0.hasPrefix("REFERENCE") && $0.hasSuffix("[o]") }
        )
        #expect(rows.contains { $0.contains("▼") && $0.contains("[Space] on") })
    }

    /// On the smallest screen the head gives way: of a folded item several lines of the response stand.
    @Test func ofFewRowsTheResponsesHaveTheMost() {
        for (criterion, texts) in [(SessionTests.overall, [Self.long]), (SessionTests.better, [Self.long, Self.long])] {
            let session = SessionTests.session([criterion], showing(Self.long, texts))
            var screen = screen()
            let rows = frame(session, &screen, ReviewScreen.smallest)
            let lines = rows.filter { $0.hasPrefix("┃ ") || $0.hasPrefix("║ ") }
            #expect(lines.count >= 2, "\(rows)")
            #expect(rows.contains { $0.hasPrefix("PROMPT") && $0.hasSuffix("[o]") }, "\(rows)")
            #expect(rows.contains { $0.contains("[Space] on") }, "\(rows)")
            // Space reads on without a gap, to the end.
            var seen: Set<Int> = []
            for _ in 0..<120 {
                let shown = frame(session, &screen, ReviewScreen.smallest)
                for row in shown where row.hasPrefix("┃ Line") {
                    if let number = row.split(separator: " ").dropFirst(2).first.flatMap({ Int($0) }) {
                        seen.insert(number)
                    }
                }
                _ = screen.move(.character(" "), session)
            }
            #expect(seen == Set(1...40), "\(seen.sorted())")
        }
    }

    @Test func theStudysGuidelinesAreRenderedOnScreenAndAloud() {
        let guidelines = "# How to rate\n\nBe **fair**.\n\n- One\n\n| a | b |\n|---|---|\n| x | y |\n"
        let briefing = Briefing(study: "s", reviewer: "you", guidelines: guidelines)
        let session = Session(criteria: [SessionTests.overall], beginsAtOnce: false)
        var screen = ReviewScreen(briefing)
        let rows = frame(session, &screen)
        #expect(rows.contains("┃ How to rate") && rows.contains("┃ Be fair."), "\(rows)")
        let spoken = SpokenText(session, briefing).whole().joined(separator: "\n")
        #expect(spoken.contains("How to rate\n\nBe fair.\n"), "\(spoken)")
        #expect(spoken.contains("\na; b\nx; y") && !spoken.contains("#") && !spoken.contains("|"), "\(spoken)")
        // Of a text that is rated every sign stays.
        #expect(TextLayout("# A title", columns: 40).lines.map(\.text) == ["┃ # A title"])
    }

    /// In whatever layout, beside the text that was cut and no other.
    @Test(arguments: [(80, 24), (120, 40), (48, 12)])
    func aTextThatWasCutSaysSo(columns: Int, rows: Int) {
        var one = Showing(prompt: "Why?", texts: ["Because of"])
        one.cut = [0]
        var screen = screen()
        let single = frame(SessionTests.session([SessionTests.overall], one), &screen, (columns, rows))
        #expect(single.contains { $0.hasPrefix("RESPONSE  1 line · cut at the token limit") }, "\(single)")
        var pair = Showing(prompt: "Why?", texts: ["It is so.", "Because of"])
        pair.cut = [1]
        screen = self.screen()
        let two = frame(SessionTests.session([SessionTests.better], pair), &screen, (columns, max(rows, 18)))
        #expect(two.contains { $0.contains("B · RIGHT  1 line · cut at the token limit") }, "\(two)")
        #expect(two.count { $0.contains("cut at the token limit") } == 1)
        let spoken = SpokenText(
            SessionTests.session([SessionTests.better], pair),
            Briefing(study: "s", reviewer: "ana")
        )
        let text = spoken.whole().joined(separator: "\n")
        #expect(text.contains("Response A:\nIt is so.\nResponse B, cut at the token limit:\nBecause of"))
    }

    @Test func whatFitsStandsWhole() {
        let session = SessionTests.session([SessionTests.overall], Showing(prompt: "Why?", texts: ["Because."]))
        var screen = screen()
        let rows = frame(session, &screen)
        #expect(rows[1] == "PROMPT  Why?" && rows.contains("┃ Because."))
        #expect(!rows.contains { $0.contains("▼") || $0.contains("[o]") && $0.contains("+") })
        #expect(screen.endsOnScreen == [Showing.head, 0])
    }

    @Test func aNewPromptIsUnfoldedAndOFoldsIt() {
        var session = SessionTests.session([SessionTests.overall], showing(Self.long, [Self.long], isNew: true))
        var screen = screen()
        #expect(!frame(session, &screen).contains { $0.hasPrefix("┃ Line") })
        _ = session.handle(.key(.character("o")))
        #expect(frame(session, &screen).contains { $0.hasPrefix("┃ Line") })
    }

    @Test func everyKeyThatAnswersIsOnTheScreen() {
        let cases: [(Criterion, Showing, [String])] = [
            (SessionTests.overall, SessionTests.single, ["[1]", "[2]", "[3]", "[4]", "[5]"]),
            (SessionTests.send, SessionTests.single, ["[y] yes", "[n] no"]),
            (SessionTests.better, SessionTests.pair, ["[a] A, left", "[b] B, right", "[t] tie", "[x] both bad"]),
        ]
        for (criterion, showing, keys) in cases {
            for size in Self.sizes {
                var screen = screen()
                let text = frame(SessionTests.session([criterion], showing), &screen, size).joined(separator: "\n")
                for key in keys + ["[?]", "[q]"] { #expect(text.contains(key), "\(key) at \(size)") }
            }
        }
    }

    @Test func whatWasSavedIsSaidUntilTheNextSave() {
        var session = SessionTests.session([SessionTests.overall, SessionTests.send], SessionTests.single)
        for key in "3y" { _ = session.handle(.key(.character(key)), at: 10) }
        _ = session.handle(.saved)
        session.show(Showing(prompt: "p", texts: ["two"]), at: 20)
        var screen = screen()
        #expect(frame(session, &screen)[22].hasPrefix("✓ saved, last item: overall 3, send yes"))
        _ = session.handle(.key(.character("f")), at: 30)
        _ = session.handle(.key(.character("4")), at: 3000)
        #expect(frame(session, &screen)[22].hasPrefix("✓ saved, last item: overall 3"))
    }

    @Test func progressNeverFallsAndACutIsSaid() {
        var session = Session(criteria: [SessionTests.overall])
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(done: 5, left: 5)))
        #expect(session.share == 0.5)
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(done: 5, left: 20)))
        #expect(session.share == 0.5)
        _ = session.handle(.painted([0]))
        _ = session.handle(.key(.character("4")), at: 1000)
        _ = session.handle(.saved)
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(done: 6, left: 10)))
        #expect(session.message == "9 of what was left for you went to others")
    }

    @Test func searchGoesFromMatchToMatchAndEscapeEndsIt() {
        var session = SessionTests.session([SessionTests.overall], Showing(prompt: "p", texts: [Self.long]))
        var screen = screen()
        _ = frame(session, &screen)
        for key in "/Line 30" { _ = session.handle(.key(.character(key))) }
        _ = session.handle(.key(.enter))
        #expect(frame(session, &screen).contains { $0.contains("Line 30 of") })
        _ = session.handle(.key(.escape))
        #expect(session.state == .rating && session.draft.answers.isEmpty)
    }

    @Test func spokenTextHasNeitherFramesNorColumns() {
        let session = SessionTests.session([SessionTests.better], showing("Why?", ["One.\nTwo.", "Three."]))
        let text = SpokenText(session, Briefing(study: "s", reviewer: "ana")).whole().joined(separator: "\n")
        #expect(text.contains("Response A:\nOne.\nTwo.\nResponse B:\nThree."))
        for frame in ["│", "┃", "─", "[", "  "] { #expect(!text.contains(frame), "\(frame)") }
        #expect(text.hasSuffix("a A, left; b B, right; t tie; x both bad."))
    }
}
