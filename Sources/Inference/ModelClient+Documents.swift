package import Studies

extension ModelClient {
    /// A JSON document that a server offers beside its answers; nil where it does not come.
    package func json(_ path: String, of endpoint: Endpoint) async -> JSONValue? {
        await document(path, of: endpoint.atItsRoot)
    }

    /// A page of text that a server offers beside its answers; nil where it does not come.
    package func page(_ path: String, of endpoint: Endpoint) async -> String? {
        await bytes(path, of: endpoint.atItsRoot).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Endpoint {
    /// The same server without the path under which it speaks its protocol.
    fileprivate var atItsRoot: Endpoint {
        var root = self
        if root.url.hasSuffix("/v1") { root.url.removeLast(3) }
        root.timeouts.firstByte = .seconds(5)
        root.timeouts.total = .seconds(5)
        return root
    }
}
