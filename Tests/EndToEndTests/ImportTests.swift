import Foundation
import Testing

/// `slam import`: every row or none, and nothing else.
struct ImportTests {
    private let folder: StudyFolder

    init() throws { folder = try StudyFolder() }

    private func importing(_ text: String, _ options: String...) throws -> Program.Outcome {
        try folder.write("i.csv", text)
        return try Program.run(["import", folder.path + "/i.csv"] + options + ["--workspace", folder.path], input: "")
    }

    @Test func aRefusedImportLeavesNoDatabaseWhereThereWasNone() throws {
        let run = try importing("prompt,model,response\np1,planted-large,x\np1,nobody,y\n,planted-large,z\n")
        #expect(run.status == 1)
        #expect(run.errors.contains("i.csv:3: no model 'nobody'") && run.errors.contains("i.csv:4: lacks 'prompt'"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/slam.sqlite"))
    }

    @Test func aRefusedImportChangesNotEvenTheCopyOfTheStudy() throws {
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        try folder.write(prompts: (1...7).map { "Ask \($0)" })
        let before = try folder.slam("status").output
        #expect(try importing("prompt,model,response\np7,planted-large,x\np9,planted-large,y\n").status == 1)
        #expect(try folder.slam("status").output == before)
        // The seventh prompt is not in the database's copy: its rating joins nothing there.
        #expect(try folder.slam("export", "--tidy", "jsonl").output.isEmpty)
        #expect(try importing("prompt,model,response\np7,planted-large,x\n").status == 0)
        #expect(try folder.slam("status").output != before)
    }

    /// Without reviewers in the study nothing is blind.
    private func makeOpen() throws {
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write("Prompts/s/study.yaml", yaml.replacingOccurrences(of: "reviewers: [ana, ben]", with: ""))
    }

    @Test func anotherResponseIsRefusedUnlessItReplaces() throws {
        try makeOpen()
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        let corrected = "prompt,model,response\np1,planted-large,Corrected answer 1\n"
        let refused = try importing(corrected)
        #expect(refused.status == 1 && refused.errors.contains("--replace"))
        let replaced = try importing(corrected, "--replace")
        #expect(replaced.status == 0 && replaced.errors.contains("1 in the place of others"), "\(replaced.errors)")
        #expect(try importing(corrected, "--replace").errors.contains("0 responses imported, 1 there already"))
        #expect(try folder.slam("verify").status == 0)
    }

