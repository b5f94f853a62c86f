import Studies
import Testing

/// The hash of a record is that of its canonical JSON, however it is written.
struct RecordHashTests {
    private func generic(_ record: RatingRecord) -> String {
        let members = (record.json.members ?? []).filter { $0.0 != "id" && $0.0 != "supersedes" }
        return SHA256.hex(of: JSONValue.object(members).canonicalBytes)
    }

    @Test func everyMemberStandsInItsPlace() {
        let items = ["a", "b", "c"].map { ItemID(rawValue: String(repeating: $0, count: 64)) }
        let subjects: [RatingSubject] = [
            .item(items[0]), .pair(PairID(items[0], items[1])), .member(items[1], of: SetID(items)),
        ]
        for subject in subjects {
            var record = RatingRecord(
                study: "s \"1\"\n",
                subject: subject,
                prompt: "p\u{0}",
                criterion: "é",
                rater: "ana",
                kind: .judge
            )
            #expect(record.id == generic(record))
            record = RatingRecord(
                study: "s",
                subject: subject,
                prompt: "p",
                criterion: "c",
                criterionSHA256: "x",
                value: -0.1,
                label: "l",
                rater: "r",
                kind: .human,
                version: "v",
                sample: 2,
                phase: .repeat,
                at: 1_700_000_000_123,
                order: 3,
                side: .second,
                shownSHA256: "h",
                activeMilliseconds: 1,
                idleMilliseconds: 9_007_199_254_740_993,
                confidence: 4,
                note: "\u{1}\\",
                flags: ["extra", "ü"],
                outcome: .rated,
                reason: "because",
                supersedes: "other"
            )
            #expect(record.id == generic(record))
        }
    }

    @Test func everyPartOfARequestMovesItsKey() {
        let prompt = Prompt(id: "p", messages: [Message(role: .user, content: "q")], system: "be brief")
        let model = Model(name: "m", endpoint: "e", model: "m-1")
        let study = Study(name: "s", endpoints: [], models: [model], prompts: [prompt])
        var keys: Set<String> = []
        func add(_ change: (inout Study, inout Prompt, inout Model, inout Int) -> Void) {
            var (study, prompt, model, sample) = (study, prompt, model, 1)
            change(&study, &prompt, &model, &sample)
            keys.insert(RequestKey.response(study: study, prompt: prompt, model: model, sample: sample))
        }
        add { _, _, _, _ in }
        add { study, _, _, _ in study.name = "t" }
        add { _, prompt, _, _ in prompt.id = "o" }
        add { _, prompt, _, _ in prompt.system = "be long" }
        add { _, prompt, _, _ in prompt.system = nil }
        add { _, prompt, _, _ in prompt.messages[0].content = "r" }
        add { _, prompt, _, _ in prompt.messages.append(Message(role: .assistant, content: "a")) }
        add { _, _, model, _ in model.name = "n" }
        add { _, _, model, _ in model.model = "m-2" }
        // Each value, not only whether there is one.
        for value in [0.5, 0.6] {
            add { _, _, model, _ in model.sampling.temperature = value }
            add { _, _, model, _ in model.sampling.topP = value }
            add { _, _, model, _ in model.extra = ["k": .number(value)] }
        }
        for value in [5, 6] {
            add { _, _, model, _ in model.sampling.maxTokens = value }
            add { _, _, model, _ in model.sampling.seed = value }
            add { _, _, _, sample in sample = value }
        }
        for words in [["x"], ["y"], ["x", "y"]] { add { _, _, model, _ in model.sampling.stop = words } }
        add { _, _, model, _ in model.extra = ["l": .number(0.5)] }
        #expect(keys.count == 25)
    }
}
