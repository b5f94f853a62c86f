import Foundation
import Rehearsal
import Studies
import Testing

/// Probes, load and cost against a rehearsed server: a few requests of some milliseconds.
struct ProbeTests {
    let server: RehearsalServer
    let folder: StudyFolder

    init() throws {
        let lines = ["l", "s"].map {
            Script.Line(
                model: $0,
                prompt: nil,
                matches: ["ask"],
                response: "one two three four five",
                inputTokens: 30,
                outputTokens: 5,
                firstTokenMilliseconds: $0 == "l" ? 20 : 5,
                tokenMilliseconds: 1
            )
        }
        server = try RehearsalServer(script: Script(lines: lines))
        folder = try StudyFolder()
        try folder.write(prompts: ["ask one", "ask two"])
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(server.port)/v1", machine: {hourly: 1.0}}}
            models:
              planted-large: {endpoint: api, model: l, baseline: true, price: {input: 10, output: 30}}
              planted-small: {endpoint: api, model: s}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            slo: {ttft_p95: 1s, per_token_p95: 500ms, failures: 0.01}
            """
        )
    }

    private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test func probesStopBeforeTheyCouldCostMore() throws {
        defer { server.stop() }
        let unknown = try folder.slam("probe", "--every", "0.5s", "--for", "1s", "--max-cost", "1")
        #expect(unknown.status == 1 && unknown.errors.contains("the price of 'planted-small'"), "\(unknown.errors)")
        #expect(server.requestCount == 0)
        // A probe may cost 8 tokens at 30 micro-dollars and its own bytes at 10; it costs 450 micro-dollars.
        let run = try folder.slam(
            "probe",
            "--models",
            "planted-large",
            "--every",
            "0.05s",
            "--for",
            "20s",
            "--max-tokens",
            "8",
            "--max-cost",
            "0.003"
        )
        #expect(run.status == 0 && run.errors.contains("the next probe could pass --max-cost"), "\(run.errors)")
        #expect((1...6).contains(server.requestCount), "\(server.requestCount)")
        let before = server.requestCount
        let load = try folder.slam(
            "probe",
            "--load",
            "planted-large",
            "--steps",
            "2",
            "--seconds",
            "5",
            "--max-tokens",
            "8",
            "--max-cost",
            "0.003"
        )
        #expect(load.errors.contains("could pass --max-cost"), "\(load.errors)")
        #expect((1...6).contains(server.requestCount - before), "\(server.requestCount)")
    }

    @Test func probesAreMeasuredByNameAndResponsesOnlyInTotalUntilUnblinding() throws {
        defer { server.stop() }
        let probed = try folder.slam("probe", "--every", "0.5s", "--for", "2s", "--max-tokens", "8")
        #expect(probed.status == 0, "\(probed.errors)")
        #expect(try folder.slam("collect").status == 0)
        let latency = try json(try folder.slam("latency", "--format", "json").output)
        #expect(latency["schema"]?.string == "slam.latency.v1")
        let rows = try #require(latency["rows"]?.array)
        let names = rows.compactMap { row in
            row["keys"].flatMap { keys in keys["purpose"]?.string.map { "\($0) \(keys["model"]?.string ?? "?")" } }
        }
        #expect(Set(names) == ["probe planted-large", "probe planted-small", "response all models"])
        for row in rows where row["keys"]?["model"]?.string == "planted-large" {
            // Few probes bound neither p95 nor p99, and say so.
            #expect(row["times"]?["ttft"]?["p95"]?["value"] == .null)
            #expect(row["times"]?["ttft"]?["p95"]?["undefined"]?.string?.contains("72 needed") == true)
            #expect((row["times"]?["ttft"]?["median_of_successes"]?.number ?? 0) >= 0.02)
        }
        #expect(latency["reliability"]?.array?.count == 2)
        let before = server.requestCount
        // The same slots are not made again; nothing of the probes is planned or rated.
        #expect(try folder.slam("status").output.contains("planted"))
        #expect(server.requestCount == before)
        let csv = try folder.slam("latency", "--format", "csv", "--by", "model").output
        #expect(csv.hasPrefix("section,subject,condition,time,figure,value"))
        #expect(try folder.slam("latency", "--format", "markdown").output.contains("| purpose |"))
    }

    @Test func unitsNameTheScheduleAndProbeNothing() throws {
        defer { server.stop() }
        let units = try folder.slam("probe", "--every", "15m", "--print-units")
        #expect(units.status == 0)
        #expect(units.output.contains("*/15 * * * * "))
        #expect(units.output.contains("OnCalendar=*:0/15:00 UTC"))
        #expect(units.output.contains("--once --every 15m"))
        // A minute and a half begins between minutes, and cron's hours are not those of UTC.
        for (every, calendar) in [("90s", "*:*:0/30 UTC"), ("45s", "*:*:0/15 UTC"), ("6h", "0/6:00:00 UTC")] {
            let other = try folder.slam("probe", "--every", every, "--print-units").output
            #expect(other.contains("OnCalendar=\(calendar)\n") && other.contains("# cron's steps"), "\(other)")
        }
        #expect(server.requestCount == 0)
    }

    @Test func withoutMeasuredGoodputThereIsNoSelfHostedFigure() throws {
        defer { server.stop() }
        // One whole slot at least, in which every model answers: one model's tokens are withheld.
        #expect(try folder.slam("probe", "--every", "0.5s", "--for", "1.2s").status == 0)
        let before = try folder.slam("cost")
        #expect(before.status == 0, "\(before.errors)")
        #expect(before.output.contains("measure first: slam probe --load planted-small"))
        let load = try folder.slam(
            "probe",
            "--load",
            "planted-small",
            "--steps",
            "1,2",
            "--requests",
            "6",
            "--format",
            "json"
        )
        #expect(load.status == 0, "\(load.errors)")
        let tested = try json(load.output)
        #expect(tested["schema"]?.string == "slam.load.v1")
        // An old test is read again where its requests are counted.
        let latency = try folder.slam("latency", "--resamples", "50")
        #expect(latency.output.contains("the newest test of each model stands below"), "\(latency.output)")
        #expect(latency.output.contains("Load tests, the newest of each model\n\n"), "\(latency.output)")
        let known = try json(try folder.slam("latency", "--resamples", "50", "--format", "json").output)
        let (old, new) = (known["load_tests"]?.array?.first, tested["models"]?.array?.first)
        #expect(old?["model"] == new?["model"] && old?["steps"]?.array?.count == new?["steps"]?.array?.count)
        #expect((tested["models"]?.array?.first?["goodput"]?.number ?? 0) > 1)
        let cost = try json(try folder.slam("cost", "--format", "json").output)
        #expect(cost["schema"]?.string == "slam.cost.v1")
        let candidate = try #require(cost["candidates"]?.array?.first)
        // One replica at a dollar an hour, paid for when idle.
        #expect(candidate["per_month"]?.number == 730)
        #expect(candidate["replicas"]?.number == 1)
        // Before unblinding no quality is joined to a name.
        #expect(candidate["break_even_per_accepted"] == .null)
        let inputs = try #require(cost["inputs"]?.array)
        #expect(inputs.allSatisfy { $0["unit"]?.string?.isEmpty == false && $0["origin"]?.string?.isEmpty == false })
    }
}
