import Synchronization

/// Finds a key in what a server said, however it wrote it: as it is, in other letters' case, with the escapes of URLs, JSON,
/// HTML, C and mail, with blanks within, or a mixture; also from its end, with its letters turned by half the alphabet, in
/// hexadecimal digits, and within a text in base64, once or twice.
///
/// What is compressed, enciphered, in base 32, 58 or 85, a list of numbers, or spread over several members is not found.
///
/// In what is no answer (`isCut`) pieces of the key are found too: a page may have cut it anywhere.
struct KeyMask: Sendable {
    /// Made once for each key of the environment: every answer asks for it several times.
    private static let known = Mutex<[String: KeyMask]>([:])

    /// By byte the spellings that it may begin.
    private let beginning: [[KeySpelling]]
    private let plain: KeySpelling

    /// The fewest bytes of a key that are told from other words where a text ends within it.
    private static let shortestPart = 4
    /// The fewest bytes of a key's middle or end that are told from other words; nil for a short key.
    private let shortestPiece: Int?

    /// Nil for what is too short to be told from other words.
    init?(_ secret: String?) {
        guard let secret, secret.utf8.count >= Self.shortestPart else { return nil }
        if let known = Self.known.withLock({ $0[secret] }) {
            self = known
            return
        }
        let spellings = KeySpelling.all(of: Array(secret.utf8))
        plain = spellings[0]
        let count = secret.utf8.count
        shortestPiece = count < 12 ? nil : min(12, max(8, count / 2))
        beginning = (UInt8.min...UInt8.max).map { byte in
            KeySpelling.escapes.contains(byte) ? spellings : spellings.filter { $0.isSame(byte, $0.bytes[0]) }
        }
        let made = self
        Self.known.withLock { known in
            if known.count >= 64 { known.removeAll() }
            known[secret] = made
        }
    }

    /// The same for a model's own words: nil for a key that says that there is none, as the `EMPTY` or `not-needed` that
    /// servers of one's own are asked with. Masked words would be lost, and tell whose they are.
    init?(inAnswers secret: String?) {
        guard let secret, secret.utf8.count >= 8 else { return nil }
        let words = secret.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard words.isEmpty || !words.allSatisfy({ Self.placeholders.contains(String($0)) }) else { return nil }
        self.init(secret)
    }

    /// What keys that are none are made of.
    private static let placeholders: Set<String> = [
        "abc", "abc123", "anything", "api", "dummy", "empty", "example", "fake", "key", "llama", "lm", "local", "mock",
        "needed", "no", "none", "not", "null", "ollama", "placeholder", "required", "sk", "studio", "test", "token",
        "unused", "vllm", "1234", "12345", "123456", "xxx", "xxxx",
    ]

    /// The text with `[key]` in the place of each occurrence; where it may have been cut, also of pieces.
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
                if isCut, let end = piece(bytes, at: place) {
                    out += "[key]".utf8
                    place = end
                } else {
                    out.append(bytes[place])
                    place += 1
                }
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
            case .none: isCut && piece(text, at: place) != nil
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
        var found = Match.none
        for spelling in beginning[Int(bytes[start])] {
            switch match(bytes, at: start, spelling) {
            case .whole(let end): return .whole(end: end)
            case .part: found = .part
            case .none: break
            }
        }
        return found
    }

    private func match(_ bytes: [UInt8], at start: Int, _ spelling: KeySpelling) -> Match {
        var place = start
        for (count, byte) in spelling.bytes.enumerated() {
            guard let next = spelling.next(bytes, place, byte, isInside: count > 0) else { return .none }
            guard next <= bytes.count else { return count >= Self.shortestPart ? .part : .none }
            place = next
        }
        return .whole(end: place)
    }

    /// Behind the longest piece of the key that begins there; nil for none that is told from other words.
    private func piece(_ bytes: [UInt8], at start: Int) -> Int? {
        guard let shortestPiece else { return nil }
        var longest: (count: Int, end: Int) = (shortestPiece - 1, start)
        for offset in 0...(plain.bytes.count - shortestPiece) {
            var (place, count) = (start, 0)
            for byte in plain.bytes[offset...] {
                guard let next = plain.next(bytes, place, byte, isInside: count > 0), next <= bytes.count else { break }
                (place, count) = (next, count + 1)
            }
            if count > longest.count { longest = (count, place) }
        }
        return longest.end > start ? longest.end : nil
    }
}
