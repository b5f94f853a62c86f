/// One way to write a key, and how its bytes may be escaped.
struct KeySpelling {
    let bytes: [UInt8]
    /// Whether the case of letters counts, as it does in base64.
    private let isExact: Bool

    /// The fewest bytes of a key whose encodings are told from other words.
    private static let shortestEncoded = 6

    /// As it stands, in hexadecimal digits, and as base64 has it wherever the key stands in what was encoded.
    static func all(of key: [UInt8]) -> [KeySpelling] {
        let plain = KeySpelling(bytes: key, isExact: false)
        guard key.count >= shortestEncoded else { return [plain] }
        let digits = Array("0123456789abcdef".utf8)
        let hexadecimal = key.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        var encoded: [[UInt8]] = []
        for ends in ["+/", "-_"] {
            for offset in 0..<3 {
                let letters = base64(key, behind: offset, ends: Array(ends.utf8))
                if !encoded.contains(letters) { encoded.append(letters) }
            }
        }
        return [plain, KeySpelling(bytes: hexadecimal, isExact: false)]
            + encoded.map { KeySpelling(bytes: $0, isExact: true) }
    }

    /// The letters that hold nothing but the key, where it stands so many bytes behind a group's beginning.
    private static func base64(_ key: [UInt8], behind offset: Int, ends: [UInt8]) -> [UInt8] {
        let alphabet =
            Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8) + ends
        let padded = [UInt8](repeating: 0, count: offset) + key
        func bit(_ place: Int) -> Int { Int(padded[place / 8] >> UInt8(7 - place % 8)) & 1 }
        let first = (8 * offset + 5) / 6
        return (first..<(8 * padded.count / 6)).map { letter in
            alphabet[(0..<6).reduce(0) { $0 * 2 + bit(6 * letter + $1) }]
        }
    }

    /// Behind one byte of it in any of its escapes; beyond the end where the text ends before it is told.
    func next(_ text: [UInt8], _ place: Int, _ byte: UInt8) -> Int? {
        guard place < text.count else { return text.count + 1 }
        if isSame(text[place], byte) { return place + 1 }
        switch text[place] {
        case UInt8(ascii: "%"): return numbered(text, place + 1, 2, byte)
        case UInt8(ascii: "\\"):
            guard place + 1 < text.count else { return text.count + 1 }
            if text[place + 1] == UInt8(ascii: "u") { return numbered(text, place + 2, 4, byte) }
            return isSame(text[place + 1], byte) ? place + 2 : nil
        default: return nil
        }
    }

    /// Behind so many hexadecimal digits that are the byte's number.
    private func numbered(_ text: [UInt8], _ place: Int, _ count: Int, _ byte: UInt8) -> Int? {
        guard place + count <= text.count else { return text.count + 1 }
        let value = UInt8(String(decoding: text[place..<(place + count)], as: UTF8.self), radix: 16)
        return value.map { isSame($0, byte) } == true ? place + count : nil
    }

    /// Whether two bytes are one; letters of ASCII in any case unless that counts.
    func isSame(_ one: UInt8, _ other: UInt8) -> Bool {
        one == other || !isExact && Self.small(one) == Self.small(other)
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
