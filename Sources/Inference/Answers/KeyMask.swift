/// Finds a key in what a server said, however it wrote it: as it is, in other letters' case, percent-encoded, with JSON's
/// escapes, or a mixture.
struct KeyMask {
    private let key: [UInt8]

    /// The fewest bytes of a key that are told from other words where a text ends within it.
    private static let shortestPart = 4

    /// Nil for what is too short to be told from other words.
    init?(_ secret: String?) {
        guard let secret, secret.utf8.count >= Self.shortestPart else { return nil }
        key = Array(secret.utf8)
    }

    /// The text with `[key]` in the place of each occurrence; where it may have been cut, also of a beginning at its end.
    func masked(_ text: String, isCut: Bool = false) -> String {
        let bytes = Array(text.utf8)
        let out = masked(bytes, isCut: isCut)
        return out.count == bytes.count && out == bytes ? text : String(decoding: out, as: UTF8.self)
    }

    /// The same of bytes.
    func masked(_ bytes: [UInt8], isCut: Bool = false) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            switch match(bytes, at: place) {
            case .whole(let end):
                out += "[key]".utf8
                place = end
            case .part where isCut: return out + "[key]".utf8
            case .part, .none:
                out.append(bytes[place])
                place += 1
            }
        }
        return out
    }

    /// Whether the key stands in the text; where that may have been cut, also whether it ends within the key.
    func finds(_ text: [UInt8], isCut: Bool = false) -> Bool {
        text.indices.contains { place in
            switch match(text, at: place) {
            case .whole: true
            case .part: isCut
            case .none: false
            }
        }
    }

    private enum Match {
        case none
        /// The text ends within the key.
        case part
        /// The key ends there.
        case whole(end: Int)
    }

    private func match(_ bytes: [UInt8], at start: Int) -> Match {
        var place = start
        for (count, byte) in key.enumerated() {
            guard let next = Self.next(bytes, place, byte) else { return .none }
            guard next <= bytes.count else { return count >= Self.shortestPart ? .part : .none }
            place = next
        }
        return .whole(end: place)
    }

    /// Behind one byte of the key in any of its spellings; beyond the end where the text ends before it is told.
    private static func next(_ bytes: [UInt8], _ place: Int, _ byte: UInt8) -> Int? {
        guard place < bytes.count else { return bytes.count + 1 }
        if isSame(bytes[place], byte) { return place + 1 }
        switch bytes[place] {
        case UInt8(ascii: "%"): return numbered(bytes, place + 1, 2, byte)
        case UInt8(ascii: "\\"):
            guard place + 1 < bytes.count else { return bytes.count + 1 }
            if bytes[place + 1] == UInt8(ascii: "u") { return numbered(bytes, place + 2, 4, byte) }
            return isSame(bytes[place + 1], byte) ? place + 2 : nil
        default: return nil
        }
    }

    /// Behind so many hexadecimal digits that are the byte's number.
    private static func numbered(_ bytes: [UInt8], _ place: Int, _ count: Int, _ byte: UInt8) -> Int? {
        guard place + count <= bytes.count else { return bytes.count + 1 }
        let value = UInt8(String(decoding: bytes[place..<(place + count)], as: UTF8.self), radix: 16)
        return value.map { isSame($0, byte) } == true ? place + count : nil
    }

    /// Whether two bytes are one, letters of ASCII in any case.
    private static func isSame(_ one: UInt8, _ other: UInt8) -> Bool { one == other || small(one) == small(other) }

    private static func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
