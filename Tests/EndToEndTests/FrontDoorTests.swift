import Foundation
import Studies
import Testing

/// What a stranger found at the front door: things said that were not so, and things lost without a word.
struct FrontDoorTests {
    private let folder: EmptyFolder

    init() throws { folder = try EmptyFolder() }

    private func rows(_ prompts: Int, _ models: [String]) -> String {
        "prompt,model,response\n"
            + (1...prompts).flatMap { prompt in models.map { "Ask \(prompt),\($0),\($0) says \(prompt)\n" } }.joined()
    }

    private func make(_ table: String, criteria: String, reviewers: String = "ana,ben") throws {
        try folder.write("long.csv", table)
        let run = try folder.slam(
            "init",
            "s",
            "--from",
            "\(folder.path)/long.csv",
            "--reviewers",
            reviewers,
            "--criteria",
            criteria
        )
        #expect(run.status == 0, "\(run.errors)")
    }

    private func load(_ name: String, _ text: String, _ options: String...) throws -> Program.Outcome {
        try folder.write(name, text)
        return try Program.run(
            ["import", "\(folder.path)/\(name)", "--workspace", folder.path] + options,
            input: ""
        )
    }

    private func json(_ arguments: String...) throws -> JSONValue {
        let run = try Program.run(arguments + ["--format", "json", "--workspace", folder.path], input: "")
        #expect(run.status == 0, "\(run.errors)")
        return try JSONValue(parsing: run.output)
    }

    // MARK: What is not saved

    @Test func aChangeThatWasLeftIsShownAgainAndNeverCalledSaved() throws {
        try make(rows(3, ["a"]), criteria: "overall:1-5,send:yes/no", reviewers: "ana")
        func review(_ lines: String...) throws -> Program.Outcome {
            let input = lines.map { $0 + "\n" }.joined()
            return try folder.slam("review", "--reviewer", "ana", "--line", input: input)
        }
        let first = try review("4 y", "undo", "2", "forward", "3 y", "3 y", "forward", "quit")
        #expect(!first.output.contains("Everything is saved"), "\(first.output)")
        #expect(first.output.contains("1 change is NOT saved"), "\(first.output)")
        #expect(first.output.contains("here again: NOT saved until an empty line"), "\(first.output)")
        #expect(first.output.contains("Item. 3 of 3.\nYou rated this one before"), "it is shown again before the end")
        let last = try review("")
        #expect(last.output.contains("Everything is saved"), "\(last.output)")
        let values = try folder.slam("export", "--tidy", "jsonl").output.split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
        let overall = values.filter { $0["criterion"]?.string == "overall" && $0["supersedes"] != nil }
        #expect(overall.map { $0["value"]?.number } == [2], "the change is stored")
    }

    // MARK: What is not so

    /// Two people and a judge on twenty prompts with two answers each.
    private func judged(_ criterion: String, value: (Int, String, String) -> String) throws {
        try make(rows(20, ["a", "b"]), criteria: criterion)
        var text = "prompt,model,rater,kind,criterion,score\n"
        for prompt in 1...20 {
            for model in ["a", "b"] {
                for (rater, kind) in [("ana", "human"), ("ben", "human"), ("j", "judge")] {
                    text += "Ask \(prompt),\(model),\(rater),\(kind),send,\(value(prompt, model, rater))\n"
                }
            }
        }
        let run = try load("r.csv", text, "--new-raters")
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func aCeilingThatExistsStandsInTheWords() throws {
        try judged("send:yes/no") { prompt, model, rater in
            (prompt + (model == "a" ? 1 : 0) + (rater == "ana" ? 0 : prompt % 4 == 0 ? 1 : 0)) % 2 == 0 ? "yes" : "no"
        }
        let output = try folder.slam("agreement", "--resamples", "50").output
        let words = output.components(separatedBy: "\n\n")[0].replacing("\n ", with: "")
        #expect(!words.contains("no two people"), "\(words)")
        #expect(words.contains("with percent_agreement it agrees with the others"), "\(words)")
        #expect(words.contains("a person agrees with them 0.750"), "\(words)")
    }

    // MARK: Replaced responses

    private func paired(_ models: [String]) throws {
        try make(rows(12, models), criteria: "overall:1-5,better:pair")
        var (scores, verdicts) = (
            "prompt,model,rater,criterion,score\n", "prompt,left_model,right_model,rater,criterion,winner\n"
        )
        for prompt in 1...12 {
            for rater in ["ana", "ben"] {
                let shift = rater == "ana" ? 0 : 1
                for (place, model) in models.enumerated() {
                    scores += "Ask \(prompt),\(model),\(rater),overall,\(1 + (prompt * (place + 1) + shift) % 5)\n"
                }
                for (place, model) in models.enumerated() {
                    for other in models[(place + 1)...] {
                        let word = (prompt + place + shift * (prompt % 3)) % 3 == 0 ? "right" : "left"
                        verdicts += "Ask \(prompt),\(model),\(other),\(rater),better,\(word)\n"
                    }
                }
            }
        }
        for (name, text) in [("scores.csv", scores), ("verdicts.csv", verdicts)] {
            let run = try load(name, text)
            #expect(run.status == 0, "\(run.errors)")
        }
    }

    @Test func whatPeopleSaidOfAReplacedTextStaysWithItsModel() throws {
        try paired(["a", "b", "c"])
        #expect(try folder.slam("unblind", "--yes", "--who", "lead").status == 0)
        func agreement() throws -> String {
            try folder.slam("agreement", "--format", "csv", "--resamples", "0").output
        }
        let before = try agreement()
        let run = try load("new.csv", "prompt,model,response\nAsk 1,a,CORRECTED\nAsk 2,a,MENDED\n", "--replace")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try agreement() == before, "the pairs of an old text stay within their pair of models")
        let rank = try folder.slam("rank", "--resamples", "0").output
        #expect(rank.contains("8 ratings of a response that was replaced since"), "\(rank)")
        let models = try folder.slam("models", "--resamples", "0").output
        #expect(models.contains("of a response that was replaced since"), "\(models)")
    }

