import Fixtures
import Foundation
import Studies
import Testing

@testable import Inference

/// What servers on loopback say of themselves.
struct IdentityTests {
    /// Answers each path with its body, others with 404; and what was asked for.
    private func served<Value>(
        _ bodies: [String: String],
        _ body: (ModelClient, String) async throws -> Value
    ) async throws -> Value {
        let listener = try Listener()
        defer { listener.stop() }
        listener.serve { connection in
            guard let bytes = connection.request() else { return }
            let path = String(decoding: bytes, as: UTF8.self).split(separator: " ").dropFirst().first.map(String.init)
            let text = path.flatMap { bodies[$0] }
            let head = "HTTP/1.1 \(text == nil ? "404 Not Found" : "200 OK")\r\nConnection: close\r\n"
            connection.send(head + "Content-Length: \(text?.utf8.count ?? 0)\r\n\r\n\(text ?? "")")
        }
        return try await body(ModelClient(environment: { _ in nil }), "http://127.0.0.1:\(listener.port)")
    }

    /// Of several models nobody says which one the server's own folder is.
    @Test func whatAServerSaysOfItsFolderIsOfItsOnlyModel() async throws {
        func roots(_ list: String) async throws -> [String?] {
            let bodies = ["/v1/models": "{\"data\":[\(list)]}", "/get_model_info": "{\"model_path\":\"/m/own-root\"}"]
            return try await served(bodies) { client, url in
                let endpoint = Endpoint(name: "e", kind: .openai, url: url + "/v1", profile: "sglang")
                let found = await client.identity(of: endpoint, models: [])
                return ["a", "b"].map { found?.weights(of: $0)?.source }
            }
        }
        #expect(try await roots("{\"id\":\"a\"}") == ["own-root", "own-root"])
        #expect(try await roots("{\"id\":\"a\",\"root\":\"/m/ra\"},{\"id\":\"b\"}") == ["ra", nil])
    }

    @Test func aModelOfOllamaIsKnownWithAndWithoutItsTag() async throws {
        let tags = #"{"models":[{"name":"m:latest","digest":"d1"},{"name":"n:7b","digest":"d2"}]}"#
        let digests = try await served(["/api/tags": tags]) { client, url in
            let endpoint = Endpoint(name: "e", kind: .ollama, url: url)
            let found = await client.identity(of: endpoint, models: ["m", "n:7b"])
            return ["m", "n:7b", "n"].map { found?.weights(of: $0)?.digest }
        }
        #expect(digests == ["d1", "d2", nil])
    }

    @Test func aServersPagesStandBesideItsProtocol() async throws {
        let page = try await served(["/metrics": "ok 1\n"]) { client, url in
            await client.page("/metrics", of: Endpoint(name: "e", kind: .openai, url: url + "/v1"))
        }
        #expect(page == "ok 1\n")
    }

    private func kind(_ bodies: [String: String], isLlama: Bool = false) async throws -> String? {
        try await served(bodies) { client, url in
            let endpoint = Endpoint(name: "e", kind: .openai, url: url + "/v1")
            return await client.identity(of: endpoint, models: [], isLlama: isLlama)?.json["kind"]?.string
        }
    }

    /// A server of one's own without a profile is known by what only its kind says.
    @Test func aServerIsKnownByWhatOnlyItsKindSays() async throws {
        func models(_ more: String) -> String { "{\"data\":[{\"id\":\"a\"\(more)}]}" }
        #expect(try await kind(["/v1/models": models(",\"owned_by\":\"vLLM\"")]) == "vllm")
        #expect(try await kind(["/v1/models": models(",\"owned_by\":\"sglang\"")]) == "sglang")
        #expect(try await kind(["/v1/models": models(",\"owned_by\":\"llamacpp\"")]) == "llamacpp")
        #expect(try await kind(["/v1/models": models(""), "/props": "{\"build_info\":\"b1\"}"]) == "llamacpp")
        #expect(try await kind(["/v1/models": models(""), "/props": "{\"other\":1}"]) == nil)
        let version = "{\"version\":\"0.9\"}"
        let long = models(",\"max_model_len\":4096")
        #expect(try await kind(["/v1/models": long, "/version": version]) == "vllm")
        #expect(try await kind(["/v1/models": models(""), "/version": version]) == nil)
        let ollama = ["/v1/models": models(""), "/api/version": version, "/api/tags": "{\"models\":[]}"]
        #expect(try await kind(ollama) == "ollama")
        #expect(try await kind(["/v1/models": models("")]) == nil)
        #expect(try await kind(["/v1/models": models("")], isLlama: true) == "llamacpp")
        #expect(try await kind([:]) == nil)
    }

