import Studies
import Testing

/// Rules that hashes, values and names rest on.
struct RuleTests {
    private static let scale = Criterion(
        name: "overall",
        question: "How good?",
        level: .ordinal,
        form: .scale(Scale(min: 0, max: 1, step: 0.1, anchors: [.init(point: 0, label: "poor")]))
    )
    private static func pair(tie: Bool, bothBad: Bool) -> Criterion {
        Criterion(name: "better", question: "?", level: .nominal, form: .pairwise(tie: tie, bothBad: bothBad))
    }

    /// Roots of RFC 6962's trees over the test vectors of Certificate Transparency, by an independent program.
    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ])
    func aRootIsThatOfTheStandard(count: Int, root: String) {
        let leaves: [[UInt8]] = [[], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31]]
        #expect(MerkleTree.root(Array(leaves.prefix(count))) == root)
    }

    @Test func everyPartOfACriterionMovesItsVersion() {
        var others = [Self.scale]
        func add(_ change: (inout Criterion) -> Void) {
            var other = Self.scale
            change(&other)
            others.append(other)
        }
        add { $0.question = "?" }
        add { $0.level = .interval }
        add { $0.form = .scale(Scale(min: 0, max: 1, step: 0.1, anchors: [.init(point: 0, label: "bad")])) }
        add { $0.form = .scale(Scale(min: 0, max: 1, step: 0.1, anchors: [.init(point: 1, label: "poor")])) }
        add { $0.form = .scale(Scale(min: 0, max: 1, step: 0.2, anchors: [.init(point: 0, label: "poor")])) }
        add { $0.asks.confidence = true }
        others += [Self.pair(tie: true, bothBad: false), Self.pair(tie: false, bothBad: true)]
        #expect(Set(others.map(\.sha256)).count == others.count)
        #expect(others.allSatisfy { Criterion(json: $0.json) == $0 })
    }

    @Test func onlyWhatTheStudyAllowsIsAValue() {
        #expect(Self.scale.refusal(of: 0.3) == nil && Self.scale.refusal(of: 0.30000000000000004) == nil)
        for value in [0.35, -0.1, 1.1, nil] { #expect(Self.scale.refusal(of: value) != nil) }
        let strict = Self.pair(tie: false, bothBad: false)
        #expect(strict.refusal(of: 0) != nil && strict.refusal(of: nil) != nil && strict.refusal(of: -1) == nil)
        let open = Self.pair(tie: true, bothBad: true)
        #expect(open.refusal(of: 0) == nil && open.refusal(of: nil) == nil && open.refusal(of: 2) != nil)
        let accept = Criterion(name: "send", question: "?", level: .nominal, form: .accept)
        #expect(accept.label(of: 1) == "accept" && accept.label(of: 0) == "reject" && accept.refusal(of: 2) != nil)
        #expect([1, -1, 0, nil].map { open.label(of: $0) } == ["first", "second", "tie", "both_bad"])
    }

    @Test func aTextIsAnItemOfItsPromptAndAPairHasOneName() {
        let one = ItemID(study: "s", prompt: "p", text: "t")
        let other = ItemID(study: "s", prompt: "q", text: "t")
        #expect(one != other && ItemID(study: "r", prompt: "p", text: "t") != one)
        #expect(PairID(one, other) == PairID(other, one) && PairID(one, other).first < PairID(one, other).second)
    }

    /// A masked pair whose ids change their order bears the verdict on the same text.
    @Test func aRenamedPairBearsTheSameVerdict() {
        let (a, b) = (ItemID(rawValue: "a"), ItemID(rawValue: "b"))
        var record = RatingRecord(
            study: "s",
            subject: .pair(PairID(a, b)),
            prompt: "p",
            criterion: "better",
            value: 1,
            label: "first",
            rater: "ana",
            kind: .human
        )
        record.side = .first
        let turned = record.renamed { $0 == a ? ItemID(rawValue: "z") : $0 }
        #expect(turned.subject == .pair(PairID(b, ItemID(rawValue: "z"))))
        #expect(turned.value == -1 && turned.side == .second && turned.label == "second")
        let kept = record.renamed { $0 == b ? ItemID(rawValue: "z") : $0 }
        #expect(kept.value == 1 && kept.side == .first && kept.label == "first")
    }

    /// A line of an export that somebody edited is refused by its id; one without an id is taken as it stands.
    @Test func aChangedLineOfAnExportIsRefused() throws {
        let record = RatingRecord(
            study: "s",
            subject: .item(ItemID(rawValue: "a")),
            prompt: "p",
            criterion: "overall",
            value: 4,
            rater: "ana",
            kind: .human
        )
        let line = record.json.canonicalText
        #expect(try RatingRecord(json: JSONValue(parsing: line)) == record)
        let changed = try JSONValue(parsing: line.replacing("\"value\":4", with: "\"value\":5"))
        #expect(throws: StudiesError.self) { try RatingRecord(json: changed) }
        let anonymous = JSONValue.object((changed.members ?? []).filter { $0.0 != "id" })
        #expect(try RatingRecord(json: anonymous).value == 5)
    }

    @Test func aLongTextTakesItsTime() {
        let limit = TooFast(atLeast: .seconds(1), perByte: .milliseconds(10))
        #expect(limit.applies(to: 1999, bytes: 100) && !limit.applies(to: 2000, bytes: 100))
    }

    @Test func aTagInTheMiddleOfAnAnswerIsNoReasoning() {
        #expect(ReasoningRule.auto.split("Write </think> to end.") == nil)
        #expect(ReasoningRule.auto.split("<think>a</think>b").map { String($0.answer) } == "b")
        // Nor one in the answer behind a thought; a second thought is one.
        let later = ReasoningRule.auto.split("<think>a</think>\nWrite </think> to end.")
        #expect(later?.reasoning == "a" && later.map { String($0.answer) } == "Write </think> to end.")
        let twice = ReasoningRule.auto.split("<think>a</think><think>b</think>c")
        #expect(twice?.reasoning == "a\nb" && twice.map { String($0.answer) } == "c")
        let found = ReasoningRule.tags(start: "<t>", end: "</t>").split("thought</t>said")
        #expect(found?.reasoning == "thought" && found.map { String($0.answer) } == "said")
    }

    @Test(arguments: [
        ("So it is Paris.</think>Paris", true), ("So it is. </think>\nParis", true), ("hm\n</THINKING> Paris", true),
        ("hm[/THINK]Paris", true), ("hm◁/think▷Paris", true), ("Sure!\n<think>\nhm", true),
        ("Sure. <think>hm</think> Paris", true), ("x<|channel|>final<|message|>Paris", true),
        ("analysisWe need a city.assistantfinalParis", true), ("<|begin_of_thought|>hm", true),
        ("So it is.<channel|>Paris", true), ("Sure!\n<|channel>thought\nhm", true),
        ("Write </think> to end.", false), ("The tag `</think>` ends it.", false), ("It ends with </think>.", false),
        ("Say \"<think>\" first.", false), ("(</thinking>) is a tag", false), ("analysis of the final", false),
        ("a <b>bold</b> list [1]", false), ("Paris", false),
    ])
    func whatMayBeReasoningIsKnownFromATagThatIsSpokenOf(text: String, may: Bool) {
        #expect(ReasoningRule.auto.mayLeaveReasoning(in: text) == may, "\(text)")
        #expect(!ReasoningRule.none.mayLeaveReasoning(in: text))
    }

    @Test(arguments: [
        (
            "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Paris<|return|>", "hm",
            "Paris"
        ),
        ("<|start|>assistant<|channel|>final<|message|>Paris", "", "Paris"),
        ("<|channel|>analysis<|message|>hm and", "hm and", ""),
        (
            "<|channel|>analysis<|message|>a<|end|><|channel|>commentary<|message|>b<|end|>"
                + "<|channel|>final <|constrain|>json<|message|>{}",
            "a\nb", "{}"
        ),
        ("<seed:think>hm</seed:think>Paris", "hm", "Paris"), ("◁think▷hm◁/think▷Paris", "hm", "Paris"),
        ("<|channel>thought\nhm<channel|>Paris", "\nhm", "Paris"), ("<|channel>thought\nhm", "\nhm", ""),
        ("<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>Paris<|END_RESPONSE|>", "hm", "Paris"),
        ("<|END_THINKING|><|START_RESPONSE|>Paris", "", "Paris"),
        (
            "<|begin_of_thought|>hm<|end_of_thought|>\n\n<|begin_of_solution|>\nParis<|end_of_solution|>", "hm",
            "Paris"
        ),
    ])
    func channelsAndOtherTagsAreApart(text: String, thought: String, answer: String) throws {
        let found = try #require(ReasoningRule.auto.split(text))
        #expect(found.reasoning == thought && found.answer == answer)
        #expect(ReasoningRule.none.split(text) == nil)
    }
}
