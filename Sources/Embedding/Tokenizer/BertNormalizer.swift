import Foundation

/// The normaliser of BERT as the library `tokenizers` has it: control characters dropped, white space made spaces, Chinese
/// characters set apart, accents stripped, lower case.
struct BertNormalizer: Sendable, Equatable {
    var cleansText = true
    var separatesChinese = true
    var stripsAccents = true
    var lowercases = true

    /// The words between white space and punctuation, each a run of code points.
    func words(of text: String) -> [[Unicode.Scalar]] {
        var text = text
        if let words = text.withUTF8(asciiWords) { return words }
        return split(normalised(text))
    }

    /// Nil where the text is not all ASCII.
    private func asciiWords(_ bytes: UnsafeBufferPointer<UInt8>) -> [[Unicode.Scalar]]? {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        return split(
            bytes.lazy.compactMap { byte -> Unicode.Scalar? in
                if cleansText {
                    if byte == 0x09 || byte == 0x0A || byte == 0x0D { return " " }
                    guard byte >= 0x20, byte != 0x7F else { return nil }
                }
                return Unicode.Scalar(lowercases && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            }
        )
    }

    private func normalised(_ text: String) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if cleansText, BertUnicode.holds(BertUnicode.dropped, scalar) { continue }
            let kept = cleansText && Self.isSpace(scalar) ? " " : scalar
            if separatesChinese, Self.isChinese(kept) { scalars += [" ", kept, " "] } else { scalars.append(kept) }
        }
        if stripsAccents {
            scalars = scalars.string.decomposedStringWithCanonicalMapping.unicodeScalars.filter {
                !BertUnicode.holds(BertUnicode.marks, $0)
            }
        }
        guard lowercases else { return scalars }
        return scalars.flatMap { $0.isASCII ? [Self.lower($0)] : Array($0.properties.lowercaseMapping.unicodeScalars) }
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        (0x41...0x5A).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
    }

    /// White space ends a word; a mark of punctuation is one.
    private func split(_ scalars: some Sequence<Unicode.Scalar>) -> [[Unicode.Scalar]] {
        var words: [[Unicode.Scalar]] = []
        var word: [Unicode.Scalar] = []
        func end() {
            if !word.isEmpty { words.append(word) }
            word.removeAll(keepingCapacity: true)
        }
        for scalar in scalars {
            if Self.isSpace(scalar) || scalar.properties.isWhitespace {
                end()
            } else if Self.isPunctuation(scalar) {
                end()
                words.append([scalar])
            } else {
                word.append(scalar)
            }
        }
        end()
        return words
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20: true
        case 0..<0x80: false
        default: scalar.properties.isWhitespace && scalar.value != 0x85
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? PythonText.isPunctuation(scalar) : BertUnicode.holds(BertUnicode.punctuation, scalar)
    }

    /// The ranges of the library, a slip of the pen (2B920 for 2B820) with them.
    private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F, 0x2B920...0x2CEAF,
            0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}

extension BertUnicode {
    /// Whether one of the ascending ranges holds the character.
    static func holds(_ ranges: [ClosedRange<UInt32>], _ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }
}
