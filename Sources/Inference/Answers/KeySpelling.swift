import Foundation
import Studies

/// One way to write a key, and how its bytes may be escaped.
struct KeySpelling: Sendable {
    let bytes: [UInt8]
    /// Whether the case of letters counts, as it does in base64.
    private let isExact: Bool

    /// The fewest bytes of a key whose encodings are told from other words.
    private static let shortestEncoded = 6

    /// As it stands, from its end, with its letters turned by half the alphabet, in hexadecimal digits, and as base64 has it
    /// once and twice, wherever the key stands in what was encoded.
    static func all(of key: [UInt8]) -> [KeySpelling] {
        let plain = KeySpelling(bytes: key, isExact: false)
        guard key.count >= shortestEncoded else { return [plain] }
        let digits = Array(SHA256.hexadecimal(key).utf8)
        let others = [Array(key.reversed()), key.map(turned), digits, Array(digits.reversed())]
        let once = encoded(key)
        let coded = once + once.flatMap { encoded(Array($0.utf8)) }
        return [plain] + others.map { KeySpelling(bytes: $0, isExact: false) }
            + coded.map { KeySpelling(bytes: Array($0.utf8), isExact: true) }
    }

    /// A letter thirteen places on in the alphabet.
    private static func turned(_ byte: UInt8) -> UInt8 {
        let first = byte & 0x20 | UInt8(ascii: "A")
        guard (first...(first + 25)).contains(byte) else { return byte }
        return (byte - first + 13) % 26 + first
    }

    /// In base64, in both alphabets.
    private static func encoded(_ key: [UInt8]) -> [String] {
        let standard = (0..<3).map { base64(key, behind: $0) }
        let ofURLs = standard.map { $0.replacing("+", with: "-").replacing("/", with: "_") }
        return standard + ofURLs.filter { !standard.contains($0) }
    }

    /// The letters that hold nothing but the key, where it stands so many bytes behind a group's beginning.
    private static func base64(_ key: [UInt8], behind offset: Int) -> String {
        let padded = Data([UInt8](repeating: 0, count: offset) + key)
        return String(padded.base64EncodedString().prefix(8 * padded.count / 6).dropFirst((8 * offset + 5) / 6))
    }

    /// Behind one byte of it in any of its escapes; beyond the end where the text ends before it is told. Blanks and
    /// characters that nobody sees are passed over within the key.
    func next(_ text: [UInt8], _ start: Int, _ byte: UInt8, isInside: Bool) -> Int? {
        var place = start
        while place < text.count {
            if isSame(text[place], byte) { return place + 1 }
            guard let (value, end) = Self.decoded(text, place) else { return nil }
            guard end <= text.count else { return end }
            // Full-width letters are those of ASCII.
            let plain = (0xFF01...0xFF5E).contains(value) ? value - 0xFEE0 : value
            if plain < 0x80, isSame(UInt8(plain), byte) { return end }
            guard isInside, Self.isUnseen(value) else { return nil }
            place = end
        }
        return place == start ? text.count + 1 : nil
    }

