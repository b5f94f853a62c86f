import Foundation
import Testing

/// A report on one criterion, rater or model says of it what the report on all says, to the last digit.
struct NarrowingTests {
    /// The rows that a command writes as CSV, without its header.
    private static func rows(_ workspace: TemporaryWorkspace, _ command: [String]) async throws -> [Substring] {
        let outcome = await workspace.slam(command + ["--format", "csv"])
        #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        return Array(outcome.output.split(whereSeparator: \.isNewline).dropFirst())
    }

    /// Checks that the part is those rows of all that have these cells.
    private static func check(
        _ workspace: TemporaryWorkspace,
        _ command: [String],
        _ narrow: [String],
        has cells: String...
    ) async throws {
        let all = try await rows(workspace, command)
        let part = try await rows(workspace, command + narrow)
        let wanted = all.filter { row in
            let own = row.split(separator: ",", omittingEmptySubsequences: false)
            return cells.allSatisfy { own.contains($0[...]) }
        }
        #expect(!part.isEmpty && part.count < all.count, "\(command) \(narrow)")
        #expect(part == wanted, "\(command) \(narrow)")
    }

    @Test func aPartSaysWhatTheWholeSays() async throws {
        let workspace = try await ExampleWorkspace.make()
        let few = ["--resamples", "40"]
        try await Self.check(workspace, ["quality"] + few, ["--rater", "ana"], has: "ana")
        let both = ["--rater", "ben", "--criterion", "overall"]
        try await Self.check(workspace, ["quality"] + few, both, has: "ben", "overall")
        try await Self.check(workspace, ["models"] + few, ["--criterion", "overall"], has: "overall")
        try await Self.check(workspace, ["models"] + few, ["--model", "B"], has: "B")
        for judge in [["judge", "verdicts"], ["judge", "audit"]] {
            let narrow = ["--rater", "gpt-judge", "--criterion", "overall"]
            try await Self.check(workspace, judge + few, narrow, has: "gpt-judge", "overall")
        }
        try await Self.check(workspace, ["judge", "versions"], ["--criterion", "accurate"], has: "accurate")
        let card = ["calibrate", "--table", "figures"] + few
        try await Self.check(workspace, card, ["--criterion", "overall"], has: "overall")
        try await Self.check(workspace, card, ["--rater", "gpt-judge"], has: "gpt-judge")
        let latency = ["latency", "--purpose", "judgement"] + few
        let one = try await Self.rows(workspace, latency + ["--model", "gpt-judge"])
        let all = Set(try await Self.rows(workspace, latency))
        #expect(!one.isEmpty && one.count < all.count && one.allSatisfy(all.contains))
    }

    @Test func whatIsNotThereIsRefusedWithTheNearest() async throws {
        let workspace = try await ExampleWorkspace.make()
        for (command, words) in [
            (["quality", "--rater", "anna"], "no rater 'anna': did you mean 'ana'?"),
            (["models", "--criterion", "overal"], "no criterion 'overal': did you mean 'overall'?"),
            (["models", "--rater", "gpt-juge"], "no judge 'gpt-juge': did you mean 'gpt-judge'?"),
            (["calibrate", "--criterion", "overal"], "no criterion 'overal': did you mean 'overall'?"),
            (["judge", "verdicts", "--rater", "gpt-juge"], "no rater 'gpt-juge': did you mean"),
            (["judge", "audit", "--criterion", "overal"], "no criterion 'overal': did you mean 'overall'?"),
            (["similarity", "audit", "--criterion", "overal"], "no criterion 'overal': did you mean 'overall'?"),
            (["cost", "--model", "moss-3"], "no model 'moss-3': did you mean 'moss-3b'?"),
            // A blind study has letters alone, and the responses of all models together.
            (["models", "--model", "moss-3b"], "no model 'moss-3b': there are A, B"),
            (["latency", "--purpose", "response", "--model", "moss-3b"], "no model 'moss-3b': there are all models"),
        ] {
            let outcome = await workspace.slam(command)
            #expect(outcome.status == 1 && outcome.errors.contains(words), "\(command): \(outcome.errors)")
        }
    }

    @Test func attemptsTakeAModelByEitherName() async throws {
        let workspace = try await ExampleWorkspace.make()
        let attempts = ["attempts", "--limit", "1000"]
        let rows = try await Self.rows(workspace, attempts + ["--model", "moss-3b"])
        #expect(!rows.isEmpty && rows.allSatisfy { $0.contains(",moss-3b,") })
        #expect(try await Self.rows(workspace, attempts + ["--asked", "moss-3b"]) == rows)
    }
}
