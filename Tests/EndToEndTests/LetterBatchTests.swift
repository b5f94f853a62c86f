import Foundation
import Testing

/// What goes by model or by letter, and would move with one text of a blind study.
struct LetterBatchTests {
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