    /// The form of the weights, from what is told or else from the names of files, without anybody's folders.
    @Test(
        arguments: [
            (#""id":"/home/ana/Model-7B-Q4_K_M.gguf""#, "{}", "Q4_K_M", nil),
            (#""id":"m""#, #"{"model_path":"/srv/Model.IQ2_XS.gguf"}"#, "IQ2_XS", "Model.IQ2_XS.gguf"),
            (#""id":"m""#, #"{"model_path":"C:\\w\\m-bf16.gguf"}"#, "BF16", "m-bf16.gguf"),
            (
                #""id":"m-q8","meta":{"ftype":"Q8_0","size":9}"#, #"{"model_path":"/m/x-f16.gguf"}"#, "Q8_0",
                "x-f16.gguf"
            ),
            (#""id":"Quick-m""#, "{}", nil, nil),
        ] as [(String, String, String?, String?)]
    )
    func llamasWeightsAreKnownByTheirFile(model: String, props: String, form: String?, file: String?) async throws {
        let bodies = ["/v1/models": "{\"data\":[{\(model)}]}", "/props": props]
        let weights = try await served(bodies) { client, url in
            let endpoint = Endpoint(name: "e", kind: .openai, url: url, profile: "llama.cpp")
            let found = await client.identity(of: endpoint, models: [])
            #expect(found?.json.canonicalText.contains("/home") == false)
            return found?.weights(of: "m")
        }
        #expect(weights?.quantization == form && weights?.source == file, "\(String(describing: weights))")
    }

    @Test func everyKindTellsItsWeightsInItsWay() async throws {
        func weights(_ profile: String, _ bodies: [String: String], of model: String = "m") async throws
            -> ModelWeights?
        {
            try await served(bodies) { client, url in
                let endpoint = Endpoint(name: "e", kind: .openai, url: url + "/v1", profile: profile)
                return await client.identity(of: endpoint, models: [model])?.weights(of: model)
            }
        }
        let tgi = #"{"model_id":"/data/m","model_sha":"abc","model_dtype":"torch.float16","version":"3"}"#
        #expect(
            try await weights("tgi", ["/info": tgi])
                == ModelWeights(digest: "abc", quantization: "torch.float16", source: "m")
        )
        #expect(try await weights("tgi", ["/info": "{}"]) == nil)
        let listed =
            #"{"data":[{"id":"n","revision":"r"},{"id":"m","root":"/w/m-awq","revision":"s","quantization":"awq"}]}"#
        #expect(
            try await weights("vllm", ["/v1/models": listed])
                == ModelWeights(digest: "s", quantization: "awq", source: "m-awq")
        )
        let studio = #"{"data":[{"id":"n"},{"id":"m","quantization":"4bit","publisher":"p","arch":"qwen2"}]}"#
        let found = try await weights("lmstudio", ["/api/v0/models": studio])
        #expect(found?.quantization == "4bit" && found?.traits.map(\.name) == ["publisher", "arch"])
        #expect(found?.traits.map(\.value) == ["\"p\"", "\"qwen2\""])
    }

    /// However a study writes the name of a server of one's own; of a service nothing is asked.
    @Test func onlyServersOfOnesOwnTellWhatTheyRun() {
        func tells(_ kind: Endpoint.Kind, _ profile: String?) -> Bool {
            Endpoint(name: "e", kind: kind, url: "http://127.0.0.1:1/v1", profile: profile).tellsIdentity
        }
        for profile in [
            "llamacpp", "llama.cpp", "llama-cpp", "llama_cpp", "llama-server", "LlamaCpp", "vllm", "vLLM", "sglang",
            "tgi",
            "text-generation-inference", "lmstudio", "lm-studio", "lm_studio",
        ] { #expect(tells(.openai, profile), "\(profile)") }
        #expect(tells(.ollama, nil) && tells(.ollama, "azure"))
        for profile in [nil, "azure", "groq", "llama", "lm"] as [String?] { #expect(!tells(.openai, profile)) }
        #expect(!tells(.anthropic, nil))
    }

    @Test func whatChangedOfTheWeightsIsSaidFirst() {
        let one = ModelWeights(digest: "0123456789abcdef", quantization: "Q4_0", bytes: 4_400_000_000, source: "m")
        var other = one
        #expect(one.words(beside: other) == "Q4_0 (4400 MB)" && !one.differs(from: other))
        other.quantization = "Q8_0"
        #expect(one.words(beside: other) == "Q4_0 (4400 MB)" && one.differs(from: other))
        other = one
        other.digest = "f"
        #expect(one.words(beside: other) == "Q4_0 (4400 MB), the file 0123456789ab" && one.differs(from: other))
        other = one
        other.source = "n"
        #expect(one.words(beside: other) == "m, Q4_0 (4400 MB)" && one.differs(from: other))
        #expect(ModelWeights(bytes: 1_600_000).words(beside: one) == "a file of 2 MB")
        #expect(ModelWeights().words(beside: ModelWeights()) == "an unknown file" && !ModelWeights().differs(from: one))
    }

    @Test func aContextIsToldByLlamasAlone() {
        func identity(_ kind: String, _ models: Int, _ context: Double) -> ServerIdentity {
            let list = (0..<models).map { JSONValue.object([("name", .string("m\($0)"))]) }
            return ServerIdentity(
                json: .object([("kind", .string(kind)), ("models", .array(list)), ("n_ctx", .number(context))])
            )
        }
        #expect(identity("llamacpp", 1, 4096).llamaContext == 4096 && identity("vllm", 1, 4096).llamaContext == nil)
        #expect(identity("llamacpp", 1, 0).llamaContext == nil && identity("llamacpp", 1, 0.5).llamaContext == nil)
        #expect(identity("llamacpp", 1, 1).onlyModel == "m0" && identity("llamacpp", 2, 1).onlyModel == nil)
        #expect(identity("vllm", 1, 1).onlyModel == nil)
    }
}
