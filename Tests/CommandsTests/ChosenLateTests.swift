import Foundation
import Testing

/// What whoever has seen the ratings could still turn: what may pass of a judge, the baseline, and which prompts count.
struct ChosenLateTests {
    /// Prompts with three models, `large` the best and `tiny` the worst, and a judge that is off by a point on two of
    /// ten; what study.yaml says of `criteria.overall` and `calibration` besides is set before anybody rates.
    private static func study(
        criterion: String = "",
        calibration: String = "{}",
        prompts count: Int = 36,
        score: (Int, Int) -> Int = { 5 - $1 - $0 % 2 }
    ) async throws -> TemporaryWorkspace {
        let workspace = TemporaryWorkspace()
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models:
              large: {endpoint: api, model: l1, baseline: true}
              small: {endpoint: api, model: s1, baseline: false}
              tiny: {endpoint: api, model: t1, baseline: false}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}\(criterion)}}
            reviewers: [ana, ben, cleo]
            calibration: \(calibration)
            """
        )
        var (prompts, responses) = ("", "prompt,model,response\n")
        var scores = "rater,kind,version,criterion,score,prompt,model\n"
        for prompt in 1...count {
            prompts += #"{"id": "p\#(prompt)", "prompt": "How many is \#(prompt)?"}"# + "\n"
            for (place, model) in ["large", "small", "tiny"].enumerated() {
                responses += "p\(prompt),\(model),\(model) says \(prompt)\n"
                let good = score(prompt, place)
                func add(_ rater: String, _ kind: String, _ isOff: Bool) {
                    let value = isOff ? (good > 2 ? good - 1 : good + 1) : good
                    scores += "\(rater),\(kind),\(kind == "judge" ? "v1" : ""),overall,\(value),p\(prompt),\(model)\n"
                }
                let number = prompt * 3 + place
                for (person, every) in [("ana", 7), ("ben", 5), ("cleo", 11)] {
                    add(person, "human", number % every == 0)
                }
                add("strict", "judge", number % 10 < 2)
            }
        }
        try await workspace.fill(prompts: prompts, responses: responses, scores: scores)
        try await workspace.done("unblind", "--who", "test", "--yes")
        return workspace
    }

    private static func edit(_ workspace: TemporaryWorkspace, _ edits: (String, String)...) throws {
        var yaml = try workspace.text("Prompts/s/study.yaml")
        for (old, new) in edits {
            #expect(yaml.contains(old), "\(old)")
            yaml = yaml.replacing(old, with: new)
        }
        try workspace.write("Prompts/s/study.yaml", yaml)
    }

    private static func gate(_ workspace: TemporaryWorkspace, _ requirement: String) async -> InProcess.Outcome {
        await workspace.slam(["check", "--require", requirement, "--format", "csv"])
    }

    @Test func whatMayPassOfAJudgeIsSettledBeforeAnybodyRates() async throws {
        let wide = (", judge_margin: 0.8", "{alt_epsilon: 0.3}")
        func scores(_ prompt: Int, _ place: Int) -> Int { 1 + (prompt * 7 + place * 3) % 5 }
        let early = try await Self.study(criterion: wide.0, calibration: wide.1, prompts: 60, score: scores)
        let held = await Self.gate(early, "replace(strict)")
        #expect(held.status == 0, "\(held.output)\(held.errors)")
        #expect(!(try await early.done("calibrate", "strict").words.contains("chosen after data")))

        let late = try await Self.study(prompts: 60, score: scores)
        #expect(!(try await late.done("calibrate", "strict").words.contains("chosen after data")))
        for (old, new) in [("calibration: {}", "calibration: \(wide.1)"), ("step: 1}", "step: 1}\(wide.0)")] {
            try Self.edit(late, (old, new))
            for isTakenOver in [false, true] {
                if isTakenOver { try await late.done("plan") }
                let gate = await Self.gate(late, "replace(strict)")
                #expect(gate.status == 3 && gate.words.contains("was chosen after data"), "\(gate.output)")
                let card = try await late.done("calibrate", "strict").words
                #expect(card.contains("margin chosen after data") && !card.contains(": may replace a person"))
                // That it goes with people's labels hangs on no margin.
                #expect(card.contains("strict on 'overall': may assist (corrected)"), "\(card)")
            }
        }
        let rows = try await late.done("calibrate", "strict", "--table", "refusals", "--format", "csv").output
        #expect(rows.contains("chosen_after_data"))
        // Back at what was settled in time nothing is late.
        try Self.edit(late, ("calibration: \(wide.1)", "calibration: {}"), (wide.0, ""))
        try await late.done("plan")
        #expect(!(try await late.done("calibrate", "strict").words.contains("chosen after data")))
    }

    @Test func fewerPlannedPromptsThanWereSettledReplaceNobody() async throws {
        let workspace = try await Self.study(calibration: "{planned_n: 90}")
        for calibration in ["{planned_n: 60}", "{alt_epsilon: 0.2}"] {
            let yaml = try workspace.text("Prompts/s/study.yaml").split(separator: "\n").dropLast()
            try workspace.write(
                "Prompts/s/study.yaml",
                yaml.joined(separator: "\n") + "\ncalibration: \(calibration)\n"
            )
            let card = try await workspace.done("calibrate", "strict").words
            #expect(card.contains("margin chosen after data"), "\(calibration)")
            #expect(card.contains("interim: may assist (corrected) (36 of 90 planned prompts)"), "\(card)")
        }
    }

    @Test func aBaselineThatIsMovedAfterDataDecidesNothing() async throws {
        let workspace = try await Self.study(criterion: ", margin: 0.3")
        #expect(await Self.gate(workspace, "noninferior(small)").status == 2)
        try Self.edit(
            workspace,
            ("l1, baseline: true", "l1, baseline: false"),
            ("t1, baseline: false", "t1, baseline: true")
        )
        for isTakenOver in [false, true] {
            if isTakenOver { try await workspace.done("plan") }
            let gate = await Self.gate(workspace, "noninferior(small)")
            #expect(
                gate.status == 3 && gate.words.contains("baseline chosen after data, on 'overall'"),
                "\(gate.output)"
            )
            #expect(try await workspace.done("models").words.contains("baseline chosen after data"))
        }
        try Self.edit(
            workspace,
            ("l1, baseline: false", "l1, baseline: true"),
            ("t1, baseline: true", "t1, baseline: false")
        )
        try await workspace.done("plan")
        #expect(await Self.gate(workspace, "noninferior(small)").status == 2)
        #expect(!(try await workspace.done("models").words.contains("baseline chosen after data")))
    }

    /// What a gate that holds compared with stands beside it.
    @Test func aGateNamesTheBaseline() async throws {
        let workspace = try await Self.study(criterion: ", margin: 1.5")
        let gate = await Self.gate(workspace, "noninferior(small)")
        #expect(gate.status == 0 && gate.words.contains("compared with the baseline 'large'"), "\(gate.output)")
    }

    /// A database of an earlier version kept no baseline: the one that it knows counts as settled, another one does not.
    @Test func aDatabaseThatKeptNoBaselineGoesByTheOneItKnows() async throws {
        let workspace = try await Self.study(criterion: ", margin: 0.3")
        try workspace.execute("UPDATE study SET settings = json_remove(settings, '$.settled')")
        #expect(!(try await workspace.done("models").words.contains("baseline chosen after data")))
        try Self.edit(
            workspace,
            ("l1, baseline: true", "l1, baseline: false"),
            ("t1, baseline: false", "t1, baseline: true")
        )
        #expect(await Self.gate(workspace, "noninferior(small)").status == 3)
        try await workspace.done("plan")
        #expect(await Self.gate(workspace, "noninferior(small)").status == 3)
    }

    /// Twenty prompts on which `small` is far worse leave the file: their ratings stay, in every figure alike.
    @Test func aRatedPromptThatIsTakenOutTakesNoRatingWithIt() async throws {
        let workspace = try await Self.study(criterion: ", margin: 0.4", prompts: 60) { prompt, place in
            prompt % 3 == 0 && place == 1 ? 1 : 4 - prompt % 2
        }
        #expect(await Self.gate(workspace, "noninferior(small)").status == 2)
        let before = try await workspace.done("models", "--table", "comparisons", "--format", "csv").output
        let means = try await workspace.done("models", "--table", "qualities", "--format", "csv").output
        let kept = try workspace.text("Prompts/s/prompts.jsonl").split(separator: "\n").enumerated()
            .filter { $0.offset % 3 != 2 }.map(\.element)
        #expect(kept.count == 40)
        try workspace.write("Prompts/s/prompts.jsonl", kept.joined(separator: "\n") + "\n")
        let words = "20 rated prompts no longer in prompts.jsonl: ratings given stay in every figure."
        #expect(try await workspace.done("plan").errors.contains(words))
        let gate = await Self.gate(workspace, "noninferior(small)")
        #expect(gate.status == 2, "\(gate.output)")
        let shown = await workspace.slam(["check", "--require", "prompts() = 60"])
        #expect(shown.status == 0 && shown.words.contains(words), "\(shown.output)")
        #expect(try await workspace.done("models", "--table", "comparisons", "--format", "csv").output == before)
        #expect(try await workspace.done("models", "--table", "qualities", "--format", "csv").output == means)
        for command in [["models"], ["calibrate", "strict"], ["agreement"]] {
            #expect(await workspace.slam(command).words.contains(words), "\(command)")
        }
    }

    /// Of 60 prompts `small` is far worse on 20: other responses to these, or other words of them, would leave the good ones.
    @Test func whatLosesItsRatingsAfterTheyWereGivenDecidesNothing() async throws {
        let workspace = try await Self.study(criterion: ", margin: 0.4", prompts: 60) { prompt, place in
            prompt % 3 == 0 && place == 1 ? 1 : 4 - prompt % 2
        }
        #expect(await Self.gate(workspace, "noninferior(small)").status == 2)
        let prompts = try workspace.text("Prompts/s/prompts.jsonl")
        let reworded = prompts.split(separator: "\n").enumerated().map { place, line in
            place % 3 == 2 ? String(line).replacing("?\"", with: " now?\"") : String(line)
        }
        try workspace.write("Prompts/s/prompts.jsonl", reworded.joined(separator: "\n") + "\n")
        try await workspace.done("plan")
        func isOpen(_ model: String, _ words: String) async throws {
            for requirement in ["noninferior(\(model))", "mean(\(model)) >= 1"] {
                let gate = await Self.gate(workspace, requirement)
                #expect(gate.status == 3 && gate.words.contains(words), "\(gate.output)")
            }
        }
        // Each model loses 60 ratings.
        let words = "of a response or prompt that was changed since are left out: which prompts count was chosen"
        for model in ["small", "tiny"] { try await isOpen(model, words) }
        let models = try await workspace.done("models").words
        #expect(models.contains("120 ratings of a response or prompt that was changed since are left out"), "\(models)")
        try workspace.write("Prompts/s/prompts.jsonl", prompts)
        try await workspace.done("plan")
        #expect(await Self.gate(workspace, "noninferior(small)").status == 2)

        var again = "prompt,model,response\n"
        for prompt in stride(from: 3, through: 60, by: 3) { again += "p\(prompt),small,small again \(prompt)\n" }
        try workspace.write("again.csv", again)
        try await workspace.done("import", "\(workspace.path)/again.csv", "--replace")
        try await isOpen("small", "60 ratings of a response or prompt that was changed since are left out")
        // Who lost none is judged as before.
        #expect(await Self.gate(workspace, "noninferior(tiny)").status == 0)
        #expect(await Self.gate(workspace, "mean(tiny) >= 1").status == 0)
    }

    /// Good ratings of the bad model, once everybody knows whose texts they are.
    @Test func ratingsThatComeAfterUnblindingAreNotBlind() async throws {
        let workspace = try await Self.study(criterion: ", margin: 0.4")
        let before = try await workspace.done("models", "--table", "comparisons", "--format", "csv").output
        func rows(_ phase: String) -> String {
            let scores = (1...36).map { "dan,overall,5,p\($0),tiny\(phase)\ndan,overall,1,p\($0),large\(phase)\n" }
            return "rater,criterion,score,prompt,model\(phase.isEmpty ? "" : ",phase")\n" + scores.joined()
        }
        try workspace.write("late.csv", rows(""))
        let late = try await workspace.done("import", "\(workspace.path)/late.csv", "--new-raters").errors
        #expect(late.contains("72 ratings by people came after 'slam unblind' without a phase: unblinded"), "\(late)")
        #expect(try await workspace.done("models", "--table", "comparisons", "--format", "csv").output == before)
        // What came in time is known, whichever way it is read again.
        let again = try await workspace.done("import", "\(workspace.path)/scores.csv", "--new-raters").errors
        #expect(again.contains("0 ratings imported") && !again.contains("unblinded"), "\(again)")
        let twice = try await workspace.done("import", "\(workspace.path)/late.csv", "--new-raters").errors
        #expect(twice.contains("0 ratings imported, 72 there already") && !twice.contains("unblinded"), "\(twice)")
        try workspace.write("said.csv", rows(",blind"))
        try await workspace.done("import", "\(workspace.path)/said.csv", "--new-raters")
        #expect(try await workspace.done("models", "--table", "comparisons", "--format", "csv").output != before)
    }

    @Test func aPromptThatNobodyRatedLeavesWithoutAWord() async throws {
        let workspace = try await Self.study()
        let prompts = try workspace.text("Prompts/s/prompts.jsonl")
        let more = #"{"id": "p61", "prompt": "How many is 61?"}"# + "\n"
        try workspace.write("Prompts/s/prompts.jsonl", prompts + more)
        try await workspace.done("plan")
        try workspace.write("Prompts/s/prompts.jsonl", prompts)
        #expect(!(try await workspace.done("plan").errors.contains("no longer in prompts.jsonl")))
        #expect(!(try await workspace.done("models").words.contains("no longer in prompts.jsonl")))
    }
}
