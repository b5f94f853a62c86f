import Foundation
import GRDB

extension Store {
    /// The vectors of the study's embedded texts, by request key.
    package func vectors(of keys: Set<String>, study: String) throws -> [String: [Float]] {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT r.key, e.vector FROM embedding e JOIN request r ON r.id = e.request WHERE r.study = ?
                    """,
                arguments: [try Self.studyID(study, database)]
            )
            var vectors: [String: [Float]] = [:]
            while let row = try rows.next() {
                let key: String = row["key"]
                if keys.contains(key) { vectors[key] = [Float](littleEndian: row["vector"]) }
            }
            return vectors
        }
    }
}

extension [Float] {
    /// Four bytes a number, the least significant first.
    var littleEndianData: Data {
        Data(flatMap { number in Swift.withUnsafeBytes(of: number.bitPattern.littleEndian) { Array<UInt8>($0) } })
    }

    init(littleEndian data: Data) {
        let bytes = [UInt8](data)
        self = stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { start in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
            return Float(bitPattern: bits)
        }
    }
}
