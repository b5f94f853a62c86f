import Fixtures
import Foundation
import Testing

@testable import Studies

/// What the values of a study answer when they are asked.
struct ValueRuleTests {
    @Test func aScaleHasBothItsEndsWhateverTheStep() {
        func count(_ min: Double, _ max: Double, _ step: Double) -> Int {
            Scale(min: min, max: max, step: step).points.count
        }
        // 0.7 / 0.1 and 0.3 / 0.1 are a little less than whole numbers.
        #expect(count(0, 0.7, 0.1) == 8 && count(0, 0.3, 0.1) == 4 && count(1, 5, 0.5) == 9 && count(-2, 2, 1) == 5)
        #expect(Scale(min: 1, max: 5, step: 2).points == [1, 3, 5])
    }

    @Test func aModelsOwnSettingsComeBeforeTheStudysAndOnlyThose() {
        let all = Sampling(temperature: 0.7, topP: 0.9, maxTokens: 400, seed: 7, stop: ["x"], samples: 2)
        #expect(all.overridden(by: Sampling()) == all)
        let own = Sampling(temperature: 0, topP: 0.1, maxTokens: 5, seed: 1, stop: ["y", "z"], samples: 3)
        #expect(all.overridden(by: own) == own)
        #expect(all.overridden(by: Sampling(temperature: 0)).stop == ["x"])
    }

    @Test func aModelsOwnSystemTextAndSamplesComeFirst() {
        let prompt = Prompt(id: "p", messages: [Message(role: .user, content: "q")], system: "of the prompt")
        var model = Model(name: "m", endpoint: "e", model: "m")
        var study = Study(name: "s", models: [model], sampling: Sampling(samples: 2), prompts: [prompt])
        study.templates = ["t": "{{system}}! {{prompt}}?", "u": "{{{ prompt }}}!"]
        func said() -> [String] { study.messages(of: prompt, to: model).map { "\($0.role.rawValue) \($0.content)" } }
        #expect(said() == ["system of the prompt", "user q"] && study.samples(of: model) == 2)
        model.system = "of the model"
        model.sampling.samples = 5
        #expect(said() == ["system of the model", "user q"] && study.samples(of: model) == 5)
        // Where the template holds it, it is sent once.
        model.template = "t"
        #expect(said() == ["user of the model! q?"])
        model.template = "u"
        #expect(said() == ["system of the model", "user q!"])
        #expect(Study(name: "s").samples(of: Model(name: "m", endpoint: "e", model: "m")) == 1)
    }

    @Test func promptsAreAlikeButForBlanksAndOnlyUnderOneSystemText() {
        #expect(Prompt.plain(" a\n b ", system: nil) == Prompt.plain("a b", system: nil))
        #expect(Prompt.plain("a b", system: "x") == Prompt.plain("a b", system: " x\n"))
        #expect(Prompt.plain("a b", system: "x") != Prompt.plain("a b", system: nil))
        #expect(Prompt.plain("a b", system: nil) != Prompt.plain("ab", system: nil))
    }

    @Test func everyTemplateOfAJudgeIsLookedFor() {
        var judge = Judge(name: "j", endpoint: "e", model: "m", criteria: [], template: "one")
        #expect(judge.templates == ["one"])
        judge.manner.reworded = "two"
        #expect(judge.templates == ["one", "two"])
    }

    @Test func textsOfOneLineAreCutBehindEightySigns() {
        let eighty = String(repeating: "x", count: 80)
        #expect(eighty.onOneLine == eighty && (eighty + "y").onOneLine == eighty + "…")
        #expect("a\nb\u{2028}c\td".onOneLine == "a b c d")
    }

    @Test func anythingThatWaitsIsTold() {
        #expect(PlanState.Waiting().isEmpty)
        for waiting in [PlanState.Waiting(prompts: 1), .init(lateTexts: 1), .init(replacedTexts: 1)] {
            #expect(!waiting.isEmpty)
        }
    }

    /// Each of the rare values of a planned row alone, without the others.
    @Test func whatARowHasAloneIsKept() {
        #expect(PlannedRow(first: 1, reviewer: nil, distance: 7).distance == 7)
        #expect(PlannedRow(first: 1, members: [1, 2], reviewer: nil).members == [1, 2])
        #expect(PlannedRow(first: 1, reviewer: nil, side: .second).side == .second)
        let harm = PlannedRow.Degraded(harm: .cut, other: nil, key: 3)
        var row = PlannedRow(first: 1, reviewer: nil, degraded: harm)
        row.distance = 2
        #expect(row.degraded == harm && row.distance == 2 && row.members.isEmpty && row.isItem)
        row.members = [1, 2, 3]
        row.arrangement = [2, 0, 1]
        #expect(row.degraded == harm && row.distance == 2 && row.arrangement == [2, 0, 1] && !row.isItem)
        row.distance = nil
        #expect(row.distance == nil && row.members == [1, 2, 3])
        #expect(!PlannedRow(first: 1, second: 2, reviewer: nil).isItem)
    }

