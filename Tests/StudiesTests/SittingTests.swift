import Fixtures
import Studies
import Testing

/// What `study.yaml` says about answering and sitting.
struct SittingTests {
    private func study(_ criterion: String, _ review: String) throws -> Study {
        let folder = try TemporaryFolder()
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "https://api.example.com/v1"}}
            models: {large: {endpoint: api, model: l}}
            criteria:
              safe: {question: "Would you send it?", accept: true\(criterion)}
            reviewers: [ana]
            review: {\(review)}
            """
        )
        try folder.write("Prompts/s/prompts.jsonl", "{\"id\": \"p1\", \"prompt\": \"x\"}\n")
        return try Study.read("s", in: Workspace(path: folder.path))
    }

    private func mistakes(_ criterion: String, _ review: String) throws -> [Mistake] {
        do {
            _ = try study(criterion, review)
            return []
        } catch let mistakes as Mistakes {
            return mistakes.all
        }
    }

    @Test func everyKeyIsReadAndComesBackFromJSON() throws {
        let study = try study(
            ", confidence: true, reasons: [wrong, rude], note: required",
            "idle_after: 90s, too_fast: 1500ms, break_after: never, warm_up: false, keys: {flag: F, quit: \"Q\"}"
        )
        let asks = Criterion.Asks(confidence: true, reasons: ["wrong", "rude"], note: .required)
        #expect(study.criteria.map(\.asks) == [asks])
        let raw = try self.study("", "view: raw").review.sitting
        #expect(raw.view == .raw)
        #expect(try Sitting(json: JSONValue(parsing: raw.json.canonicalText)) == raw)
        #expect(Sitting().json["view"] == nil)
        #expect(study.criteria.map { Criterion(json: $0.json) } == study.criteria)
        let sitting = Sitting(
            idleAfter: .seconds(90),
            tooFast: TooFast(atLeast: .milliseconds(1500), perByte: .zero),
            breakAfter: nil,
            warmsUp: false,
            keys: ["flag": "F", "quit": "Q"]
        )
        #expect(study.review.sitting == sitting)
        #expect(Sitting(json: try JSONValue(parsing: sitting.json.canonicalText)) == sitting)
    }

    @Test func whatIsLeftOutIsTheUsualAndLeavesACriterionsVersionAlone() throws {
        let study = try study("", "break_after: 1h")
        #expect(study.criteria.map(\.asks) == [Criterion.Asks()])
        #expect(study.review.sitting.breakAfter == .seconds(3600) && study.review.sitting.idleAfter == .seconds(60))
        #expect(study.review.sitting.warmsUp && study.review.sitting.keys.isEmpty)
        #expect(Sitting(json: nil) == Sitting())
        // The version that `printf '%s' JSON | sha256sum` gives for the canonical JSON without any question beside it.
        #expect(study.criteria[0].sha256 == "c3e8e2ecfcbd4c3d2270bbbe97253616438f6e60811ef5f1f0dd3373d2f95439")
    }

    @Test(arguments: [
        (", confidence: 5", "", 5, "true or false"), (", reasons: []", "", 5, "or none"),
        (", reasons: [a, \" \"]", "", 5, "empty entry"), (", reasons: [a, b, a]", "", 5, "twice"),
        (", reasons: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "", 5, "keep 9 or fewer"),
        (", note: always", "", 5, "optional, required, none"), ("", "idle_after: 60", 7, "such as 90s"),
        ("", "too_fast: fast", 7, "such as 90s"), ("", "break_after: nver", 7, ", or never"),
        ("", "warm_up: 3", 7, "true or false"), ("", "keys: {flog: F}", 7, "did you mean 'flag'"),
        ("", "keys: {flag: x, quit: x}", 7, "which 'flag' has"), ("", "keys: {flag: \"\"}", 7, "is empty"),
        ("", "keys: [a]", 7, "must be a mapping"),
    ])
    func aMistakeIsToldWithItsLine(criterion: String, review: String, line: Int, words: String) throws {
        let found = try mistakes(criterion, review)
        #expect(found.count == 1 && found[0].line == line && found[0].message.contains(words), "\(found)")
    }

    @Test func tooFastGrowsWithTheText() {
        let usual = TooFast()
        #expect(usual.applies(to: 1999, bytes: 100) && !usual.applies(to: 2000, bytes: 100))
        let plain = TooFast(atLeast: .milliseconds(1500), perByte: .zero)
        #expect(plain.applies(to: 1499, bytes: 9999) && !plain.applies(to: 1500, bytes: 9999))
    }
}
