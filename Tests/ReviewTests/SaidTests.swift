import Review
import SafeText
import Studies
import Testing

/// What was done and what can be done is said on the screen, whole, at every size.
struct SaidTests {
    private static let long = (1...40).map { "Line \($0) of a long text that says something." }.joined(separator: "\n")
    private static let sizes = [(40, 12), (60, 18), (80, 24), (120, 40)]

    private func frame(_ session: Session, _ screen: inout ReviewScreen, _ size: (Int, Int) = (80, 24)) -> [String] {
        screen.frame(session, columns: size.0, rows: size.1).lines.map(\.text)
    }

    private func screen() -> ReviewScreen { ReviewScreen(Briefing(study: "example", reviewer: "you")) }

    private static func scale(_ name: String, _ labels: [String], from least: Double = 1) -> Criterion {
        let anchors = labels.enumerated().map { Scale.Anchor(point: least + Double($0), label: $1) }
        return Criterion(
            name: name,
            question: "How \(name) is it, by the list of the article?",
            level: .ordinal,
            form: .scale(Scale(min: least, max: least + Double(labels.count - 1), step: 1, anchors: anchors))
        )
    }

    @Test func aHeldAnswerNamesItsKeysAtEverySize() {
        for size in Self.sizes {
            for texts in [[Self.long], [Self.long, Self.long]] {
                let criterion = texts.count == 1 ? SessionTests.overall : SessionTests.better
                var session = Session(criteria: [criterion])
                _ = session.handle(.item(Showing(prompt: "p", texts: texts), ReviewerProgress(left: 2)))
                var screen = screen()
                _ = frame(session, &screen, size)
                _ = session.handle(.painted(screen.endsOnScreen))
                _ = session.handle(.key(.character(texts.count == 1 ? "4" : "b")))
                for wrong in [false, true] {
                    if wrong { _ = session.handle(.key(.character("z"))) }
                    let text = frame(session, &screen, size).joined(separator: " ")
                    #expect(
                        text.contains("[Space] on ·") && text.contains("[Enter] takes \(texts.count == 1 ? "4" : "b")"),
                        "\(size) \(text)"
                    )
                }
            }
        }
    }

    @Test func whatWasSavedIsSaidWholeAndStaysThroughWrongKeys() {
        var asking = SessionTests.overall
        asking.asks = Criterion.Asks(confidence: true, reasons: ["too long", "wrong"])
        let names = ["helpful", "accurate", "polite", "complete", "readable"]
        let criteria = [asking] + names.map { Self.scale($0, ["bad", "poor", "fair", "good", "great"]) }
        var session = SessionTests.session(criteria, SessionTests.single)
        for key in "cnice" { _ = session.handle(.key(.character(key)), at: 1) }
        _ = session.handle(.key(.enter), at: 1)
        for key in "f421" + "33333" { _ = session.tap(.character(key), at: 2) }
        #expect(session.state == .saving)
        _ = session.handle(.saved)
        session.show(Showing(prompt: "p", texts: ["two"]), at: 20)
        _ = session.handle(.key(.character("z")), at: 3000)
        var screen = screen()
        let rows = frame(session, &screen).suffix(5).joined(separator: " ")
        for words in ["overall 4 (sure 2, too long)", "readable 3 fair", "[u] reopens it"] {
            #expect(rows.contains(words), "\(words) in \(rows)")
        }
        let wide = frame(session, &screen, (120, 40)).joined(separator: " ")
        for words in ["flagged", "“nice”", "[u] reopens it"] { #expect(wide.contains(words), "\(words) in \(wide)") }
        #expect(
            frame(session, &screen, (40, 12)).contains { $0.hasSuffix("[u] reopens it") || $0.contains("no such key") }
        )
    }

    @Test func whatIsPutOffOrLeftUnsavedIsSaid() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        #expect(session.handle(.key(.character("w"))).last == .later)
        #expect(session.message.contains("put off"))
        var showing = SessionTests.single
        showing.adjudication = Adjudication(scores: [], showsFirst: true, isOwn: false)
        session.show(showing)
        #expect(session.tap(.character("w")).isEmpty && session.message.contains("leaves it unresolved"))
        showing = SessionTests.single
        (showing.isRevision, showing.earlier) = (true, [Answer(criterion: "overall", value: 2)])
        session = SessionTests.session([SessionTests.overall, SessionTests.send], showing)
        _ = session.handle(.key(.character("5")))
        _ = session.handle(.key(.character(">")))
        #expect(session.message.hasPrefix("NOT saved"))
    }

    @Test func oneQuestionThatWaitsForEnterShowsItselfAndItsAnswer() {
        var showing = SessionTests.single
        showing.isFirst = true
        var session = SessionTests.session([SessionTests.overall], showing)
        _ = session.handle(.key(.character("4")))
        for size in Self.sizes {
            var screen = screen()
            let text = frame(session, &screen, size).joined(separator: "\n")
            #expect(text.contains("How good?") && text.contains("overall 4") && text.contains("[Enter] saves"))
        }
    }

    @Test func everyFoldedSectionSaysHowMuchIsHidden() {
        var showing = Showing(prompt: Self.long, texts: [Self.long])
        showing.system = String(repeating: "many words of a system text ", count: 20)
        showing.reference = String(repeating: "many words of a reference ", count: 20)
        let session = SessionTests.session([SessionTests.overall], showing)
        for size in Self.sizes {
            var screen = screen()
            // On the smallest screen the section that has no row is counted with the prompt's.
            let marks = size.1 < 15 ? 2 : 3
            let rows = frame(session, &screen, size)
            #expect(rows.count { $0.contains("+") && $0.hasSuffix("[o]") } == marks, "\(size)")
        }
    }

    @Test(arguments: [[" "], ["down"], ["end"]]) func aShortTextOfAPairLeavesTheKeysToTheLongOne(keys: [String]) throws
    {
        let session = SessionTests.session([SessionTests.better], Showing(prompt: "p", texts: ["short", Self.long]))
        var screen = screen()
        let before = frame(session, &screen)
        #expect(before.contains { $0.contains("[Space] on") })
        for key in keys { _ = screen.move(key == " " ? .character(" ") : try #require(Key(named: key)), session) }
        #expect(frame(session, &screen) != before)
    }

    @Test func aLongPromptIsNotJumpedOverBeforeItsResponse() {
        var showing = Showing(prompt: (1...300).map { "Prompt line \($0)" }.joined(separator: "\n"), texts: ["short"])
        showing.isNewPrompt = true
        var session = Session(criteria: [SessionTests.overall])
        _ = session.handle(.item(showing, ReviewerProgress(left: 2)))
        var screen = screen()
        var seen = Set(frame(session, &screen))
        _ = session.handle(.painted(screen.endsOnScreen))
        _ = session.handle(.key(.character("4")))
        for _ in 0..<100 where !session.unreadTexts.isEmpty {
            _ = screen.move(.character(" "), session)
            seen.formUnion(frame(session, &screen))
            _ = session.handle(.painted(screen.endsOnScreen))
        }
        #expect(session.unreadTexts.isEmpty)
        #expect((1...300).allSatisfy { number in seen.contains { $0.hasSuffix("Prompt line \(number)") } })
    }

    @Test func everyNamedPointOfALongScaleIsNamed() {
        let names = (1...12).map { "name\($0)" }
        let session = SessionTests.session([Self.scale("kind", names)], SessionTests.single)
        for size in [(80, 24), (120, 40)] {
            var screen = screen()
            let text = frame(session, &screen, size).joined(separator: " ")
            for name in names { #expect(text.contains(name), "\(name) at \(size)") }
        }
    }

    @Test func theAskedQuestionAndItsNumberAreNeverCutOff() {
        let words = ["a rather long word for it", "another long word", "a third one"]
        let criteria = (1...6).map { Self.scale("criterion\($0)", words) }
        var session = SessionTests.session(criteria, SessionTests.single)
        for place in 1...6 {
            for size in Self.sizes {
                var screen = screen()
                let rows = frame(session, &screen, size)
                #expect(
                    rows.contains { $0.contains("criterion\(place) ▶") && $0.hasSuffix("\(place) of 6") },
                    "\(size)"
                )
            }
            _ = session.tap(.character("2"), at: place)
        }
    }

    @Test func everyKeyHasRoomWhereWordsDoNot() {
        let words = ["wrong in almost everything", "a serious slip", "a small slip or gap", "all right", "perfect"]
        var asking = Self.scale("accurate", words)
        asking.asks = Criterion.Asks(reasons: words)
        var session = SessionTests.session([asking, SessionTests.send], Showing(prompt: "p", texts: [Self.long]))
        for _ in 0..<2 {
            for size in Self.sizes {
                var screen = screen()
                let text = frame(session, &screen, size).joined(separator: "\n")
                for key in 1...5 { #expect(text.contains("[\(key)]"), "\(key) at \(size)") }
            }
            _ = session.tap(.character("4"))
        }
        #expect(session.state == .rating && session.asked?.name == "send")
    }

    @Test func withoutColourADifferenceIsAListOfChanges() {
        var session = SessionTests.session(
            [SessionTests.better],
            Showing(prompt: "p", texts: ["The red car is fast.", "The blue car is fast."])
        )
        _ = session.handle(.key(.character("d")))
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"), listsChanges: true)
        let rows = frame(session, &screen)
        #expect(rows.contains("┃ − red") && rows.contains("║ + blue"), "\(rows)")
        #expect(screen.endsOnScreen == [Showing.head])
    }

    /// A key torn from its label offers nothing, and a pause offers no answers.
    @Test func aKeyStandsBesideItsLabelAndAPauseOffersNone() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        _ = session.handle(.key(.character("s")))
        for size in Self.sizes {
            var screen = screen()
            let rows = frame(session, &screen, size)
            #expect(rows.contains { $0.contains("[Esc] not skipped") }, "\(size) \(rows)")
        }
        session = SessionTests.session([SessionTests.overall], SessionTests.single)
        _ = session.handle(.key(.character("p")))
        for size in Self.sizes {
            var screen = screen()
            let text = frame(session, &screen, size).joined(separator: "\n")
            #expect(!text.contains("[1]") && text.contains("any key goes on"), "\(size) \(text)")
        }
    }

    @Test func whatIsReadAloudSaysWhatWasSavedFirstAndWhatPointsMean() throws {
        let names = (0...10).map { "name\($0)" }
        var session = SessionTests.session([Self.scale("kind", names, from: 0)], SessionTests.single)
        for key: Key in [.character("7"), .enter] { _ = session.handle(.key(key), at: 1) }
        _ = session.handle(.saved)
        session.show(Showing(prompt: "p", texts: ["two"]), at: 20)
        let lines = SpokenText(session, Briefing(study: "s", reviewer: "ana")).whole()
        #expect(lines.first == "saved, last item: kind 7 name7." && lines.filter { $0.contains("saved") }.count == 1)
        let asked = try #require(lines.last)
        #expect(asked.contains("a number from 0 to 10: 0 name0; 1 name1") && !asked.contains("Enter"), "\(asked)")
        var set = Showing(prompt: "p", texts: ["one", "two", "three"])
        set.isSet = true
        session = SessionTests.session([RankingTests.best], set)
        let order = SpokenText(session, Briefing(study: "s", reviewer: "ana")).asked.last
        #expect(order?.contains("in one word such as 321") == true, "\(order ?? "")")
    }

    /// It was cut where it had room alone and none beside its key.
    @Test func whatWasSavedWrapsBesideItsKey() {
        let words = ["useless", "writes again", "a long word", "another long word"]
        let criteria = [Self.scale("overall", words), Self.scale("resolve", words), SessionTests.send]
        var session = SessionTests.session(criteria, SessionTests.single)
        for key in "32y" { _ = session.handle(.key(.character(key)), at: 1) }
        _ = session.handle(.saved)
        session.show(Showing(prompt: "p", texts: ["two"]), at: 20)
        var screen = screen()
        let text = frame(session, &screen).joined(separator: " ").split(separator: " ").joined(separator: " ")
        for word in ["overall 3 a long word", "resolve 2 writes again", "send yes", "[u] reopens it"] {
            #expect(text.contains(word), "\(word) in \(text)")
        }
    }

    @Test func whatWasSavedStandsInANarrowRowToo() {
        var session = SessionTests.session([SessionTests.overall, SessionTests.send], SessionTests.single)
        for key in "4y" { _ = session.handle(.key(.character(key)), at: 1) }
        _ = session.handle(.saved)
        session.show(Showing(prompt: "p", texts: ["two"]), at: 20)
        var screen = screen()
        let rows = frame(session, &screen, (40, 12))
        #expect(rows.contains { $0.contains("✓ saved: overall 4, send yes") && $0.hasSuffix("[u]") }, "\(rows)")
    }

    @Test func aLongTextSaysWhereItsNextLinesAre() {
        var showing = Showing(prompt: Self.long, texts: [Self.long, Self.long])
        showing.isNewPrompt = true
        let session = SessionTests.session([SessionTests.better], showing)
        var screen = screen()
        var seen: [String] = []
        for _ in 0..<12 {
            let row = frame(session, &screen).first { $0.contains("▼") } ?? ""
            seen += ["the prompt", "A", "B"].filter { row.contains("· in \($0) ") }
            _ = screen.move(.character(" "), session)
        }
        #expect(seen.first == "the prompt" && seen.contains("A") && seen.last == "B", "\(seen)")
    }

    @Test func aSearchWithoutAMatchSaysSo() {
        var session = SessionTests.session([SessionTests.overall], Showing(prompt: "p", texts: [Self.long]))
        for key in "/zebra" { _ = session.handle(.key(.character(key))) }
        _ = session.handle(.key(.enter))
        var screen = screen()
        #expect(frame(session, &screen).contains { $0.contains("'zebra' stands nowhere") })
        _ = session.handle(.key(.escape))
        #expect(!frame(session, &screen).contains { $0.contains("zebra") })
    }

    @Test func theCountOfWhatIsSavedIsOfNow() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        _ = session.handle(.key(.character("4")), at: 1)
        _ = session.handle(.saved)
        #expect(session.progress.done == 1 && session.progress.left == 8)
        session = SessionTests.session([SessionTests.overall], SessionTests.single)
        for key in "s1" { _ = session.handle(.key(.character(key)), at: 1) }
        _ = session.handle(.saved)
        #expect(session.progress.skipped == 1 && session.progress.total == 9)
    }
}
