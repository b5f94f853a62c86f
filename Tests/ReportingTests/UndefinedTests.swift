import Auditing
import Studies
import Testing

@testable import Reporting

/// Why a latency has no figure is a case; cell and sentence are made of it.
struct UndefinedTests {
    @Test(arguments: [
        (Figure.Undefined.tooFew(5, needed: 72), "n too small", "5 attempts are too few: 72 needed"),
        (.allFailed(3), "all failed", "all 3 attempts failed: there is no latency"),
        (.failed(2, of: 80), "too many failed", "2 of 80 attempts failed"),
        // Its sentence says 'failed', and it is no failed attempt.
        (.medianNotReached, "–", "a median is not reached: half of the probes failed"),
        (.tooFewDays(1, needed: 5), "–", "1 day is too few: 5 needed"),
        (.cachedUnlike(0.5, 0), "–", "not compared: 50 % and 0 % of the prompts came from a cache"),
        (.cachedUnlike(nil, 0.5), "–", "not compared: an unknown share and 50 % of the prompts came from a cache"),
        (.crowdedUnlike(1.25, 4), "–", "not compared: 1.3 and 4.0 requests were under way"),
    ])
    func eachReasonHasItsCellAndItsSentence(reason: Figure.Undefined, cell: String, words: String) {
        #expect(reason.cell == cell && reason.words == words)
    }

    /// A median in a sentence has its interval, or why it has none.
    @Test func aSentenceSaysWhyThereIsNoInterval() {
        let figure = Figure(0.0123, count: 8)
        #expect(figure.between(0.01, 0.02, .formula("bootstrap")).intervalOrReason(times: 1000) == "[10, 20]")
        #expect(figure.between(nil, nil, .oneHour).intervalOrReason() == "(no interval: one hour only)")
        #expect(figure.intervalOrReason() == "(no interval)")
    }

    /// An end that so many failures lie beyond is told as such, on both sides and in every format.
    @Test func anEndThatIsNotReachedIsNoMissingOne() {
        let beyond = Figure(.infinity, count: 8).between(.infinity, .infinity, .formula("order statistics"))
        #expect(beyond.interval() == "[∞, ∞]" && beyond.text() == "not reached")
        #expect(beyond.json()["low_not_reached"]?.bool == true && beyond.json()["high_not_reached"]?.bool == true)
        let below = Figure(0.5, count: 8).between(-.infinity, 1, .formula("bootstrap"))
        #expect(below.interval(decimals: 1) == "[-∞, 1.0]" && below.json()["low_not_reached"]?.bool == true)
        #expect(below.json()["low"] == .null && below.json()["high_not_reached"] == nil)
    }
}
