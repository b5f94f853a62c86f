import Studies
import Testing

@testable import Collecting
@testable import Inference

/// What a run says of how it goes and of what it came to.
struct TallyTests {
    private func tally(_ change: (inout Tally) -> Void) -> Tally {
        var tally = Tally(wanted: 100, done: 40)
        change(&tally)
        return tally
    }

    @Test func aLineTellsRateAndWhatIsLeft() {
        let failed = tally {
            $0.failed = ["auth": 4, "quota": 6]
            $0.retried = ["timeout": 3]
        }
        let line = failed.line(after: .seconds(10))
        #expect(line == "40 of 100 done · 10 failed (4 auth, 6 quota) · 3 retried (3 timeout) · 5.0/s · 10 s left")
        // What came before the first request is in no rate.
        let late = tally { $0.identified = .seconds(6) }
        #expect(late.line(after: .seconds(10)) == "40 of 100 done · 10.0/s · 6 s left")
        // Nor is what an earlier run did.
        let resumed = tally { $0.doneBefore = 20 }
        #expect(resumed.line(after: .seconds(10)) == "40 of 100 done · 2.0/s · 30 s left")
        let paused = tally { $0.pause = 90_000 }
        #expect(paused.line(after: .seconds(10)) == "40 of 100 done · 4.0/s · waits 1 min")
        let waiting = tally { $0.waiting = ["b": "paused 5 s", "a": "paused 3 s"] }
        #expect(waiting.line(after: .seconds(10)).hasSuffix(" · 15 s left · a paused 3 s (and 1 more)"))
        #expect(Tally(wanted: 9).line(after: .seconds(2)) == "0 of 9 done · 0.0/s")
    }

    @Test(arguments: [(59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h 0 min"), (9000, "2 h 30 min")])
    func whatIsLeftIsSaidInItsUnit(seconds: Int, words: String) {
        let line = Tally(wanted: seconds + 1, done: 1).line(after: .seconds(1))
        #expect(line.hasSuffix(" · \(words) left"), "\(line)")
    }

    @Test func aRunIsWholeWhereNothingFailedStoppedOrChanged() {
        #expect(Tally(wanted: 2, done: 1).isWhole)
        #expect(!tally { $0.failed = ["x": 1] }.isWhole && !tally { $0.stopped = ["e": "no"] }.isWhole)
        #expect(!tally { $0.givenUp = ["m": "no"] }.isWhole && !tally { $0.changed = ["m": "new"] }.isWhole)
        #expect(tally { $0.retried = ["x": 1] }.isWhole)
    }

    @Test func whatACostIsNotKnownOfIsNoDollar() {
        func money(_ change: (inout Tally) -> Void) -> String {
            let words = tally {
                ($0.inputTokens, $0.outputTokens) = (10, 5)
                change(&$0)
            }.summary("response")
            return words.split(separator: "\n").first { $0.contains(" · ") }?.split(separator: " · ").last.map(
                String.init
            ) ?? ""
        }
        #expect(money { _ in } == "no price")
        #expect(money { $0.isPriced = true } == "$0.00")
        #expect(
            money { ($0.isPriced, $0.nanoDollars, $0.unknownCosts) = (true, 1_500_000_000, 2) }
                == "$1.50 and 2 attempts of unknown cost"
        )
        #expect(
            money { ($0.isPriced, $0.nanoDollars, $0.unpriced) = (true, 1_500_000_000, 1) }
                == "$1.50 and 1 attempt without a price"
        )
        #expect(money { $0.unpriced = 3 } == "no price")
    }

    /// One and several, each line of a summary in its order.
    @Test(arguments: [1, 2]) func aSummarySaysHowManyOfEach(count: Int) {
        var tally = Tally(wanted: 9, done: 5)
        (tally.truncated, tally.calling, tally.untagged, tally.unopened) = (count, count, count, count)
        (tally.failedBefore, tally.limit) = (count, "--max-requests is reached")
        tally.retried = ["timeout": count]
        tally.unretried = ["reset": count]
        tally.silent = ["api"]
        tally.givenUp = ["slow": "8 refusals"]
        tally.changed = ["large": "Q4, then Q2"]
        tally.stopped = ["api": "no credit"]
        (tally.inputTokens, tally.cachedTokens, tally.outputTokens) = (2184, 1103, 3762)
        let isOne = count == 1
        let noun = isOne ? "1 response" : "2 responses"
        #expect(
            tally.summary("response").split(separator: "\n").map(String.init) == [
                "5 responses collected of 9 wanted, \(count) retried (\(count) timeout).",
                "5 responses (\(count) cut at max_tokens) · 2,184 tokens in (1,103 cached) · 3,762 out · 0 s · no price",
                "warning: \(count) of 5 responses \(isOne ? "was" : "were") cut at max_tokens: raise max_tokens, then --retry truncated",
                "\(noun) \(isOne ? "calls" : "call") a tool beside the text, and what would follow is not there: leave tools out of the model's extra",
                "\(noun) began with reasoning in tags, which is kept apart; 'reasoning: none' under a model or endpoint leaves it in the text",
                "\(noun) \(isOne ? "holds" : "hold") a tag of reasoning that stays in the text: 'reasoning: think' under a model or endpoint keeps what stands before the closing tag apart ('reasoning: {start: …, end: …}' names other tags), 'slam collect --reparse-reasoning' of what is stored too",
                "\(isOne ? "1 request" : "2 requests") failed and \(isOne ? "was" : "were") not asked again (\(count) reset): running it again goes on.",
                "the server of 'api' did not say in time what it runs: a change of its weights may go unnoticed",
                "\(isOne ? "1 request" : "2 requests") failed before: --retry failed asks again.",
                "stopped: --max-requests is reached; running it again goes on.",
                "gave up 'slow': 8 refusals; its requests stay wanted",
                "the weights behind 'large' changed during the run: Q4, then Q2", "stopped 'api': no credit",
            ]
        )
        let hidden = tally.summary("response", hidesAccount: true)
        #expect(hidden.contains("withheld until 'slam unblind'") && hidden.contains("failed before"))
        for word in ["2,184", "cut at max_tokens", "calls a tool", "call a tool", "in tags", "a tag of"] {
            #expect(!hidden.contains(word), "\(word)")
        }
    }

    /// What failures of several prompts all say is said; what one prompt's says may hold its text.
    @Test func onlyWhatSeveralPromptsAreToldIsSaid() {
        func failure(_ words: String) -> Failure { Failure(.badRequest, words) }
        var tally = Tally(wanted: 5)
        tally.note(failure("no such thing"), of: "p1")
        tally.note(failure("no such thing"), of: "p1")
        let kind = Failure.Kind.badRequest.rawValue
        #expect(tally.words(ofAll: kind) == nil && tally.failed[kind] == 2)
        tally.note(failure("no such thing"), of: "p2")
        #expect(tally.words(ofAll: kind) == "no such thing")
        tally.note(failure("another"), of: "p3")
        #expect(tally.words(ofAll: kind) == nil && tally.failed == [kind: 4])
    }
}
