import Foundation
import Testing

/// Servers of one's own that run other weights than before: for models, judges and embedding models alike.
struct ServerChangeTests {
    private let folder: StudyFolder

    init() throws { folder = try StudyFolder() }

    private static func llama(_ ftype: String, _ size: Int) -> String {
        FieldServer.json(
            "{\"data\":[{\"id\":\"m\",\"meta\":{\"ftype\":\"\(ftype)\",\"size\":\(size),\"n_params\":1000}}]}"
        )
    }

    private static let (old, new) = (llama("Q4_1", 97_000_000), llama("Q2_K", 50_000_000))
    private static let changed = "the server now runs Q2_K (50 MB), before Q4_1 (97 MB)"

    private static func answer(_ text: String) -> String {
        FieldServer.json(
            "{\"choices\":[{\"message\":{\"content\":\"\(text)\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}"
        )
    }

    private func use(_ server: FieldServer, models: String, more: String = "", profile: String? = "llamacpp") throws {
        let named = profile.map { "profile: \($0), " } ?? ""
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {e: {kind: openai, \(named)url: "http://127.0.0.1:\(server.port)/v1", limits: {attempts: 1}}}
            models: {\(models)}
            criteria: {overall: {question: "?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            \(more)
            """
        )
        try folder.write(
            "Prompts/s/j.mustache",
            "{{criterion}} {{scale}} {{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}\n{\"reason\", \"score\"}\n"
        )
    }

    private func load() throws {
        let run = try folder.slam("import", "\(folder.path)/responses.csv")
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func aJudgeOfOtherWeightsIsStoppedAndItsVerdictsStayWanted() throws {
        let server = try FieldServer([
            "judge": Self.answer("{\\\"reason\\\":\\\"x\\\",\\\"score\\\":4}"), "GET /v1/models": Self.old,
        ])
        defer { server.stop() }
        let judges = "judges: {j: {endpoint: e, model: judge, criteria: [overall], template: j.mustache}}"
        try use(server, models: "planted-large: {}, planted-small: {}", more: judges)
        try load()
        let first = try folder.slam("judge", "--limit", "4")
        #expect(first.status == 0 && server.count(of: "judge") == 4, "\(first.errors)")
        server.set("GET /v1/models", Self.new)
        let stopped = try folder.slam("judge")
        #expect(stopped.status == 1 && server.count(of: "judge") == 4)
        #expect(stopped.errors.contains("gave up 'j': \(Self.changed): --accept-change"), "\(stopped.errors)")
        #expect(stopped.errors.contains("its requests stay wanted"))
        let accepted = try folder.slam("judge", "--accept-change")
        #expect(accepted.status == 0 && server.count(of: "judge") == 12, "\(accepted.errors)")
        let words = "the verdicts of 'j' come from Q4_1 (97 MB) and from Q2_K (50 MB)"
        #expect(accepted.errors.contains(words), "\(accepted.errors)")
        for arguments in [["judge"], ["judge", "versions"], ["judge", "verdicts"], ["status"]] {
            let run = try Program.run(arguments + ["--workspace", folder.path], input: "")
            #expect(run.status == 0 && run.errors.contains(words), "\(arguments) \(run.errors)")
        }
        let doctor = try folder.slam("doctor")
        #expect(doctor.status == 2 && doctor.output.contains("answers of more than one file of weights"))
        // A judge that is asked otherwise begins anew, whatever runs there.
        try folder.write("Prompts/s/j.mustache", try folder.text("Prompts/s/j.mustache") + "Be strict.\n")
        server.set("GET /v1/models", Self.old)
        let anew = try folder.slam("judge")
        #expect(
            anew.status == 0 && server.count(of: "judge") == 24 && !anew.errors.contains("come from"),
            "\(anew.errors)"
        )
    }

    @Test func anEmbeddingModelOfOtherWeightsIsStoppedToo() throws {
        let vector = FieldServer.json("{\"data\":[{\"index\":0,\"embedding\":[0.6,0.8]}]}")
        let server = try FieldServer(["v": vector, "GET /v1/models": Self.old])
        defer { server.stop() }
        let similarity = "similarity: {near: {endpoint: e, model: v, anchor: planted-large}}"
        try use(server, models: "planted-large: {}, planted-small: {}", more: similarity)
        try load()
        #expect(try folder.slam("similarity").status == 0)
        let count = server.count(of: "v")
        server.set("GET /v1/models", Self.new)
        try folder.write("r.csv", "prompt,model,response\np1,planted-small,\"Another, longer one\"\n")
        _ = try folder.slam("unblind", "--yes", "--who", "lead")
        #expect(try folder.slam("import", "\(folder.path)/r.csv", "--replace").status == 0)
        let stopped = try folder.slam("similarity")
        #expect(stopped.status == 1 && stopped.errors.contains(Self.changed), "\(stopped.errors)")
        #expect(server.count(of: "v") == count)
        let accepted = try folder.slam("similarity", "--accept-change")
        #expect(accepted.status == 0 && server.count(of: "v") == count + 1, "\(accepted.errors)")
        #expect(accepted.errors.contains("the vectors of 'v' come from Q4_1 (97 MB) and from Q2_K (50 MB)"))
    }

    /// Two servers may call two models by one name.
    @Test func theSizeOfVectorsIsThatOfOneEndpoint() throws {
        func vector(_ numbers: String) -> String {
            FieldServer.json("{\"model\":\"v\(numbers.count)\",\"data\":[{\"index\":0,\"embedding\":[\(numbers)]}]}")
        }
        let (one, two) = (try FieldServer(["v": vector("0.6,0.8")]), try FieldServer(["v": vector("0.6,0,0.8")]))
        defer {
            one.stop()
            two.stop()
        }
        let similarity =
            "similarity: {s1: {endpoint: e, model: v, anchor: planted-large}, s2: {endpoint: f, model: v, anchor: planted-large}}"
        try use(one, models: "planted-large: {}, planted-small: {}", more: similarity)
        let yaml = try folder.text("Prompts/s/study.yaml")
        let other = "f: {kind: openai, url: \"http://127.0.0.1:\(two.port)/v1\", limits: {attempts: 1}}"
        try folder.write("Prompts/s/study.yaml", yaml.replacing("endpoints: {", with: "endpoints: {\(other), "))
        try load()
        let run = try folder.slam("similarity", "--format", "csv")
        #expect(run.status == 0 && run.output.contains("s1,6,6,0,0,6") && run.output.contains("s2,6,6,0,0,6"), "\(run)")
        #expect(!run.errors.contains("not of one model"), "\(run.errors)")
    }

    /// A server with those pages answers once, and says something else in one of them before the next request: what the
    /// run says that makes none.
    private func runStopped(
        _ pages: [String: String],
        profile: String?,
        _ path: String,
        was: String,
        now: String
    ) throws -> (server: FieldServer, errors: String) {
        let list = "{\"data\":[{\"id\":\"m\",\"max_model_len\":9}]}"
        let server = try FieldServer(["m": Self.answer("Hi"), "GET /v1/models": FieldServer.json(list)])
        for (path, page) in pages { server.set(path, FieldServer.json(page)) }
        try use(server, models: "a: {endpoint: e, model: m}", profile: profile)
        try folder.write(prompts: ["one"])
        #expect(try folder.slam("collect").status == 0)
        try folder.write(prompts: ["one", "two"])
        let page = try #require(pages[path])
        try #require(page.contains(was))
        server.set(path, FieldServer.json(page.replacing(was, with: now)))
        let stopped = try folder.slam("collect")
        #expect(stopped.status == 1 && server.count(of: "m") == 1, "\(stopped.errors)")
        return (server, stopped.errors)
    }

    /// What each server says of the weights, and of nothing else.
    @Test(
        arguments: [
            (
                "vllm", "GET /v1/models", "{\"data\":[{\"id\":\"m\",\"root\":\"org/m\",\"owned_by\":\"vllm\"}]}",
                "org/m", "org/other", "before org/m"
            ),
            (
                "vllm", "GET /v1/models", "{\"data\":[{\"id\":\"m\",\"root\":\"/data/base\"}]}", "/data/base",
                "/data/tuned", "now runs tuned"
            ),
            (
                "sglang", "GET /get_model_info", "{\"model_path\":\"org/m\",\"weight_version\":\"1\"}", "\"1\"}",
                "\"2\"}", "weight_version"
            ),
            (
                "tgi", "GET /info", "{\"model_id\":\"org/m\",\"model_sha\":\"aaaa\",\"model_dtype\":\"f16\"}", "aaaa",
                "bbbb", "the file bbbb"
            ),
            (
                "lmstudio", "GET /api/v0/models",
                "{\"data\":[{\"id\":\"m\",\"quantization\":\"Q4\",\"state\":\"loaded\"}]}", "Q4", "Q8", "now runs Q8"
            ),
            (
                "llamacpp", "GET /props", "{\"model_path\":\"/h/base-Q4_0.gguf\"}", "base", "tuned",
                "now runs tuned-Q4_0.gguf"
            ),
        ] as [(String, String, String, String, String, String)]
    )
    func whatEachServerSaysOfItsWeightsTellsThemApart(
        profile: String,
        path: String,
        said: String,
        was: String,
        now: String,
        words: String
    ) throws {
        let (server, stopped) = try runStopped([path: said], profile: profile, path, was: was, now: now)
        defer { server.stop() }
        #expect(stopped.contains(words) && !stopped.contains("/data") && !stopped.contains("/h/"), "\(stopped)")
        // Who is named otherwise, or loaded again, is the same.
        server.set(path, FieldServer.json(said.replacing("\"vllm\"", with: "\"x\"").replacing("loaded", with: "idle")))
        #expect(try folder.slam("collect").status == 0)
    }

    /// A server of one's own that no profile names is known by what it offers.
    @Test(
        arguments: [
            (
                ["GET /props": "{\"default_generation_settings\":{},\"model_path\":\"/h/base-Q4_0.gguf\"}"],
                "GET /props", "base", "tuned", "now runs tuned-Q4_0.gguf"
            ),
            (
                ["GET /v1/models": "{\"data\":[{\"id\":\"m\",\"owned_by\":\"vllm\",\"root\":\"org/m\"}]}"],
                "GET /v1/models", "org/m", "org/other", "before org/m"
            ),
            (
                [
                    "GET /api/version": "{\"version\":\"0.9\"}",
                    "GET /api/tags": "{\"models\":[{\"name\":\"m:latest\",\"digest\":\"aaaa\",\"size\":9}]}",
                ], "GET /api/tags", "aaaa", "bbbb", "the file bbbb"
            ),
        ] as [([String: String], String, String, String, String)]
    )
    func aServerOfOnesOwnIsRecognisedWithoutAProfile(
        pages: [String: String],
        path: String,
        was: String,
        now: String,
        words: String
    ) throws {
        let (server, stopped) = try runStopped(pages, profile: nil, path, was: was, now: now)
        defer { server.stop() }
        #expect(stopped.contains(words), "\(stopped)")
        #expect(try folder.slam("collect", "--accept-change").status == 0)
    }

    /// The server swaps its weights behind the first answer: nothing is left to ask, and it is not forgotten.
    @Test func weightsThatChangedInARunAreToldAtEveryLaterOne() throws {
        let server = try FieldServer(["m": Self.answer("Hi"), "GET /v1/models": Self.old])
        server.answer("GET /v1/models", after: 1, with: Self.new)
        defer { server.stop() }
        try use(server, models: "a: {endpoint: e, model: m}, b: {endpoint: e, model: other}")
        try folder.write(prompts: ["one", "two", "three"])
        let run = try folder.slam("collect", "--models", "a")
        #expect(
            run.status == 1 && run.errors.contains("the weights behind 'a' changed during the run"),
            "\(run.errors)"
        )
        #expect(!run.errors.contains("stay wanted") && !run.errors.contains("--accept-change"), "\(run.errors)")
        let words = "(Q4_1 (97 MB), then Q2_K (50 MB)): 3 of its responses may be of either"
        for arguments in [["collect", "--models", "a"], ["status"]] {
            let later = try Program.run(arguments + ["--workspace", folder.path], input: "")
            #expect(later.status == 0 && later.errors.contains(words), "\(arguments) \(later.errors)")
        }
        let doctor = try folder.slam("doctor", "--format", "csv")
        #expect(doctor.status == 2 && doctor.output.contains("3 of its responses may be of either"), "\(doctor.output)")
    }

    /// A run that ended well, and one after it that finds another server: each answer is of a known one.
    @Test func weightsThatChangedBetweenRunsLeaveNoDoubt() throws {
        let server = try FieldServer(["m": Self.answer("Hi"), "GET /v1/models": Self.old])
        defer { server.stop() }
        try use(server, models: "a: {endpoint: e, model: m}")
        try folder.write(prompts: ["one", "two"])
        #expect(try folder.slam("collect").status == 0)
        server.set("GET /v1/models", Self.new)
        try folder.write(prompts: ["one", "two", "three"])
        let run = try folder.slam("collect", "--accept-change")
        #expect(run.status == 0 && !run.errors.contains("may be of either"), "\(run.errors)")
        #expect(run.errors.contains("come from Q4_1 (97 MB) and from Q2_K (50 MB)"), "\(run.errors)")
        // What was accepted once is what is compared with from now on.
        try folder.write(prompts: ["one", "two", "three", "four"])
        let later = try folder.slam("collect")
        #expect(later.status == 0 && server.count(of: "m") == 4, "\(later.errors)")
    }
}
