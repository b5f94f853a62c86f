/// The answer scores of SQuAD (Rajpurkar et al. 2016), as the evaluation script of version 2.0 computes them: lower case,
/// without ASCII punctuation and the words a, an and the.
package enum TokenOverlap {
    /// 1 where the bytes are those of one of the references, else 0; nil without references.
    package static func exactMatch(_ text: String, _ references: [String]) -> Double? {
        guard !references.isEmpty else { return nil }
        return references.contains { $0.utf8.elementsEqual(text.utf8) } ? 1 : 0
    }

    /// 1 where the words are those of one of the references, else 0; nil without references.
    package static func normalisedMatch(_ text: String, _ references: [String]) -> Double? {
        guard !references.isEmpty else { return nil }
        let own = words(of: text)
        return references.contains { words(of: $0) == own } ? 1 : 0
    }

    /// F1 of the words against the reference that it is highest with; where one text has no word, 1 if neither has.
    package static func f1(_ text: String, _ references: [String]) -> Double? {
        var numbers = WordNumbers()
        let own = numbers.numbers(of: words(of: text))
        return references.map { f1(own, numbers.numbers(of: words(of: $0))) }.max()
    }

    private static func f1(_ own: [UInt32], _ reference: [UInt32]) -> Double {
        guard !own.isEmpty, !reference.isEmpty else { return own.isEmpty && reference.isEmpty ? 1 : 0 }
        let shared = Double(Grams(of: own, length: 1).matches(Grams(of: reference, length: 1)))
        guard shared > 0 else { return 0 }
        let precision = shared / Double(own.count)
        let recall = shared / Double(reference.count)
        return 2 * precision * recall / (precision + recall)
    }

    static func words(of text: String) -> [ArraySlice<Unicode.Scalar>] {
        let bare = PythonText.lowercased(text).filter { !PythonText.isPunctuation($0) }
        var kept: [Unicode.Scalar] = []
        kept.reserveCapacity(bare.count)
        var start = 0
        while start < bare.count {
            guard PythonText.isWord(bare[start]) else {
                kept.append(bare[start])
                start += 1
                continue
            }
            let end = bare[start...].firstIndex { !PythonText.isWord($0) } ?? bare.count
            let word = bare[start..<end]
            if articles.contains(where: { word.elementsEqual($0) }) { kept.append(" ") } else { kept += word }
            start = end
        }
        return PythonText.split(kept)
    }

    private static let articles: [[Unicode.Scalar]] = [["a"], ["a", "n"], ["t", "h", "e"]]
}
