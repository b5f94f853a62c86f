import Foundation
import Testing

/// The recorded answers of public bug reports (`Tests/Field`, issue 19's cases), put to the built binary.
struct RecordedAnswerTests {
    private let folder: StudyFolder

    init() throws {
        folder = try StudyFolder()
        try folder.write(prompts: ["hello"])
    }

    /// A study of models with one try each, every one at an endpoint of its own, of a kind.
    private func use(_ server: FieldServer, _ models: [(name: String, kind: String)], more: String = "") throws {
        let endpoints = models.map { name, kind in
            "  e-\(name): {kind: \(kind), url: \"http://127.0.0.1:\(server.port)\(kind == "openai" ? "/v1" : "")\", limits: {attempts: 1}}\n"
        }
        let list = models.map {
            "  \($0.name): {endpoint: e-\($0.name), model: \($0.name), price: {input: 1, output: 10}}\n"
        }
        try folder.write(
            "Prompts/s/study.yaml",
            "version: 1\nendpoints:\n\(endpoints.joined())models:\n\(list.joined())"
                + "criteria: {overall: {question: \"?\", scale: {min: 1, max: 5}}}\nreviewers: [ana]\n\(more)"
        )
    }

    @Test func everyRecordedAnswerEndsAsItShould() throws {
        let cases: [(name: String, file: String, kind: String, end: String)] = [
            ("b01", "B01-finish-reason-empty-cut", "openai", "no_finish"),
            ("b02", "B02-finish-abort", "openai", "aborted"),
            ("b03", "B03-delta-and-message", "openai", "ok Hello big world."),
            ("b04", "B04-think-tags", "openai", "ok Hello world."),
            ("b05", "B05-reasoning-tokens-apart", "openai", "ok Hello world."),
            ("b07", "B07-anthropic-done-tail", "anthropic", "ok Hello world."),
            ("b08", "B08-message-is-object", "openai", "bad_request"),
            ("b09", "B09-filter-words", "openai", "content_filter"),
            ("b10", "B10-credit-too-low-400", "anthropic", "quota"),
            ("b16", "B16-only-a-tool-call", "openai", "tool_call"),
            ("b17", "B17-usage-in-choice", "openai", "ok Hello world."),
        ]
        let replies = try cases.map { ($0.name, try FieldServer.recorded("\($0.file).http")) }
        let server = try FieldServer(Dictionary(uniqueKeysWithValues: replies))
        defer { server.stop() }
        try use(server, cases.map { ($0.name, $0.kind) })
        let run = try folder.slam("collect")
        #expect(run.status == 1)
        let ends = try folder.rows(
            """
            SELECT q.asked || ': ' || a.class || coalesce(' ' || CAST(i.text AS TEXT), '') FROM attempt a
            JOIN request q ON q.id = a.request LEFT JOIN response r ON r.attempt = a.id LEFT JOIN item i ON i.id = r.item
            ORDER BY q.asked
            """
        )
        #expect(ends == cases.map { "\($0.name): \($0.end)" })
        for name in cases.map(\.name) { #expect(server.count(of: name) == 1, "\(name)") }
        let money = try folder.rows(
            "SELECT q.asked || ' ' || a.output_tokens || ' ' || a.nano_dollars FROM attempt a JOIN request q ON q.id = a.request WHERE q.asked IN ('b05', 'b17') ORDER BY 1"
        )
        #expect(money == ["b05 103 1062000", "b17 5 60000"])
        let reasoning = "SELECT CAST(reasoning AS TEXT) FROM response WHERE raw IS NOT NULL"
        #expect(try folder.rows(reasoning) == ["\nThe user greets.\n"])
        // One request is still wanted: how the others' answers began would tell of their models.
        #expect(run.errors.contains("withheld until 'slam unblind'"), "\(run.errors)")
        // Nothing has failed where the account has no money.
        #expect(try folder.rows("SELECT state FROM request WHERE asked = 'b10'") == ["pending"])
        let said = try folder.slam("attempts", "--asked", "b08", "--format", "csv").output
        #expect(said.contains("body.stream_options.include_usage: Extra inputs are not permitted"), "\(said)")
        let id = try folder.rows("SELECT a.id FROM attempt a JOIN request q ON q.id = a.request WHERE q.asked = 'b08'")[
            0
        ]
        #expect(try folder.slam("attempts", "--show", id).output.contains("\"loc\": [\"body\""))
        let half = try folder.rows(
            "SELECT a.id FROM attempt a JOIN request q ON q.id = a.request WHERE q.asked = 'b01'"
        )[0]
        let shown = try folder.slam("attempts", "--show", half).output
        #expect(shown.contains("shown after 'slam unblind'") && !shown.contains("Hello"), "\(shown)")
    }

    @Test func aClassThatIsNoneIsRefusedAndEveryOneIsInTheHelp() throws {
        let wrong = try folder.slam("attempts", "--class", "content_filer")
        #expect(wrong.status == 64 && wrong.errors.contains("did you mean 'content_filter'?"), "\(wrong.errors)")
        let help = try Program.run("attempts", "--help").output
        for name in ["aborted", "content_filter", "tool_call", "no_finish", "timeout_first_byte"] {
            #expect(help.contains("\(name):"), "\(name)")
        }
    }

    /// In milliseconds and in seconds since 1970.
    @Test(arguments: [1000.0, 1.0]) func aResetThatIsAnInstantIsWaitedFor(factor: Double) throws {
        let reset = Int((Date().timeIntervalSince1970 + 2) * factor)
        let recorded = try FieldServer.recorded("B06-reset-epoch-ms.http")
        let server = try FieldServer(["m": recorded.replacing("1795909000000", with: "\(reset)")])
        defer { server.stop() }
        server.answer("m", after: 1, with: try FieldServer.recorded("B17-usage-in-choice.http"))
        try use(server, [("m", "openai")])
        let run = try folder.slam("collect")
        #expect(run.status == 0 && run.errors.contains("1 retried (1 rate_limited)"), "\(run.errors)")
        let starts = try folder.rows("SELECT started_at FROM attempt ORDER BY number").compactMap { Int($0) }
        try #require(starts.count == 2)
        // Waking may come a little early or, on a busy machine, late; a wait in the other unit lasts no time or years.
        let wanted = Int(Double(reset) * 1000 / factor)
        #expect((wanted - 100..<wanted + 86_400_000).contains(starts[1]), "\(starts) \(wanted)")
    }

    private func judged(_ reply: String, _ judge: String = "") throws -> FieldServer {
        let server = try FieldServer(["judge": reply])
        let yaml = try folder.text("Prompts/s/study.yaml").replacing("127.0.0.1:1/", with: "127.0.0.1:\(server.port)/")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml + "\njudges:\n  j: {endpoint: api, model: judge, criteria: [overall], template: j.mustache\(judge)}\n"
        )
        try folder.write(
            "Prompts/s/j.mustache",
            "{{criterion}} {{scale}} {{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}\n{\"reason\", \"score\"}\n"
        )
        try folder.write(prompts: (1...6).map { "Ask \($0)" })
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        return server
    }

