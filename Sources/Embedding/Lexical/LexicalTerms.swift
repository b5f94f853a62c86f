/// The terms of a text as numbers: its words in lower case, each with its n-grams (3 to 5 characters) between marks of its
/// start and end.
///
/// A short ASCII term is packed into its number; a longer one, or one of another script, is hashed to 63 bits, so that two
/// of a million terms share a number with a chance of about one in ten million.
struct LexicalTerms {
    private(set) var numbers: [UInt64] = []
    private var word: [UInt8] = []

    /// The numbers of a text's terms, in no order, as often as they occur.
    init(of text: String) {
        var text = text
        let isASCII = text.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return false }
            addWords(of: bytes)
            return true
        }
        if !isASCII { addWords(of: text.lowercased()) }
    }

    private mutating func addWords(of bytes: UnsafeBufferPointer<UInt8>) {
        numbers.reserveCapacity(bytes.count * 3)
        var start = 0
        for index in 0...bytes.count {
            if index < bytes.count, Self.isKept(bytes[index]) { continue }
            if index > start { addASCII(bytes[start..<index]) }
            start = index + 1
        }
    }

    private static func isKept(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    private mutating func addWords(of text: String) {
        for part in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            if part.utf8.allSatisfy({ $0 < 0x80 }) {
                addASCII(Array(part.utf8)[...])
            } else {
                addCharacters(part)
            }
        }
    }

    /// Adds a word of ASCII letters and digits in either case.
    private mutating func addASCII(_ bytes: some Collection<UInt8>) {
        word.removeAll(keepingCapacity: true)
        word.append(UInt8(ascii: "<"))
        for byte in bytes { word.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
        word.append(UInt8(ascii: ">"))
        let count = word.count
        numbers.append(count - 2 <= 6 ? packed(1..<(count - 1), kind: 16) : Self.hash(word[1..<(count - 1)], seed: 1))
        for length in 3...5 where count >= length {
            for start in 0...(count - length) { numbers.append(packed(start..<(start + length), kind: 0)) }
        }
    }

    /// The bytes of that part of the word, and above them its length and kind.
    private func packed(_ range: Range<Int>, kind: UInt64) -> UInt64 {
        var number: UInt64 = 0
        for index in range { number = number << 8 | UInt64(word[index]) }
        return number | (kind + UInt64(range.count)) << 56
    }

    private mutating func addCharacters(_ part: Substring) {
        numbers.append(Self.hash(part.utf8, seed: 1))
        let characters = Array("<\(part)>")
        for length in 3...5 where characters.count >= length {
            for start in 0...(characters.count - length) {
                let gram = String(characters[start..<(start + length)])
                numbers.append(gram.utf8.allSatisfy { $0 < 0x80 } ? packed(gram) : Self.hash(gram.utf8, seed: 2))
            }
        }
    }

    /// An ASCII n-gram inside a word of another script.
    private func packed(_ gram: String) -> UInt64 {
        gram.utf8.reduce(0) { $0 << 8 | UInt64($1) } | UInt64(gram.utf8.count) << 56
    }

    /// FNV-1a with the last mixing of SplitMix64, the highest bit set.
    private static func hash(_ bytes: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 &+ seed
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return (hash ^ hash >> 31) | 1 << 63
    }
}
