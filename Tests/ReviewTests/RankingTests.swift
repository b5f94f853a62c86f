import Review
import SafeText
import Studies
import Testing

/// Putting the responses of a set in order.
struct RankingTests {
    static let best = Criterion(name: "best", question: "Order?", level: .ordinal, form: .ranking(most: 4, tie: true))
    static let strict = Criterion(
        name: "strict",
        question: "And strictly?",
        level: .ordinal,
        form: .ranking(most: 4, tie: false)
    )
    private static let set = {
        var showing = Showing(prompt: "p", texts: ["one", "two", "three", "four"])
        showing.isSet = true
        return showing
    }()

    private func session(_ criteria: [Criterion], draft: String? = nil) -> Session {
        var (session, showing) = (Session(criteria: criteria), Self.set)
        showing.draft = draft
        session.show(showing)
        return session
    }

    /// What is saved by the last of these keys.
    private func saved(_ session: inout Session, by keys: String) -> [Answer]? {
        var effects: [Effect] = []
        for key in keys { effects = session.handle(.key(key == "!" ? .enter : .character(key))) }
        guard case .save(let submission)? = effects.first else { return nil }
        return submission.answers
    }

    @Test func theNumbersAreTheOrderTheBestFirst() {
        var session = session([Self.best])
        #expect(saved(&session, by: "314") == nil)
        let answer = saved(&session, by: "2!")?.first
        #expect(answer?.order == [[2], [0], [3], [1]])
        #expect(answer?.ranks(of: 4) == [2, 4, 1, 3])
    }

    @Test func tiesShareARankAndTheNextOneIsSkipped() {
        var session = session([Self.best])
        let answer = saved(&session, by: "2=413!")?.first
        #expect(answer?.order == [[1, 3], [0], [2]])
        #expect(answer?.ranks(of: 4) == [3, 1, 4, 1])
        #expect(answer.map { Answer.order(ranks: $0.ranks(of: 4)) } == answer?.order)
    }

    @Test func withoutTiesTheLastPlaceIsKnown() {
        var session = session([Self.strict])
        _ = session.handle(.key(.character("=")))
        #expect(session.message.contains("no ties"))
        #expect(saved(&session, by: "431!")?.first?.ranks(of: 4) == [3, 4, 2, 1])
    }

    @Test func noTextIsPlacedTwiceAndNoOtherDigitPlacesAnything() {
        var session = session([Self.best])
        #expect(saved(&session, by: "22590=") == nil)
        #expect(session.draft.placing == [[1]])
        // The tie that was begun is taken back, then the text.
        _ = session.handle(.key(.backspace))
        #expect(session.draft.placing == [[1]] && !session.draft.isTying)
        _ = session.handle(.key(.backspace))
        #expect(session.draft.placing.isEmpty)
        _ = session.handle(.key(.character("=")))
        #expect(session.draft.placing.isEmpty && !session.draft.isTying)
    }

    @Test func aFullOrderWaitsForEnterSoThatItsLastPlaceCanBeTakenBack() {
        var session = session([Self.best])
        #expect(saved(&session, by: "1234") == nil)
        _ = session.handle(.key(.backspace))
        #expect(saved(&session, by: "!") == nil && session.message == "still to be placed: 4")
        #expect(saved(&session, by: "4!")?.count == 1)
    }

    /// The Enter that a first item waits for is the one that saves the order.
    @Test(arguments: [false, true]) func oneEnterSavesTheOrderOfAFirstItem(isFirst: Bool) {
        var sitting = Sitting()
        sitting.advance = isFirst ? .auto : .enter
        var (session, showing) = (Session(criteria: [Self.best], sitting: sitting), Self.set)
        showing.isFirst = isFirst
        session.show(showing)
        #expect(saved(&session, by: "1234") == nil)
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        let text = screen.frame(session, columns: 80, rows: 24).lines.map(\.text).joined(separator: "\n")
        #expect(text.contains("[Enter] saves this order"))
        #expect(saved(&session, by: "!")?.count == 1)
    }

    @Test func twoRankingsAreAnsweredInTurnAndTheFirstCanBeChanged() {
        var session = session([Self.best, Self.strict])
        #expect(saved(&session, by: "1234!") == nil)
        #expect(session.asked?.name == "strict")
        _ = session.handle(.key(.left))
        #expect(session.asked?.name == "best")
        let answers = saved(&session, by: "4321!234!")
        #expect(answers?.map { $0.ranks(of: 4) } == [[4, 3, 2, 1], [4, 1, 2, 3]])
    }

    @Test func whatIsBegunComesBackFromItsDraft() {
        var first = session([Self.best])
        #expect(saved(&first, by: "2=4=") == nil)
        var again = session([Self.best], draft: first.draft.text)
        #expect(again.draft == first.draft)
        #expect(saved(&again, by: "13!")?.first?.ranks(of: 4) == [1, 1, 4, 1])
        // A draft of other texts places nothing.
        var showing = Self.set
        showing.texts.removeLast(2)
        showing.draft = first.draft.text
        again.show(showing)
        #expect(again.draft.placing.isEmpty)
    }

    @Test func everyWidthShowsEveryResponseByItsNumber() {
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        let session = session([Self.best])
        for columns in [60, 80, 200] {
            let text = screen.frame(session, columns: columns, rows: 30).lines.map(\.text).joined(separator: "\n")
            for number in 1...4 { #expect(text.contains("RESPONSE \(number) ")) }
            #expect(text.contains("the best first: [1] [2] [3] [4]"))
        }
    }
}
