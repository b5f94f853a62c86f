/// A text as the numbers of word pieces (WordPiece), between the marks of its start and end.
package struct Tokenizer: Sendable {
    /// The numbers of a text, and whether the text was longer.
    package struct Tokens: Sendable, Equatable {
        package var ids: [Int32]
        package var isTruncated: Bool
    }

    /// A piece that is found in the text as it stands, before anything is done to it.
    struct Added: Sendable {
        let bytes: [UInt8]
        let id: Int32
    }

    let vocabulary: Vocabulary
    let normalizer: BertNormalizer
    let unknown: Int32
    let start: Int32
    let end: Int32
    let added: [Added]
    let longestWord: Int

    /// The largest number that a piece has.
    var largest: Int { max(vocabulary.largest, added.map { Int($0.id) }.max() ?? 0) }

    /// The numbers of a text, at most `limit` with the marks.
    package func tokens(of text: String, limit: Int) -> Tokens {
        var ids: [Int32] = [start]
        for part in parts(of: text) {
            switch part {
            case .added(let id): ids.append(id)
            case .text(let text): for word in normalizer.words(of: text) { append(word, to: &ids) }
            }
            // What lies beyond the limit need not be read.
            if ids.count > limit { break }
        }
        let isTruncated = ids.count > limit - 1
        if isTruncated { ids.removeLast(ids.count - (limit - 1)) }
        ids.append(end)
        return Tokens(ids: ids, isTruncated: isTruncated)
    }

    private enum Part {
        case added(Int32)
        case text(String)
    }

    /// The text cut at added pieces, the longest first where several start.
    private func parts(of text: String) -> [Part] {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { byte in added.contains { $0.bytes.first == byte } }) else { return [.text(text)] }
        var parts: [Part] = []
        var (begin, index) = (0, 0)
        while index < bytes.count {
            let found = added.filter { bytes[index...].starts(with: $0.bytes) }.max { $0.bytes.count < $1.bytes.count }
            guard let found else {
                index += 1
                continue
            }
            if begin < index { parts.append(.text(String(decoding: bytes[begin..<index], as: UTF8.self))) }
            parts.append(.added(found.id))
            index += found.bytes.count
            begin = index
        }
        if begin < bytes.count { parts.append(.text(String(decoding: bytes[begin...], as: UTF8.self))) }
        return parts
    }

    /// Appends the longest pieces from the left; a word that has no such pieces is unknown as a whole.
    private func append(_ word: [Unicode.Scalar], to ids: inout [Int32]) {
        guard word.count <= longestWord else { return ids.append(unknown) }
        let characters = word.map { Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) }
        let before = ids.count
        var place = 0
        while place < characters.count {
            var hash = Vocabulary.seed
            var longest: (id: Int32, end: Int)?
            for end in place..<characters.count {
                for byte in characters[end] { hash = Vocabulary.mixed(hash, byte) }
                if let id = vocabulary.id(hash: hash, isStart: place == 0) { longest = (id, end + 1) }
            }
            guard let found = longest else {
                ids.removeLast(ids.count - before)
                return ids.append(unknown)
            }
            ids.append(found.id)
            place = found.end
        }
    }
}
