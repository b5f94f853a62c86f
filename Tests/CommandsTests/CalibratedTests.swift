import Foundation
import Studies
import Testing

/// Stored maps and what takes them.
struct CalibratedTests {
    /// Two models, sixty prompts, of which people rated the first forty; a judge that gives a point too much of `large`.
    private static func study(rated: Int = 40, rated2: Int? = nil, beyond: Int = 0, overlap: Int = 2) async throws
        -> TemporaryWorkspace
    {
        let workspace = TemporaryWorkspace()
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {large: {endpoint: api, model: l1, baseline: true}, small: {endpoint: api, model: b1}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: \(overlap == 1 ? "[ana, ben]" : "[]")
            review: {overlap: \(overlap)}
            """
        )
        var (prompts, responses, scores) = (
            "", "prompt,model,response\n", "rater,kind,version,criterion,score,item\n"
        )
        for prompt in 1...60 {
            prompts += #"{"id": "p\#(prompt)", "prompt": "How many is \#(prompt)?"}"# + "\n"
            for (place, model) in ["large", "small"].enumerated() {
                responses += "p\(prompt),\(model),\(model) says \(prompt)\n"
                let people = place == 0 ? 2 + prompt % 2 : 1 + prompt % 3 / 2
                if prompt <= (place == 0 ? rated : rated2 ?? rated) {
                    for person in ["ana", "ben"] {
                        scores += "\(person),human,,overall,\(people),\(item(prompt, model))\n"
                    }
                }
                let judge = prompt > 60 - beyond ? 5 : people + 1
                scores += "lenient,judge,v1,overall,\(judge),\(item(prompt, model))\n"
            }
        }
        try await workspace.fill(prompts: prompts, responses: responses, scores: scores)
        return workspace
    }

    /// Ratings by the names of models would be withheld until unblinding.
    private static func item(_ prompt: Int, _ model: String) -> String {
        let parts = ["s", "p\(prompt)", "\(model) says \(prompt)"]
        return SHA256.hex(of: JSONValue.array(parts.map(JSONValue.string)).canonicalBytes)
    }

    private static func mapped(_ workspace: TemporaryWorkspace) async throws -> String {
        try await workspace.done("agreement", "--calibrated", "lenient", "--resamples", "50", "--format", "json").output
    }

    private static func bias(_ output: String) throws -> Double {
        let json = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        let criteria = try #require(json["criteria"] as? [[String: Any]])
        let automatic = try #require(criteria[0]["automatic"] as? [[String: Any]])
        let measures = try #require(automatic[0]["measures"] as? [String: [String: Any]])
        return try #require(measures["bias"]?["value"] as? Double)
    }

    @Test func aStoredMapTakesAJudgesBiasAway() async throws {
        let workspace = try await Self.study()
        let card = try await workspace.done("calibrate", "lenient", "--resamples", "50").output
        #expect(card.contains("Stored: 1 map") && card.contains("Maps from the judge's scores"))
        let plain = try await workspace.done("agreement", "--resamples", "50", "--format", "json").output
        #expect(abs(try Self.bias(plain) - 1) < 1e-9)
        let mapped = try await Self.mapped(workspace)
        #expect(abs(try Self.bias(mapped)) < 0.1)
        #expect(mapped.contains(#""kind":"calibrated""#) && mapped.contains(#""is_stale":false"#))
        // People's own figures rest on the declared scale as before.
        func people(_ output: String) -> Substring? {
            output.range(of: #""brennan_prediger.identity":{"#).map { output[$0.upperBound...].prefix(40) }
        }
        #expect(people(plain) != nil && people(plain) == people(mapped))
    }

    @Test func compareTakesAMapAndSaysSo() async throws {
        let workspace = try await Self.study()
        try await workspace.done("calibrate", "lenient", "--resamples", "50")
        func bias(_ more: String...) async throws -> (value: Double, output: String) {
            let command = ["agreement", "compare", "lenient", "ana", "--resamples", "50", "--format", "json"] + more
            let outcome = await workspace.slam(command)
            let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            let rows = try #require(json?["rows"] as? [[String: Any]], "\(outcome.errors)")
            let row = try #require(rows.first { $0["measure"] as? String == "bias" })
            return (try #require(row["first"] as? Double), outcome.output)
        }
        let (plain, mapped) = (try await bias(), try await bias("--calibrated", "lenient"))
        #expect(abs(plain.value - 1) < 1e-9 && abs(mapped.value) < 0.1)
        #expect(mapped.output.contains("lenient on 'overall' is calibrated"))
        let file = await workspace.slam(["agreement", "compare", "a", "b", "--file", "x.csv", "--calibrated", "a"])
        #expect(file.status == 64)
    }

    @Test func modelsAndRankTakeAMapAndKeepItsResidual() async throws {
        let workspace = try await Self.study()
        try await workspace.done("unblind", "--who", "test", "--yes")
        try await workspace.done("calibrate", "--resamples", "50")
        let models = try await workspace.done("models", "--calibrated", "lenient", "--resamples", "50").output
        #expect(models.contains("lenient (calibrated)") && models.contains("is calibrated: shrunk line map"))
        let rank = try await workspace.done("rank", "--calibrated", "lenient", "--resamples", "50", "--format", "json")
            .output
        let json = try #require(try JSONSerialization.jsonObject(with: Data(rank.utf8)) as? [String: Any])
        let players = try #require(json["players"] as? [[String: Any]])
        #expect(players.map { $0["name"] as? String } == ["large", "small"])
        let mean = try #require(players[0]["mean"] as? Double)
        #expect(abs(mean - 2.5) < 0.1)
        #expect((players[1]["rank_interval"] as? [Double]) == [2, 2])
    }

    /// The judge's own scores would rank what has no labels; a borrowed map has no interval, and no rank.
    @Test func aModelWithoutLabelsBorrowsTheMapAndIsNotRanked() async throws {
        let workspace = try await Self.study(rated: 45, rated2: 0)
        try await workspace.done("unblind", "--who", "test", "--yes")
        try await workspace.done("calibrate", "lenient", "--resamples", "50")
        let models = try await workspace.done("models", "--calibrated", "lenient", "--resamples", "50").output
        #expect(models.contains("borrowed map, no interval"))
        let rank = try await workspace.done("rank", "--calibrated", "lenient", "--resamples", "50").output
        #expect(rank.contains("Left out: small, labels of its own on 0 of at least 30 prompts"))
    }

    @Test func aStaleMapSaysWhatChanged() async throws {
        let workspace = try await Self.study()
        try await workspace.done("calibrate", "lenient", "--resamples", "50")
        try workspace.write(
            "more.csv",
            "rater,kind,version,criterion,score,item\nana,human,,overall,3,\(Self.item(50, "large"))\n"
        )
        try await workspace.done("import", "\(workspace.path)/more.csv")
        let labels = try await workspace.done("agreement", "--calibrated", "lenient", "--resamples", "50").output
        #expect(labels.contains("stale: labels changed") && labels.contains("slam calibrate lenient"))
        try await workspace.done("calibrate", "lenient", "--resamples", "50")
        #expect(
            !(try await workspace.done("models", "--calibrated", "lenient", "--resamples", "50").output.contains(
                "stale"
            ))
        )
        var newer = "rater,kind,version,criterion,score,item\n"
        for prompt in 1...60 { newer += "lenient,judge,v2,overall,\(1 + prompt % 3),\(Self.item(prompt, "large"))\n" }
        try workspace.write("newer.csv", newer)
        try await workspace.done("import", "\(workspace.path)/newer.csv")
        let version = try await workspace.done(
            "rank",
            "--calibrated",
            "lenient",
            "--resamples",
            "50",
            "--format",
            "json"
        ).output
        #expect(version.contains(#""is_stale":true,"stale":["judge version"]"#))
        let yaml = try workspace.text("Prompts/s/study.yaml").replacing("How good?", with: "How very good?")
        try workspace.write("Prompts/s/study.yaml", yaml)
        try await workspace.done("import", "\(workspace.path)/responses.csv")
        let none = await workspace.slam(["agreement", "--calibrated", "lenient", "--resamples", "50"])
        #expect(none.status == 1 || none.output.contains("criterion version"), "\(none.output)\(none.errors)")
    }

    @Test func withoutAMapTheCommandThatFitsItIsNamed() async throws {
        let workspace = try await Self.study(rated: 29)
        for command in [["agreement"], ["models"], ["rank"]] {
            let outcome = await workspace.slam(command + ["--calibrated", "lenient", "--resamples", "50"])
            #expect(outcome.status == 1 && outcome.errors.contains("run 'slam calibrate lenient' first"), "\(command)")
            let unknown = await workspace.slam(command + ["--calibrated", "nobody"])
            #expect(unknown.status == 1 && unknown.errors.contains("no judge 'nobody'"), "\(command)")
        }
        // Under 30 labelled prompts none is stored.
        #expect(!(try await workspace.done("calibrate", "lenient", "--resamples", "50").output.contains("Stored")))
        let file = await workspace.slam([
            "agreement", "\(workspace.path)/scores.csv", "--calibrated", "lenient", "--resamples", "50",
        ])
        #expect(file.status == 64)
        #expect(
            await workspace.slam(["rank", "--calibrated", "lenient", "--resamples", "50", "--over", "prompt"]).status
                == 64
        )
    }

    @Test func scoresBeyondTheLabelledAreToldOfAMap() async throws {
        let workspace = try await Self.study(beyond: 10)
        try await workspace.done("unblind", "--who", "test", "--yes")
        try await workspace.done("calibrate", "lenient", "--resamples", "50")
        let agreement = try await Self.mapped(workspace)
        #expect(agreement.contains(#""outside_range":0.5"#))
        #expect(agreement.contains(" 50 % of its scores without a label lie where nothing was labelled: there the map"))
        let rank = try await workspace.done("rank", "--calibrated", "lenient", "--resamples", "50").output
        #expect(rank.contains("No model can be ranked") && rank.contains("lie where nothing was labelled"))
    }

    @Test func beforeUnblindingARankingHasLettersAlone() async throws {
        let workspace = try await Self.study()
        try await workspace.done("calibrate", "lenient", "--resamples", "50")
        for format in ["table", "json", "csv"] {
            for command in ["rank", "models", "agreement"] {
                let outcome = await workspace.slam([
                    command, "--calibrated", "lenient", "--resamples", "50", "--format", format,
                ])
                #expect(outcome.status == 0, "\(command) \(outcome.errors)")
                #expect(!outcome.output.contains("large") && !outcome.output.contains("small"), "\(command) \(format)")
            }
        }
        // Nor have they counts, which would tell them apart.
        let tail = ["--calibrated", "lenient", "--resamples", "50", "--format", "json"]
        let players = try JSONValue(parsing: await workspace.slam(["rank"] + tail).output)["players"]?.array ?? []
        #expect(players.count == 2 && players.allSatisfy { $0["prompts"] == .null && $0["n"] == .null })
        let rows = try JSONValue(parsing: await workspace.slam(["models"] + tail).output)["qualities"]?.array ?? []
        #expect(rows.count == 6 && rows.allSatisfy { $0["missing"] == .null && $0["method"] == .null })
        #expect(rows.allSatisfy { $0["prompts"] == .null && $0["naive_n"] == .null })
    }

    /// Forty prompts have labels of two people at half a minute each: what is still needed is what is still paid for.
    @Test func whatHasALabelIsNotPaidForAgain() async throws {
        let workspace = try await Self.study()
        func lines() async throws -> [JSONValue] {
            let output = try await workspace.done("plan", "--labels", "--format", "json").output
            return try JSONValue(parsing: output)["lines"]?.array ?? []
        }
        #expect(try await lines().allSatisfy { $0["prompts"] == .null && $0["hours"] == .null })
        try await workspace.done("unblind", "--who", "test", "--yes")
        let found = try await lines()
        #expect(found.compactMap { $0["model"]?.string } == ["large", "small"])
        for line in found {
            #expect(line["prompts"]?.number == 40 && line["ratings_per_prompt"]?.number == 2)
            let needed = try #require(line["labels_only"]?.number)
            let hours = try #require(line["hours"]?.number)
            #expect(needed > 41 && abs(hours - (needed - 40) * 2 * 30 / 3600) < 1e-9)
            #expect(abs(try #require(line["cost_people"]?.number) - hours * 40) < 1e-9)
        }
    }

    @Test func aMapIsUnderTheStudysLog() async throws {
        let workspace = try await Self.study()
        try await workspace.done("calibrate", "lenient", "--resamples", "50")
        try await workspace.done("calibrate", "lenient", "--resamples", "50")
        let verified = await workspace.slam(["verify"])
        #expect(!verified.output.contains("calibration maps"), "\(verified.output)")
        #expect(verified.status != 2, "\(verified.output)")
    }

    @Test func drawnLabelsStandApartWithTheirProbability() async throws {
        let workspace = try await Self.study(overlap: 1)
        var other = "rater,kind,version,criterion,score,item\n"
        for prompt in 1...60 {
            for model in ["large", "small"] {
                other += "strict,judge,v1,overall,\(1 + prompt % 2),\(Self.item(prompt, model))\n"
            }
        }
        try workspace.write("strict.csv", other)
        try await workspace.done("import", "\(workspace.path)/strict.csv", "--new-raters")
        // What came by the names of models is withheld until then.
        try await workspace.done("unblind", "--yes")
        let before = try await workspace.done("plan", "--labels", "--format", "json").output
        #expect(before.contains(#""learn":[{"item":"#) && before.contains(#""probability":"#))
        // Twenty responses a model have no label, each in the plan of one of the two reviewers.
        let planned = await workspace.slam(["plan", "--learn", "12", "--simulations", "0"])
        #expect(planned.status == 0, "\(planned.errors)")
        #expect(planned.errors.contains("no estimate takes them without the stored probabilities"))
        let verified = await workspace.slam(["verify"])
        #expect(!verified.output.contains("probabilities of drawn labels"), "\(verified.output)")
        #expect(await workspace.slam(["plan", "--learn", "5", "--adaptive", "5"]).status == 64)
        // Rated elsewhere and imported they bear no mark, and are no random labels for that.
        var labels = "rater,kind,criterion,score,item,phase\n"
        for prompt in 41...60 {
            for (model, person) in [("large", "ana"), ("large", "ben"), ("small", "ana"), ("small", "ben")] {
                labels += "\(person),human,overall,\(1 + prompt % 5),\(Self.item(prompt, model)),blind\n"
            }
        }
        try workspace.write("labels.csv", labels)
        #expect(!(try await workspace.done("models").output.contains("drawn labels, weighted")))
        try await workspace.done("import", "\(workspace.path)/labels.csv")
        #expect(try await workspace.done("models").output.contains("drawn labels, weighted"))
        #expect(try await workspace.done("calibrate", "lenient").words.contains("not drawn at random, left out"))
    }
}
