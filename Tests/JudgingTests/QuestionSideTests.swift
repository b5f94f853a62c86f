import Judging
import Studies
import Testing

/// A judge names the text that it was shown first or second; what is stored is which item that was.
struct QuestionSideTests {
    private let small = ItemID(rawValue: "a")
    private let large = ItemID(rawValue: "b")

    private var judgement: Judgement {
        get throws {
            let judge = Judge(name: "j", endpoint: "api", model: "m", criteria: ["better"], template: "t")
            let study = Study(
                name: "s",
                endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
                criteria: [VerdictTests.pair],
                judges: [judge],
                prompts: [Prompt(id: "p", messages: [Message(role: .user, content: "Ask")])],
                templates: [
                    "t": "{{criterion}}{{prompt}}{{boundary}}{{first}}{{boundary}}{{boundary}}{{second}}{{boundary}}"
                ]
            )
            return try Judgement(study: study, judge: judge, criteria: [VerdictTests.pair])
        }
    }

    @Test(arguments: [("first", 1.0), ("second", -1.0), ("tie", 0.0)])
    func theTextThatAJudgeNamesWinsInBothOrders(choice: String, shown: Double) throws {
        let reply = Reply(text: "{\"choice\": \"\(choice)\"}")
        let forth = Question(prompt: "p", items: [small, large], criteria: ["better"])
        let back = Question(prompt: "p", items: [large, small], criteria: ["better"])
        let one = try #require(try judgement.records(of: reply, to: forth).first)
        let two = try #require(try judgement.records(of: reply, to: back).first)
        // The smaller id shown first: "first" is it. Shown second, "first" is the other one.
        #expect(one.side == .first && one.value == shown)
        #expect(two.side == .second && two.value == (shown == 0 ? 0 : -shown))
        // Each order is a request of its own, and read back as it was asked.
        #expect(forth.json != back.json && Question(json: forth.json) == forth && Question(json: back.json) == back)
        #expect(forth.side(of: .pair(PairID(large, small))) == .first)
        #expect(back.side(of: .pair(PairID(large, small))) == .second)
    }

    @Test func aRankingNamesTheSameWinnerInBothOrders() throws {
        var judge = Judge(name: "j", endpoint: "api", model: "m", criteria: ["better"], template: "t")
        judge.manner.isRanking = true
        let study = Study(
            name: "s",
            endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
            criteria: [VerdictTests.pair],
            judges: [judge],
            prompts: [Prompt(id: "p", messages: [Message(role: .user, content: "Ask")])],
            templates: ["t": "{{criterion}}{{prompt}}{{#responses}}{{boundary}}{{response}}{{boundary}}{{/responses}}"]
        )
        let ranking = try Judgement(study: study, judge: judge, criteria: [VerdictTests.pair])
        let pair = PairID(small, large)
        for (items, places) in [([small, large], "[2, 1]"), ([large, small], "[1, 2]")] {
            let question = Question(prompt: "p", items: items, pairs: [pair], criteria: ["better"])
            let record = try #require(ranking.records(of: Reply(text: "{\"ranking\": \(places)}"), to: question).first)
            #expect(record.value == -1, "\(items)")
        }
    }

    @Test func aPatternIsReadWhereItSaysOneThing() throws {
        var manner = Judge.Manner()
        manner.reply = .pattern
        manner.pattern = #"\[\[(\w+)\]\]"#
        let scale = ReplyReader(criteria: [VerdictTests.scale], manner: manner)
        #expect(scale.verdicts(in: "It is good.\r\nRating: [[4]]") == [.scored(4, reason: nil)])
        #expect(scale.verdicts(in: "[[4]], I repeat: [[4]]") == [.scored(4, reason: nil)])
        for reply in ["[[4]] or [[5]]", "[[9]]", "4", "[[four]]"] {
            #expect(scale.verdicts(in: reply)[0].isUnparsed, "\(reply)")
        }
        let pair = ReplyReader(criteria: [VerdictTests.pair], manner: manner)
        #expect(pair.verdicts(in: "[[B]]") == [.scored(-1, reason: nil)])
        #expect(pair.verdicts(in: "[[C]]") == [.scored(0, reason: nil)])
        #expect(pair.verdicts(in: "[[first]]") == [.scored(1, reason: nil)])
    }

    @Test func aBetterParserMakesNoVerdictStale() throws {
        // The version of a plain judge as it was before the parser had revisions: pinned.
        #expect(Verdict.parserVersion == 1 && Verdict.parserRevision > 1)
        #expect(try judgement.version != judgement.asked)
    }
}