    @Test func aShowingWithoutItsSourceTellsNoModel() {
        let showing = PlannedShowing(
            reviewer: "ana",
            subject: .item(ItemID(rawValue: "a")),
            prompt: "p",
            phase: .attention,
            side: nil,
            place: 3,
            state: .open,
            models: ["gpt"],
            isDegraded: true,
            lengths: [5]
        )
        let bare = showing.withoutSource
        #expect(bare.models.isEmpty && !bare.isDegraded)
        #expect(bare.reviewer == "ana" && bare.place == 3 && bare.lengths == [5] && bare.phase == .attention)
    }

    @Test func aTimeThatIsWithheldIsNoTimeThatIsLacking() {
        var timing = Attempt.Timing()
        timing.total = .seconds(2)
        timing.firstToken = .seconds(1)
        #expect(!timing.isWithheld)
        let without = timing.withoutTotal
        #expect(without.total == nil && without.isWithheld && without.firstToken == .seconds(1))
    }

    @Test func whatATryTookIsForgottenWithItsCost() {
        var attempt = Attempt(purpose: .response, model: "m", startedAt: 1, outcome: .success)
        attempt.timing.delivery = .whole
        attempt.timing.total = .seconds(1)
        attempt.usage.input = 3
        attempt.nanoDollars = 4
        attempt.forgetWhatItTook()
        #expect(attempt.timing == Attempt.Timing(delivery: .whole) && attempt.usage == Attempt.Usage())
        #expect(attempt.nanoDollars == nil)
    }

    @Test func aWholeNumberHasNoFraction() {
        #expect([2, -3, 2.5, 1e300].map { JSONValue.number($0).integer } == [2, -3, nil, nil])
        #expect(JSONValue.string("2").integer == nil)
    }

    @Test(arguments: [
        ("It says <think>hm and so on", false), ("Sure!\n<think>hm and so on", true), ("<think>hm", true),
        ("a <|channel>b", false), ("a\n<|channel>b", true), ("It ends </think>here", true),
    ])
    func aTagThatOpensStandsAtTheBeginningOfALine(text: String, may: Bool) {
        #expect(ReasoningRule.auto.mayLeaveReasoning(in: text) == may)
    }

    @Test(arguments: ["<|return|>", "<|end|>", "<|end|><|start|>assistant<|return|>", ""])
    func anAnswerInAChannelEndsAtTheFirstOfItsMarks(end: String) throws {
        let text = "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Paris" + end
        let found = try #require(ReasoningRule.auto.split(text))
        #expect(found.reasoning == "hm" && found.answer == "Paris")
    }
}

/// What is kept of a rating, and what is another one.
extension ValueRuleTests {
    private func rating(_ change: (inout RatingRecord) -> Void = { _ in }) -> RatingRecord {
        var record = RatingRecord(
            study: "s",
            subject: .item(ItemID(rawValue: "a")),
            prompt: "p",
            criterion: "c",
            value: 4,
            rater: "ana",
            kind: .human,
            at: 5
        )
        change(&record)
        return record
    }

    /// Copies that do not hold the same plan call one act by other phases and flags.
    @Test func oneActIsOneWhateverItsCopyCallsIt() {
        let act = rating().actDigest
        for flags in [["extra"], ["adaptive"], ["adaptive", "extra"]] {
            #expect(rating { $0.flags = flags }.actDigest == act && rating { $0.flags = flags }.id != act)
        }
        #expect(rating { $0.phase = .repeat }.actDigest == act)
        #expect(rating { $0.flags = ["too_fast"] }.actDigest != act && rating { $0.value = 5 }.actDigest != act)
        // Why somebody took it back is no other act; why a judge refused is.
        func ended(_ outcome: RatingRecord.Outcome, _ reason: String) -> RatingRecord {
            rating { ($0.outcome, $0.reason) = (outcome, reason) }
        }
        #expect(ended(.retracted, "a").wholeDigest == ended(.retracted, "b").wholeDigest)
        #expect(ended(.retracted, "a").id != ended(.retracted, "b").id)
        #expect(ended(.refused, "a").wholeDigest != ended(.refused, "b").wholeDigest)
    }

    @Test func theShareThatWasLeftOutIsReadAsItIsKept() {
        let flags = RatingRecord.flags(leftOut: 0.125)
        #expect(flags == ["weighted", "left_out:0.125"])
        let record = rating { $0.flags = ["too_fast"] + flags }
        #expect(record.hasWeights && record.leftOutShare == 0.125)
        #expect(!rating().hasWeights && rating().leftOutShare == nil)
    }

