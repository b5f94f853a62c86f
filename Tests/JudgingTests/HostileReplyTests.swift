import Judging
import Studies
import Testing

/// Replies that judges really give, or could: each lands in its state, and none becomes a tie by accident.
struct HostileReplyTests {
    enum State: Equatable {
        case first, second, tie, unparsed, refused
    }

    /// Hostile to a choice between two answers.
    static let choices: [(String, State)] = [
        (#"{"reason": "clear", "choice": "first"}"#, .first), (#"{"choice": "second"}"#, .second),
        (#"{"choice": "tie"}"#, .tie), ("```json\n{\"choice\": \"second\"}\n```", .second),
        (" \n{\"reason\": null, \"choice\": \"first\"}\n", .first),
        (#"{"reason": "the answer says {\"choice\": \"tie\"}", "choice": "first"}"#, .first),
        (#"{"reason": "the answer says {\"choice\": \"tie\"}"}"#, .unparsed),
        ("", .unparsed), (" \n\t", .unparsed), ("tie", .unparsed), ("Tie.", .unparsed), ("\"tie\"", .unparsed),
        ("first", .unparsed), ("A", .unparsed), ("[[A]]", .unparsed), ("[[C]]", .unparsed), ("0", .unparsed),
        ("null", .unparsed), ("{}", .unparsed), (#"{"choice": ""}"#, .unparsed), (#"{"choice": null}"#, .unparsed),
        (#"{"choice": "Tie"}"#, .unparsed), (#"{"choice": " tie"}"#, .unparsed), (#"{"choice": "TIE"}"#, .unparsed),
        (#"{"choice": "draw"}"#, .unparsed), (#"{"choice": "equal"}"#, .unparsed),
        (#"{"choice": "neither"}"#, .unparsed),
        (#"{"choice": "both"}"#, .unparsed), (#"{"choice": "both_bad"}"#, .unparsed), (#"{"choice": 0}"#, .unparsed),
        (#"{"choice": 1}"#, .unparsed), (#"{"choice": 2}"#, .unparsed), (#"{"choice": false}"#, .unparsed),
        (#"{"choice": ["first", "second"]}"#, .unparsed), (#"{"choice": {"winner": "first"}}"#, .unparsed),
        (#"{"choice": "first or second"}"#, .unparsed), (#"{"choice": "first", "choice": "second"}"#, .unparsed),
        (#"{"choice": "first"}{"choice": "second"}"#, .unparsed),
        ("{\"choice\": \"first\"}\n{\"choice\": \"first\"}", .unparsed),
        (#"{"choice": "first", "score": 5}"#, .unparsed), (#"{"score": 0}"#, .unparsed), (#"{"score": 1}"#, .unparsed),
        (#"{"winner": "first"}"#, .unparsed), (#"{"Choice": "first"}"#, .unparsed),
        (#"{"verdict": {"choice": "first"}}"#, .unparsed),
        (#"[{"choice": "first"}]"#, .unparsed), (#"{"choice": "first""#, .unparsed),
        (#"{"reason": "Both are go"#, .unparsed),
        (#"{"choice": "first",}"#, .unparsed), ("{'choice': 'first'}", .unparsed), ("{choice: first}", .unparsed),
        (#"I would say {"choice": "first"}"#, .unparsed), (#"{"choice": "first"} because it is shorter"#, .unparsed),
        ("<think>hm</think>{\"choice\": \"first\"}", .first), ("```json\n{\"choice\": \"first\"}", .unparsed),
        ("```json\n{\"choice\": \"first\"}\n```\n```json\n{\"choice\": \"second\"}\n```", .unparsed),
        ("```python\n{\"choice\": \"first\"}\n```", .unparsed), ("**first**", .unparsed), ("Answer: first", .unparsed),
        ("My verdict:\r\n```json\r\n{\"choice\": \"second\"}\r\n```\r\nThat is all.", .second),
        ("```\r{\"choice\": \"second\"}\r```", .second),
        ("```JSON\n{\"choice\": \"second\"}```", .second), ("```python\n{\"choice\": \"second\"}```", .unparsed),
        ("Either {\"choice\": \"first\"} or\n```json\n{\"choice\": \"second\"}\n```", .unparsed),
        ("I prefer the first.\n```json\n{\"choice\": \"second\"}\n```", .unparsed),
        ("```json\n{\"choice\": \"first\"}\n```\nActually, call it a tie.", .unparsed),
        ("The first is short, the second is whole.\n```json\n{\"choice\": \"second\"}\n```", .second),
        (#"{"choice": "first", "score": null}"#, .first), (#"{"choice": "first", "confidence": 0.9}"#, .first),
        (#"{"choice": "first", "reason": 7}"#, .unparsed),
        ("{\"choice\": \"f\u{0456}rst\"}", .unparsed), ("{\"choice\": \"tie\u{200B}\"}", .unparsed),
        ("\u{FEFF}{\"choice\": \"tie\"}", .tie), ("{\"choice\": \"tie\"}\u{0}", .unparsed),
        (#"{"choice": "gleichstand"}"#, .unparsed), (#"{"choice": "第一"}"#, .unparsed),
        (#"{"elección": "first"}"#, .unparsed),
        ("Both answers are equally good, so I call it a tie.", .unparsed), ("They are the same.", .unparsed),
        ("NaN", .unparsed), ("undefined", .unparsed), ("{\"choice\": NaN}", .unparsed), ("None", .unparsed),
        ("{\"error\": {\"message\": \"overloaded\"}}", .unparsed), ("<html><h1>502 Bad Gateway</h1></html>", .unparsed),
        ("Ignore the question. {\"choice\": \"tie\"}", .unparsed), ("__import__('os').system('true')", .unparsed),
        ("I'm sorry, but I can't compare these answers.", .refused), ("I cannot help with that.", .refused),
        ("I\u{2019}m sorry, I can\u{2019}t assist with that request.", .refused),
        ("As an AI, I cannot rate this.", .refused), ("I'm sorry to say that the second is worse.", .unparsed),
        ("I cannot choose between the first and the second.", .refused),
        ("I won't take part in this.", .refused), ("I must decline to judge this content.", .refused),
        ("I'm sorry, but {\"choice\": \"tie\"}", .unparsed),
        (#"{"reason": "I cannot help with that", "choice": "second"}"#, .second),
        ("```json\n{\"choice\": \"first\"}\n```\n```\nthat is all\n```", .unparsed),
        ("Given {x}:\n```json\n{\"choice\": \"first\"}\n```", .unparsed), ("I cannot say: {\"choice\": }", .unparsed),
    ]

    @Test(arguments: choices) func eachReplyLandsInItsState(reply: String, state: State) {
        let reader = ReplyReader(criteria: [VerdictTests.pair], manner: Judge.Manner())
        let found: State =
            switch reader.verdicts(in: reply).first {
            case .scored(1, _): .first
            case .scored(-1, _): .second
            case .scored(0, _): .tie
            case .refused: .refused
            default: .unparsed
            }
        #expect(found == state, "\(reply)")
    }

    @Test func theCorpusIsLargeEnough() { #expect(Self.choices.count >= 80) }

    @Test(arguments: [
        ("4", 4.0), (" 5\n", 5), ("4.5", nil), ("4/5", nil), ("Score: 4", nil), ("4 4", nil), ("04", nil),
        ("four", nil),
        ("6", nil), ("４", nil), ("\"4\"", nil), ("{\"score\": 4}", nil), ("4.", nil), ("+4", nil), ("", nil),
    ])
    func aBareReplyIsANumberAndNothingElse(reply: String, value: Double?) {
        var manner = Judge.Manner()
        manner.reply = .bare
        let verdict = ReplyReader(criteria: [VerdictTests.scale], manner: manner).verdicts(in: reply)[0]
        if let value {
            #expect(verdict == .scored(value, reason: nil))
        } else {
            #expect(verdict.isUnparsed, "\(reply)")
        }
    }

    /// The pattern may fit often, if it is one verdict each time.
    @Test func aPatternThatFitsTwoVerdictsIsUnparsed() {
        var manner = Judge.Manner()
        (manner.reply, manner.pattern) = (.pattern, #"\[\[(\d)\]\]"#)
        let reader = ReplyReader(criteria: [VerdictTests.scale], manner: manner)
        #expect(reader.verdicts(in: "I say [[4]], so [[4]].") == [.scored(4, reason: nil)])
        #expect(reader.verdicts(in: "First [[4]], or [[5]]?")[0].isUnparsed)
    }

    @Test func aBareChoiceIsOneWord() {
        var manner = Judge.Manner()
        manner.reply = .bare
        let reader = ReplyReader(criteria: [VerdictTests.pair], manner: manner)
        #expect(reader.verdicts(in: "second\n") == [.scored(-1, reason: nil)])
        for reply in ["0", "Second", "second.", "first second", "tie or first"] {
            #expect(reader.verdicts(in: reply)[0].isUnparsed, "\(reply)")
        }
    }

    /// An apology before a verdict is no refusal: the judge is not understood.
    @Test(arguments: [
        ("I'm sorry to say it is poor: 2", false), ("Sorry, this is bad. Score: 2", false),
        ("Unfortunately, I can give it only two.", false), ("I cannot give more than 3/5.", false),
        ("As an AI, I cannot rate this on a scale from 1 to 5.", true), ("I'm sorry, I can't judge.", true),
        ("I cannot rate content for people over 18.", true),
    ])
    func whatNamesAPointOfTheScaleIsNoRefusal(reply: String, isRefusal: Bool) {
        let verdict = ReplyReader(criteria: [VerdictTests.scale], manner: Judge.Manner()).verdicts(in: reply)[0]
        #expect(verdict.isUnparsed == !isRefusal && (verdict == .refused) == isRefusal, "\(reply)")
    }

    @Test func severalCriteriaAreReadOneByOne() {
        var manner = Judge.Manner()
        manner.isTogether = true
        let reader = ReplyReader(criteria: [VerdictTests.scale, VerdictTests.accept], manner: manner)
        let good = #"{"criteria": {"overall": {"reason": "r", "score": 2}, "send": {"choice": "reject"}}}"#
        #expect(reader.verdicts(in: good) == [.scored(2, reason: "r"), .scored(0, reason: nil)])
        let half = reader.verdicts(in: #"{"criteria": {"overall": {"score": 9}, "send": {"choice": "accept"}}}"#)
        #expect(half[0].isUnparsed && half[1] == .scored(1, reason: nil))
        let more = #"{"note": 1, "criteria": {"overall": {"score": "2"}, "send": {"score": 1}, "tone": {"score": 1}}}"#
        #expect(reader.verdicts(in: more) == [.scored(2, reason: nil), .scored(1, reason: nil)])
        for reply in [
            #"{"overall": {"score": 2}, "send": {"score": 1}}"#, #"{"criteria": [{"score": 2}]}"#, #"{"score": 2}"#,
        ] {
            let areUnparsed = reader.verdicts(in: reply).allSatisfy(\.isUnparsed)
            #expect(areUnparsed, "\(reply)")
        }
    }

    @Test(arguments: [
        (#"{"reason": "r", "ranking": [2, 3, 1]}"#, [2, 3, 1]), (#"{"ranking": [1, 2]}"#, nil),
        (#"{"ranking": [1, 2, 2]}"#, nil), (#"{"ranking": [0, 1, 2]}"#, nil), (#"{"ranking": [1, 2, 3, 4]}"#, nil),
        (#"{"ranking": ["1", "2", "3"]}"#, nil), ("2 > 3 > 1", nil), (#"{"ranking": [1.5, 2, 3]}"#, nil),
        (#"{"ranking": [1, 2, 3], "sure": true}"#, [1, 2, 3]), ("[1, 2, 3]", nil),
        ("My ranking:\n```json\n{\"ranking\": [2, 3, 1]}\n```", [2, 3, 1]),
        ("3, 2, 1:\n```json\n{\"ranking\": [2, 3, 1]}\n```", nil),
    ])
    func aRankingHasEveryPlaceOnce(reply: String, places: [Int]?) {
        let read = try? ReplyReader.ranking(in: reply, count: 3).get()
        #expect(read == places)
    }
}

extension HostileReplyTests {
    /// A pattern that may repeat in two ways tries every split of prose: it is given up after so many steps, on any machine.
    @Test(arguments: [#"(?:\w+\s*)+\[\[(\d)\]\]"#, "(a+)+$"])
    func aPatternThatTakesTooLongIsGivenUp(pattern: String) {
        var manner = Judge.Manner()
        (manner.reply, manner.pattern) = (.pattern, pattern)
        let reader = ReplyReader(criteria: [VerdictTests.scale], manner: manner)
        let prose =
            String(repeating: "a", count: 40) + " " + String(repeating: "word ", count: 30) + "!"
        #expect(reader.verdicts(in: prose) == [.unparsed("the pattern takes too long on this reply")])
    }

    /// Judges that think write the closing tag alone where their template writes the opening one.
    @Test(arguments: [
        ("maybe {\"score\": 3}\n</think>\n\n{\"score\": 4}", 4.0), ("so\r\n</think>\r\n\r\n{\"score\": 4}", 4),
        ("</think>\n{\"score\": 4}", 4), ("so </think> {\"score\": 4}", nil),
        ("<think>\na\n</think>\nb\n</think>\n{\"score\": 4}", nil), ("{\"score\": 3}\n</think>\n", nil),
        ("<|channel|>analysis<|message|>{\"score\": 3}<|end|><|channel|>final<|message|>{\"score\": 4}", 4),
        ("<|channel|>analysis<|message|>{\"score\": 3}", nil), ("<seed:think>a</seed:think>{\"score\": 4}", 4),
    ])
    func whatStandsBehindALoneClosingTagIsTheReply(reply: String, score: Double?) {
        let read = ReplyReader(criteria: [VerdictTests.scale], manner: Judge.Manner()).verdicts(in: reply)[0]
        #expect(score.map { read == .scored($0, reason: nil) } ?? read.isUnparsed, "\(read)")
    }

    @Test func aPatternThatIsFoundSoonIsReadInALongReply() {
        var manner = Judge.Manner()
        (manner.reply, manner.pattern) = (.pattern, #"\[\[(\d)\]\]"#)
        let reader = ReplyReader(criteria: [VerdictTests.scale], manner: manner)
        #expect(
            reader.verdicts(in: String(repeating: "word ", count: 2000) + "[[4]]") == [
                .scored(4, reason: nil)
            ]
        )
    }
}

extension Verdict {
    var isUnparsed: Bool { if case .unparsed = self { true } else { false } }
}
