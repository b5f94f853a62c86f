package import Studies

extension Endpoint {
    /// Whether its server is one that its user runs, and that tells what it runs.
    package var tellsIdentity: Bool { identityKind != nil }

    fileprivate var identityKind: String? {
        if kind == .ollama { return "ollama" }
        switch profile?.lowercased() {
        case "llamacpp", "llama.cpp", "llama-cpp", "llama_cpp", "llama-server": return "llamacpp"
        case "vllm": return "vllm"
        case "sglang": return "sglang"
        case "tgi", "text-generation-inference": return "tgi"
        case "lmstudio", "lm-studio", "lm_studio": return "lmstudio"
        default: return nil
        }
    }

    /// The server's root, and no patience: what it says of itself is small.
    fileprivate var root: Endpoint {
        var root = self
        root.url = String(url.prefix { $0 != "?" })
        for tail in ["/v1", "/api"] where root.url.hasSuffix(tail) { root.url = String(root.url.dropLast(tail.count)) }
        root.timeouts = Timeouts(connect: .seconds(3), firstByte: .seconds(5), idle: .seconds(5), total: .seconds(10))
        return root
    }
}

extension ModelClient {
    /// Who answers at an endpoint of one's own, of the models named; nil where it does not say.
    ///
    /// A server of one's own without a profile is recognised by what it offers; `isLlama` says that the answers of another
    /// were llama-server's.
    package func identity(of endpoint: Endpoint, models: [String], isLlama: Bool = false) async -> ServerIdentity? {
        var kind = endpoint.identityKind
        if kind == nil, endpoint.mayBeRecognised { kind = await recognised(endpoint.root) }
        return switch kind ?? (isLlama ? "llamacpp" : nil) {
        case "ollama": await ollama(endpoint.root, models)
        case "vllm": await vllm(endpoint.root)
        case "sglang": await sglang(endpoint.root)
        case "tgi": await tgi(endpoint.root)
        case "lmstudio": await lmStudio(endpoint.root, models)
        case "llamacpp": await llama(endpoint.root)
        default: nil
        }
    }

    /// The same, of a server that takes no longer than that in all.
    package func identity(of endpoint: Endpoint, models: [String], isLlama: Bool = false, within longest: Duration)
        async
        -> ServerIdentity?
    {
        await Self.within(longest) { await self.identity(of: endpoint, models: models, isLlama: isLlama) }
    }

