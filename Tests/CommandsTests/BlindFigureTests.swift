import Foundation
import Rehearsal
import Studies
import Testing

/// What commands keep back until a study is unblinded, and whose ratings they take.
struct BlindFigureTests {
    private static func rows(_ workspace: TemporaryWorkspace, _ command: [String]) async throws -> [JSONValue] {
        let outcome = await workspace.slam(command + ["--format", "json"])
        #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        return try JSONValue(parsing: outcome.output)["rows"]?.array ?? []
    }

    @Test func whatWouldTellALetterIsRefused() async throws {
        let workspace = try await ExampleWorkspace.make()
        for (command, words) in [
            (["disagreements", "--model", "A"], "--model by letter would list whose text each is"),
            (["rank", "--rater", "ana"], "--rater by letter: what one rater gave to one pair would tell its letters"),
            (["agreement", "--model", "A", "--rater", "ana"], "--rater and --phase by letter"),
            (["collect", "--retry", "failed", "--models", "moss-3b"], "until 'slam unblind' --retry is for the whole"),
            (["collect", "--retry", "failed", "--limit", "1"], "until 'slam unblind' --retry is for the whole study"),
        ] {
            let outcome = await workspace.slam(command)
            #expect(outcome.status == 1 && outcome.errors.contains(words), "\(command): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
    }

    @Test func whatIsOfOneModelsFamilyIsWithheld() async throws {
        let workspace = try await ExampleWorkspace.make()
        let audits = try await Self.rows(workspace, ["judge", "audit", "--resamples", "20"])
        let own = audits.filter { $0["audit"]?.string == "self-preference" }
        #expect(own.count == 3 && own.allSatisfy { $0["note"]?.string == "withheld until the models are known" })
        #expect(own.allSatisfy { $0["items"] == .null && $0["verdicts"] == .null && $0["judge_value"] == .null })
        #expect(audits.contains { $0["audit"]?.string == "leniency" && $0["items"]?.number != nil })
        let quality = await workspace.slam(["quality", "--resamples", "20"])
        #expect(quality.errors.contains("of the texts could be told than by luck") && !quality.errors.contains("%"))
        try await workspace.done("unblind", "--who", "test", "--yes")
        let open = await workspace.slam(["quality", "--resamples", "20"])
        #expect(open.errors.contains(" % more of the texts could be told than by chance"), "\(open.errors)")
        let shown = try await Self.rows(workspace, ["judge", "audit", "--resamples", "20"])
        #expect(shown.contains { $0["audit"]?.string == "self-preference" && $0["judge_value"]?.number != nil })
    }

    @Test func verdictsAreOfJudgesAndOfTheirVersions() async throws {
        let workspace = try await ExampleWorkspace.make()
        let lines = try await workspace.done("judge", "export").output.split(whereSeparator: \.isNewline)
        #expect(lines.count > 300 && lines.allSatisfy { $0.contains(#""kind":"judge""#) })
        func states() async throws -> [String: String] {
            let rows = try await Self.rows(workspace, ["judge", "versions"])
            return Dictionary(
                rows.map { row in
                    let counts = ["verdicts", "rated"].compactMap { row[$0]?.integer }
                    return (row["criterion"]?.string ?? "", "\(row["state"]?.string ?? "") \(counts)")
                }
            ) { first, _ in first }
        }
        // One reply on 'overall' cannot be read.
        let known = try await states()
        #expect(known["overall"] == "current [95, 94]" && known["accurate"] == "current [95, 95]", "\(known)")
        let template = try workspace.text("Prompts/example/judge.mustache")
        try workspace.write("Prompts/example/judge.mustache", "Read with care.\n\(template)")
        let edited = try await states()
        #expect(edited["overall"] == "stale [95, 94]" && edited["better"]?.hasPrefix("current ") == true, "\(edited)")
    }

    @Test func aRankingIsOfTheKindAskedFor() async throws {
        let workspace = try await ExampleWorkspace.make()
        func json(_ more: String...) async throws -> JSONValue {
            let outcome = await workspace.slam(["rank", "--resamples", "20", "--format", "json"] + more)
            return try JSONValue(parsing: outcome.output)
        }
        let (people, judges) = (try await json(), try await json("--kind", "judge"))
        #expect(people["source"]?.string?.hasSuffix("human raters") == true)
        #expect(judges["source"]?.string?.hasSuffix("judge raters") == true)
        #expect((judges["n_comparisons"]?.number ?? 0) > 100 && people["n_comparisons"] != judges["n_comparisons"])
    }

    /// Scores of single responses are no comparisons, by whatever name they are asked for.
    @Test func onlyComparisonsAreRanked() async throws {
        let workspace = try await ExampleWorkspace.make()
        for name in ["overall", "bettr"] {
            let refused = await workspace.slam(["rank", "--criterion", name])
            #expect(refused.status == 1 && refused.output.isEmpty)
            #expect(refused.errors.contains("name a criterion of pairs or sets"), "\(refused.errors)")
            #expect(name == "overall" || refused.errors.contains("did you mean 'better'?"), "\(refused.errors)")
            #expect(!refused.errors.contains("choose one of overall"))
        }
    }

    @Test func aPriceIsListedWithItsDigitsAndItsOrigin() async throws {
        let workspace = try await ExampleWorkspace.make()
        let price = "baseline: true, price: {input: "
        let (old, new) = ("\(price)10, output: 30}", "\(price)0.05, output: 12}")
        let yaml = try workspace.text("Prompts/example/study.yaml").replacing(old, with: new)
        try workspace.write("Prompts/example/study.yaml", yaml)
        let rows = try await Self.rows(workspace, ["prices"])
        #expect(rows.compactMap { $0["from"]?.string } == ["study.yaml", "unknown", "unknown", "unknown"])
        #expect(rows.first?["input"]?.number == 0.05 && rows.first?["output"]?.number == 12, "\(rows)")
    }

    /// Thirty-two prompts answered by two models, all rated by one person.
    @Test func whatIsAcceptedCostsNothingKnownBeforeUnblinding() async throws {
        let workspace = TemporaryWorkspace()
        let prompts = (1...32).map { "ask \($0)" }
        let server = try RehearsalServer(script: .answers(of: ["l", "m"], to: prompts))
        defer { server.stop() }
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(server.port)/v1"}}
            models:
              large: {endpoint: api, model: l, baseline: true, price: {input: 10, output: 30}}
              small: {endpoint: api, model: m}
            cost: {accepted: {criterion: overall, at_least: 3}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            """
        )
        let names = prompts.enumerated().map { #"{"id": "p\#($0 + 1)", "prompt": "\#($1)"}"# }
        try workspace.write("Prompts/s/prompts.jsonl", names.joined(separator: "\n") + "\n")
        try await workspace.done("collect")
        var scores = "rater,kind,criterion,score,item\n"
        for (place, prompt) in prompts.enumerated() {
            for model in ["l", "m"] {
                let parts = ["s", "p\(place + 1)", "\(model) on \(prompt)"].map(JSONValue.string)
                let item = SHA256.hex(of: JSONValue.array(parts).canonicalBytes)
                scores += "ana,human,overall,\(model == "l" || place % 2 == 0 ? 4 : 2),\(item)\n"
            }
        }
        try workspace.write("scores.csv", scores)
        try await workspace.done("import", "\(workspace.path)/scores.csv")
        func cost() async throws -> JSONValue {
            try JSONValue(parsing: try await workspace.done("cost", "--resamples", "20", "--format", "json").output)
        }
        let blind = try await cost()
        #expect(blind["blind"]?.bool == true && blind["api_per_accepted"] == .null)
        #expect(blind["candidates"]?.array?.first?["accepted_share"] == .null)
        try await workspace.done("unblind", "--who", "test", "--yes")
        let open = try await cost()
        #expect(open["blind"]?.bool == false && open["api_per_accepted"]?["central"]?.number != nil)
        #expect(open["candidates"]?.array?.first?["accepted_share"]?["central"]?.number == 0.5)
    }
}
