import Foundation
import GRDB
import Studies

/// What a bundle was issued with, as canonical bytes to be sealed: everything in it but what its reviewer adds.
enum IssuedPart {
    private static let parts = [
        "SELECT id, name, settings FROM study",
        "SELECT id, study, reviewer, name, issued_at FROM bundle",
        "SELECT id, name, hex(text), hex(system), hex(reference), tags, position FROM prompt ORDER BY id",
        "SELECT id, name, sha256, definition, position FROM criterion ORDER BY id",
        "SELECT id, name, kind FROM rater ORDER BY id",
        "SELECT id, sha256, prompt, hex(text) FROM item ORDER BY id",
        "SELECT item, criterion, value, hex(explanation) FROM answer ORDER BY item, criterion",
        """
        SELECT id, study, reviewer, first, second, side, slot, phase, position, block, original, distance, design
        FROM presentation ORDER BY id
        """,
    ]

    /// What only some studies have: absent where there is nothing, so that older bundles keep their seals.
    private static let furtherParts = [
        "SELECT id, arrangement FROM presentation WHERE arrangement IS NOT NULL ORDER BY id",
        "SELECT item_set, place, member FROM set_member ORDER BY item_set, place",
        "SELECT id, asks FROM presentation WHERE asks IS NOT NULL ORDER BY id",
    ]

    /// The same of a bundle whose rows bear names.
    private static let namedParts = [
        "SELECT name, settings FROM study", "SELECT name, issued_at, format FROM bundle",
        "SELECT id, name, hex(text), hex(system), hex(reference), tags FROM prompt ORDER BY id",
        "SELECT name, sha256, definition, form, low, high, step, is_of_sets, position FROM criterion ORDER BY id",
        "SELECT name, kind FROM rater ORDER BY id", "SELECT id, sha256, prompt, hex(text) FROM item ORDER BY id",
        "SELECT item_set, place, member FROM set_member ORDER BY item_set, place",
        "SELECT item, criterion, value, hex(explanation) FROM answer ORDER BY item, criterion",
        "SELECT id, first, second, side, phase, position, arrangement FROM presentation ORDER BY id",
        "SELECT at FROM unblinding ORDER BY id",
    ]
    /// The same: absent where there is nothing.
    private static let furtherNamedParts = ["SELECT item FROM cut_text ORDER BY item"]

    /// HMAC of the issued part under the study's key.
    static func seal(_ database: Database, key: [UInt8]) throws -> String {
        SHA256.hmacHex(key: key, message: try bytes(database))
    }

    /// The issued part.
    static func bytes(_ database: Database) throws -> [UInt8] {
        let isNamed = try Int.fetchOne(database, sql: "SELECT max(format) FROM bundle") ?? 1 > 1
        var message: [UInt8] = []
        let (always, further) = isNamed ? (namedParts, furtherNamedParts) : (parts, furtherParts)
        for (place, sql) in (always + further).enumerated() {
            let rows = try Row.fetchAll(database, sql: sql)
            guard !rows.isEmpty || place < always.count else { continue }
            for row in rows {
                let values = row.map { _, value -> JSONValue in
                    switch value.storage {
                    case .null: .null
                    case .int64(let number): .string("\(number)")
                    case .double(let number): .number(number)
                    case .string(let text): .string(text)
                    case .blob(let data): .string(SHA256.hexadecimal(Array(data)))
                    }
                }
                message += JSONValue.array(values).canonicalBytes + [0x0A]
            }
            message.append(0x1E)
        }
        return message
    }
}
