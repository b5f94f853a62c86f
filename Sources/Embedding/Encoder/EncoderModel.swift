import Foundation
package import Studies

/// A sentence encoder with its tokenizer, read from a folder.
package final class EncoderModel: Sendable {
    package let name: String
    private let tokenizer: Tokenizer
    private let encoder: SentenceEncoder
    private let prefix: String
    /// SHA-256 of the folder's files, the pooling, the prefix and the length.
    package let version: String

    /// The most pieces that a text has.
    package var limit: Int { encoder.settings.limit }

    /// Reads the model; `choices` override what its configuration says, and `known` says which files it must have.
    package init(
        _ folder: ModelFolder,
        name: String,
        choices: Similarity.Encoder,
        known: KnownModel? = nil
    ) throws {
        var settings = try EncoderSettings(folder: folder)
        if let pooling = choices.pooling { settings.pooling = pooling }
        let file = try Safetensors(path: folder.path(of: "model.safetensors"))
        // Hashing the files takes as long as reading them.
        let layout = settings
        let (found, read) = together {
            try ModelDigests(folder)
        } _: {
            let tokenizer = try Tokenizer(folder: folder)
            guard tokenizer.largest < layout.vocabulary else {
                throw EmbeddingError(
                    "the tokenizer of '\(folder.folder)' has more pieces than the model: fetch it again"
                )
            }
            return (tokenizer, try EncoderWeights(file, layout))
        }
        let digests = try found.get()
        if let known, let damaged = known.damaged(digests) {
            throw EmbeddingError(
                "'\(damaged)' of '\(name)' is not as it was fetched: run 'slam embedder fetch \(name)'"
            )
        }
        let (tokenizer, weights) = try read.get()
        guard tokenizer.normalizer.lowercases || !settings.lowercases else {
            throw EmbeddingError(
                "'\(folder.folder)' makes texts lower case before a tokenizer that does not, which is not supported"
            )
        }
        self.name = name
        self.tokenizer = tokenizer
        encoder = SentenceEncoder(settings: settings, weights: weights)
        prefix = choices.prefix ?? settings.prompt
        guard settings.poolsPrompt || prefix.isEmpty else {
            throw EmbeddingError(
                "'\(folder.folder)' leaves a prompt out of its pooling, which is not supported: use it with prefix: \"\""
            )
        }
        let identity: [(String, JSONValue)] = [
            ("encoder", .string("bert.1")), ("files", digests.json),
            ("length", .number(Double(settings.limit))), ("pooling", .string(settings.pooling.rawValue)),
            ("prefix", .string(prefix)),
        ]
        version = SHA256.hex(of: JSONValue.object(identity).canonicalBytes)
        try checkTellsTextsApart()
    }

    /// Weights that are all alike, or too small to count, give one vector for every text: each score would be 1.
    private func checkTellsTextsApart() throws {
        let pieces = (0..<4).map { Int32((2 * $0 + 1) * encoder.settings.vocabulary / 8) }
        let vectors = encoder.vectors(of: pieces.map { [tokenizer.start, $0, tokenizer.end] })
        let cosines = vectors.dropFirst().map { TextVector.dense($0).cosine(to: .dense(vectors[0])) ?? 0 }
        guard cosines.contains(where: { $0 < 1 - 1e-6 }) else {
            throw EmbeddingError("'\(name)' gives one vector for every text: its weights are damaged, copy them again")
        }
    }

    /// The embedder as a value.
    package var embedder: Embedder {
        Embedder(id: name, version: version, isKept: true, batch: 32) { texts in
            try self.embedded(texts)
        }
    }

    /// The numbers of a text's pieces.
    package func tokens(of text: String) -> Tokenizer.Tokens { tokenizer.tokens(of: prefix + text, limit: limit) }

    private func embedded(_ texts: [String]) throws -> [Embedder.Embedded?] {
        let tokens = texts.map(tokens(of:))
        var made = [Embedder.Embedded?](repeating: nil, count: texts.count)
        // Rows that go through the layers together: enough to keep the matrix products busy, few enough for the caches.
        var (start, rows) = (0, 0)
        for end in tokens.indices {
            rows += tokens[end].ids.count
            guard rows >= 512 || end == tokens.count - 1 else { continue }
            for (place, vector) in zip(start..., encoder.vectors(of: tokens[start...end].map(\.ids))) {
                try checkNumbers(vector)
                made[place] = Embedder.Embedded(vector: .dense(vector), isTruncated: tokens[place].isTruncated)
            }
            (start, rows) = (end + 1, 0)
        }
        return made
    }

    /// Damaged weights make no numbers or nothing but zeros, and what has no direction is neither near nor far.
    private func checkNumbers(_ values: [Float]) throws {
        guard values.allSatisfy(\.isFinite), values.contains(where: { $0 != 0 }) else {
            throw EmbeddingError("'\(name)' gives what is no vector: its weights are damaged, fetch or copy them again")
        }
    }

    /// What a layer gives for every piece of a text, each row of length 1; the last layer where none is named.
    func rows(of text: String, layer: Int?) throws -> TokenRows {
        let layers = encoder.settings.layers
        guard (layer ?? layers) <= layers else {
            throw EmbeddingError("'\(name)' has \(layers) layers: name one of them in 'layer'")
        }
        let tokens = tokens(of: text)
        let rows = encoder.rows(of: tokens.ids, layer: layer ?? layers)
        try checkNumbers(rows)
        return TokenRows(
            ids: tokens.ids,
            rows: rows,
            isTruncated: tokens.isTruncated
        )
    }
}

/// The hashes of a model's files, by name.
package struct ModelDigests: Sendable, Equatable {
    package var files: [(name: String, sha256: String)]

    package static func == (one: ModelDigests, other: ModelDigests) -> Bool {
        one.files.elementsEqual(other.files) { $0 == $1 }
    }

    package init(files: [(name: String, sha256: String)]) { self.files = files.sorted { $0.name < $1.name } }

    /// Reads and hashes the folder's files.
    package init(_ folder: ModelFolder) throws {
        try self.init(
            files: ModelFolder.files.compactMap { name in
                try FileDigest.hex(path: folder.path(of: name)).map { (name, $0) }
            }
        )
    }

    var json: JSONValue { .object(files.map { ($0.name, .string($0.sha256)) }) }
}
