import Foundation
import Testing

/// What is named and is there or not: templates, reviewers, attempts, heads of the log; and what a plan says of itself.
struct NamedThingTests {
    @Test func aTemplateIsListedWrittenOrGuessed() async {
        func run(_ more: String...) async -> InProcess.Outcome { await InProcess.slam(["judge", "template"] + more) }
        let all = await run()
        #expect(all.status == 0 && all.output.contains("pairwise"), "\(all.output)")
        let one = await run("pairwise")
        #expect(one.status == 0 && one.output.contains("{{") && !all.output.contains("{{"), "\(one.output)")
        let near = await run("pairwis")
        #expect(near.status == 1 && near.errors.contains("no template 'pairwis': did you mean 'pairwise'?"))
        let none = await run("xyzzyq")
        #expect(none.status == 1 && none.errors.contains("no template 'xyzzyq': 'slam judge template' lists them"))
    }

    @Test func whoIsNoReviewerSettlesNothing() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        let run = await workspace.slam(["adjudicate", "--by", "zed"])
        #expect(run.status == 1 && run.output.isEmpty, "\(run.output)")
        #expect(run.errors.contains("no reviewer 'zed': the study names ana"), "\(run.errors)")
    }

    @Test func anAttemptThatIsNotThereIsNotShown() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        let run = await workspace.slam(["attempts", "--show", "999"])
        #expect(run.status == 1 && run.errors.contains("no attempt 999 in the study 's'"), "\(run.errors)")
    }

    @Test func headsAreKeptAsAFileOrAsACode() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        let heads = "\(workspace.path)/heads.jsonl"
        #expect(try await !workspace.done("verify").errors.contains("Code of these heads"))
        let kept = try await workspace.done("verify", "--heads", heads).errors
        let words = "Code of these heads, to be kept on paper: "
        let start = try #require(kept.range(of: words), "\(kept)")
        let code = kept[start.upperBound...].prefix { !$0.isNewline }
        #expect(try workspace.text("heads.jsonl").contains("\"sha256\""))
        for against in [heads, String(code)] {
            let run = await workspace.slam(["verify", "--against", against])
            #expect(run.status == 0, "\(against): \(run.output)\(run.errors)")
        }
        let none = await workspace.slam(["verify", "--against", "nonsense"])
        #expect(none.status == 1 && none.errors.contains("'nonsense' is no file and no code"), "\(none.errors)")
        let gone = await workspace.slam(["verify", "--against", "\(workspace.path)/gone.jsonl"])
        #expect(gone.status == 1 && !gone.errors.contains("is no file and no code"), "\(gone.errors)")
    }

    @Test func aPlanSaysWhatItAddedAndWhatItTells() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        func told(_ more: String...) async -> String { await workspace.slam(["plan"] + more).errors }
        let warning = "Planned with --partial: texts that arrive later may tell who wrote them."
        let whole = await told()
        #expect(whole.contains("2 rows planned, 0 kept.\n") && !whole.contains(warning), "\(whole)")
        #expect(await !told("--dry-run").contains("planned, "))
        #expect(await told("--partial").contains(warning))
        try await workspace.done("unblind", "--who", "test", "--yes")
        #expect(await !told("--partial").contains(warning))
    }
}
