import Review
import SafeText
import Studies
import Testing

/// What the screen offers works, and what it says has room.
struct OfferedTests {
    private func rows(
        _ session: Session,
        _ size: (Int, Int) = (80, 24),
        listsChanges: Bool = false
    ) -> [String] {
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"), listsChanges: listsChanges)
        return screen.frame(session, columns: size.0, rows: size.1).lines.map(\.text)
    }

    private static func pair(_ left: String, _ right: String) -> Session {
        SessionTests.session([SessionTests.better], Showing(prompt: "p", texts: [left, right]))
    }

    private static let likely = Criterion(
        name: "likely",
        question: "How likely is it that this answer alone solves the problem?",
        level: .ordinal,
        form: .scale(
            Scale(
                min: 0,
                max: 10,
                step: 1,
                anchors: [.init(point: 0, label: "never"), .init(point: 10, label: "certainly")]
            )
        )
    )

    /// Keys that do nothing now stood in the last row.
    @Test func whileSomethingElseIsAskedOnlyKeysThatWorkAreOffered() {
        var asking = SessionTests.overall
        asking.asks = Criterion.Asks(confidence: true, reasons: ["too long"])
        for keys in ["s", "4", "45"] {
            var session = SessionTests.session([asking], SessionTests.single)
            for key in keys { _ = session.handle(.key(.character(key)), at: 1) }
            #expect(session.state != .rating)
            #expect(rows(session).last == "[q]uit", "\(keys)")
        }
    }

    @Test func aPageSaysThatSpaceReadsOnAndOtherKeysCloseIt() {
        for (size, words) in [((80, 24), "[Space] on   any other key closes this page"), ((40, 12), "key closes")] {
            for key in "?g" {
                var session = SessionTests.session([SessionTests.overall], SessionTests.single)
                _ = session.handle(.key(.character(key)))
                #expect(rows(session, size).last?.hasSuffix(words) == true)
            }
        }
    }

    /// A new reviewer does not look for Enter again.
    @Test func thatOnlyTheFirstItemWaitsForEnterIsSaidThere() {
        var first = SessionTests.single
        first.isFirst = true
        for (advance, isOnce) in [(Sitting.Advance.auto, true), (.enter, false)] {
            var sitting = Sitting()
            sitting.advance = advance
            var session = Session(criteria: [SessionTests.overall], sitting: sitting)
            session.show(first)
            _ = session.handle(.key(.character("4")), at: 1)
            #expect(session.message.contains("the next ones are saved by their last answer") == isOnce)
            #expect(rows(session).contains { $0.contains("[Enter] saves") })
        }
    }

    /// A row was blank below a question that was cut.
    @Test func aQuestionIsNotCutWhereARowIsFree() {
        let session = SessionTests.session([Self.likely, SessionTests.send], SessionTests.single)
        let text = rows(session, ReviewScreen.smallest).joined(separator: " ")
        for words in ["solves the problem?", "a number from 0 to 10", "0 never · 10 certainly"] {
            #expect(text.contains(words), "\(words) in \(text)")
        }
    }

    /// A number that is refused stays in its field, and the key that mends it stood on the help page only.
    @Test func howAWrongNumberIsCorrectedStandsBesideIt() {
        for size in [(80, 24), (40, 12)] {
            var session = SessionTests.session([Self.likely], SessionTests.single)
            #expect(!rows(session, size).joined().contains("[Backspace]"))
            for key: Key in [.character("2"), .character("5"), .enter] { _ = session.handle(.key(key), at: 1) }
            #expect(session.draft.typed == "25")
            let text = rows(session, size).joined(separator: " ")
            #expect(text.contains("typed: 25   [Backspace] corrects"), "\(text)")
        }
    }

    /// "Any key goes on", and Space, which is pressed first, was taken for the page.
    @Test(arguments: [Key.character(" "), .down, .pageDown, .end, .enter, .character("4")])
    func whereAnyKeyGoesOnEachDoes(key: Key) {
        var training = SessionTests.single
        training.isTraining = true
        var session = SessionTests.session([SessionTests.overall], training)
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        _ = session.handle(.key(.character("p")))
        _ = screen.frame(session, columns: 80, rows: 24)
        var isMoved = screen.move(key, session)
        _ = session.handle(.key(key))
        #expect(!isMoved && session.state == .rating && session.draft.answers.isEmpty)
        _ = session.tap(.character("4"), at: 1000)
        _ = session.handle(.saved)
        _ = session.handle(.expected([Expectation(criterion: "overall", value: 2, explanation: "It is short.")]))
        _ = screen.frame(session, columns: 80, rows: 24)
        isMoved = screen.move(key, session)
        #expect(!isMoved && session.tap(key) == [.next])
    }