    @Test func aBlindReplacementTellsNothingAndIsLogged() throws {
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        let keys = String(repeating: "3\na\n", count: 30) + "q\n"
        #expect(try folder.slam("review", "--reviewer", "ana", input: keys).status == 0)
        let before = try folder.slam("export", "--tidy", "jsonl").output
        let corrected = "prompt,model,response\np1,planted-large,Corrected answer 1\n"
        let same = "prompt,model,response\np1,planted-large,Long answer 1\n"
        #expect(try importing(corrected).errors == importing(same).errors, "whether it was the stored text is not told")
        #expect(try importing(same, "--replace").errors == importing(corrected, "--replace").errors)
        #expect(try !importing(same, "--replace").errors.contains("not planned"), "what waits would tell it too")
        let verified = try folder.slam("verify")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        #expect(!before.isEmpty)
        #expect(
            try folder.slam("export", "--tidy", "jsonl").output == before,
            "the ratings of the old response stay with it"
        )
    }

    @Test func aRaterWhomNobodyNamedIsTold() throws {
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        let rows =
            "prompt,model,rater,criterion,score\np1,planted-large,anna,overall,4\np2,planted-large,anna,overall,4\n"
        let refused = try importing(rows)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("i.csv:2: the study knows no rater 'anna': did you mean 'ana'?"))
        #expect(!refused.errors.contains("i.csv:3:"))
        #expect(try importing(rows, "--new-raters").status == 0)
        #expect(try importing(rows).errors.contains("2 rows of ratings read, 0 refused"))
    }

    @Test func semicolonsJSONAndOwnExportsAreRead() throws {
        try makeOpen()
        #expect(try importing("sep=;\nPrompt;Model;Response;note\np1;planted-large;\"a; b\";n\n").status == 0)
        try folder.write("r.json", "[{\"prompt\":\"p1\",\"model\":\"planted-small\",\"response\":\"c\"}]")
        #expect(try folder.slam("import", folder.path + "/r.json").status == 0)
        let rows =
            "prompt,model,rater,criterion,score\np1,planted-large,ana,overall,4.0\np1,planted-small,ana,overall, 2\n"
        #expect(try importing(rows, "--new-raters").status == 0)
        #expect(try folder.slam("export").status == 0)
        let own = folder.path + "/Annotations/s/ana.jsonl"
        #expect(try folder.slam("import", own).errors.contains("2 there already"))
        #expect(try Program.run("agreement", own, "--level", "ordinal").output.contains("2 ratings by ana 2"))
        try folder.write("tidy.csv", try folder.slam("export", "--tidy", "csv").output)
        #expect(try Program.run("agreement", folder.path + "/tidy.csv").output.contains("2 ratings by ana 2"))
        let lacking = try importing("prompt,modell,response\np1,planted-large,x\n")
        #expect(
            lacking.errors.contains(
                "no column 'model' (is it 'modell'?): name it in the header, which reads prompt, modell"
            )
        )
    }

    @Test func aDecimalCommaIsReadBehindSemicolonsElseAsked() throws {
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        let rows =
            "rater;criterion;score;prompt;model\nana;overall;4,0;p1;planted-large\nben;overall;3,0;p1;planted-large\n"
        let read = try importing(rows)
        #expect(read.status == 0 && read.errors.contains("2 rows of ratings read, 0 refused"), "\(read.errors)")
        #expect(try importing(rows.replacingOccurrences(of: ";", with: "\t")).status == 0)
        let mixed = try importing(rows.replacingOccurrences(of: "3,0", with: "3.0"))
        #expect(
            mixed.status == 1 && mixed.errors.contains("i.csv:3: '3.0' has a decimal point, line 2 a decimal comma")
        )
        let quoted = "rater,criterion,score,prompt,model\nana,overall,\"2,0\",p2,planted-large\n"
        let refused = try importing(quoted)
        #expect(refused.status == 1 && refused.errors.contains("i.csv:2: the score '2,0' has a decimal comma"))
        #expect(try importing(quoted, "--decimal", ",").status == 0)
    }

    @Test func yesAndNoAreReadWhereTheyAreAsked() throws {
        let yaml = try folder.text("Prompts/s/study.yaml")
        let send = "criteria:\n  send: {question: \"Send?\", accept: true}\n"
        try folder.write("Prompts/s/study.yaml", yaml.replacingOccurrences(of: "criteria:\n", with: send))
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        let head = "rater,criterion,score,prompt,model\n"
        let rows = ["yes", "No", "accept", "0"].enumerated().map { "ana,send,\($1),p\($0 + 1),planted-large\n" }
        let read = try importing(head + rows.joined())
        #expect(read.status == 0, "\(read.errors)")
        let wrong = try importing(head + "ana,send,perhaps,p5,planted-large\nana,overall,yes,p5,planted-large\n")
        #expect(wrong.errors.contains("i.csv:2: the score 'perhaps' of 'send': write yes or no, or 1 or 0"))
        #expect(wrong.errors.contains("i.csv:3: the score 'yes' is no number: 'overall' is rated from 1 to 5"))
    }

    @Test func everyBadCellOfARowIsTold() throws {
        let text = "prompt,model,response,input_tokens,total_ms\np1,planted-large,x,many,soon\n"
        let run = try importing(text)
        #expect(run.errors.contains("'input_tokens' is 'many': it must be a whole number; 'total_ms' is 'soon'"))
    }
}