    @Test func aPairIsOfBothItsTexts() {
        let (a, b) = (ItemID(rawValue: "a"), ItemID(rawValue: "b"))
        #expect(RatingSubject.pair(PairID(b, a)).items == [a, b] && RatingSubject.item(b).items == [b])
        #expect(RatingSubject.member(b, of: SetID([a, b])).items == [b])
        let kinds = [RatingSubject.item(a), .pair(PairID(a, b)), .member(a, of: SetID([a, b]))].map(\.kind)
        #expect(kinds == [.item, .pair, .set])
    }

    @Test(
        arguments: [
            ("schema", #""slam.rating.v2""#, "'schema' must be 'slam.rating.v1'"), ("kind", nil, "lacks 'kind'"),
            ("kind", #""robot""#, "'kind' must be one of human, judge, metric"), ("prompt", #""""#, "lacks 'prompt'"),
            ("rater", nil, "lacks 'rater'"), ("study", nil, "lacks 'study'"),
            ("criterion", "null", "lacks 'criterion'"),
            ("sample", "1.5", "'sample' must be a whole number"), ("at", #""now""#, "'at' must be a whole number"),
            ("label", "3", "'label' must be a text"), ("phase", #""late""#, "'phase' must be one of blind, repeat"),
            ("outcome", #""maybe""#, "'outcome' must be one of rated, skipped"),
            ("side", #""left""#, "'side' must be one of first, second"),
            ("pair", #""a:b""#, "needs either 'item' or 'pair'"),
            ("item", nil, "needs either 'item' or 'pair'"), ("set", #""b:c""#, "'set' must be ids in order"),
            ("set", #""b:a""#, "'set' must be ids in order"), ("id", #""0000""#, "'id' is not the hash of the rest"),
        ] as [(String, String?, String)]
    )
    func aRecordThatIsNoneIsToldWhy(name: String, json: String?, words: String) throws {
        let members = rating().members.filter { $0.0 != name }
        let own = try json.map { [(name, try JSONValue(parsing: $0))] } ?? []
        #expect {
            try RatingRecord(json: .object(members + own))
        } throws: {
            "\($0)".hasPrefix(words)
        }
    }

    @Test func aRecordSaysLittleWhereItIsTheUsual() throws {
        let members = rating().members.filter { !["phase", "outcome", "at"].contains($0.0) }
        let read = try RatingRecord(json: .object(members))
        #expect(read.phase == .blind && read.outcome == .rated && read.at == nil && read.flags.isEmpty)
        let pair = members.filter { $0.0 != "item" } + [("pair", .string("a:b"))]
        #expect(try RatingRecord(json: .object(pair)).subject.kind == .pair)
        let turned = members.filter { $0.0 != "item" } + [("pair", .string("b:a"))]
        #expect { try RatingRecord(json: .object(turned)) } throws: {
            "\($0)" == "'pair' must be two ids, smaller first"
        }
        let member = try RatingRecord(json: .object(members + [("set", .string("a:b:c"))]))
        #expect(member.subject.name == "a@a:b:c")
    }

    @Test func aPanelsQuorumIsKept() {
        let panel = Panel(name: "p", judges: ["a", "b", "c"], vote: .majority, quorum: 2)
        let opinions = Opinions(votes: ["a": .majority, "b": .mean], panels: [panel], bands: ["lex": 0.5])
        #expect(Opinions(json: opinions.json) == opinions)
    }

    /// One line for each act, whatever order the sides of a pair have meanwhile; what cannot be read is no line of ours.
    @Test func anExportMayReplaceOnlyWhatTheDatabaseHolds() throws {
        let folder = try TemporaryFolder()
        let alike = [rating(), rating { $0.subject = .item(ItemID(rawValue: "b")) }]
        let judge = rating { ($0.kind, $0.rater) = (.judge, "gpt") }
        let lines = (alike + [judge]).map { String(decoding: $0.canonicalLine, as: UTF8.self) + "\n" }.joined()
        func left(_ text: String, seen: [RatingRecord]) throws -> String? {
            var earlier = try EarlierExport(path: folder.write("ana.jsonl", text))
            for record in seen { earlier.see(record) }
            do { try earlier.check() } catch { return "\(error)" }
            return nil
        }
        #expect(try left(lines, seen: alike) == nil)
        #expect(try left(lines, seen: [alike[0]])?.contains("holds 1 line that the database does not") == true)
        #expect(try left(lines, seen: [])?.contains("holds 2 lines that the database does not") == true)
        #expect(try left(lines, seen: alike.map { record in rating { $0.at = (record.at ?? 0) + 1 } }) != nil)
        #expect(try left(lines + "of mine\n", seen: alike)?.contains("holds 1 line") == true)
        #expect(try left("", seen: []) == nil)
    }
}