    /// It went out of sight behind the keys that have room.
    @Test func whatGetsAnotherKeyIsOnTheScreen() {
        for size in [(40, 12), (80, 24)] {
            var session = SessionTests.session([SessionTests.overall], SessionTests.single)
            var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
            _ = session.handle(.key(.character("K")))
            #expect(screen.frame(session, columns: size.0, rows: size.1).cursor == (1, 0))
            for _ in 0..<KeyMap.meanings.count {
                _ = session.handle(.key(.tab))
                let shown = screen.frame(session, columns: size.0, rows: size.1).lines.map(\.text)
                #expect(shown.contains { $0.hasPrefix("▶ ") }, "\(shown)")
            }
        }
    }

    @Test func theLastPageBearsNoMarkOfTheLastItem() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        for key in "fv4" { _ = session.handle(.key(.character(key)), at: 1) }
        #expect(rows(session).first?.contains("flagged") == true)
        _ = session.handle(.saved)
        _ = session.handle(.nothingLeft(ReviewerProgress(done: 5)))
        #expect(rows(session).first?.hasPrefix("Study s · ana  ") == true, "\(rows(session)[0])")
    }

    /// Of 36 items 4 were rated, and the bar was full, as a limit had ended the session.
    @Test func theLastPageHasNoBar() {
        var session = Session(criteria: [SessionTests.overall])
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(done: 4, left: 1)))
        #expect(rows(session).first?.contains("█") == true)
        _ = session.handle(.nothingLeft(ReviewerProgress(done: 5, left: 31)))
        #expect(rows(session).first?.contains("█") == false && rows(session).first?.hasSuffix("5 of 36") == true)
    }

    @Test func aLongTextInTheListGivesWayToItsMarks() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        _ = session.handle(.key(.character("l")))
        let long = String(repeating: "many words of a prompt ", count: 20)
        _ = session.handle(.listed([ListedItem(number: 1, words: long, marks: ["flagged", "commented"])]))
        for size in [(40, 12), (80, 24), (200, 60)] {
            let row = rows(session, size).first { $0.hasPrefix("1  many") } ?? ""
            #expect(row.hasSuffix("…  flagged, commented") && DisplayWidth.of(row) <= 100, "\(row)")
        }
    }

    /// Before the text was moved nothing was quoted, and on the next item the line of the one before.
    @Test func whatIsQuotedIsTheFirstLineOfTheTextOnTheScreen() {
        let long = (1...60).map { "Line \($0)" }.joined(separator: "\n")
        for (texts, quoted, moved) in [(["one", "two"], "one", "one"), ([long], "Line 1", "Line 10")] {
            var session = SessionTests.session(
                [texts.count == 1 ? SessionTests.overall : SessionTests.better],
                Showing(prompt: "Say it.", texts: texts)
            )
            var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
            _ = screen.frame(session, columns: 80, rows: 24)
            #expect(screen.topLine == quoted)
            for _ in 1..<10 { _ = screen.move(.down, session) }
            _ = screen.frame(session, columns: 80, rows: 24)
            #expect(screen.topLine == moved)
            session.stands(at: screen.topLine)
            _ = session.handle(.key(.character("\"")))
            #expect(session.line == "“\(moved)” ")
            session.show(SessionTests.single)
            _ = session.tap(.character("\""))
            #expect(session.message.hasPrefix("nothing to quote"))
        }
    }

    @Test func titlesOfOursAreNotFound() {
        var session = Self.pair("A lift.", "A stair.")
        for key in "/left" { _ = session.handle(.key(.character(key))) }
        _ = session.handle(.key(.enter))
        #expect(rows(session).contains { $0.contains("'left' stands nowhere") })
    }

    /// The keys began a line with a dot, and what was saved broke within an answer.
    @Test func whatIsHeldAndWhatWasSavedBreakWhereTheyMay() {
        let long = (1...40).map { "Line \($0)" }.joined(separator: "\n")
        var session = Session(criteria: [SessionTests.overall])
        var showing = Showing(prompt: long, texts: [long])
        showing.isNewPrompt = true
        _ = session.handle(.item(showing, ReviewerProgress(left: 2)))
        _ = session.handle(.painted([]))
        _ = session.handle(.key(.character("4")))
        #expect(rows(session).contains("[Space] on · [Enter] takes 4"), "\(rows(session))")
        var words = SessionTests.overall
        words.form = .scale(Scale(min: 1, max: 5, step: 1, anchors: [.init(point: 4, label: "good enough to be used")]))
        session = SessionTests.session([words, Self.likely, SessionTests.send], SessionTests.single)
        for key: Key in [.character("4"), .character("0"), .enter, .character("y")] {
            _ = session.handle(.key(key), at: 1)
        }
        _ = session.handle(.saved)
        session.show(Showing(prompt: "p", texts: ["two"]), at: 20)
        let saved = rows(session)
        #expect(
            saved.contains { $0.hasPrefix("✓ saved: overall 4 good enough to be used, likely 0 never, send yes") },
            "\(saved)"
        )
    }

    /// Guidelines that changed bring the first screen back, also to one who never had the practice.
    @Test func whoHasRatedIsOfferedNoPractice() {
        var session = Session(criteria: [SessionTests.overall], beginsAtOnce: false)
        #expect(session.offersPractice)
        session.take(ReviewerProgress(done: 5, left: 3))
        #expect(!session.offersPractice && rows(session).contains { $0.hasPrefix("▶ [Enter] begins") })
    }

    /// They stood by reviewer, in an order of their own each.
    @Test func disputedScoresStandByQuestionAndCommentsOnce() {
        func score(_ letter: String, _ criterion: String, _ value: Double, _ note: String? = nil) -> Adjudication.Score
        {
            Adjudication.Score(letter: letter, answer: Answer(criterion: criterion, value: value), note: note)
        }
        var showing = SessionTests.single
        let scores = [
            score("K", "exact", 2, "too long"), score("K", "overall", 4, "too long"), score("L", "overall", 1),
            score("L", "exact", 5),
        ]
        showing.adjudication = Adjudication(scores: scores, showsFirst: true, isOwn: true)
        let session = SessionTests.session([SessionTests.overall, SessionTests.exact], showing)
        let all = rows(session)
        let first = all.firstIndex { $0.hasPrefix("Scores on overall") } ?? 0
        #expect(
            all[first...].prefix(4) == [
                "Scores on overall: K 4 · L 1", "Scores on exact: K 2 · L 5",
                "You rated this item yourself: your decision is marked so.", "K wrote: “too long”",
            ],
            "\(all)"
        )
        let said = SpokenText(session, Briefing(study: "s", reviewer: "ana")).asked.prefix(5)
        #expect(said.prefix(2) == ["overall, reviewer K: 4.", "overall, reviewer L: 1."], "\(said)")
        #expect(said.last == "Reviewer K wrote: too long.", "\(said)")
    }

    /// In the smallest window the scores took the row that says how to go on.
    @Test func theKeyThatSavesStandsBesideTheScores() {
        var showing = SessionTests.single
        let names = ["overall", "exact"]
        let scores = names.flatMap { name in
            ["K", "L", "M"].enumerated().map { place, letter in
                let answer = Answer(criterion: name, value: Double(place + 1))
                return Adjudication.Score(letter: letter, answer: answer, note: "a rather long comment of \(letter)")
            }
        }
        showing.adjudication = Adjudication(scores: scores, showsFirst: false, isOwn: true)
        for size in [(40, 12), (60, 18), (80, 24)] {
            var session = SessionTests.session([SessionTests.overall, SessionTests.exact], showing)
            for key in "33" { _ = session.tap(.character(key), at: 1) }
            let text = rows(session, size).joined(separator: "\n")
            for words in ["[Enter] saves", "overall: K 1 · L 2 · M 3", "exact: K 1 · L 2 · M 3", "an item of yours"] {
                #expect(text.contains(words), "\(words) at \(size) in \(text)")
            }
        }
    }

    /// What was saved stands beside the text in a wide window too.
    @Test func nothingOfTheQuestionStandsAtTheFarEnd() {
        var session = SessionTests.session([SessionTests.overall, SessionTests.send], SessionTests.single)
        for key in "4y" { _ = session.handle(.key(.character(key)), at: 1) }
        _ = session.handle(.saved)
        session.show(Showing(prompt: "p", texts: ["two"]), at: 20)
        let wide = rows(session, (200, 60))
        for words in ["1 of 2", "[u] reopens it"] {
            #expect(wide.contains { $0.hasSuffix(words) && DisplayWidth.of($0) <= 100 }, "\(words)")
        }
    }

    @Test func aMarkOfADifferenceIsNeverAloneOnALine() {
        let difference = WordDifference("{\n  \"a\": 1,\n  \"b\": 2\n}", "{\"a\": 1, \"c\": 2}")
        let left = difference.left.map(\.text).joined()
        #expect(left == "{\n  \"a\": 1,\n  \"[-b-]\": 2\n}", "\(left)")
        #expect(difference.right.map(\.text).joined() == "{\"a\": 1,{+ +}\"{+c+}\": 2}")
    }

    @Test func wordsThatDifferInARowHaveOneMark() {
        let difference = WordDifference("Thank you for it, bye.", "We are sorry, bye.")
        #expect(difference.left.map(\.text).joined() == "[-Thank you for it-], bye.")
        #expect(difference.right.map(\.text).joined() == "{+We are sorry+}, bye.")
    }

    @Test func theListOfADifferenceHasWordsOrSaysThatThereAreNone() {
        var session = Self.pair("One\ntwo", "One two three")
        _ = session.handle(.key(.character("d")))
        let list = rows(session, listsChanges: true)
        #expect(list.contains("┃ no words: at most spaces and line ends"), "\(list)")
        #expect(list.contains("║ + three"), "\(list)")
    }
}
