/// Finds a key in what a server said, however it wrote it: as it is, percent-encoded, with JSON's escapes, or a mixture.
struct KeyMask {
    private let key: [UInt8]

    /// Nil for what is too short to be told from other words.
    init?(_ secret: String?) {
        guard let secret, secret.utf8.count >= 4 else { return nil }
        key = Array(secret.utf8)
    }

    /// The text with `[key]` in the place of each occurrence.
    func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var (place, isChanged) = (0, false)
        while place < bytes.count {
            if let end = end(of: bytes, at: place) {
                out += "[key]".utf8
                (place, isChanged) = (end, true)
            } else {
                out.append(bytes[place])
                place += 1
            }
        }
        return isChanged ? String(decoding: out, as: UTF8.self) : text
    }

    /// Whether the key stands in the text.
    func finds(_ text: [UInt8]) -> Bool { text.indices.contains { end(of: text, at: $0) != nil } }

    /// Behind the key, where it begins at that place.
    private func end(of bytes: [UInt8], at start: Int) -> Int? {
        var place = start
        for byte in key {
            guard let next = Self.next(bytes, place, byte) else { return nil }
            place = next
        }
        return place
    }

    /// Behind one byte of the key in any of its spellings.
    private static func next(_ bytes: [UInt8], _ place: Int, _ byte: UInt8) -> Int? {
        guard place < bytes.count else { return nil }
        if bytes[place] == byte { return place + 1 }
        switch bytes[place] {
        case UInt8(ascii: "%"):
            return value(bytes, place + 1, 2) == Int(byte) ? place + 3 : nil
        case UInt8(ascii: "\\"):
            guard place + 1 < bytes.count else { return nil }
            if bytes[place + 1] == UInt8(ascii: "u") {
                return value(bytes, place + 2, 4) == Int(byte) ? place + 6 : nil
            }
            return bytes[place + 1] == byte ? place + 2 : nil
        default: return nil
        }
    }

    /// A number in hexadecimal digits.
    private static func value(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int? {
        guard place + count <= bytes.count else { return nil }
        return Int(String(decoding: bytes[place..<(place + count)], as: UTF8.self), radix: 16)
    }
}
