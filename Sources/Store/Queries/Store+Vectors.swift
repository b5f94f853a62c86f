import Foundation
import GRDB
import Studies

extension Store {
    /// The vectors of the study's embedded texts, by request key.
    package func vectors(of keys: Set<String>, study: String) throws -> [String: [Float]] {
        try read { database in
            let id = try Self.studyID(study, database)
            let sql = """
                SELECT e.vector FROM request r JOIN embedding e ON e.request = r.id WHERE r.study = ? AND r.key = ?
                ORDER BY e.request DESC LIMIT 1
                """
            var vectors: [String: [Float]] = [:]
            for key in keys {
                let data = try database.valueCached(Data.self, sql: sql, arguments: [id, key])
                if let data { vectors[key] = [Float](littleEndian: data) }
            }
            return vectors
        }
    }

    /// A vector that an encoder in the program made.
    package struct KeptVector: Sendable {
        package var textSHA256: [UInt8]
        package var vector: [Float]
        package var isTruncated: Bool

        package init(textSHA256: [UInt8], vector: [Float], isTruncated: Bool) {
            self.textSHA256 = textSHA256
            self.vector = vector
            self.isTruncated = isTruncated
        }
    }

    /// The kept vectors of texts with these hashes, in their order.
    package func keptVectors(of hashes: [[UInt8]], embedder version: String) throws -> [KeptVector?] {
        try read { database in
            let embedder = try Int64.fetchOne(
                database,
                sql: "SELECT id FROM embedder WHERE version = ?",
                arguments: [version]
            )
            guard let embedder else { return hashes.map { _ in nil } }
            let statement = try database.cachedStatement(
                sql: "SELECT vector, is_truncated FROM text_vector WHERE embedder = ? AND text_sha256 = ?"
            )
            return try hashes.map { hash in
                try Row.fetchOne(statement, arguments: [embedder, Data(hash)]).map {
                    KeptVector(
                        textSHA256: hash,
                        vector: [Float](littleEndian: $0["vector"]),
                        isTruncated: $0["is_truncated"]
                    )
                }
            }
        }
    }

    /// Keeps vectors of the embedder with that version.
    package func keep(_ vectors: [KeptVector], embedder version: String) throws {
        guard !vectors.isEmpty else { return }
        try write { database in
            try database.execute(
                sql: "INSERT INTO embedder (version) VALUES (?) ON CONFLICT (version) DO NOTHING",
                arguments: [version]
            )
            for vector in vectors {
                try database.executeCached(
                    sql: """
                        INSERT INTO text_vector (embedder, text_sha256, vector, is_truncated)
                        SELECT id, ?, ?, ? FROM embedder WHERE version = ?
                        ON CONFLICT (embedder, text_sha256) DO NOTHING
                        """,
                    arguments: [
                        Data(vector.textSHA256), vector.vector.littleEndianData, vector.isTruncated, version,
                    ]
                )
            }
        }
    }
}

extension Store {
    /// The numbers in a vector that one of these requests brought; nil where none did.
    package func vectorSize(of keys: [String], study: String) throws -> Int? {
        try read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT length(e.vector) / 4 FROM json_each(?) k JOIN request r ON r.key = k.value
                    JOIN embedding e ON e.request = r.id WHERE r.study = ? LIMIT 1
                    """,
                arguments: [
                    JSONValue.array(keys.map(JSONValue.string)).canonicalText, try Self.studyID(study, database),
                ]
            )
        }
    }

    /// Embedding models that answered under more than one name.
    package func changedEmbedders(of study: String) throws -> [(asked: String, served: [String])] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT r.asked, a.server_model, coalesce(json_extract(r.detail, '$.endpoint'), '') AS endpoint
                    FROM embedding e JOIN attempt a ON a.id = e.attempt
                    JOIN request r ON r.id = e.request WHERE r.study = ? AND a.server_model IS NOT NULL ORDER BY 1, 2
                    """,
                arguments: [try Self.studyID(study, database)]
            )
            // Two endpoints may call different models by one name.
            let names = Dictionary(grouping: rows) { [$0["asked"] as String, $0["endpoint"] as String] }.mapValues {
                $0.map { ($0["server_model"] as String).onOneLine }
            }
            return names.filter { $0.value.count > 1 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
                ($0.key[0], $0.value)
            }
        }
    }
}

extension [Float] {
    /// Four bytes a number, the least significant first.
    var littleEndianData: Data { map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) } }

    init(littleEndian data: Data) {
        var bits = [UInt32](repeating: 0, count: data.count / 4)
        _ = bits.withUnsafeMutableBytes { data.copyBytes(to: $0, count: data.count / 4 * 4) }
        self = bits.map { Float(bitPattern: UInt32(littleEndian: $0)) }
    }
}
