/// The head of a study's log as a code to be kept on paper: 26 characters of Crockford's base 32 (130 bits of its hash), and
/// a check character (modulo 37), which finds every single slip and every exchange of two neighbours.
package struct HeadCode: Sendable, Equatable, CustomStringConvertible {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let checks = alphabet + Array("*~$=U")
    private static let length = 26

    /// Values from 0 to 31.
    private let digits: [Int]

    /// The code of a hash of 64 hexadecimal digits.
    package init?(sha256: String) {
        let bits = sha256.utf8.prefix(33).compactMap { digit -> [Int]? in
            guard let value = Int(String(UnicodeScalar(digit)), radix: 16) else { return nil }
            return [value >> 3 & 1, value >> 2 & 1, value >> 1 & 1, value & 1]
        }.flatMap(\.self)
        guard bits.count == 132 else { return nil }
        digits = (0..<Self.length).map { place in bits[(place * 5)..<(place * 5 + 5)].reduce(0) { $0 << 1 | $1 } }
    }

    /// A code as somebody wrote it down: hyphens, blanks and case do not matter, O is 0, I and L are 1. Nil where a
    /// character is missing or wrong.
    package init?(parsing text: String) {
        let letters = text.uppercased().filter { $0 != "-" && $0 != " " }
            .map { ["O": "0", "I": "1", "L": "1"][$0] ?? $0 }
        guard letters.count == Self.length + 1, let check = letters.last else { return nil }
        let digits = letters.dropLast().compactMap(Self.alphabet.firstIndex(of:))
        guard digits.count == Self.length, Self.check(digits) == check else { return nil }
        self.digits = digits
    }

    private static func check(_ digits: [Int]) -> Character {
        checks[digits.reduce(0) { ($0 * 32 + $1) % 37 }]
    }

    /// Whether a hash has this code.
    package func matches(_ sha256: String) -> Bool { HeadCode(sha256: sha256) == self }

    /// In groups of five, as it is read out.
    package var description: String {
        let letters = digits.map { Self.alphabet[$0] } + [Self.check(digits)]
        return stride(from: 0, to: letters.count, by: 5).map { String(letters[$0..<min($0 + 5, letters.count)]) }
            .joined(separator: "-")
    }
}
