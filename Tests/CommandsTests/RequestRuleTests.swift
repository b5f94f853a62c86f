import Foundation
import Rehearsal
import Testing

/// Which requests a command asks, what it says of them while a study is blind, and what they may cost.
struct RequestRuleTests {
    /// Two models, one a thousand times as dear as the other, and two samples of each of two prompts.
    private static func workspace(
        port: UInt16 = 1,
        reviewers: String = "[ana]",
        small: String = ", price: {input: 0.1, output: 0.1}"
    ) throws -> TemporaryWorkspace {
        let workspace = TemporaryWorkspace()
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(port)/v1", limits: {concurrency: 1}}}
            models:
              large: {endpoint: api, model: l, baseline: true, price: {input: 100, output: 100}}
              small: {endpoint: api, model: m\(small)}
            sampling: {max_tokens: 100, samples: 2}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: \(reviewers)
            """
        )
        let prompts = ["one", "two"].enumerated().map { #"{"id": "p\#($0 + 1)", "prompt": "ask \#($1)"}"# + "\n" }
        try workspace.write("Prompts/s/prompts.jsonl", prompts.joined())
        return workspace
    }

    @Test func aDryRunCountsWhatIsAskedFor() async throws {
        let workspace = try Self.workspace()
        for (selection, count) in [
            ([], 8), (["--samples", "1"], 4), (["--samples", "2"], 8), (["--models", "small"], 4),
            (["--models", "small,large"], 8), (["--prompts", "p2"], 4), (["--limit", "3"], 3), (["--limit", "0"], 0),
            (["--samples", "1", "--models", "large", "--prompts", "p1"], 1),
        ] as [([String], Int)] {
            let run = await workspace.slam(["collect", "--dry-run"] + selection)
            let words = count == 1 ? "1 request, about " : "\(count) requests, about "
            #expect(run.status == 0 && run.output.hasPrefix(words), "\(selection): \(run.output)\(run.errors)")
        }
        for (selection, words) in [
            (["--models", "smal"], "no model 'smal'"), (["--prompts", "p1,p3"], "the study has no prompt 'p3'"),
        ] {
            let run = await workspace.slam(["collect", "--dry-run"] + selection)
            #expect(run.status == 1 && run.output.isEmpty && run.errors.contains(words), "\(run.errors)")
        }
    }

    /// The length of a text is seen in the review: what one model's texts took together tells of it.
    @Test func whatOneModelsAnswersTookIsWithheldWhileBlind() async throws {
        let server = try RehearsalServer(script: .answers(of: ["m", "l"], to: ["ask one", "ask two"]))
        defer { server.stop() }
        let withheld = "Tokens, time, cost and what was cut are withheld"
        let workspace = try Self.workspace(port: server.port)
        // The second run asks the other model alone.
        for more in [["--models", "small"], []] {
            let run = await workspace.slam(["collect"] + more)
            #expect(run.status == 0 && run.errors.contains(withheld), "\(more): \(run.errors)")
            #expect(!run.errors.contains("tokens in"), "\(more): \(run.errors)")
        }
        // Nobody reviews it.
        let open = await (try Self.workspace(port: server.port, reviewers: "[]"))
            .slam(["collect", "--models", "small"])
        #expect(open.status == 0 && open.errors.contains("tokens in") && !open.errors.contains(withheld))
    }

    @Test func failuresOfAnImportAreToldByModelOnceUnblinded() async throws {
        let workspace = try Self.workspace()
        try workspace.write("responses.csv", "prompt,model,response\np1,large,N/A\np1,small,two\n")
        func told() async throws -> String {
            try await workspace.done("import", "\(workspace.path)/responses.csv").errors
        }
        let blind = try await told()
        #expect(blind.contains("1 response looks like a failure, not an answer (such as"), "\(blind)")
        #expect(!blind.contains("'large'"), "\(blind)")
        try await workspace.done("unblind", "--who", "test", "--yes")
        let open = try await told()
        #expect(open.contains("1 response of 'large' looks like a failure, not an answer: N/A (1)"), "\(open)")
    }

    // MARK: probes

    /// A timer starts what was asked for, with each option that was given.
    @Test func unitsOfATimerHaveTheOptionsOfTheCommand() async throws {
        let workspace = try Self.workspace()
        func command(_ more: String...) async -> String {
            let units = await workspace.slam(["probe", "--print-units"] + more).output
            let line = units.split(separator: "\n").first { $0.hasPrefix("ExecStart=") } ?? ""
            return line.split(separator: " ").dropFirst().joined(separator: " ")
        }
        let place = "--study s --workspace \(workspace.path)"
        #expect(await command() == "probe --once --every 15m --prompts 3 --max-tokens 64 --at-once 1 \(place)")
        let some = await command("--models", "small", "--max-cost", "0.5", "--every", "90m", "--prompts", "2")
        #expect(
            some
                == "probe --once --every 90m --prompts 2 --max-tokens 64 --at-once 1 --models small --max-cost 0.5 \(place)"
        )
        let others = await command("--max-tokens", "7", "--at-once", "3", "--database", "\(workspace.path)/o.sqlite")
        #expect(
            others
                == "probe --once --every 15m --prompts 3 --max-tokens 7 --at-once 3 --study s --database \(workspace.path)/o.sqlite --workspace \(workspace.path)"
        )
        let made = try FileManager.default.contentsOfDirectory(atPath: workspace.path)
        #expect(made == ["Prompts"])
    }

    /// In slots of a millisecond all probes are due at once; nobody is there to answer, which costs nothing.
    @Test func probesAreHeldBackAtTheDearestModelsPrice() async throws {
        let workspace = try Self.workspace()
        func told(_ more: String...) async -> InProcess.Outcome {
            await workspace.slam(["probe", "--once", "--every", "0.001s", "--max-cost", "0.001"] + more)
        }
        let stopped = "Stopped: the next probe could pass --max-cost."
        let both = await told()
        #expect(both.status == 0 && both.errors.contains("0 probes made, 0 of them failed"), "\(both.errors)")
        #expect(both.errors.contains(stopped))
        let cheap = await told("--models", "small")
        #expect(cheap.errors.contains("probing 1 model every 0.001s"), "\(cheap.errors)")
        #expect(cheap.errors.contains("1 probe made, 1 of them failed") && !cheap.errors.contains(stopped))
        let unknown = await (try Self.workspace(small: "")).slam(["probe", "--once", "--max-cost", "1"])
        #expect(unknown.status == 1 && unknown.errors.contains("--max-cost needs the price of 'small'"))
    }
}