    /// What comes of work within that time; nil of what takes longer, which is cancelled.
    package static func within<Value: Sendable>(
        _ longest: Duration,
        _ work: @escaping @Sendable () async -> Value?
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await Task.sleep(for: longest)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private func ollama(_ root: Endpoint, _ names: [String]) async -> ServerIdentity? {
        guard let list = await document("/api/tags", of: root) else { return nil }
        let running = await document("/api/ps", of: root)
        let version = await document("/api/version", of: root)
        let wanted = Set(names + names.map { "\($0):latest" })
        let models = (list["models"]?.array ?? []).compactMap { model -> JSONValue? in
            guard let name = (model["name"] ?? model["model"])?.string, wanted.contains(name) else { return nil }
            let loaded = running?["models"]?.array?.first { $0["name"]?.string == name }
            return .object([
                ("name", .string(name)), ("digest", model["digest"]), ("size", model["size"]),
                ("ftype", model["details"]?["quantization_level"]),
                ("parameter_size", model["details"]?["parameter_size"]), ("n_ctx", loaded?["context_length"]),
            ])
        }
        return identity("ollama", models, [("version", version?["version"])])
    }

    private func vllm(_ root: Endpoint) async -> ServerIdentity? {
        guard let list = await document("/v1/models", of: root) else { return nil }
        let version = await document("/version", of: root)
        return identity("vllm", Self.listed(list), [("version", version?["version"])])
    }

    private func sglang(_ root: Endpoint) async -> ServerIdentity? {
        guard let list = await document("/v1/models", of: root) else { return nil }
        let info = await document("/get_model_info", of: root)
        let further: [(String, JSONValue?)] = [
            ("root", Self.withoutPath(info?["model_path"])), ("weight_version", info?["weight_version"]),
        ]
        // One model alone is what the server tells more of.
        let models = Self.listed(list, list["data"]?.array?.count == 1 ? further : [])
        return identity("sglang", models, [])
    }

    private func tgi(_ root: Endpoint) async -> ServerIdentity? {
        guard let info = await document("/info", of: root), info["model_id"]?.string != nil else { return nil }
        let model = JSONValue.object([
            ("name", Self.withoutPath(info["model_id"])), ("root", Self.withoutPath(info["model_id"])),
            ("digest", info["model_sha"]), ("ftype", info["model_dtype"]),
        ])
        return identity("tgi", [model], [("version", info["version"])])
    }

    private func lmStudio(_ root: Endpoint, _ names: [String]) async -> ServerIdentity? {
        guard let list = await document("/api/v0/models", of: root) else { return nil }
        let models = (list["data"]?.array ?? []).compactMap { model -> JSONValue? in
            guard let name = model["id"]?.string, names.contains(name) else { return nil }
            return .object([
                ("name", .string(name)), ("ftype", model["quantization"]), ("publisher", model["publisher"]),
                ("arch", model["arch"]), ("digest", Self.digest(of: model)),
            ])
        }
        return identity("lmstudio", models, [])
    }

    /// The models of an OpenAI-style list, with what it tells of their weights; `further` stands for the list's own.
    private static func listed(_ list: JSONValue, _ further: [(String, JSONValue?)] = []) -> [JSONValue] {
        (list["data"]?.array ?? []).map { model -> JSONValue in
            let told = further.filter { $0.1 != nil && $0.1 != .null }
            let own: [(String, JSONValue?)] = [
                ("name", withoutPath(model["id"])), ("root", withoutPath(model["root"])),
                ("parent", withoutPath(model["parent"])), ("digest", digest(of: model)),
                ("ftype", model["quantization"]), ("n_ctx", model["max_model_len"]),
            ]
            return .object(own.filter { one in !told.contains { $0.0 == one.0 } } + told)
        }
    }

    private static func digest(of model: JSONValue) -> JSONValue? {
        ["digest", "sha", "sha256", "model_sha", "revision"].lazy.compactMap { model[$0] }.first { $0.string != nil }
    }

    private func llama(_ root: Endpoint) async -> ServerIdentity? {
        guard let list = await document("/v1/models", of: root) else { return nil }
        let props = await document("/props", of: root)
        let path = props?["model_path"]?.string ?? ""
        let isAlone = list["data"]?.array?.count == 1
        let models = (list["data"]?.array ?? []).map { model -> JSONValue in
            let meta = model["meta"]
            let told = meta?["ftype"] ?? props?["model_ftype"] ?? props?["ftype"]
            let name = model["id"]?.string ?? ""
            let ftype = told?.string ?? Self.quantization(in: path) ?? Self.quantization(in: name)
            return .object([
                ("name", Self.withoutPath(model["id"])), ("ftype", ftype.map(JSONValue.string)),
                ("size", meta?["size"]), ("file", isAlone && !path.isEmpty ? Self.withoutPath(.string(path)) : nil),
                ("n_params", meta?["n_params"]), ("n_ctx_train", meta?["n_ctx_train"]),
                ("n_vocab", meta?["n_vocab"]), ("n_embd", meta?["n_embd"]), ("digest", Self.digest(of: model)),
            ])
        }
        let settings = props?["default_generation_settings"]
        return identity(
            "llamacpp",
            models,
            [("build", props?["build_info"]), ("slots", props?["total_slots"]), ("n_ctx", settings?["n_ctx"])]
        )
    }

    private func identity(_ kind: String, _ models: [JSONValue], _ rest: [(String, JSONValue?)]) -> ServerIdentity {
        ServerIdentity(json: .object([("kind", .string(kind)), ("models", .array(models))] + rest))
    }

    private static func withoutPath(_ value: JSONValue?) -> JSONValue? {
        value?.string.map { .string(ServerIdentity.withoutPath($0)) }
    }

    /// The quantization that a file's name tells, as those of llama.cpp do.
    private static func quantization(in path: String) -> String? {
        let file = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let parts = file.uppercased().split(whereSeparator: { $0 == "-" || $0 == "." })
        return parts.last { part in
            ["F16", "F32", "BF16"].contains(part)
                || (part.drop { $0 == "I" || $0 == "T" }.first == "Q" && part.contains(where: \.isNumber))
        }.map(String.init)
    }
}

extension JSONValue {
    /// An object of the members that are known.
    fileprivate static func object(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(members.compactMap { name, value in value.flatMap { $0 == .null ? nil : (name, $0) } })
    }
}