    @Test func aJudgesFenceMayHaveEitherLineEnd() throws {
        let server = try judged(try FieldServer.recorded("B11-judge-fence-crlf.http"))
        defer { server.stop() }
        let run = try folder.slam("judge")
        #expect(run.status == 0 && run.errors.contains("'j' on 'overall': 12 used, 0 unparsed"), "\(run.errors)")
        #expect(run.errors.contains("all 12 verdicts are 4"), "\(run.errors)")
        #expect(try folder.rows("SELECT DISTINCT value FROM rating WHERE outcome = 'rated'") == ["4.0"])
    }

    @Test func aJudgeThatIsNotUnderstoodIsNotDone() throws {
        let server = try judged(try FieldServer.recorded("B12-judge-prose.http"))
        defer { server.stop() }
        let run = try folder.slam("judge")
        #expect(run.status == 1 && run.errors.contains("0 used, 12 unparsed"), "\(run.errors)")
        #expect(
            run.errors.contains("for example: My verdict is {\"reason\": \"clear\", \"score\": 4}."),
            "\(run.errors)"
        )
        #expect(try folder.slam("judge", "--max-unparsed", "1").status == 0)
        let status = try folder.slam("status", "--format", "csv")
        #expect(status.output.contains("verdicts of,j,0,0,12"), "\(status.output)")
        #expect(status.errors.contains("12 of 12 replies could not be read"), "\(status.errors)")
        // A pattern reads what is there, without a call.
        let yaml = try folder.text("Prompts/s/study.yaml")
        let pattern = "template: j.mustache, reply: {pattern: '\"score\": (\\d)'}"
        try folder.write("Prompts/s/study.yaml", yaml.replacing("template: j.mustache", with: pattern))
        let again = try folder.slam("judge", "--reparse")
        #expect(again.errors.contains("12 new verdicts"), "\(again.errors)")
        #expect(try folder.slam("judge").errors.contains("'j' on 'overall': 12 used, 0 unparsed"))
        #expect(server.count(of: "judge") == 12)
    }

    @Test func aVectorWithAHoleIsNoScore() throws {
        let server = try FieldServer(["e": try FieldServer.recorded("B14-embedding-null.http")])
        defer { server.stop() }
        let lines = "{\"id\": \"p1\", \"prompt\": \"a\", \"reference\": \"b\"}\n"
        try folder.write("Prompts/s/prompts.jsonl", lines)
        try use(server, [("m", "openai")], more: "similarity: {s: {endpoint: e-m, model: e, reference: true}}\n")
        try folder.write("i.csv", "prompt,model,response\np1,m,imported\n")
        #expect(try folder.slam("import", "\(folder.path)/i.csv").status == 0)
        let run = try folder.slam("similarity")
        #expect(run.status == 1 && run.errors.contains("malformed"), "\(run.errors)")
        #expect(try folder.rows("SELECT count(*) FROM rating") == ["0"])
    }

    @Test func whatABatchDidNotAnswerIsTold() throws {
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml.replacing("criteria:", with: "sampling: {max_tokens: 40}\ncriteria:")
        )
        try folder.write(prompts: (1...4).map { "Ask \($0)" })
        let models = ["batch", "write", "--models", "planted-small", "--output", "\(folder.path)/out"]
        #expect(try Program.run(models + ["--workspace", folder.path], input: "").status == 0)
        let ids = try folder.text("out/planted-small-0001.jsonl").split(separator: "\n").map { line in
            String(line.components(separatedBy: "\"custom_id\":\"").last?.prefix { $0 != "\"" } ?? "")
        }
        var results = try FieldServer.recorded("B15-batch-missing-line.jsonl")
        for place in 0...2 { results = results.replacing("ID\(place)\"", with: "\(ids[place])\"") }
        try folder.write("r.jsonl", results)
        let read = try folder.slam("batch", "read", "\(folder.path)/r.jsonl")
        #expect(read.errors.contains("1 response read") && read.errors.contains("1 server_error"), "\(read.errors)")
        #expect(
            read.errors.contains("1 timeout_total") && read.errors.contains("2 requests wanted again"),
            "\(read.errors)"
        )
        #expect(read.errors.contains("1 request of earlier batch files has no result yet"), "\(read.errors)")
        #expect(try folder.slam("status").errors.contains("1 request in batch files without a result yet"))
    }

    @Test func aPriceOfNothingAndNoPriceAreTwoThings() throws {
        let server = try FieldServer(["m": try FieldServer.recorded("B17-usage-in-choice.http")])
        defer { server.stop() }
        try use(server, [("m", "openai")])
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write("Prompts/s/study.yaml", yaml.replacing("price: {input: 1, output: 10}", with: "price: 0"))
        let free = try folder.slam("collect")
        #expect(free.errors.contains("1 response · 10 tokens in · 5 out · 0 s · $0.00\n"), "\(free.errors)")
        try folder.write(prompts: ["another"])
        try folder.write("Prompts/s/study.yaml", yaml.replacing(", price: {input: 1, output: 10}", with: ""))
        #expect(try folder.slam("collect").errors.contains(" · no price\n"))
    }

    private static func weights(_ ftype: String, _ size: Int) -> String {
        FieldServer.json(
            "{\"object\":\"list\",\"data\":[{\"id\":\"/home/someone/smol.gguf\",\"meta\":{\"ftype\":\"\(ftype)\",\"size\":\(size),\"n_params\":134515008}}]}"
        )
    }

    @Test func otherWeightsUnderTheSameNameStopTheModel() throws {
        let props = "{\"build_info\":\"b1\",\"total_slots\":4,\"model_path\":\"/home/someone/smol.gguf\"}"
        let server = try FieldServer([
            "m": try FieldServer.recorded("B17-usage-in-choice.http"),
            "GET /v1/models": Self.weights("Q4_1", 97_000_000),
            "GET /props": FieldServer.json(props),
        ])
        defer { server.stop() }
        try use(server, [("m", "openai, profile: llamacpp")])
        let text = try folder.text("Prompts/s/study.yaml")
        try folder.write("Prompts/s/study.yaml", text.replacing(":\(server.port)\"", with: ":\(server.port)/v1\""))
        let first = try folder.slam("collect")
        #expect(first.status == 0, "\(first.errors)")
        let identity = try folder.rows("SELECT v.identity FROM attempt a JOIN server v ON v.id = a.server")
        #expect(identity.count == 1 && identity[0].contains("Q4_1") && !identity[0].contains("someone"), "\(identity)")
        server.set("GET /v1/models", Self.weights("Q4_0", 90_000_000))
        try folder.write(prompts: ["hello", "again"])
        let second = try folder.slam("collect")
        #expect(second.status == 1 && server.count(of: "m") == 1)
        let words =
            "the server now runs Q4_0 (90 MB), before Q4_1 (97 MB): --accept-change, or give it a name of its own"
        #expect(second.errors.contains(words), "\(second.errors)")
        let accepted = try folder.slam("collect", "--accept-change")
        #expect(accepted.status == 0)
        #expect(accepted.errors.contains("the responses of 'm' come from Q4_1 (97 MB) and from Q4_0 (90 MB)"))
        // One model runs there, under another name than was asked for.
        #expect(first.errors.contains("says that it ran 'smol.gguf' and not 'm'"), "\(first.errors)")
        #expect(try folder.slam("doctor").output.contains("'m' was served as 'smol.gguf'"))
        #expect(try folder.rows("SELECT count(*) FROM server") == ["2"] && server.count(of: "m") == 2)
    }

    /// A llama-server whose context shifts drops the beginning of what does not fit, and answers the rest.
    @Test func whatAnswersAPartOfThePromptIsNoAnswer() throws {
        let server = try FieldServer([
            "m": try FieldServer.recorded("R03-llama-server-prompt-cut.http"),
            "GET /v1/models": FieldServer.json("{\"data\":[{\"id\":\"m\",\"meta\":{\"size\":96576768}}]}"),
            "GET /props": FieldServer.json("{\"default_generation_settings\":{\"n_ctx\":1024},\"total_slots\":2}"),
        ])
        defer { server.stop() }
        try use(server, [("m", "openai")])
        try folder.write(prompts: [String(repeating: "blue ", count: 1400), "Is it blue?"])
        let run = try folder.slam("collect")
        #expect(run.status == 1 && run.errors.contains("failed: 1 prompt_cut: shorten the prompt"), "\(run.errors)")
        #expect(try folder.currentResponses() == ["\nThe total"] && server.count(of: "m") == 2)
        let said = try folder.rows("SELECT message FROM attempt WHERE class = 'prompt_cut'")
        #expect(said.count == 1 && said[0].contains("read 898 tokens of a longer prompt, as its context is 1024"))
    }

    @Test func aNameThatWasNotAskedForAndAFingerprintThatChangesAreTold() throws {
        func reply(_ fingerprint: String) -> String {
            FieldServer.json(
                "{\"model\":\"smollm\",\"system_fingerprint\":\"\(fingerprint)\",\"choices\":[{\"message\":{\"content\":\"Hi \(fingerprint)\"},\"finish_reason\":\"stop\"}]}"
            )
        }
        let server = try FieldServer(["m": reply("fp1")])
        defer { server.stop() }
        try use(server, [("m", "openai")])
        let run = try folder.slam("collect")
        #expect(run.errors.contains("says that it ran 'smollm' and not 'm'"), "\(run.errors)")
        server.set("m", reply("fp2"))
        try folder.write(prompts: ["hello", "again"])
        #expect(try folder.slam("collect").errors.contains("told of more than one fingerprint"))
        let doctor = try folder.slam("doctor")
        #expect(doctor.status == 2 && doctor.output.contains("'m' was served as 'smollm'"), "\(doctor.output)")
    }

    @Test func storedReasoningIsToldApartOnPurpose() throws {
        let server = try FieldServer([:])
        defer { server.stop() }
        try use(server, [("m", "openai")])
        try folder.write("i.csv", "prompt,model,response\np1,m,\"<think>hm</think>\nHello\"\n")
        #expect(try folder.slam("import", "\(folder.path)/i.csv").status == 0)
        #expect(try folder.currentResponses() == ["<think>hm</think>\nHello"])
        let again = try folder.slam("collect", "--reparse-reasoning")
        #expect(again.errors.contains("1 response read again"), "\(again.errors)")
        #expect(try folder.currentResponses() == ["Hello"])
        #expect(try folder.slam("collect", "--reparse-reasoning").errors.contains("0 responses read again"))
        #expect(try folder.slam("verify").status == 0)
    }

    @Test func aReplyThatCannotBeReadIsAskedForOnceMore() throws {
        let prose = try FieldServer.recorded("B12-judge-prose.http")
        let server = try judged(prose, ", reask: 1")
        defer { server.stop() }
        server.answer(
            "judge",
            holding: "could not be read",
            with: try FieldServer.recorded("B11-judge-fence-crlf.http")
        )
        let run = try folder.slam("judge")
        #expect(run.status == 0 && run.errors.contains("'j' on 'overall': 12 used, 0 unparsed"), "\(run.errors)")
        #expect(server.count(of: "judge") == 24)
        #expect(try folder.slam("judge").status == 0 && server.count(of: "judge") == 24)
        let again = try folder.slam("judge", "--reparse")
        #expect(again.errors.contains("0 new verdicts, 12 as before"), "\(again.errors)")
        let current = "SELECT count(*) FROM v_ratings WHERE outcome = 'rated' AND value = 4"
        #expect(try folder.rows(current) == ["12"])
    }
}
