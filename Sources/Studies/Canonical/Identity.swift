/// One text answering one prompt: lowercase hex SHA-256 of canonical `[study, prompt id, text]`.
package struct ItemID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// The id of `text` as an answer to the prompt with id `prompt` of `study`.
    package init(study: String, prompt: String, text: String) {
        var canonical = [UInt8(ascii: "[")]
        canonical.reserveCapacity(study.utf8.count + prompt.utf8.count + text.utf8.count + 64)
        JSONValue.write(study, into: &canonical)
        canonical.append(UInt8(ascii: ","))
        JSONValue.write(prompt, into: &canonical)
        canonical.append(UInt8(ascii: ","))
        JSONValue.write(text, into: &canonical)
        canonical.append(UInt8(ascii: "]"))
        rawValue = SHA256.hex(of: canonical)
    }

    package static func < (left: ItemID, right: ItemID) -> Bool { left.rawValue < right.rawValue }

    package var description: String { rawValue }
}

/// Two or more items of one prompt: their ids in order, joined by `:`.
package struct SetID: Sendable, Hashable, CustomStringConvertible {
    /// In order.
    package let items: [ItemID]

    package init(_ items: [ItemID]) { self.items = items.sorted() }

    /// Nil unless `text` is different ids in order.
    package init?(parsing text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, zip(parts, parts.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        items = parts.map(ItemID.init(rawValue:))
    }

    package var description: String { items.map(\.rawValue).joined(separator: ":") }
}

/// Two items of one prompt: the two ids, smaller first, joined by `:`.
package struct PairID: Sendable, Hashable, CustomStringConvertible {
    package let first: ItemID
    package let second: ItemID

    package init(_ one: ItemID, _ other: ItemID) {
        first = min(one, other)
        second = max(one, other)
    }

    /// Nil unless `text` is two ids, smaller first, joined by `:`.
    package init?(parsing text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let (one, other) = (String(Substring(parts[0])), String(Substring(parts[1])))
        guard one < other else { return nil }
        self.init(ItemID(rawValue: one), ItemID(rawValue: other))
    }

    package var description: String { "\(first):\(second)" }
}
