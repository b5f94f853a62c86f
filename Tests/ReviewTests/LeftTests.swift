import Testing

@testable import Review

/// What is said to be left, and how it is reached.
struct LeftTests {
    private func left(_ left: Int, elsewhere: Int = 0, inBundle: Int = 0) -> (ending: String, words: String) {
        var progress = ReviewerProgress(done: 3, left: left)
        (progress.elsewhere, progress.inBundle) = (elsewhere, inBundle)
        return (PageText.ending(progress), PageText.left(progress, of: "ana"))
    }

    /// Starting again would show the same page for ever.
    @Test func whatAnotherSessionHoldsIsRatedThere() {
        let held = left(1, elsewhere: 1)
        #expect(held.ending == "Nothing is left to rate here")
        #expect(
            held.words.hasPrefix("1 is open in another session of yours: rate there") && !held.words.contains("again")
        )
        let both = left(3, elsewhere: 1)
        #expect(
            both.ending == "That is all of this session" && both.words.hasSuffix("2 are left for you: start again.")
        )
    }

    @Test func forHowLongAnotherSessionHasItIsSaid() {
        func words(_ count: Int, _ minutes: Int64) -> String {
            var progress = ReviewerProgress(left: count)
            (progress.elsewhere, progress.elsewhereFor) = (count, minutes * 60_000)
            return PageText.left(progress, of: "ana")
        }
        #expect(words(1, 12).hasPrefix("1 is open in another session of yours, for 12 min: rate there"))
        #expect(words(2, 121).hasPrefix("2 are open in another session of yours, the first for 2 h: rate there"))
        #expect(words(1, 3000).contains(", for 2 days: "))
        // A clock that was set back says nothing strange.
        #expect(words(1, -5).contains(", for less than a minute: "))
    }

    /// "4 of what was left for you went to others" stood over the last item of a limited session, once it was reopened.
    @Test func whatALimitCutsHasGoneToNobody() {
        var session = SessionTests.session([SessionTests.overall], SessionTests.single)
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(done: 0, left: 1)))
        _ = session.handle(.painted([0]))
        _ = session.tap(.character("4"))
        _ = session.handle(.saved)
        _ = session.handle(.nothingLeft(ReviewerProgress(done: 1, left: 5)))
        _ = session.tap(.character("u"))
        _ = session.handle(.item(SessionTests.single, ReviewerProgress(done: 1, left: 0)))
        #expect(session.message.isEmpty, "\(session.message)")
        // What others took is said.
        _ = session.handle(.nothingLeft(ReviewerProgress(done: 0, left: 0)))
        #expect(session.message == "1 of what was left for you went to others")
    }

    @Test func oneIsLeftAndSeveralAre() {
        #expect(
            left(1).words == "1 is left for you: start again." && left(2).words == "2 are left for you: start again."
        )
        #expect(left(0).words == "Nothing is left for you.")
    }
}
