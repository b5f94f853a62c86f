import Studies

extension EmbeddingRequest {
    /// The body of the endpoint's protocol.
    var body: JSONValue {
        var body = Members()
        body["model"] = .string(model)
        body["input"] = .array(texts.map(JSONValue.string))
        // A text that is cut in silence would be compared as if it were whole.
        if endpoint.kind == .ollama { body["truncate"] = .bool(false) }
        return body.value
    }
}

extension Assembly {
    /// Reads OpenAI's list of numbered vectors, or Ollama's plain one.
    mutating func readEmbeddings(_ cursor: inout JSONCursor) {
        var plain = PlainError()
        defer { takeError(plain) }
        cursor.members { cursor, key in
            switch key {
            case "object", "message", "code", "detail": plain.read(&cursor, key)
            case "data": cursor.elements { readEmbedding(&$0) }
            case "embeddings":
                cursor.elements { vectors.append((Int64(vectors.count), Self.vector(&$0))) }
            case "model": serverModel = cursor.string()
            case "usage": readOpenAIUsage(&cursor)
            case "prompt_eval_count":
                usage.input = Self.positive(cursor.count())
                usage.source = .usage
            case "load_duration": serverFigures["load_duration"] = cursor.count()
            case "error": readError(&cursor)
            default: break
            }
        }
    }

    private mutating func readEmbedding(_ cursor: inout JSONCursor) {
        var index = Int64(vectors.count)
        var vector = [Float]()
        cursor.members { cursor, key in
            switch key {
            case "index": index = cursor.integer() ?? index
            case "embedding": vector = Self.vector(&cursor)
            default: break
            }
        }
        vectors.append((index, vector))
    }

    private static func vector(_ cursor: inout JSONCursor) -> [Float] {
        var vector = [Float]()
        var isWhole = true
        cursor.elements { cursor in
            if let number = cursor.number() { vector.append(Float(number)) } else { isWhole = false }
        }
        // A vector with a hole is none.
        return isWhole ? vector : []
    }

    /// Why the vectors are none for `count` texts, in words.
    func vectorFault(count: Int) -> String {
        if vectors.count != count {
            let found = vectors.count == 1 ? "1 vector" : "\(vectors.count) vectors"
            return "\(found) for \(count == 1 ? "one text" : "\(count) texts")"
        }
        if vectors.contains(where: \.vector.isEmpty) {
            return "a vector with something that is no number, or with nothing"
        }
        if Set(vectors.map(\.index)) != Set((0..<count).map(Int64.init)) {
            return "vectors whose numbers are not those of the texts"
        }
        if Set(vectors.map(\.vector.count)).count > 1 { return "vectors of several sizes" }
        return "a vector that is zero, or too large to compare"
    }

    /// The vectors in order and of length 1; nil unless there are `count`, all of one size, finite and not zero.
    func normalisedVectors(count: Int) -> [[Float]]? {
        let ordered = vectors.sorted { $0.index < $1.index }
        guard ordered.count == count, ordered.allSatisfy({ !$0.vector.isEmpty }),
            ordered.enumerated().allSatisfy({ Int64($0.offset) == $0.element.index }),
            Set(ordered.map(\.vector.count)).count <= 1
        else { return nil }
        var result = [[Float]]()
        for (_, vector) in ordered {
            let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            guard length.isFinite, length > 0 else { return nil }
            result.append(vector.map { Float(Double($0) / length) })
        }
        return result
    }
}
