import Foundation
import Testing

/// What is chosen by a model's letter in a blind study, and the commands that are printed where two studies stand.
struct LetterSelectionTests {
    private let folder: EmptyFolder

    init() throws {
        folder = try EmptyFolder()
        let rows = (1...6).map { "q\($0),a,text \($0) of a\nq\($0),b,other \($0) of b\n" }.joined()
        try folder.write("t.csv", "prompt,model,response\n" + rows)
        _ = try folder.slam("init", "s", "--from", "\(folder.path)/t.csv", "--reviewers", "ana,ben")
        for (reviewer, keys) in [("ana", "4\n2\n5\n"), ("ben", "4\n3\n5\n")] {
            let run = try folder.slam("review", "--reviewer", reviewer, input: String(repeating: keys, count: 4))
            #expect(run.status == 0, "\(run.errors)")
        }
    }

    @Test func aLetterGivesTheFiguresOfItsResponsesAndNoCount() throws {
        let one = try folder.slam("agreement", "--model", "A")
        #expect(one.status == 0 && one.output.contains("By model:") && !one.output.contains("items, "), "\(one)")
        let split = try folder.slam("agreement", "--split", "model").output
        let figures = one.output.split(separator: "\n").filter { $0.contains("alpha.ordinal") }
        #expect(figures.count == 1)
        for line in figures { #expect(split.contains(line), "\(line)") }
        let json = try folder.slam("agreement", "--model", "A", "--format", "json").output
        #expect(!json.contains("\"n_items\"") && !json.contains("\"n\""))
        // A list by letter says whose text each is.
        let listed = try folder.slam("disagreements", "--model", "B", "--format", "csv")
        #expect(
            listed.status == 1 && listed.output.isEmpty && listed.errors.contains("whose text each is"),
            "\(listed)"
        )
        // One rating that somebody put in would tell its text's letter.
        for narrow in [
            ["--model", "A", "--rater", "ana"], ["--split", "model", "--rater", "ana"],
            ["--by", "model", "--phase", "repeat"],
        ] {
            let run = try Program.run(["agreement"] + narrow + ["--workspace", folder.path], input: "")
            #expect(run.status == 1 && run.errors.contains("until 'slam unblind'"), "\(narrow): \(run)")
        }
        let unknown = try folder.slam("agreement", "--model", "a")
        #expect(unknown.status == 1 && unknown.errors.contains("no model 'a'"), "\(unknown.errors)")
    }

    @Test func printedCommandsNameTheStudyWhereTwoStand() throws {
        _ = try folder.slam("init", "other", "--from", "\(folder.path)/t.csv")
        let disagreements = try folder.slam("disagreements", "--study", "s")
        #expect(disagreements.output.contains("'slam adjudicate --study s'"), "\(disagreements.output)")
        let calibrated = try folder.slam("calibrate", "--study", "s", "--resamples", "0")
        #expect(!calibrated.output.contains(/slam disagreements (?!--study)/), "\(calibrated.output)")
        _ = try folder.slam("export", "--study", "s")
        let merged = try folder.slam("merge", "\(folder.path)/Annotations/s/ana.jsonl", "--study", "s")
        #expect(merged.errors.contains("Next: slam agreement --study s"), "\(merged.errors)")
    }
}
