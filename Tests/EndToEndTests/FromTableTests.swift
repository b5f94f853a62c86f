import Foundation
import Testing

/// From an own table of responses to the first rating.
struct FromTableTests {
    private let folder: EmptyFolder

    init() throws { folder = try EmptyFolder() }

    private static let table = { () -> String in
        var text = "Question;Model;Answer\n"
        for prompt in 1...20 {
            for model in ["gpt-4", "meta/Llama 3", "tiny"] {
                text += "Ask \(prompt)?;\(model);\(model) says \(prompt), \u{1B}[2J!\n"
            }
        }
        return text
    }()

    @Test func aTableBecomesAStudyThatIsReviewed() throws {
        try folder.write("answers.csv", Self.table)
        let made = try folder.slam("init", "mine", "--from", folder.path + "/answers.csv", "--reviewers", "you, ben")
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.errors.contains("20 prompts, 3 models, 60 responses"))
        #expect(made.errors.contains("prompt ← Question, model ← Model, response ← Answer"))
        #expect(made.errors.hasSuffix("next: slam review --reviewer you\n") && !made.errors.contains("Ask 1?"))
        for reviewer in ["you", "ben"] {
            let keys = String(repeating: "4\n", count: 60)
            let review = try folder.slam("review", "--reviewer", reviewer, input: keys + "q\n")
            #expect(review.status == 0, "\(review.errors)")
        }
        let status = try folder.slam("status")
        #expect(status.errors.hasSuffix("Next: slam agreement\n"), "\(status.errors)")
        #expect(try folder.slam("agreement", "--resamples", "0").output.contains("60 items"))
        let collect = try folder.slam("collect")
        #expect(collect.status == 1 && collect.errors.contains("no model of the study has an endpoint"))
        let again = try folder.slam("init", "mine", "--from", folder.path + "/answers.csv")
        #expect(again.status == 1 && again.errors.contains("nothing is overwritten"))
        for command in ["doctor", "verify", "leaks", "quality", "disagreements"] {
            let run = try folder.slam(command)
            #expect([0, 2, 3].contains(run.status), "\(command): \(run.errors)")
        }
    }

    @Test func aTableThatIsRefusedLeavesNothingBehind() throws {
        try folder.write("bad.csv", "prompt,model,response,sample\nq,a,x,1\nq,a,y,1\n")
        let run = try folder.slam("init", "mine", "--from", folder.path + "/bad.csv")
        #expect(
            run.status == 1 && run.errors.contains("bad.csv:3: that model, prompt and sample stand on an earlier line")
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["bad.csv"])
        #expect(try folder.slam("init", "mine", "--criteria", "overall:1-5").status == 64)
    }

    @Test func criteriaAreWrittenAndRead() throws {
        try folder.write("wide.csv", "prompt,a,b\n" + (1...3).map { "q\($0),x\($0),y\($0)\n" }.joined())
        let list = "overall:1-7,send:yes/no,better:pair"
        let made = try folder.slam("init", "mine", "--from", folder.path + "/wide.csv", "--criteria", list)
        #expect(made.status == 0, "\(made.errors)")
        let yaml = try folder.text("Prompts/mine/study.yaml")
        #expect(yaml.hasPrefix("# yaml-language-server: $schema=study.schema.json\n") && yaml.contains("max: 7"))
        let review = try folder.slam("review", "--reviewer", "you", "--line", input: "q\n")
        #expect(review.status == 0, "\(review.errors)")
    }

    @Test func aTableInThePlaceOfABundleIsToldWithTheCommandToRun() throws {
        try folder.write("my answers.csv", Self.table)
        let run = try folder.slam("review", folder.path + "/my answers.csv")
        #expect(run.status == 1)
        #expect(run.errors.contains("is a table, not a bundle: run 'slam init my-answers --from"))
        let named = try folder.slam("review", folder.path + "/my answers.csv", "--reviewer", "ana")
        #expect(named.status == 1 && named.errors.contains(" --reviewers ana', then 'slam review --reviewer ana'"))
        try folder.write("ana.slam", "SQLite format 3\0")
        let bundle = try folder.slam("review", folder.path + "/ana.slam", "--reviewer", "ana")
        #expect(bundle.status == 64 && bundle.errors.contains("a bundle knows its reviewer"), "\(bundle.errors)")
    }

    @Test func aMistypedCommandNamesTheNearest() throws {
        let run = try Program.run("agreemnt", "x.csv")
        #expect(run.status == 64 && run.errors.contains("no command 'agreemnt': did you mean 'agreement'?"))
        #expect(try Program.run("agreement", "--help").output.contains("--resamples"))
        #expect(try Program.run("help", "agreement").output.contains("--resamples"))
    }
}

/// A folder of its own, removed with the value.
/// What a study calls the models of a table.
struct ModelNameTests {
    @Test func noModelGetsAnotherOnesName() throws {
        let folder = try EmptyFolder()
        let models = ["gpt", "GPT", "gpt-3", "Llama", "llama", "meta/Llama 3", "模型一", "模型二", "models/模型"]
        try folder.write("m.csv", "prompt,model,response\n" + models.map { "A?,\($0),x\($0)\n" }.joined())
        let made = try folder.slam("init", "s", "--from", folder.path + "/m.csv")
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.errors.contains("the models 'gpt' and 'GPT' differ only by capitals: each counts for itself"))
        let list =
            "'meta/Llama 3' is meta-Llama-3, '模型一' is mo-xing-yi, '模型二' is mo-xing-er, "
            + "'models/模型' is models-mo-xing"
        #expect(made.errors.contains("called otherwise in the study: \(list)\n"), "\(made.errors)")
        let yaml = try folder.text("Prompts/s/study.yaml")
        #expect(["GPT", "gpt", "Llama", "llama"].allSatisfy { yaml.contains("  \($0): {}") }, "\(yaml)")
        #expect(try folder.slam("import", folder.path + "/m.csv").status == 0)
    }
}

final class EmptyFolder {
    let path = FileManager.default.temporaryDirectory.appending(path: "slam-empty-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    func slam(_ arguments: String..., input: String = "") throws -> Program.Outcome {
        try Program.run(arguments + ["--workspace", path], input: input)
    }
}
