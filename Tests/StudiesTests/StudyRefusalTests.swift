import Fixtures
import Foundation
import Studies
import Testing

/// What the keys of a study mean where they say little, and what is refused with its remedy.
struct StudyRefusalTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let judge = #""endpoint":"api","model":"m","template":"j.mustache""#

    private func read(_ sections: [(String, String)], files: [String: String] = [:]) throws -> Study {
        let members = StudySections.base.filter { one in !sections.contains { $0.0 == one.0 } } + sections
        let text = "{" + members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ",\n") + "}"
        try folder.write("Prompts/s/study.yaml", text)
        try folder.write("Prompts/s/prompts.jsonl", #"{"id":"p","prompt":"q"}"# + "\n")
        try folder.write("Prompts/s/j.mustache", "{{prompt}}")
        for (name, text) in files { try folder.write("Prompts/s/\(name)", text) }
        return try Study.read("s", in: Workspace(path: folder.path))
    }

    private func told(_ sections: [(String, String)], files: [String: String] = [:]) -> String {
        do {
            _ = try read(sections, files: files)
            return ""
        } catch { return "\(error)" }
    }

    @Test(arguments: [
        ("calibration", #"{"judge_margin":0}"#, "must be above 0"),
        ("criteria", #"{"c":{"question":"Q","scale":{"min":1,"max":5},"margin":0}}"#, "must be above 0"),
        ("criteria", #"{"c":{"question":"Q","ranking":{"most":1}}}"#, "from 2 to 9"),
        ("criteria", #"{"c":{"question":"Q","accept":true,"anchors":{"1":"x"}}}"#, "belong to a scale"),
        ("criteria", #"{"c":{"question":"Q","scale":{"min":0,"max":1001}}}"#, "at most 1000 steps"),
        ("similarity", #"{"x":{"embedder":"lexical","reference":true,"previous":true}}"#, "needs one of 'anchor"),
        ("similarity", #"{"x":{"metric":"rouge-1","reference":true,"smoothing":"floor"}}"#, "is for bleu"),
        ("review", #"{"guess":{"labels":{"like gpt-4o":["a"],"u":["b"]}}}"#, "tells of the model 'gpt-4o'"),
        ("review", #"{"guess":{"labels":{"LARGE":["a"],"u":["b"]}}}"#, "tells of the model 'gpt-4o'"),
        ("review", #"{"pairs":0}"#, "review.pairs must be ring"),
        ("review", #"{"idle_after":"0s"}"#, "such as 90s"),
        ("endpoints", #"{"api":{"kind":"ollama","url":"http://u@x"}}"#, "without a key in it"),
        ("panels", #"{"p":{"judges":["j","k"],"quorum":3}}"#, "needs more votes than it has judges"),
        ("panels", #"{"p":{"judges":["j","x"]}}"#, "names 'x', which is no judge"),
        ("panels", #"{"ana":{"judges":["j"]}}"#, "panels.ana has the name of another rater"),
        ("panels", #"{"j":{"judges":["j"]}}"#, "panels.j has the name of another rater"),
        ("similarity", #"{"ben":{"embedder":"lexical","reference":true}}"#, "ben has the name of another rater"),
        ("similarity", #"{"x":{"embedder":"lexical","anchor":"c"}}"#, "has the anchor 'c', which is no model"),
        ("similarity", #"{"x":{"endpoint":"apo","model":"m","reference":true}}"#, "did you mean 'api'?"),
        ("similarity", #"{"x":{"metric":"json-match","reference":true}}"#, "lacks 'fields'"),
        ("similarity", #"{"x":{"metric":"json-valid","reference":true}}"#, "compared with nothing: remove its target"),
        ("reviewers", #"["ana","Ana"]"#, "'ana' and 'Ana' differ by capitals alone"),
        ("reviewers", #"["ana b"]"#, "use letters, digits"),
        (
            "judges", "{\"j\":{\(judge),\"criteria\":[\"overall\"],\"examples\":{\"rater\":\"zoe\"}}}",
            "who is no reviewer"
        ),
        ("judges", "{\"j\":{\(judge),\"criteria\":[\"overal\"]}}", "did you mean 'overall'?"),
        (
            "judges", "{\"j\":{\(judge),\"criteria\":[\"overall\"],\"reworded\":\"k.txt\"}}",
            "uses 'k.txt', which is no file"
        ),
        ("version", "2", "must be 1, the only version"),
        ("review", #"{"quotas":{"tag":{"x":1}}}"#, "did you mean 'tags'?"),
    ])
    func isRefused(section: String, json: String, words: String) {
        let models = #"{"gpt-4o":{"endpoint":"api","model":"m","family":"large"},"a":{},"b":{}}"#
        let one = "{\(Self.judge),\"criteria\":[\"overall\"]}"
        let judges = "{\"j\":\(one),\"k\":\(one)}"
        let others = ["criteria", "judges"].contains(section) ? [] : [("judges", judges)]
        let told = told([("models", models), (section, json)] + others)
        #expect(told.contains(words) && told.contains("study.yaml:"), "\(told)")
    }

    /// What has the form of a key is not repeated, and no variable.
    @Test(arguments: ["sk-abc", "hf_abc", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6", "API-KEY"])
    func aKeyInThePlaceOfItsVariableIsRefusedAndNotRepeated(key: String) {
        let told = told([("endpoints", "{\"api\":{\"kind\":\"openai\",\"url\":\"http://x\",\"key\":\"\(key)\"}}")])
        #expect(told.contains("must be the NAME of the environment variable") && !told.contains(key), "\(told)")
    }

    @Test func aLongNameOfAVariableIsNoKey() throws {
        let name = "THE_KEY_OF_A_SERVER_THAT_STANDS_IN_ROOM_7"
        let study = try read([("endpoints", "{\"api\":{\"kind\":\"openai\",\"url\":\"http://x\",\"key\":\"\(name)\"}}")]
        )
        #expect(study.endpoints[0].keyVariable == name)
    }

    @Test(arguments: [
        (#""criteria":["nominal"],"weighted":true"#, "needs scales, asked one at a time"),
        (#""criteria":["overall"],"weighted":true,"together":true"#, "needs scales, asked one at a time"),
        (#""criteria":["overall","better"]"#, "mixes pairwise with other criteria"),
        (#""criteria":["overall"],"ranking":true"#, "exactly one pairwise criterion"),
        (#""criteria":["overall"],"structured":true,"reply":"bare""#, "keep one of the two"),
        (#""criteria":["overall"],"weighted":true"#, nil), (#""criteria":["better"]"#, nil),
    ])
    func whatAJudgeCannotDoIsRefused(manner: String, words: String?) {
        let criteria =
            #"{"overall":{"question":"Q","scale":{"min":1,"max":5}},"better":{"question":"Q","pairwise":true},"#
            + #""nominal":{"question":"Q","level":"nominal","scale":{"min":1,"max":3}}}"#
        let told = told([("criteria", criteria), ("judges", "{\"j\":{\(Self.judge),\(manner)}}")])
        #expect(words.map(told.contains) ?? told.isEmpty, "\(told)")
    }

    @Test func whatIsLeftOutOfASectionIsTheUsual() throws {
        let judges = ["j", "k", "l", "m"].map { "\"\($0)\":{\(Self.judge),\"criteria\":[\"overall\"]}" }
        let examples = #""examples":{"rater":"ana"},"#
        let study = try read([
            (
                "criteria",
                #"{"overall":{"question":"Q","scale":{"min":1,"max":5},"anchors":{"5":"best","1":"worst","3":"fair"}},"#
                    + #""better":{"question":"Q","pairwise":{"both_bad":true}},"#
                    + #""send":{"question":"Q","accept":true},"best":{"question":"Q","ranking":{"most":2}}}"#
            ),
            ("judges", "{\(judges.joined(separator: ",").replacing("\"j\":{", with: "\"j\":{\(examples)"))}"),
            ("panels", #"{"four":{"judges":["j","k","l","m"]},"all":{"judges":["j","k"],"quorum":2,"vote":"mean"}}"#),
            ("review", #"{"distance":0,"guess":{"labels":{"u":["a"],"v":["b"]}},"pairs":1}"#),
            ("similarity", #"{"x":{"metric":"bleu","reference":true}}"#), ("cost", #"{"owned":{"price":1000}}"#),
        ])
        guard case .scale(let scale) = study.criteria[0].form else {
            Issue.record("no scale")
            return
        }
        #expect(scale.step == 1 && scale.anchors.map(\.point) == [1, 3, 5])
        #expect(scale.anchors.map(\.label) == ["worst", "fair", "best"] && study.criteria[0].level == .ordinal)
        #expect(study.criteria[1].form == .pairwise(tie: true, bothBad: true))
        #expect(study.criteria.map(\.level) == [.ordinal, .nominal, .nominal, .ordinal])
        #expect(study.criteria[3].form == .ranking(most: 2, tie: true))
        // More than half of a panel, of four three.
        #expect(study.panels.map(\.quorum) == [3, 2] && study.panels.map(\.vote) == [.median, .mean])
        #expect(study.judges[0].manner.examples == .init(rater: "ana", count: 3) && study.judges[0].manner.reask == 0)
        #expect(study.review.distance == 0 && study.review.pairs == .budget(1))
        #expect(study.review.sitting.guess?.every == 10)
        #expect(study.similarities.map(\.embedder) == [.text(.init(.bleu, smoothing: .exp))])
        #expect(study.cost.owned?.lifeMonths == 36 && study.cost.owned?.residual == 0)
        #expect(study.cost.owned?.interestPerMonth == 0)
    }

    @Test func pricesAreKeptInMillionthsOfADollar() throws {
        let price = #"{"input":0.15,"output":60,"cached_input":0.000001,"cache_write":1,"reasoning":2,"request":0.01}"#
        let study = try read([
            ("models", "{\"a\":{\"price\":\(price)},\"b\":{\"price\":0}}"),
            ("cost", #"{"hosted":{"b":{"input":0.5,"output":1.25,"cached_input":0.1}}}"#),
        ])
        var expected = Price(input: 150_000, output: 60_000_000, cachedInput: 1, cacheWrite: 1_000_000)
        expected.reasoning = 2_000_000
        // By the request in the millionths of those.
        expected.request = 10_000_000_000
        #expect(study.models.map(\.price) == [expected, Price(input: 0, output: 0)])
        #expect(study.cost.hosted["b"] == Price(input: 500_000, output: 1_250_000, cachedInput: 100_000))
    }

    @Test func modelsThatDifferInWhatIsSentAreNoTwins() throws {
        func models(_ other: String) -> String {
            let sent = "\"endpoint\":\"api\",\"model\":\"m\""
            return told([("models", "{\"a\":{\(sent)},\"b\":{\(sent)\(other)}}")])
        }
        #expect(models("").contains("would send the same requests as 'a'"))
        #expect(models(#","family":"f""#).contains("would send the same requests as 'a'"))
        for other in [#","system":"be brief""#, #","template":"j.mustache""#, #","seed":2"#, #","extra":{"k":1}"#] {
            #expect(models(other).isEmpty, "\(models(other))")
        }
    }

    @Test func aModelsTemplateNamesThePromptAndNothingUnknown() {
        func told(_ template: String) -> String {
            let models = #"{"a":{"endpoint":"api","model":"m","template":"t.txt"}}"#
            return self.told([("models", models)], files: ["t.txt": template])
        }
        #expect(told("{{system}} {{prompt}}").isEmpty && told("{{{ prompt }}}").isEmpty)
        #expect(told("Answer.").contains("the template 't.txt' of 'a' does not name {{prompt}}"))
        #expect(told("{{prompt}} {{answer}}").contains("names {{answer}}: a model's template knows"))
    }
}

/// The files beside `study.yaml`.
extension StudyRefusalTests {
    private func gold(_ line: String) -> String { told([], files: ["gold.jsonl": line + "\n"]) }

    @Test func aKnownScoreIsAPointOfItsScale() throws {
        let good = #"{"prompt":"p","response":"r","scores":{"overall":5}}"#
        let training = good.replacing("5}", with: "1},\"phase\":\"training\"")
        let study = try read([], files: ["gold.jsonl": "\(good)\n\(training)\n"])
        #expect(study.known.map(\.isTraining) == [false, true])
        #expect(study.known.flatMap(\.scores).map(\.value) == [5, 1])
        #expect(gold(good.replacing("5}", with: "6}")).contains("gold.jsonl:1: the score of 'overall' must be"))
        #expect(gold(good.replacing("5}", with: "4.5}")).contains("gold.jsonl:1: the score of 'overall'"))
        #expect(gold(good.replacing("overall", with: "overal")).contains("which is no criterion of single responses"))
        #expect(gold(good.replacing("\"p\"", with: "\"o\"")).contains("must be the id of a prompt"))
        #expect(gold(good.replacing("5}", with: "5},\"phase\":\"blind\"")).contains("must be gold or training"))
    }

    @Test func examplesAreGoodOrBadAsTheySay() throws {
        let section = ("similarity", #"{"x":{"embedder":"lexical","exemplars":"e.jsonl"}}"#)
        let lines = #"{"text":"t","kind":"good"}"# + "\n" + #"{"text":"u","kind":"bad","prompt":"p"}"# + "\n"
        let study = try read([section], files: ["e.jsonl": lines])
        #expect(
            study.exemplars["e.jsonl"] == [
                Exemplar(text: "t", isGood: true), Exemplar(text: "u", isGood: false, prompt: "p"),
            ]
        )
        let bad = lines.replacing("\"p\"", with: "\"o\"").replacing("good", with: "fine")
        let words = told([section], files: ["e.jsonl": bad])
        #expect(words.contains("e.jsonl:1: 'kind' must be good or bad"))
        #expect(words.contains("e.jsonl:2: 'o' is no prompt of the study"))
        let missing = told([("similarity", section.1.replacing("e.jsonl", with: "f.jsonl"))])
        #expect(missing.contains("f.jsonl: is no file of the study's folder"))
    }

    @Test func everyReferenceOfAPromptCounts() throws {
        let lines = [
            #"{"id":"a","prompt":"q","reference":"r","references":["s","t"],"tags":["x"]}"#,
            #"{"id":"b","prompt":"q","references":["s","t"]}"#, "  \t ", #"{"id":"c","prompt":"q","system":"y"}"#,
        ]
        _ = try read([])
        try folder.write("Prompts/s/prompts.jsonl", lines.joined(separator: "\n") + "\n")
        let prompts = try Study.read("s", in: Workspace(path: folder.path)).prompts
        #expect(prompts.map(\.allReferences) == [["r", "s", "t"], ["s", "t"], []])
        #expect(prompts.map(\.reference) == ["r", "s", nil] && prompts.map(\.tags) == [["x"], [], []])
        #expect(prompts[2].json.canonicalText == #"{"id":"c","prompt":"q","system":"y"}"#)
        #expect(prompts[0].json.canonicalText == #"{"id":"a","prompt":"q","reference":"r","tags":["x"]}"#)
    }

    /// Five of a kind and how many more; six are told each, since the words would be no shorter.
    @Test func ofManyAlikeMistakesTheFirstAreToldAndTheRestCounted() {
        func words(_ count: Int, areOfRows: Bool = false) -> [Substring] {
            let all = (1...count).map { Mistake(file: "t.csv", line: $0, message: "bad") }
            return Mistakes(all, areOfRows: areOfRows).description.split(separator: "\n")
        }
        #expect(words(5).count == 5 && words(6).last == "t.csv:6: bad" && words(6).count == 6)
        #expect(words(9).count == 6 && words(9).last == "t.csv: and 4 more lines: bad" && words(9)[4] == "t.csv:5: bad")
        #expect(words(9, areOfRows: true).last == "t.csv: and 4 more rows: bad")
    }

    @Test func aFileIsReplacedOnlyByOneOfItsKind() throws {
        let path = folder.path + "/f.json"
        func isRefused(_ text: String?) throws -> Bool {
            if let text { try folder.write("f.json", text) }
            do { try WholeFile.check(path, mayReplace: "slam.x") } catch {
                return "\(error)".contains("is no file of 'slam.x'")
            }
            return false
        }
        #expect(try !isRefused(nil) && !isRefused("") && !isRefused(#"{"schema":"slam.x"}"#))
        #expect(try isRefused(#"{"schema":"slam.y"}"#) && isRefused("slam.x") && isRefused("[\"slam.x\"]"))
    }

    @Test func aStudyWhoseMakingFailsLeavesNothing() throws {
        let place = Workspace(path: folder.path)
        func made() throws -> StudyDraft {
            let draft = try StudyDraft(of: "new", in: place) { false }
            try draft.write([("study.yaml", "version: 1")], guidelines: "Read.")
            try draft.finish()
            return draft
        }
        try made().takeBack()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") } == [])
        try folder.write("Prompts/old/study.yaml", "version: 1")
        let draft = try made()
        #expect(try place.studies() == ["new", "old"])
        #expect(throws: StudiesError.self) { try StudyDraft(of: "new", in: place) { true } }
        draft.takeBack()
        #expect(try place.studies() == ["old"] && !FileManager.default.fileExists(atPath: place.annotations(of: "new")))
    }
}