    // MARK: What SLaM exports it reads back

    private func kappas(_ json: JSONValue) -> [Double?] {
        let criterion = json["criteria"]?.array?.first { $0["criterion"]?.string == "better" }
        return ["alpha.nominal.by_model_pair", "gwet_ac.identity.by_model_pair"].map {
            criterion?["measures"]?[$0]?["value"]?.number
        }
    }

    @Test(arguments: ["csv", "jsonl"])
    func anUnblindedExportGivesTheStudysFigures(form: String) throws {
        try paired(["a", "b", "c"])
        let path = "\(folder.path)/t.\(form)"
        #expect(try folder.slam("unblind", "--yes", "--who", "lead").status == 0)
        try folder.write("t.\(form)", try folder.slam("export", "--tidy", form).output)
        let study = kappas(try json("agreement", "--resamples", "0"))
        #expect(study.allSatisfy { $0 != nil })
        #expect(kappas(try json("agreement", path, "--resamples", "0")) == study)
        let rank = try folder.slam("rank", path, "--resamples", "0").output
        #expect(rank.contains("t.\(form), human raters"), "\(rank)")
    }

    @Test func pairsWithoutModelsSaySo() throws {
        var text = ""
        for item in 1...40 {
            for (place, rater) in ["ana", "ben", "j"].enumerated() {
                let first = String(format: "%064x", item)
                let second = String(format: "%064x", item + 1000)
                let value = (item + (place == 1 && item % 7 == 0 ? 1 : 0)) % 2 == 0 ? 1 : -1
                text +=
                    #"{"criterion":"better","kind":"\#(rater == "j" ? "judge" : "human")","outcome":"rated","#
                    + #""pair":"\#(first):\#(second)","phase":"blind","prompt":"p\#(item)","rater":"\#(rater)","#
                    + #""schema":"slam.rating.v1","study":"s","value":\#(value)}"# + "\n"
            }
        }
        try folder.write("t.jsonl", text)
        let run = try folder.slam("agreement", "\(folder.path)/t.jsonl", "--resamples", "50")
        #expect(run.output.contains("No model is named for these pairs"), "\(run.output) \(run.errors)")
        let json = try json("agreement", "\(folder.path)/t.jsonl", "--resamples", "50")
        let judge = json["criteria"]?.array?[0]["automatic"]?.array?[0]["measures"]?["cohen.by_model_pair"]
        #expect(judge?["warnings"]?.array?.contains(.string("no models named: chance over all pairs")) == true)
        let card = try folder.slam("calibrate", "--file", "\(folder.path)/t.jsonl", "--resamples", "50").output
        #expect(card.contains("the pairs name no models"), "\(card)")
    }

    // MARK: Nothing lost at the door

    @Test func aSecondReferenceOfAPromptIsRefusedAndTagsAreJoined() throws {
        try folder.write("f.csv", "prompt,reference,tags,model,response\nq,R1,x,a,r\nq,R2,y,b,s\n")
        let run = try folder.slam("init", "s", "--from", "\(folder.path)/f.csv")
        #expect(run.status == 1 && run.errors.contains("f.csv:3: "), "\(run.errors)")
        #expect(run.errors.contains("has another reference on line 2"), "\(run.errors)")
        try folder.write("g.csv", "prompt,reference,tags,model,response\nq,,x,a,r\nq,R2,y,b,s\n")
        #expect(try folder.slam("init", "s", "--from", "\(folder.path)/g.csv").status == 0)
        let prompts = try folder.text("Prompts/s/prompts.jsonl")
        #expect(prompts.contains(#""reference":"R2""#) && prompts.contains(#""tags":["x","y"]"#), "\(prompts)")
    }

    @Test(arguments: ["sk-abc123", "hf_abcDEF0123456789", "AIzaSyA0", "my key", "abcdef0123456789abcdef0123456789"])
    func aKeyInThePlaceOfItsVariableIsRefusedAndNotRepeated(key: String) throws {
        let study = try StudyFolder()
        try study.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1", key: "\(key)"}}
            models: {m: {endpoint: api, model: l}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            """
        )
        let run = try study.slam("collect")
        #expect(run.status != 0 && run.errors.contains("study.yaml:2: "), "\(run.errors)")
        #expect(run.errors.contains("the NAME of the environment variable"), "\(run.errors)")
        #expect(!run.errors.contains(key) && !run.output.contains(key))
        #expect(!FileManager.default.fileExists(atPath: study.path + "/slam.sqlite"))
    }

    @Test func whatMayBeAKeyIsNotNamedInAnAttempt() throws {
        let study = try StudyFolder()
        try study.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1", key: NoSuchVariable0123}}
            models: {m: {endpoint: api, model: l}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            """
        )
        #expect(try study.slam("collect").status == 1)
        let attempts = try study.slam("attempts", "--format", "json").output
        #expect(!attempts.contains("NoSuchVariable0123") && attempts.contains("'key'"), "\(attempts)")
    }
}
