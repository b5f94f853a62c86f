/// ROUGE of one text (Lin 2004): the F measure, from 0 to 1, as the Python package rouge-score computes it: words of a–z and
/// 0–9 in lower case, optionally stemmed.
package struct ROUGE: Sendable {
    /// What is counted.
    package enum Kind: Sendable {
        case rouge1, rouge2
        /// The longest common subsequence.
        case rougeL
    }

    let kind: Kind
    /// Whether words are reduced to their stems (Porter 1980, with the extensions of NLTK).
    let isStemmed: Bool

    package init(_ kind: Kind, isStemmed: Bool = false) {
        self.kind = kind
        self.isStemmed = isStemmed
    }

    /// The score against the reference that it is highest with; nil without references.
    package func score(of text: String, against references: [String]) -> Double? {
        var words = WordNumbers()
        let own = words.numbers(of: tokens(of: text))
        return references.map { score(own, words.numbers(of: tokens(of: $0))) }.max()
    }

    private func score(_ own: [UInt32], _ reference: [UInt32]) -> Double {
        switch kind {
        case .rouge1: overlap(Grams(of: own, length: 1), Grams(of: reference, length: 1))
        case .rouge2: overlap(Grams(of: own, length: 2), Grams(of: reference, length: 2))
        case .rougeL: f(Self.commonLength(own, reference), own.count, reference.count)
        }
    }

    private func overlap(_ own: Grams, _ reference: Grams) -> Double {
        f(own.matches(reference), own.count, reference.count)
    }

    private func f(_ matches: Int, _ own: Int, _ reference: Int) -> Double {
        let precision = Double(matches) / Double(max(own, 1))
        let recall = Double(matches) / Double(max(reference, 1))
        return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
    }

    /// The length of the longest common subsequence.
    private static func commonLength(_ one: [UInt32], _ other: [UInt32]) -> Int {
        var row = [Int](repeating: 0, count: other.count + 1)
        for symbol in one {
            var diagonal = 0
            for (column, candidate) in other.enumerated() {
                let above = row[column + 1]
                row[column + 1] = symbol == candidate ? diagonal + 1 : max(above, row[column])
                diagonal = above
            }
        }
        return row[other.count]
    }

    private func tokens(of text: String) -> [ArraySlice<Unicode.Scalar>] {
        let words = PythonText.lowercased(text).split { !Self.isKept($0) }
        guard isStemmed else { return words }
        return words.map { word in
            guard word.count > 3 else { return word }
            return PorterStemmer.stem(word.map { UInt8(truncatingIfNeeded: $0.value) }).map { Unicode.Scalar($0) }[...]
        }
    }

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(scalar.value) || (0x61...0x7A).contains(scalar.value)
    }
}
