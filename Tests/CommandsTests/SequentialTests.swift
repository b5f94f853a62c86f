import Foundation
import Testing

/// Looking again before all planned prompts have labels.
struct SequentialTests {
    /// Two models, sixty prompts, one hundred planned; `small` is as good as `large`.
    private static func study(rated: ClosedRange<Int> = 1...40, calibration: String = "{planned_n: 60}") async throws
        -> TemporaryWorkspace
    {
        let workspace = TemporaryWorkspace()
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {large: {endpoint: api, model: l1, baseline: true}, small: {endpoint: api, model: s1}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}, margin: 0.5}}
            reviewers: [ana, ben, cleo]
            calibration: \(calibration)
            """
        )
        var (prompts, responses) = ("", "prompt,model,response\n")
        for prompt in 1...60 {
            prompts += #"{"id": "p\#(prompt)", "prompt": "How many is \#(prompt)?"}"# + "\n"
            for model in ["large", "small"] { responses += "p\(prompt),\(model),\(model) says \(prompt)\n" }
        }
        try workspace.write("Prompts/s/prompts.jsonl", prompts)
        try workspace.write("responses.csv", responses)
        try await workspace.done("import", "\(workspace.path)/responses.csv")
        try await rate(workspace, rated)
        try await workspace.done("unblind", "--who", "test", "--yes")
        return workspace
    }

    private static func rate(_ workspace: TemporaryWorkspace, _ prompts: ClosedRange<Int>) async throws {
        var scores = "rater,kind,version,criterion,score,prompt,model,phase\n"
        for prompt in prompts {
            for person in ["ana", "ben", "cleo"] {
                scores += "\(person),human,,overall,\(2 + prompt % 3),p\(prompt),large,blind\n"
                scores += "\(person),human,,overall,\(2 + prompt / 3 % 3),p\(prompt),small,blind\n"
            }
            for model in ["large", "small"] {
                scores += "strict,judge,v1,overall,\(1 + prompt % 4),p\(prompt),\(model),blind\n"
            }
        }
        try workspace.write("scores.csv", scores)
        try await workspace.done("import", "\(workspace.path)/scores.csv", "--new-raters")
    }

    @Test func beforeThePlannedNumberNothingIsDecidedUnlessLooksAreCounted() async throws {
        let workspace = try await Self.study()
        let models = try await workspace.done("models").output
        #expect(models.contains("interim: ") && !models.contains("widened"))
        let gate = ["check", "--require", "noninferior(small)"]
        #expect(await workspace.slam(gate).status == 3)
        let plain = try await bounds(workspace, "models")
        let first = try await bounds(workspace, "models", "--sequential")
        #expect(first[0] < plain[0] && first[1] > plain[1], "the interval is wider for looking early")
        let asked = ["models", "--sequential", "--table", "comparisons", "--format", "csv"]
        let words = await workspace.slam(asked).output
        #expect(words.contains("look 1, 40 of 60 planned prompts") && !words.contains("interim"), "\(words)")
        // The same labels again are the same look; unasked there is none, and the earlier one is named.
        #expect(try await bounds(workspace, "models", "--sequential") == first)
        try await Self.rate(workspace, 41...50)
        let unasked = try await workspace.done("models").words
        #expect(unasked.contains("interim: ") && unasked.contains("the look at 40 of 60 planned prompts said"))
        let open = await workspace.slam(gate)
        #expect(open.status == 3 && open.words.contains("the look at 40 of 60 planned prompts said"), "\(open.output)")
        #expect(try await workspace.done("models", "--sequential").output.contains("look 2"))
        // With all prompts it is the last look, which earlier ones left less to.
        try await Self.rate(workspace, 51...60)
        let last = await workspace.slam(gate)
        #expect(last.status == 0 && last.words.contains("at look 3 (60 of 60 planned prompts)"), "\(last.output)")
        #expect(try await workspace.done("models").output.contains("look 3"))
    }

    /// What is printed is what decides: of one candidate the interval is that of the bounds, and the gate has the same.
    @Test func theIntervalOfALookIsTheOneThatDecides() async throws {
        let workspace = try await Self.study()
        let (usual, own) = (
            try await bounds(workspace, "models"), try await bounds(workspace, "models", column: "interval")
        )
        #expect(
            usual.count == 2 && own.count == 2 && zip(usual, own).allSatisfy { abs($0 - $1) < 1e-9 },
            "\(usual) \(own)"
        )
        let look = try await bounds(workspace, "models", "--sequential")
        #expect(try await bounds(workspace, "models", "--sequential", column: "interval") == look)
        #expect(
            try await bounds(
                workspace,
                "check",
                "--sequential",
                "--require",
                "noninferior(small)",
                table: "requirements",
                column: "interval"
            ) == look
        )
        let words = try await workspace.done("models", "--sequential").words
        #expect(words.contains("decide in the place of the 90 % interval"), "\(words)")
    }

    private func bounds(
        _ workspace: TemporaryWorkspace,
        _ command: String...,
        table: String = "comparisons",
        column: String = "bounds"
    ) async throws -> [Double] {
        let outcome = await workspace.slam(command + ["--format", "json"])
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let rows = try #require(json?[table] as? [[String: Any]], "\(outcome.errors)")
        return try #require(rows.first?[column] as? [Double])
    }

    @Test func aLookThatWasChangedOutsideIsTold() async throws {
        let workspace = try await Self.study()
        try await workspace.done("models", "--sequential")
        try workspace.execute("DROP TRIGGER look_is_never_changed; UPDATE look SET prompts = 60")
        let outcome = await workspace.slam(["models"])
        #expect(outcome.status == 1 && outcome.errors.contains("was changed outside slam"), "\(outcome.errors)")
    }

    @Test func lookingNeedsAPlan() async throws {
        let workspace = try await Self.study(calibration: "{alt_epsilon: 0.2}")
        let outcome = await workspace.slam(["models", "--sequential"])
        #expect(outcome.status == 1 && outcome.errors.contains("calibration.planned_n"), "\(outcome.errors)")
    }

    /// study.yaml is read anew by every command: what it says now was settled only if the store knew it before anybody rated.
    @Test func aPlanOrMarginThatIsEditedLaterIsLate() async throws {
        for (old, new, name) in [
            ("margin: 0.5", "margin: 2", "margin"), ("planned_n: 60", "planned_n: 40", "planned_n"),
        ] {
            let workspace = try await Self.study()
            #expect(!(try await workspace.done("models").words.contains("chosen after data")))
            let yaml = try workspace.text("Prompts/s/study.yaml")
            for isTakenOver in [false, true] {
                try workspace.write("Prompts/s/study.yaml", yaml.replacing(old, with: new))
                if isTakenOver { try await workspace.done("plan") }
                let models = try await workspace.done("models").words
                #expect(models.components(separatedBy: " chosen after data").count == 2, "\(models)")
                #expect(models.contains("\(name) chosen after data"), "\(models)")
                let gate = await workspace.slam(["check", "--require", "noninferior(small)"])
                #expect(gate.status == 3 && gate.words.contains("\(name) chosen after data"), "\(gate.output)")
            }
            // Back at what was settled in time nothing is late.
            try workspace.write("Prompts/s/study.yaml", yaml)
            try await workspace.done("plan")
            #expect(!(try await workspace.done("models").words.contains("chosen after data")))
        }
    }

    @Test func aJudgesVerdictIsInterimToo() async throws {
        let workspace = try await Self.study()
        let card = try await workspace.done("calibrate", "strict").output
        #expect(card.contains("strict on 'overall': interim: ") && card.contains("(40 of 60 planned prompts)"))
        let rows = try await workspace.done("calibrate", "strict", "--table", "conditions", "--format", "csv").output
        #expect(rows.hasPrefix("judge,criterion,condition,holds"))
    }
}
