import Collecting
import Ratings
import Store
import Studies
import Testing

@testable import Inference
@testable import Judging

/// What is said of a judge's verdicts, and when; and each word that a reply is read by.
struct AccountRuleTests {
    private static let single =
        "Rate CLEAR_REASON of it: {{criterion}}{{scale}}{{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}"
    private static let double =
        "{{criterion}}{{prompt}}\n{{boundary}}\n{{first}}\n{{boundary}}\n{{boundary}}\n{{second}}\n{{boundary}}"

    private func judgement(
        _ criterion: Criterion = VerdictTests.scale,
        samples: Int? = nil,
        _ change: (inout Judge) -> Void = { _ in }
    ) throws -> Judgement {
        var judge = Judge(name: "j", endpoint: "api", model: "m", criteria: [criterion.name], template: "t")
        judge.sampling.samples = samples
        change(&judge)
        let study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            criteria: [criterion],
            judges: [judge],
            prompts: ["p", "q"].map { Prompt(id: $0, messages: [Message(role: .user, content: "Ask")]) },
            templates: ["t": criterion.isPairwise ? Self.double : Self.single]
        )
        return try Judgement(study: study, judge: judge, criteria: [criterion])
    }

    private func item(_ number: Int, _ prompt: String = "p") -> Subject {
        Subject(subject: .item(ItemID(rawValue: "i\(number)")), prompt: prompt, texts: ["Text \(number)."])
    }

    /// The account of replies to as many items, one each.
    private func account(_ texts: [String], finish: [Int: Completion.Finish] = [:]) throws -> JudgeAccount {
        let judge = try judgement()
        let questions = judge.questions(on: texts.indices.map { item($0) })
        return try #require(
            Judgement.accounts(
                of: [judge],
                replies: texts.enumerated().map { place, text in
                    let end = finish[place]
                    let isRefused = end == .filter || end == .refusal
                    return ("j", questions[place], Reply(text: text, isRefused: isRefused, isFiltered: end == .filter))
                },
                failures: []
            ).first
        )
    }

    @Test func eachStateIsTold() {
        var account = JudgeAccount(judge: "j", criterion: "c")
        #expect(account.replies == 0 && account.unparsedShare == nil && account.verdictlessShare == nil)
        #expect(account.refusedShare == nil && account.filteredShare == nil)
        (account.used, account.unparsed, account.refused) = (1, 2, 3)
        (account.filtered, account.inconsistent, account.failed) = (4, 5, 6)
        #expect(
            account.words == "'j' on 'c': 1 used, 2 unparsed, 3 refused, 4 filtered, 5 inconsistent, 6 failed"
        )
        #expect(account.replies == 15 && account.unparsedShare == 2.0 / 15 && account.verdictlessShare == 5.0 / 15)
        #expect(account.refusedShare == 3.0 / 15 && account.filteredShare == 4.0 / 15)
        #expect(
            account.filters
                == "'j' on 'c': a filter stopped 4 of 15 replies: its figures rest on the 1 used; reword its template or take another judge"
        )
        account.refusal = "\nNo,\r\n\nnever"
        #expect(
            account.refusals
                == "'j' on 'c': 3 of 15 replies refuse, 2 more could not be read: its figures rest on the 1 used; change its template or take another judge; for example: No,␊never"
        )
        var all = JudgeAccount(judge: "j", criterion: "c")
        (all.refused, all.refusal) = (2, String(repeating: "x", count: 300))
        #expect(
            all.refusals.contains("all 2 replies refuse: its")
                && all.refusals.hasSuffix(": " + String(repeating: "x", count: 200))
        )
    }

    /// The commonest reason, of two as common the first by its letters, with its own example.
    @Test func theCommonestReasonIsTold() {
        var account = JudgeAccount(judge: "j", criterion: "c")
        (account.used, account.unparsed) = (1, 5)
        account.reasons = ["b": 2, "a": 2, "c": 1]
        account.examples = ["a": "one\ntwo", "b": "three", "c": "four"]
        let words = "'j' on 'c': 5 of 6 replies could not be read; 2 of them: "
        #expect(account.problem == words + "a; for example: one␊two")
        account.reasons["b"] = 3
        #expect(account.problem == words.replacing("2 of them", with: "3 of them") + "b; for example: three")
    }

    @Test func theFirstReplyOfAKindIsItsExample() throws {
        let found = try account(
            [
                "four", "{\"score\": 9}", #"{"reason": "r", "score": 9}"#, "I cannot help.", "I won't.",
                #"{"score": 4}"#, "", "x",
            ],
            finish: [6: .filter, 7: .refusal]
        )
        #expect([found.used, found.unparsed, found.refused, found.filtered, found.failed] == [1, 3, 3, 1, 0])
        #expect(found.refusal == "I cannot help." && found.reasons.values.sorted() == [1, 2])
        #expect(Set(found.examples.values) == ["four", "{\"score\": 9}"])
    }

    private func notes(_ replies: [(score: Int, reason: String?)]) throws -> [String] {
        try account(
            replies.map { score, reason in
                reason.map { "{\"reason\": \"\($0)\", \"score\": \(score)}" } ?? "{\"score\": \(score)}"
            }
        ).notes
    }

    /// Of five replies, and where more than half of them say what stands in the template.
    @Test func aJudgeThatRepeatsItsPromptIsTold() throws {
        let same = "'j' on 'overall': all 5 verdicts are 3: they tell no response from another"
        #expect(try notes(Array(repeating: (3, nil), count: 5)) == [same])
        #expect(try notes(Array(repeating: (3, nil), count: 4)).isEmpty)
        #expect(try notes([(3, nil), (3, nil), (3, nil), (3, nil), (2, nil)]).isEmpty)
        func echoes(_ reason: String, _ count: Int, of all: Int = 6) throws -> [String] {
            try notes((0..<all).map { ($0 % 2 + 1, $0 < count ? reason : "good") })
        }
        let words = "'j' on 'overall': 4 of 6 reasons stand in its template: it repeats its prompt"
        #expect(try echoes("CLEAR_REASON", 4) == [words] && echoes("CLEAR_REASON", 3).isEmpty)
        // A word of three capitals is a placeholder, eight bytes of any letters are no chance.
        #expect(try echoes("SON", 4) == [words] && echoes("ON", 4).isEmpty && echoes("of it", 4).isEmpty)
        #expect(try echoes("Rate CLE", 4) == [words] && echoes("Rate CL", 4).isEmpty)
        #expect(try echoes("of another", 4).isEmpty && echoes("Rate", 4).isEmpty)
    }

    /// A pair that was asked twice is two units: at odds is what differs within one of them.
    @Test func samplesOfAPairAreComparedEachByItself() throws {
        let judge = try judgement(VerdictTests.pair, samples: 2)
        let pair = Subject(
            subject: .pair(PairID(ItemID(rawValue: "a"), ItemID(rawValue: "b"))),
            prompt: "p",
            texts: ["One.", "Two."]
        )
        let questions = judge.questions(on: [pair])
        #expect(questions.map(\.sample) == [1, 1, 2, 2] && judge.questions(on: [pair], arm: .edited).count == 2)
        let choices = ["first", "second", "first", "first"]
        let found = try #require(
            Judgement.accounts(
                of: [judge],
                replies: zip(questions, choices).map { ("j", $0, Reply(text: "{\"choice\": \"\($1)\"}")) },
                failures: []
            ).first
        )
        #expect(found.used == 2 && found.inconsistent == 2)
        // Another judge's replies, and those to another question, are none of this one's.
        let others = Judgement.accounts(
            of: [judge],
            replies: zip(questions, choices).map { ("k", $0, Reply(text: "{\"choice\": \"\($1)\"}")) },
            failures: [("k", questions[0], "reset"), ("j", Question(prompt: "p", items: [], criteria: []), "reset")]
        )
        #expect(others.map(\.replies) == [0] && others.map(\.failed) == [0])
    }

    /// What is asked of a subject of the right form, of a prompt that the study has.
    @Test func onlyWhatTheCriterionIsOfIsAsked() throws {
        let pair = Subject(
            subject: .pair(PairID(ItemID(rawValue: "a"), ItemID(rawValue: "b"))),
            prompt: "p",
            texts: ["One.", "Two."]
        )
        let scored = try judgement()
        #expect(scored.subjects([pair, item(1), item(2, "gone"), item(3, "q")]).map(\.prompt) == ["p", "q"])
        #expect(try judgement(VerdictTests.pair).subjects([pair, item(1)]).count == 1)
        let ranking = try rankingJudgement()
        let pairs = [("a", "b"), ("a", "c"), ("b", "c")].map { one, other in
            Subject(
                subject: .pair(PairID(ItemID(rawValue: one), ItemID(rawValue: other))),
                prompt: "p",
                texts: ["One.", "Two."]
            )
        }
        let questions = ranking.questions(on: pairs)
        #expect(questions.count == 2 && questions[0].items == questions[1].items.reversed())
        #expect(Set(questions[0].items.map(\.rawValue)) == ["a", "b", "c"] && questions[0].pairs.count == 3)
        let lost = ranking.records(
            of: Reply(text: #"{"ranking": [1, 2]}"#),
            to: Question(
                prompt: "p",
                items: ["a", "b"].map { ItemID(rawValue: $0) },
                pairs: [PairID(ItemID(rawValue: "a"), ItemID(rawValue: "c"))],
                criteria: ["better"]
            )
        )
        #expect(lost.map(\.reason) == ["the pair was not shown"] && lost.map(\.outcome) == [.unparsed])
        let refused = ranking.records(of: Reply(text: "I cannot rank these."), to: questions[0])
        #expect(refused.map(\.outcome) == [.refused, .refused, .refused])
    }

    private func rankingJudgement() throws -> Judgement {
        var judge = Judge(name: "j", endpoint: "api", model: "m", criteria: ["better"], template: "t")
        judge.manner.isRanking = true
        let study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            criteria: [VerdictTests.pair],
            judges: [judge],
            prompts: ["p", "q"].map { Prompt(id: $0, messages: [Message(role: .user, content: "Ask")]) },
            templates: ["t": "{{criterion}}{{prompt}}{{#responses}}{{boundary}}{{response}}{{boundary}}{{/responses}}"]
        )
        return try Judgement(study: study, judge: judge, criteria: [VerdictTests.pair])
    }

    /// A judge's call: whole, under its own settings, with the twenty likeliest tokens where they are weighted.
    @Test func aJudgeIsAskedAsItsMannerSays() throws {
        func request(_ change: (inout Judge) -> Void) throws -> ChatRequest {
            let work = try #require(
                try judgement(VerdictTests.scale, samples: 3, change).work(on: [item(1)]) { _ in "B" }.last
            )
            guard case .chat(let request, _) = work.call else { throw StudiesError("no chat") }
            return request
        }
        let plain = try request {
            ($0.sampling.seed, $0.sampling.temperature, $0.extra) = (7, 0.5, ["k": .number(1)])
        }
        #expect(!plain.isStreamed && plain.schema == nil && plain.topLogprobs == nil)
        #expect(plain.seed == 9 && plain.sampling.temperature == 0.5 && plain.extra == ["k": .number(1)])
        #expect(try request { $0.manner.isWeighted = true }.topLogprobs == 20)
        #expect(try request { $0.manner.isStructured = true }.schema != nil)
    }

    @Test(
        arguments: [
            "I'm sorry", "I am sorry", "Sorry, no", "I cannot", "I can't", "I can not", "I won't", "I will not",
            "I'm unable to", "I am unable to", "I'm not able to", "I am not able to", "I must decline",
            "I have to decline", "As an AI", "Unfortunately, I can not", "I apologize, but I", "I refuse",
        ]
    )
    func eachOpeningOfARefusalIsOne(opening: String) {
        let reader = ReplyReader(criteria: [VerdictTests.scale], manner: Judge.Manner())
        #expect(reader.verdicts(in: "\(opening) rate this.") == [.refused])
        let curly = opening.replacing("'", with: "\u{2019}")
        #expect(reader.verdicts(in: "\n\(curly) rate this.") == [.refused])
        #expect(reader.verdicts(in: "Well, \(opening) rate this.")[0].isUnparsed)
    }

    @Test(
        arguments: ["zero", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"].enumerated().map {
            ($1, $0 == 0 ? 0 : Double($0 + 1))
        }
    )
    func aNumberInWordsIsOne(word: String, number: Double) {
        #expect(SpokenVerdict("It is \(word).").numbers == [number])
        #expect(SpokenVerdict("\(word.uppercased()) stars").numbers == [number])
        #expect(SpokenVerdict("\(word) errors").numbers.isEmpty)
    }

    /// Why a reply is no verdict, in words.
    @Test(
        arguments: [
            (#"{"score": "x"}"#, "'score' is no number"),
            (#"{"reason": 1, "score": 4}"#, "'reason' is no text"),
            ("[4]", "not a JSON object"),
            (#"{"score": 4, "choice": "first"}"#, "needs exactly one of 'score' and 'choice', as the criterion asks"),
            ("2\n```json\n{\"score\": 4}\n```", "the words around the code fence name another verdict"),
        ]
    )
    func whatIsWrongWithAReplyIsSaid(reply: String, why: String) {
        #expect(Verdict(parsing: reply, criterion: VerdictTests.scale) == .unparsed(why))
    }

    @Test func whatIsWrongWithAReplyOfAnotherFormIsSaid() {
        let choice = Verdict(parsing: #"{"choice": "third"}"#, criterion: VerdictTests.pair)
        #expect(choice == .unparsed("'choice' is none of the criterion's"))
        let accept = Verdict(parsing: #"{"choice": "yes"}"#, criterion: VerdictTests.accept)
        #expect(accept == .unparsed("'choice' must be accept or reject"))
        #expect(Verdict(parsing: #"{"choice": "accept"}"#, criterion: VerdictTests.accept) == .scored(1, reason: nil))
        var manner = Judge.Manner()
        (manner.reply, manner.pattern) = (.pattern, #"\[(\w+)\]"#)
        let pattern = ReplyReader(criteria: [VerdictTests.pair], manner: manner)
        #expect(pattern.verdicts(in: "none") == [.unparsed("nothing in it fits the pattern")])
        #expect(pattern.verdicts(in: "[A] [b] [c]") == [.unparsed("the pattern fits 3 different verdicts")])
        let letters = ["[a]", "[B]", "[C]"].map { pattern.verdicts(in: $0)[0] }
        #expect(letters == [1, -1, 0].map { .scored($0, reason: nil) })
        manner.pattern = "("
        let broken = ReplyReader(criteria: [VerdictTests.pair], manner: manner)
        #expect(broken.verdicts(in: "x") == [.unparsed("the pattern cannot be used")])
        manner.reply = .bare
        let bare = ReplyReader(criteria: [VerdictTests.scale], manner: manner)
        #expect(bare.verdicts(in: "good") == [.unparsed("not a number and nothing else")])
        manner.isTogether = true
        let together = ReplyReader(criteria: [VerdictTests.scale, VerdictTests.accept], manner: manner)
        let half = together.verdicts(in: #"{"criteria": {"overall": {"score": 2}}}"#)
        #expect(half == [.scored(2, reason: nil), .unparsed("does not judge 'send'")])
        let none = together.verdicts(in: #"{"overall": {"score": 2}}"#)
        #expect(none == Array(repeating: .unparsed("needs the member 'criteria' with an object"), count: 2))
    }
}
