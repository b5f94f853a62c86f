import Foundation
import Studies
import Testing

/// What goes by model or by letter, and would move with one text of a blind study.
struct LetterBatchTests {
    /// Everything by letter that the program prints.
    private static let commands = [
        ["models", "--resamples", "0"], ["screen", "--keep", "2"], ["plan", "--labels"],
        ["agreement", "--split", "model", "--resamples", "0"], ["agreement", "--by", "model", "--resamples", "0"],
        ["agreement", "--model", "A", "--resamples", "0"], ["rank", "--criterion", "better", "--resamples", "0"],
    ]

    /// What goes by letter of each output: not what is said of it, nor agreement over all letters.
    private func figures(_ study: BlindStudy) throws -> [String] {
        try Self.commands.map { command in
            let run = try Program.run(command + ["--format", "json", "--workspace", study.folder.path], input: "")
            #expect(run.status == 0, "\(command): \(run.errors)")
            let members = try #require(try JSONValue(parsing: run.output).members)
            let parts = command.contains("--split") ? ["criteria"] : members.map(\.0)
            return members.filter { parts.contains($0.0) && !["notes", "facts", "next", "learn"].contains($0.0) }.map {
                guard command.contains("--split") else { return "\($0): \($1.canonicalText)" }
                return ($1.array ?? []).compactMap { $0["groups"]?.canonicalText }.filter { $0 != "[]" }.joined()
            }.joined(separator: "\n")
        }
    }

    @Test func noFigureByLetterMovesWithOneRating() throws {
        let study = try BlindStudy(prompts: 8)
        #expect(try study.folder.slam("collect").status == 0)
        func rate(_ keys: String, by reviewer: String = "ana") throws {
            #expect(try study.folder.slam("review", "--reviewer", reviewer, "--line", input: keys + "q\n").status == 0)
        }
        let empty = try figures(study)
        try rate(String(repeating: "3\na\n", count: 6))
        #expect(try figures(study) == empty)
        try rate(String(repeating: "3\na\n", count: 80))
        let before = try figures(study)
        // Without a judge there is nothing to screen.
        #expect(zip(before, empty).count { $0 != $1 } == Self.commands.count - 1)
        try rate("5\na\n", by: "ben")
        #expect(try figures(study) == before)
        let told = try study.folder.slam("models", "--resamples", "0", "--format", "json")
        #expect(told.output.contains("batches of 20"), "\(told.output)")
        // Raters whom the plan does not ask, alone or together, are in no figure by letter.
        let rows = study.texts.map { "\(Attackers.item($0)),spy,overall,\($0.model + 1)\n" }
        try study.folder.write("spy.csv", "item,rater,criterion,score\n" + rows.joined())
        #expect(try study.folder.slam("import", "\(study.folder.path)/spy.csv", "--new-raters").status == 0)
        #expect(try figures(study) == before)
    }

    /// Of which model answers are missing is not said, as a prompt that lacks one is seen in the review.
    @Test func whatIsMissingIsCountedInTotal() throws {
        let folder = try StudyFolder()
        let rows =
            (1...6).map { "p\($0),planted-large,Long answer \($0)\n" }
            + (1...4).map { "p\($0),planted-small,Short \($0)\n" }
        try folder.write(
            "Prompts/s/study.yaml",
            folder.text("Prompts/s/study.yaml")
                .replacing(
                    "planted-large: {endpoint: api, model: l, baseline: true}",
                    with: "planted-large: {baseline: true}"
                )
                .replacing("planted-small: {endpoint: api, model: s}", with: "planted-small: {}")
        )
        try folder.write("responses.csv", "prompt,model,response\n" + rows.joined())
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        #expect(try folder.slam("plan", "--partial").status == 0)
        let blind = try folder.slam("status", "--format", "csv")
        #expect(
            blind.output.contains("all models,10") && !(blind.output + blind.errors).contains("planted"),
            "\(blind)"
        )
        #expect(try folder.slam("unblind", "--yes", "--who", "lead").status == 0)
        let after = try folder.slam("status", "--format", "csv")
        #expect(after.output.contains("planted-small,4"), "\(after)")
    }
}
