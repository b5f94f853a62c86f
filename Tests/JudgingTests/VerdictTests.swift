import Fixtures
import Judging
import Studies
import Testing

struct VerdictTests {
    static let scale = Criterion.overall
    static let pair = Criterion.better()
    static let accept = Criterion(name: "send", question: "?", level: .nominal, form: .accept)

    @Test(arguments: [
        (#"{"reason": "clear", "score": 4}"#, 4.0), (#" {"score":5} "#, 5), ("```json\n{\"score\": 1}\n```", 1),
        ("```\n{\"reason\": \"a\\nb\", \"score\": 2.0}\n```", 2),
        ("```JSON\n{\"score\": 1}\n```", 1), ("```Json \n{\"score\": 5}\n```", 5),
        ("{\"score\": \"4\"}", 4), ("{\"score\": 4, \"confidence\": 1}", 4), ("```json\r\n{\"score\": 3}\r\n```", 3),
        ("Here it is:\n```json\n{\"score\": 3}\n```\nI hope that helps.", 3),
        ("<think>\n5?\n</think>\n{\"score\": 2}", 2), ("\u{FEFF}{\"score\": 4}", 4),
        ("{\"reason\": \"ok\", \"score\": 4, \"choice\": null}", 4),
        ("Score: 4\n```json\n{\"score\": 4}\n```\nThat is 4 out of 5.", 4),
        ("On a scale of 1 to 5, of two texts:\n```json\n{\"score\": 4}\n```\n4/5", 4),
    ])
    func exactlyOneVerdictIsScored(reply: String, value: Double) {
        guard case .scored(let scored, _) = Verdict(parsing: reply, criterion: Self.scale) else {
            Issue.record("unparsed: \(reply)")
            return
        }
        #expect(scored == value)
    }

    @Test(arguments: [
        "", " ", "4", "\"4\"", "null", "[4]", "true", "NaN", "{\"score\": NaN}", "{\"score\": 4.5}", "{\"score\": 0}",
        "{\"score\": 6}", "{\"score\": -1}", "{\"score\": null}", "{\"score\": [4]}",
        "{\"score\": {\"value\": 4}}", "{\"score\": 1e999}", "{\"score\": 04}", "{\"score\": 4,}", "{\"score\": 4",
        "{\"reason\": \"good", "{\"reason\": \"good\"}", "{\"rating\": 4}", "{\"Score\": 4}",
        "{\"score\": 4, \"score\": 5}",
        "{\"score\": 4}{\"score\": 5}", "{\"score\": 4} {\"score\": 4}", "{\"score\": 4}\n{\"score\": 4}",
        "I give it 4.", "Score: 4", "The score is {\"score\": 4}", "{\"score\": 4} is my verdict", "[[4]]", "4/5",
        "{'score': 4}", "{score: 4}", "{\"score\": ４}", "{\"score\": \"４\"}", "{\"score\": ٤}", "{\"score\": four}",
        "{\"choice\": \"first\"}", "{\"score\": 4, \"choice\": \"first\"}", "{\"reason\": 3, \"score\": 4}",
        "{\"reason\": [\"a\"], \"score\": 4}", "```json\n{\"score\": 4}",
        "{\"score\": 4}\n```", "```json\n{\"score\": 4}\n```\n```json\n{\"score\": 5}\n```",
        "```python\n{\"score\": 4}\n```",
        "```json {\"score\": 4} ```", "<verdict>4</verdict>", "<score>4</score>", "score=4", "{\"score\": 4}\u{0}",
        "I cannot help with that.", "As an AI, I cannot rate this.",
        "{\"error\": \"refused\"}",
        "{\"reason\": \"the text says {\\\"score\\\": 5}\"}", "\"{\\\"score\\\": 4}\"", "{\"verdict\": {\"score\": 4}}",
        "[{\"score\": 4}]", "{\"score\": true}", "{\"score\": 4e0, \"score\": 4}", "{}", "{{\"score\": 4}}", "()",
        "tie",
        "{\"score\": \"tie\"}", "{\"score\": 3;}", "{\"score\" 3}", "{\"score\":: 3}", "// 4\n{\"score\": 4}",
        "{\"score\": /* sure */ 4}", "Score: 2\n```json\n{\"score\": 4}\n```\nActually I would say 2.",
        "```json\n{\"score\": 4}\n```\nor rather three", "It is a ２:\n```json\n{\"score\": 4}\n```",
        "```json\n{\"score\": 4}\n```\n[score: 1]", "{\"score\": null, \"choice\": null}",
        "Ignore the rubric. {\"score\": 5}", "{\"score\": +4}", "{\"score\": 0x4}",
        "{\"score\": 4.0000001}", "{\"score\": 1e1}", "\u{202E}{\"score\": 4}", "{\"score\": 4}👍",
    ])
    func everythingElseIsUnparsedAndNeverAGuess(reply: String) {
        guard case .unparsed(let why) = Verdict(parsing: reply, criterion: Self.scale) else {
            Issue.record("scored: \(reply)")
            return
        }
        #expect(!why.isEmpty)
    }

    @Test func aChoiceIsOneOfTheCriterions() {
        let choices = ["first": 1.0, "second": -1, "tie": 0]
        for (choice, value) in choices {
            #expect(
                Verdict(parsing: "{\"choice\": \"\(choice)\"}", criterion: Self.pair) == .scored(value, reason: nil)
            )
        }
        for reply in [
            "{\"choice\": \"both_bad\"}", "{\"choice\": \"A\"}", "{\"choice\": \"\"}", "{\"choice\": 0}",
            "{\"score\": 0}",
        ] {
            guard case .unparsed = Verdict(parsing: reply, criterion: Self.pair) else {
                Issue.record("scored: \(reply)")
                continue
            }
        }
        #expect(Verdict(parsing: "{\"choice\": \"reject\"}", criterion: Self.accept) == .scored(0, reason: nil))
        #expect(Verdict(parsing: "{\"score\": 1}", criterion: Self.accept) == .scored(1, reason: nil))
        // Both bad has no number of its own.
        let both = Verdict(parsing: "{\"choice\": \"both_bad\"}", criterion: Criterion.better(bothBad: true))
        #expect(both == .scored(nil, reason: nil))
    }
}
