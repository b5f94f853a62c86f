import Foundation
import Testing

/// Collecting from a real server over loopback.
struct CollectTests {
    let server: LoopbackServer
    let folder: StudyFolder

    init() throws {
        server = try LoopbackServer()
        folder = try StudyFolder()
        try folder.write(prompts: ["a", "b"])
    }

    private func use(_ models: [String], price: String = "") throws {
        let list = models.map { "  my-\($0): {endpoint: api, model: \($0)\(price)}\n" }.joined()
        try folder.write(
            "Prompts/s/study.yaml",
            "version: 1\nendpoints: {api: {kind: openai, url: \"http://127.0.0.1:\(server.port)/v1\", limits: {attempts: 2}}}\n"
                + "models:\n\(list)criteria: {overall: {question: \"?\", scale: {min: 1, max: 5}}}\nreviewers: [ana]\n"
        )
    }

    @Test func whatIsThereIsNotAskedAgain() throws {
        defer { server.stop() }
        try use(["fine"], price: ", price: {input: 1, output: 10}")
        let first = try folder.slam("collect")
        #expect(first.status == 0, "\(first.errors)")
        #expect(
            first.errors.contains(
                "2 responses collected of 2 wanted, 0 retried.\n2 responses · 10 tokens in · 4 out · "
            )
        )
        #expect(first.errors.contains(" · $0.00005\n") && !first.errors.contains("more than one"), "\(first.errors)")
        #expect(try folder.slam("collect").errors.contains("0 responses collected of 0 wanted"))
        #expect(server.count(of: "fine") == 2)
        try use(["fine", "flaky"])
        #expect(try folder.slam("collect", "--dry-run").output.hasPrefix("2 requests"))
    }

    @Test func aFailureIsRetriedAndAnErrorIsNeverAResponse() throws {
        defer { server.stop() }
        try use(["flaky", "cut", "broken"])
        let run = try folder.slam("collect")
        #expect(run.status == 1)
        #expect(run.errors.contains("failed: 2 error_in_stream"))
        let attempts = try folder.slam("attempts", "--failed", "--asked", "my-cut", "--format", "csv").output
        #expect(attempts.split(separator: ",no_finish,200,").count == 5, "\(attempts)")
        #expect(!attempts.contains("Grüße"))
        // How many of one model, or on one prompt, would tell whose text is missing there.
        for narrow in [["--models", "my-cut"], ["--prompts", "p1"], ["--limit", "1"]] {
            let refused = try Program.run(
                ["collect", "--retry", "failed", "--dry-run"] + narrow + ["--workspace", folder.path],
                input: ""
            )
            #expect(refused.status == 1 && refused.errors.contains("until 'slam unblind' --retry"), "\(refused.errors)")
        }
        let dry = try folder.slam("collect", "--retry", "failed", "--dry-run")
        #expect(dry.output.hasPrefix("0 requests") && dry.errors.contains("withheld until 'slam unblind'"), "\(dry)")
        let failing = try folder.slam("collect", "--models", "my-cut", "--prompts", "p1")
        #expect(
            failing.errors.contains("of 0 wanted") && !failing.errors.contains("failed before"),
            "\(failing.errors)"
        )
        let again = try folder.slam("collect", "--retry", "failed")
        #expect(again.errors.contains("0 responses collected of 4 wanted, 4 retried"), "\(again.errors)")
        let status = try folder.slam("status", "--format", "csv").output
        // Which model failed would tell who wrote what the review shows.
        #expect(status.contains("responses of,all models,2,0,4") && !status.contains("my-"), "\(status)")
    }

    /// Each answer of the server has its number in its text.
    @Test func whatIsAskedAgainAsBeforeHasItsOwnAnswer() throws {
        defer { server.stop() }
        let asked = "{\"id\": \"p1\", \"prompt\": \"a\"}\n"
        let reworded = "{\"id\": \"p1\", \"prompt\": \"quite another question\"}\n"
        try use(["fine"])
        for (prompt, answer) in [(asked, "Grüße 1"), (reworded, "Grüße 2"), (asked, "Grüße 1"), (reworded, "Grüße 2")] {
            try folder.write("Prompts/s/prompts.jsonl", prompt)
            #expect(try folder.slam("collect").status == 0)
            #expect(try folder.currentResponses() == [answer])
        }
        #expect(server.count(of: "fine") == 2)
    }

    @Test func statusTellsOfWhatTheStudyAsksNow() throws {
        defer { server.stop() }
        try use(["broken"])
        #expect(try folder.slam("collect").status == 1)
        let failed = try folder.slam("status", "--format", "csv")
        #expect(failed.output.contains("responses of,my-broken,0,0,2"))
        #expect(failed.errors.contains("Next: slam collect --retry failed"))
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write("Prompts/s/study.yaml", yaml.replacing("model: broken", with: "model: fine"))
        #expect(try folder.slam("status", "--format", "csv").output.contains("responses of,my-broken,0,2,0"))
        #expect(try folder.slam("collect").status == 0)
        #expect(try folder.slam("status", "--format", "csv").output.contains("responses of,my-broken,2,0,0"))
        try folder.write("Prompts/s/prompts.jsonl", "{\"id\": \"other\", \"prompt\": \"a\"}\n")
        #expect(try folder.slam("status", "--format", "csv").output.contains("responses of,my-broken,0,1,0"))
    }

    /// An answer to an earlier wording is neither counted nor shown beside the new one.
    @Test func whatAnswersAnotherWordingIsSetAside() throws {
        defer { server.stop() }
        try use(["fine", "flaky"])
        #expect(try folder.slam("collect").status == 0)
        let prompts = try folder.text("Prompts/s/prompts.jsonl")
        try folder.write("Prompts/s/prompts.jsonl", prompts.replacing("\"a\"", with: "\"another\""))
        let status = { try folder.slam("status", "--format", "csv").output }
        #expect(try status().contains("responses of,all models,2,2,0"))
        // What was shown and not rated is not shown beside the new wording either.
        let before = try folder.slam("review", "--reviewer", "ana", input: "q\n").output
        #expect(before.contains("Grüße"))
        #expect(try folder.slam("collect", "--models", "my-fine").status == 0)
        #expect(try status().contains("responses of,all models,3,1,0"))
        let current = "SELECT item FROM response WHERE is_current = 1"
        let open = "SELECT count(*) FROM presentation WHERE state = 'open' AND first NOT IN (\(current))"
        #expect(try folder.rows(open) == ["0"])
        // As it was before, with nothing to ask.
        try folder.write("Prompts/s/prompts.jsonl", prompts)
        #expect(try folder.slam("collect").errors.contains("0 responses collected of 0 wanted"))
        #expect(try status().contains("responses of,my-flaky,2,0,0"))
        #expect(try folder.rows("SELECT count(DISTINCT first) FROM presentation WHERE state = 'open'") == ["4"])
        #expect(try folder.slam("verify").status == 0)
    }

    @Test func aPromptRewordedUnderImportedResponsesIsTold() throws {
        defer { server.stop() }
        try use(["fine"])
        try folder.write("i.csv", "prompt,model,response\np1,my-fine,imported\n")
        #expect(try folder.slam("import", "\(folder.path)/i.csv").status == 0)
        #expect(!(try folder.slam("collect").errors.contains("earlier wording")))
        let prompts = try folder.text("Prompts/s/prompts.jsonl")
        try folder.write("Prompts/s/prompts.jsonl", prompts.replacing("\"a\"", with: "\"another\""))
        // At every run, and the new wording is asked.
        let words = "1 imported response to 'p1' answers an earlier wording and is left out"
        let dry = try folder.slam("collect", "--dry-run")
        #expect(dry.errors.contains(words) && dry.output.hasPrefix("1 request"), "\(dry)")
        #expect(try folder.slam("status").errors.contains(words))
        let run = try folder.slam("collect")
        #expect(run.errors.contains(words) && run.errors.contains("1 response collected of 1 wanted"), "\(run.errors)")
        // What was collected answers in its place.
        #expect(!(try folder.slam("collect").errors.contains("earlier wording")))
        #expect(!(try folder.currentResponses()).contains("imported"))
        try folder.write("Prompts/s/prompts.jsonl", prompts)
        #expect(!(try folder.slam("collect").errors.contains("earlier wording")))
        #expect(try folder.currentResponses().contains("imported"))
    }

    @Test func whatAnotherGenerationReplacedIsNotReviewed() throws {
        defer { server.stop() }
        try use(["short"])
        #expect(try folder.slam("collect").status == 0)
        let before = Set(try folder.currentResponses())
        #expect(try folder.slam("review", "--reviewer", "ana", input: "q\n").output.contains("cut"))
        #expect(try folder.slam("collect", "--retry", "truncated", "--prompts", "p1").status == 0)
        let replaced = before.subtracting(try folder.currentResponses())
        #expect(try folder.rows("SELECT count(*) FROM presentation WHERE state = 'open'") == ["2"])
        let shown = try folder.slam("review", "--reviewer", "ana", input: "4\n4\n").output
        #expect(replaced.count == 1 && replaced.allSatisfy { !shown.contains($0) } && shown.contains("cut 3"))
    }

    /// A review says that a text was cut; who cut it is not to be had from counts.
    @Test func whatWasCutUnderABlindPlanIsNotCountedByModel() throws {
        defer { server.stop() }
        try use(["fine", "short"])
        #expect(try folder.slam("collect").status == 0)
        for model in ["my-fine", "my-short"] {
            let run = try folder.slam("collect", "--dry-run", "--retry", "truncated", "--models", model)
            #expect(run.status == 1 && run.output.isEmpty, "\(run)")
        }
        let whole = try folder.slam("collect", "--dry-run", "--retry", "truncated")
        #expect(whole.output.hasPrefix("0 requests") && whole.errors.contains("not asked again"), "\(whole)")
        let count = server.count(of: "short")
        #expect(try folder.slam("collect", "--retry", "truncated").status == 0)
        #expect(server.count(of: "short") == count)
    }

    @Test func onlyAsManyAreAskedAgainAsTheLimitSays() throws {
        defer { server.stop() }
        try use(["broken"])
        #expect(try folder.slam("collect").status == 1)
        #expect(try folder.slam("collect", "--retry", "failed", "--dry-run").output.hasPrefix("2 requests"))
        _ = try folder.slam("collect", "--retry", "failed", "--limit", "1")
        // The other one still stands as failed, and is not asked by the next run.
        #expect(try folder.slam("collect", "--dry-run").output.hasPrefix("0 requests"))
        #expect(server.count(of: "broken") == 6)
    }

    @Test func manyProgramsMayMakeTheDatabaseAtTheSameTime() async throws {
        defer { server.stop() }
        try use(["fine"])
        let path = folder.path
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 1...4 {
                group.addTask {
                    let run = try Program.run("collect", "--workspace", path)
                    return run.status == 0 ? "" : run.errors
                }
            }
            for try await errors in group { #expect(errors.isEmpty) }
        }
        #expect(server.count(of: "fine") == 2)
    }

    @Test func whatAServerSaysOfAFailureControlsNoTerminal() throws {
        defer { server.stop() }
        try use(["rude"])
        let run = try folder.slam("collect")
        #expect(run.status == 1 && run.errors.contains("answered 401: no ␛[2J"), "\(run.errors)")
        #expect(run.errors.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0 != "\u{202E}") })
        // Nor does it write a line of its own.
        #expect(run.errors.split(separator: "\n").count { $0.hasPrefix("stopped") } == 1)
    }

    @Test func aKeyThatIsNotSetIsToldByItsNameOnly() throws {
        defer { server.stop() }
        try use(["fine"])
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml.replacingOccurrences(of: "kind: openai", with: "kind: openai, key: SLAM_NO_SUCH_KEY")
        )
        let run = try folder.slam("collect")
        #expect(run.status == 1)
        #expect(run.errors.contains("SLAM_NO_SUCH_KEY"))
        #expect(server.count(of: "fine") == 0)
    }

    @Test func aJudgeIsAskedOnceAndAnUnclearReplyIsUnparsed() throws {
        defer { server.stop() }
        try use(["fine"])
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(prompts: Array(repeating: "x", count: 6))
        try folder.write(
            "Prompts/s/study.yaml",
            yaml + "judges: {gpt: {endpoint: api, model: jury, criteria: [overall], template: judge.mustache}}\n"
        )
        try folder.write(
            "Prompts/s/judge.mustache",
            "{{criterion}} {{scale}} {{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}\n"
        )
        #expect(try folder.slam("collect").status == 0)
        let first = try folder.slam("judge")
        // A third of the replies could not be read.
        #expect(first.status == 1, "\(first.errors)")
        #expect(first.errors.contains("too many unparsed: 'gpt' on 'overall': 2 of 6 replies could not be read"))
        #expect(first.errors.contains("6 verdicts collected of 6 wanted"))
        #expect(try folder.slam("judge").errors.contains("0 verdicts collected of 0 wanted"))
        #expect(server.count(of: "jury") == 6)
        let agreement = try folder.slam("agreement", "--resamples", "20")
        #expect(agreement.output.contains("4 ratings by gpt 4"), "\(agreement.output)")
        #expect(agreement.output.contains("gpt on 'overall': 2 unparsed"))
    }
}
