import Foundation
package import Studies

extension Endpoint {
    /// Whether its server stands on this machine or in a network of one's own, and nobody said what it is: such a one is
    /// asked, a hosted service never.
    package var mayBeRecognised: Bool { profile == nil && kind != .ollama && Self.isPrivate(url) }

    /// Loopback, private and shared address ranges, names without a domain and those of local networks. The link-local range
    /// is left out: what a cloud says of itself stands there.
    static func isPrivate(_ url: String) -> Bool {
        if Transfer.isLoopback(url) { return true }
        guard let host = URL(string: url)?.host()?.lowercased() else { return false }
        if host.contains(":") {
            let address = host.drop { $0 == "[" }
            return address.hasPrefix("fc") || address.hasPrefix("fd")
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt8($0) }
        if parts.count == 4, numbers.count == 4 {
            return numbers[0] == 10 || numbers[0] == 172 && (16...31).contains(numbers[1])
                || numbers[0] == 192 && numbers[1] == 168 || numbers[0] == 100 && (64...127).contains(numbers[1])
        }
        return parts.count == 1 && UInt64(host) == nil
            || [".local", ".lan", ".internal", ".home.arpa"].contains { host.hasSuffix($0) }
    }
}

extension ModelClient {
    /// What kind of server stands at a root, by its own list of models and what else it offers; nil where nothing tells.
    func recognised(_ root: Endpoint) async -> String? {
        guard let models = await document("/v1/models", of: root)?["data"]?.array else { return nil }
        let owners = Set(models.compactMap { $0["owned_by"]?.string?.lowercased() })
        for kind in ["llamacpp", "vllm", "sglang"] where owners.contains(kind) { return kind }
        if let props = await document("/props", of: root),
            props["default_generation_settings"] != nil || props["build_info"] != nil
        {
            return "llamacpp"
        }
        if await document("/api/version", of: root)?["version"]?.string != nil { return "ollama" }
        if await document("/version", of: root)?["version"]?.string != nil,
            models.contains(where: { $0["max_model_len"] != nil })
        {
            return "vllm"
        }
        return nil
    }
}
