import Review
import SafeText
import Studies
import Testing

/// A number that is half typed is of one question, and never goes without a word.
struct HalfTypedTests {
    private static func scale(_ name: String, _ question: String = "?") -> Criterion {
        Criterion(name: name, question: question, level: .ordinal, form: .scale(Scale(min: 0, max: 10, step: 1)))
    }
    private static let two = [scale("one"), scale("two")]

    private func press(_ session: inout Session, _ keys: Key...) {
        for key in keys { _ = session.handle(.key(key)) }
    }

    @Test(arguments: [Key.tab, .right]) func whatIsDroppedIsSaidAtEverySize(key: Key) {
        for size in [(40, 12), (60, 18), (80, 24), (120, 40), (200, 60)] {
            var session = SessionTests.session(Self.two, SessionTests.single)
            press(&session, .character("7"), key)
            #expect(session.asked?.name == "two" && session.draft.typed.isEmpty)
            var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
            let text = screen.frame(session, columns: size.0, rows: size.1).lines.map(\.text).joined(separator: " ")
            #expect(text.contains("'7' is dropped"), "\(size) \(text)")
        }
    }

    @Test func whatIsHeldIsSaidWhenItsItemIsLeft() {
        for key: Character in ["<", "w", "u"] {
            var session = Session(criteria: [SessionTests.overall])
            _ = session.handle(.item(SessionTests.single, ReviewerProgress(left: 3)))
            _ = session.handle(.painted([]))
            press(&session, .character("4"))
            #expect(session.held != nil)
            press(&session, .character(key))
            #expect(session.message.contains("held is dropped"), "\(key): \(session.message)")
        }
    }

    /// The digits came back under whichever question was asked first.
    @Test(arguments: [false, true]) func whatIsHalfTypedComesBackAtItsOwnQuestion(isRevision: Bool) {
        var showing = SessionTests.single
        if isRevision {
            (showing.isRevision, showing.wasRead) = (true, true)
            showing.earlier = Self.two.map { Answer(criterion: $0.name, value: 3) }
        }
        var session = SessionTests.session(Self.two, showing)
        press(&session, .tab, .character("7"))
        showing.draft = session.draft.text
        session.show(showing)
        #expect(session.asked?.name == "two" && session.draft.typed == "7")
        press(&session, .enter)
        #expect(session.answer(to: "two")?.value == 7)
        #expect(session.answer(to: "one")?.value == (isRevision ? 3 : nil))
    }

    @Test func whatIsHalfTypedOfAnotherQuestionIsDroppedAndSaid() {
        var session = SessionTests.session(Self.two, SessionTests.single)
        press(&session, .character("7"))
        var showing = SessionTests.single
        showing.draft = session.draft.text
        for criteria in [[Self.scale("one", "Now what?"), Self.two[1]], [Self.two[1]]] {
            let later = SessionTests.session(criteria, showing)
            #expect(later.draft.typed.isEmpty && later.message.contains("half typed is dropped"), "\(later.message)")
        }
    }
}
