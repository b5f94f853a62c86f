import Foundation
package import Inference
package import Studies

/// What servers say of themselves: build, quantization, context, memory, and their own counters.
package enum ServerReadings {
    /// Nothing where the server tells nothing; hosted APIs are not asked.
    package static func read(_ endpoint: Endpoint, with client: ModelClient) async -> JSONValue? {
        guard isSelfHosted(endpoint) else { return nil }
        var members: [(String, JSONValue)] = []
        if endpoint.kind == .ollama {
            members += await ollama(endpoint, client)
        } else {
            async let properties = llama(endpoint, client)
            async let page = client.page("/metrics", of: endpoint)
            members += await properties
            members += counters(await page ?? "")
        }
        if let memory = ProcessMemory.of(endpoint) { members.append(("process_memory_bytes", .number(Double(memory)))) }
        return members.isEmpty ? nil : .object(members.sorted { $0.0 < $1.0 })
    }

    /// A machine of one's own: Ollama, a server with a machine or a profile that is one, or one on this machine.
    private static func isSelfHosted(_ endpoint: Endpoint) -> Bool {
        if endpoint.kind == .ollama || endpoint.machine != nil { return true }
        if ["vllm", "llamacpp", "sglang"].contains(endpoint.profile ?? "") { return true }
        return ["127.0.0.1", "localhost", "[::1]"].contains(URL(string: endpoint.url)?.host ?? "")
    }

    private static func ollama(_ endpoint: Endpoint, _ client: ModelClient) async -> [(String, JSONValue)] {
        guard let running = await client.json("/api/ps", of: endpoint)?["models"]?.array else { return [] }
        let models = running.compactMap { model -> (String, JSONValue)? in
            guard let name = model["name"]?.string ?? model["model"]?.string else { return nil }
            let details = model["details"]
            let kept: [(String, JSONValue?)] = [
                ("size", model["size"]), ("size_vram", model["size_vram"]), ("digest", model["digest"]),
                ("context_length", model["context_length"]), ("quantization", details?["quantization_level"]),
                ("parameters", details?["parameter_size"]),
            ]
            return (name, .object(kept.compactMap { pair in pair.1.map { (pair.0, $0) } }))
        }
        return models.isEmpty ? [] : [("models", .object(models))]
    }

    /// llama.cpp's properties, without the paths in them.
    private static func llama(_ endpoint: Endpoint, _ client: ModelClient) async -> [(String, JSONValue)] {
        guard let properties = await client.json("/props", of: endpoint) else { return [] }
        let context = properties["default_generation_settings"]?["n_ctx"] ?? properties["n_ctx"]
        let kept: [(String, JSONValue?)] = [
            ("build", properties["build_info"]), ("slots", properties["total_slots"]), ("context_length", context),
            ("model", properties["model_alias"]),
        ]
        return kept.compactMap { pair in pair.1.map { (pair.0, $0) } }
    }

    /// Counters and gauges in Prometheus's text form, those of llama.cpp and vLLM that say how busy the server is.
    static func counters(_ page: String) -> [(String, JSONValue)] {
        let wanted: Set<String> = [
            "llamacpp:prompt_tokens_total", "llamacpp:tokens_predicted_total", "llamacpp:requests_processing",
            "llamacpp:requests_deferred", "llamacpp:kv_cache_usage_ratio", "vllm:num_requests_running",
            "vllm:num_requests_waiting", "vllm:gpu_cache_usage_perc", "vllm:kv_cache_usage_perc",
            "vllm:prompt_tokens_total", "vllm:generation_tokens_total",
        ]
        var sums: [String: Double] = [:]
        for line in page.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let name = String(line.prefix { $0 != "{" && $0 != " " })
            guard wanted.contains(name), let value = line.split(separator: " ").last.flatMap({ Double($0) }),
                value.isFinite
            else { continue }
            sums[name, default: 0] += value
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) }
    }
}

extension ServerReadings {
    /// Megabytes that each model's server was seen to take, by the last readings: what it says of the model itself, else its
    /// process where no other model is served from there.
    package static func memory(of models: [Model], in readings: [(endpoint: String, figures: String)]) -> [String:
        Double]
    {
        var memory: [String: Double] = [:]
        for (endpoint, figures) in readings {
            guard let read = try? JSONValue(parsing: figures) else { continue }
            let own = models.filter { $0.endpoint == endpoint }
            for model in own {
                let ofProcess = own.count == 1 ? read["process_memory_bytes"]?.number : nil
                let bytes = read["models"]?[model.model]?["size"]?.number ?? ofProcess
                memory[model.name] = bytes.map { $0 / 1e6 }
            }
        }
        return memory
    }
}