    /// Whether two bytes are one; letters of ASCII in any case unless that counts.
    func isSame(_ one: UInt8, _ other: UInt8) -> Bool {
        one == other || !isExact && Self.small(one) == Self.small(other)
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// What may begin an escape, besides blanks.
    static let escapes = [UInt8(ascii: "%"), UInt8(ascii: "="), UInt8(ascii: "\\"), UInt8(ascii: "&"), 0xEF]

    private static func isUnseen(_ value: Int) -> Bool {
        value <= 0x20 || [0x7F, 0xA0, 0xAD, 0x2060, 0xFEFF].contains(value) || (0x200B...0x200F).contains(value)
    }

    /// The character that an escape, a blank or a character beyond ASCII is, and where it ends; its end lies beyond the text
    /// where that ends within it.
    private static func decoded(_ text: [UInt8], _ place: Int) -> (value: Int, end: Int)? {
        switch text[place] {
        case ...0x20, 0x7F: return (Int(text[place]), place + 1)
        case UInt8(ascii: "%"):
            var start = place + 1
            if start < text.count, text[start] == UInt8(ascii: "u") { return numbered(text, start + 1, 4) }
            // Encoded more than once.
            while start + 3 < text.count, text[start...].starts(with: "25".utf8), digits(text, start + 2, 2) != nil {
                start += 2
            }
            return numbered(text, start, 2)
        case UInt8(ascii: "="): return printable(text, place + 1)
        case UInt8(ascii: "\\"): return escaped(text, place + 1)
        case UInt8(ascii: "&"): return entity(text, place + 1)
        case 0xC2...0xDF where place + 1 < text.count:
            return (Int(text[place] & 0x1F) << 6 | Int(text[place + 1] & 0x3F), place + 2)
        case 0xE0...0xEF where place + 2 < text.count:
            let (one, two) = (Int(text[place + 1] & 0x3F), Int(text[place + 2] & 0x3F))
            return (Int(text[place] & 0x0F) << 12 | one << 6 | two, place + 3)
        default: return nil
        }
    }

    /// JSON's and C's.
    private static func escaped(_ text: [UInt8], _ place: Int) -> (value: Int, end: Int)? {
        guard place < text.count else { return (0, text.count + 1) }
        switch text[place] {
        case UInt8(ascii: "u"): return braced(text, place + 1) ?? numbered(text, place + 1, 4)
        case UInt8(ascii: "U"): return numbered(text, place + 1, 8)
        case UInt8(ascii: "0")...UInt8(ascii: "3"): return octal(text, place) ?? (Int(text[place]), place + 1)
        case UInt8(ascii: "x"): return numbered(text, place + 1, 2)
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return (0x20, place + 1)
        default: return (Int(text[place]), place + 1)
        }
    }

    /// Three octal digits.
    private static func octal(_ text: [UInt8], _ place: Int) -> (value: Int, end: Int)? {
        let digits = text[place...].prefix(3)
        guard digits.count == 3, let value = Int(String(decoding: digits, as: UTF8.self), radix: 8) else { return nil }
        return (value, place + 3)
    }

    /// Hexadecimal digits in braces.
    private static func braced(_ text: [UInt8], _ place: Int) -> (value: Int, end: Int)? {
        guard place < text.count, text[place] == UInt8(ascii: "{"),
            let end = text[place...].prefix(10).firstIndex(of: UInt8(ascii: "}"))
        else { return nil }
        return Int(String(decoding: text[(place + 1)..<end], as: UTF8.self), radix: 16).map { ($0, end + 1) }
    }

    /// Quoted-printable: two hexadecimal digits, or the end of a line that goes on.
    private static func printable(_ text: [UInt8], _ place: Int) -> (value: Int, end: Int)? {
        guard place < text.count else { return (0, text.count + 1) }
        switch text[place] {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return (0x20, place + 1)
        default: return numbered(text, place, 2)
        }
    }

    /// HTML's, by number or by name.
    private static func entity(_ text: [UInt8], _ place: Int) -> (value: Int, end: Int)? {
        guard let end = text[place...].prefix(10).firstIndex(of: UInt8(ascii: ";")) else {
            return text.count - place < 10 ? (0, text.count + 1) : nil
        }
        let name = String(decoding: text[place..<end], as: UTF8.self).lowercased()
        if name.hasPrefix("#x") { return Int(name.dropFirst(2), radix: 16).map { ($0, end + 1) } }
        if name.hasPrefix("#") { return Int(name.dropFirst()).map { ($0, end + 1) } }
        return names[name].map { (Int($0), end + 1) }
    }

    private static let names: [String: UInt8] = [
        "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "sol": 0x2F, "plus": 0x2B, "equals": 0x3D,
        "lowbar": 0x5F, "period": 0x2E, "colon": 0x3A, "hyphen": 0x2D, "dash": 0x2D, "num": 0x23, "commat": 0x40,
    ]

    /// A number of so many hexadecimal digits; beyond the end where the text ends within it.
    private static func numbered(_ text: [UInt8], _ place: Int, _ count: Int) -> (value: Int, end: Int)? {
        guard place + count <= text.count else { return (0, text.count + 1) }
        return digits(text, place, count).map { ($0, place + count) }
    }

    private static func digits(_ text: [UInt8], _ place: Int, _ count: Int) -> Int? {
        var value = 0
        for byte in text[place..<(place + count)] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
            value = value * 16 + digit
        }
        return value
    }
}
