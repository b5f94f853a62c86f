import Review
import SafeText
import Studies
import Testing

/// What counts as shown was on the screen: of the prompt as of the responses.
struct PromptReadTests {
    private static let long = (1...80).map { "Prompt line \($0)" }.joined(separator: "\n")

    private func session(_ rule: Sitting.UnreadRule = .hold, prompt: String = Self.long) -> (Session, ReviewScreen) {
        var showing = Showing(prompt: prompt, texts: ["short"])
        showing.isNewPrompt = true
        var sitting = Sitting()
        sitting.unread = rule
        var session = Session(criteria: [SessionTests.overall], sitting: sitting)
        _ = session.handle(.item(showing, ReviewerProgress(left: 2)))
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        paint(&session, &screen)
        return (session, screen)
    }

    @discardableResult
    private func paint(_ session: inout Session, _ screen: inout ReviewScreen) -> String {
        let rows = screen.frame(session, columns: 80, rows: 24).lines.map(\.text)
        _ = session.handle(.painted(screen.endsOnScreen))
        return rows.joined(separator: "\n")
    }

    private func submission(_ effects: [Effect]) -> Submission? {
        if case .save(let submission)? = effects.first { submission } else { nil }
    }

    @Test func aPromptWhoseEndWasNeverShownHoldsTheAnswerAndIsFlagged() {
        var (session, screen) = session()
        // End jumps over the rest of the prompt; the response is short.
        _ = screen.move(.end, session)
        paint(&session, &screen)
        _ = screen.move(.home, session)
        #expect(session.unreadTexts.isEmpty)
        (session, screen) = self.session()
        _ = session.handle(.key(.character("o")))
        #expect(paint(&session, &screen).contains("short"))
        #expect(submission(session.handle(.key(.character("4")))) == nil)
        #expect(paint(&session, &screen).contains("the end of the prompt was not shown.  [o] opens it"))
        let taken = submission(session.handle(.key(.enter)))
        #expect(taken?.unread == ["overall"] && taken?.isPromptUnread == true)
    }

    @Test func aStudyMayFlagInstead() {
        var (session, screen) = session(.flag)
        _ = session.handle(.key(.character("o")))
        paint(&session, &screen)
        let taken = submission(session.handle(.key(.character("4"))))
        #expect(taken?.unread == ["overall"] && taken?.isPromptUnread == true)
    }

    @Test func aPromptThatWasReadOrIsShortHoldsNothing() {
        for prompt in [Self.long, "short"] {
            var (session, screen) = session(prompt: prompt)
            for _ in 0..<10 {
                _ = screen.move(.character(" "), session)
                paint(&session, &screen)
            }
            let taken = submission(session.handle(.key(.character("4"))))
            #expect(taken?.unread == [] && taken?.isPromptUnread == false)
        }
    }

    /// A pair at 40 columns and 12 rows had rows cut off that counted as shown.
    @Test func whatCountsAsShownIsInTheFrame() {
        let words = (1...30).map { "word\($0)" }
        for (columns, rows) in [(40, 12), (41, 13), (60, 18), (80, 24), (120, 12), (200, 60)] {
            for lines in [1, 2, 3, 12, 30] {
                for count in [1, 2] {
                    for isUnfolded in [false, true] {
                        let text = words.prefix(lines).joined(separator: "\n")
                        var showing = Showing(
                            prompt: text + "\nPROMPTEND",
                            texts: ["\(text)\nENDOF0", "\(text)\nENDOF1"].prefix(count).map(\.self)
                        )
                        (showing.system, showing.reference, showing.tags) = ("system", text + "\nREF", ["tag"])
                        showing.isNewPrompt = isUnfolded
                        let criterion = count == 1 ? SessionTests.overall : SessionTests.better
                        var session = Session(criteria: [criterion])
                        _ = session.handle(.item(showing, ReviewerProgress(left: 2)))
                        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
                        for _ in 0..<12 {
                            let frame = screen.frame(session, columns: columns, rows: rows).lines.map(\.text)
                            let shown = frame.joined(separator: " ")
                            for end in screen.endsOnScreen {
                                let word = end == Showing.head ? "tag" : "ENDOF\(end)"
                                #expect(shown.contains(word), "\(columns)×\(rows) \(lines) \(count): \(frame)")
                            }
                            _ = screen.move(.character(" "), session)
                        }
                    }
                }
            }
        }
    }
}
