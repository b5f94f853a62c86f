import Studies

/// Embeddings of the rehearsal: made of a text's words alone, so that texts that share words lie near each other.
enum MadeUpVectors {
    static let size = 64

    /// Each word adds to two coordinates that its hash names; not of length 1, as with some real servers.
    static func vector(of text: String) -> [Double] {
        var vector = [Double](repeating: 0, count: size)
        vector[0] = 0.25
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            let hash = SHA256.digest(of: Array(word.utf8))
            vector[Int(hash[0]) % size] += 1
            vector[Int(hash[1]) % size] += hash[2] < 128 ? 0.5 : -0.5
        }
        return vector
    }

    /// The answer to a request for vectors, in the form of its path; nil when it names no texts.
    static func answer(to body: JSONValue, model: String, isOllama: Bool) -> JSONValue? {
        let texts = body["input"]?.string.map { [$0] } ?? body["input"]?.array?.compactMap(\.string)
        guard let texts, !texts.isEmpty else { return nil }
        let vectors = texts.map { JSONValue.array(vector(of: $0).map(JSONValue.number)) }
        let tokens = JSONValue.number(Double(texts.reduce(0) { $0 + $1.split(separator: " ").count }))
        guard !isOllama else {
            return .object([
                ("model", .string(model)), ("embeddings", .array(vectors)), ("prompt_eval_count", tokens),
            ])
        }
        // The last one first: the client has to sort by index.
        let data = vectors.enumerated().reversed().map { index, vector in
            JSONValue.object([
                ("object", .string("embedding")), ("index", .number(Double(index))), ("embedding", vector),
            ])
        }
        return .object([
            ("object", .string("list")), ("data", .array(data)), ("model", .string(model)),
            ("usage", .object([("prompt_tokens", tokens), ("total_tokens", tokens)])),
        ])
    }
}
