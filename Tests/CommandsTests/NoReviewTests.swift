import ArgumentParser
import Foundation
import Studies
import Testing

@testable import Commands

/// What is said where a review cannot begin, or what can be done once was done already.
struct NoReviewTests {
    private static func words(of file: String, in workspace: TemporaryWorkspace) throws -> String? {
        let path = "\(workspace.path)/\(file)"
        do {
            _ = try ReviewCommand.parse([path, "--workspace", workspace.path]).prepared()
            return nil
        } catch {
            return "\(error)".replacing(workspace.path + "/", with: "")
        }
    }

    @Test func aFileOfAStudyIsNoBundle() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        let remedy = "run 'slam review --study s --reviewer ana' (the reviewers are ana)"
        #expect(
            try Self.words(of: "Prompts/s/study.yaml", in: workspace)
                == "'Prompts/s/study.yaml' is a file of the study 's', not a bundle: \(remedy)"
        )
        try workspace.write("Annotations/s/guidelines.md", "# Read\n")
        #expect(try Self.words(of: "Annotations/s/guidelines.md", in: workspace)?.hasSuffix(remedy) == true)
        try workspace.write("other/s/notes.HTML", "<p>Read</p>\n")
        #expect(
            try Self.words(of: "other/s/notes.HTML", in: workspace)?.hasPrefix(
                "'other/s/notes.HTML' is neither a bundle nor a table of responses"
            ) == true
        )
        // A study that cannot be read names nobody.
        try workspace.write("Prompts/t/study.yaml", "version: [\n")
        let broken = try Self.words(of: "Prompts/t/study.yaml", in: workspace)
        #expect(broken?.hasSuffix("run 'slam review --study t --reviewer NAME'") == true)
        // What is not there is told by the review itself.
        #expect(try Self.words(of: "none.md", in: workspace) == nil)
    }

    @Test func whoOrWhatIsMeantIsAsked() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        for (arguments, words) in [
            (["ana"], "no file 'ana': did you mean 'slam review --reviewer ana'?"),
            (["zed"], "a bundle that was sent to you, a table of responses, or a reviewer with --reviewer"),
            (["zed.csv"], "a bundle that was sent to you, or a table of responses"),
            (["--reviewer", "anna"], "no reviewer 'anna': did you mean 'ana'?"),
            (["--reviewer", "xyzzyq"], "the study names 'ana': add 'xyzzyq' under 'reviewers' in study.yaml"),
        ] {
            let run = await workspace.slam(["review"] + arguments)
            #expect(run.status == 1 && run.errors.contains(words), "\(arguments): \(run.errors)")
        }
        for (option, what) in [("--redo", "rated"), ("--flagged", "flagged"), ("--skipped", "skipped")] {
            let run = await workspace.slam(["review", "--reviewer", "ana", option])
            let words = "'ana' has \(what) nothing yet: 'slam review --reviewer ana' goes on with the plan.\n"
            #expect(run.status == 0 && run.errors == words, "\(run.errors)")
        }
    }

    @Test func aStudyIsUnblindedOnce() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        let first = try await workspace.done("unblind", "--who", "lead", "--yes")
        #expect(first.errors == "'s' is unblinded, by lead.\n")
        let second = try await workspace.done("unblind", "--who", "other", "--yes")
        #expect(second.errors == "'s' was unblinded by lead already.\n")
        #expect(try workspace.rows("SELECT who FROM unblinding") == [["lead"]])
    }

    @Test func aTableOfPricesIsImportedOnce() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        try workspace.write(
            "prices.json",
            """
            {"l1": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06, "mode": "chat"},
             "free": {"input_cost_per_token": 0, "output_cost_per_token": 0, "mode": "chat"}}
            """
        )
        func told() async throws -> String {
            try await workspace.done("prices", "import", "\(workspace.path)/prices.json").errors
        }
        let first = try await told()
        #expect(first.hasPrefix("1 price imported: table "), "\(first)")
        #expect(first.contains("\n1 more have no price a token that can be used, or the price 0.\n"), "\(first)")
        #expect(try await told().hasPrefix("1 price known already, and the newest again: table "))
    }

    @Test func whatIsInNoBundleIsNotPlannedAgain() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        #expect(try await workspace.done("bundle", "ana", "--revoke").errors == "0 items of 'ana' revoked.\n")
        try await workspace.done("plan")
        let bundle = try await workspace.done("bundle", "ana", "--output", "\(workspace.path)/a.slam")
        #expect(bundle.errors.hasPrefix("2 items for 'ana' in \(workspace.path)/a.slam: slam review "))
        let revoked = try await workspace.done("bundle", "ana", "--revoke").errors
        #expect(revoked == "2 items of 'ana' revoked: 'slam plan' plans them again.\n")
    }

    @Test func whatIsNotAskedAgainWhileBlindIsSaid() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        func told(_ more: String...) async throws -> String {
            try await workspace.done("plan")
            return await workspace.slam(["collect", "--dry-run"] + more).errors
        }
        let refused =
            "Responses under the blind plan are not asked again for being refused or cut before 'slam unblind'."
        let failed = "What failed under the blind plan is asked again too; how much that is is withheld"
        let none = try await told()
        #expect(!none.contains(refused) && !none.contains(failed), "\(none)")
        let one = try await told("--retry", "truncated")
        #expect(one.contains(refused) && !one.contains(failed), "\(one)")
        let other = try await told("--retry", "failed")
        #expect(!other.contains(refused) && other.contains(failed), "\(other)")
    }
}
