import Studies

/// What tells one file of weights from another; unknown is nil.
package struct ModelWeights: Sendable, Equatable {
    /// What else a server says of them, by its own names.
    package struct Trait: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var digest: String?
    /// `Q4_0` and the like.
    package var quantization: String?
    package var bytes: Int64?
    package var parameters: Int64?
    /// What they were loaded from, without a folder: a repository or a file's name.
    package var source: String?
    package var traits: [Trait]

    package init(
        digest: String? = nil,
        quantization: String? = nil,
        bytes: Int64? = nil,
        parameters: Int64? = nil,
        source: String? = nil,
        traits: [Trait] = []
    ) {
        (self.digest, self.quantization, self.bytes, self.parameters) = (digest, quantization, bytes, parameters)
        (self.source, self.traits) = (source, traits)
    }

    /// Whether something that both know differs.
    package func differs(from other: ModelWeights) -> Bool {
        Self.differ(digest, other.digest) || Self.differ(quantization, other.quantization)
            || Self.differ(bytes, other.bytes) || Self.differ(parameters, other.parameters)
            || Self.differ(source, other.source) || !traits(unlike: other).isEmpty
    }

    /// In words that tell them from others: `Q4_0 (90 MB)`; a server may send pages where a name is wanted.
    package func words(beside other: ModelWeights) -> String {
        var parts = [String]()
        if Self.differ(source, other.source), let source { parts.append(source.onOneLine) }
        if let form { parts.append(form) }
        guard parts == [form].compactMap(\.self), form == other.form else { return parts.joined(separator: ", ") }
        if Self.differ(digest, other.digest), let digest { parts.append("the file \(digest.prefix(12))") }
        if Self.differ(parameters, other.parameters), let parameters { parts.append("\(parameters) parameters") }
        parts += traits(unlike: other).prefix(2).map { "\($0.name) \($0.value.onOneLine)" }
        return parts.isEmpty ? "an unknown file" : parts.joined(separator: ", ")
    }

    /// Quantization and size.
    private var form: String? {
        let size = bytes.map { "\(Int((Double($0) / 1e6).rounded())) MB" }
        switch (quantization?.onOneLine, size) {
        case (let name?, let size?): return "\(name) (\(size))"
        case (let name?, nil): return name
        case (nil, let size?): return "a file of \(size)"
        case (nil, nil): return nil
        }
    }

    private func traits(unlike other: ModelWeights) -> [Trait] {
        traits.filter { own in other.traits.contains { $0.name == own.name && $0.value != own.value } }
    }

    private static func differ<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
        if let left, let right { left != right } else { false }
    }
}
