/// chrF (Popović 2015) and chrF++ (Popović 2017) of one text, from 0 to 100, as sacrebleu's `sentence_chrf` computes them:
/// character n-grams of 1 to 6 without white space, β = 2, the orders that both texts have weighing equally.
package struct ChrF: Sendable {
    private static let characterOrder = 6
    private static let beta = 2.0
    /// Word n-grams that count too: 0 for chrF, 2 for chrF++.
    let wordOrder: Int

    package init(wordOrder: Int = 0) { self.wordOrder = wordOrder }

    /// The score against the reference that it is highest with; nil without references.
    package func score(of text: String, against references: [String]) -> Double? {
        var words = WordNumbers()
        let own = grams(of: text, &words)
        return references.map { reference in
            let others = grams(of: reference, &words)
            return Self.score(zip(own, others).map { Counts($0, $1) })
        }.max()
    }

    private struct Counts {
        let own: Int
        let reference: Int
        let matches: Int

        init(_ own: Grams, _ reference: Grams) {
            self.own = reference.count > 0 ? own.count : 0
            self.reference = reference.count
            matches = own.matches(reference)
        }
    }

    private func grams(of text: String, _ words: inout WordNumbers) -> [Grams] {
        let scalars = Array(text.unicodeScalars)
        let letters = scalars.filter { !PythonText.isSpace($0) }.map(\.value)
        var grams = (1...Self.characterOrder).map { Grams(of: letters, length: $0) }
        guard wordOrder > 0 else { return grams }
        let numbers = words.numbers(of: PythonText.split(scalars).flatMap(Self.withoutPunctuation))
        grams += (1...wordOrder).map { Grams(of: numbers, length: $0) }
        return grams
    }

    /// A word with the mark at its end, else the one at its start, split off.
    private static func withoutPunctuation(_ word: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
        guard word.count > 1, let first = word.first, let last = word.last else { return [word] }
        if PythonText.isPunctuation(last) { return [word.dropLast(), word.suffix(1)] }
        if PythonText.isPunctuation(first) { return [word.prefix(1), word.dropFirst()] }
        return [word]
    }

    private static func score(_ orders: [Counts]) -> Double {
        var (precision, recall, order) = (0.0, 0.0, 0.0)
        for counts in orders where counts.own > 0 && counts.reference > 0 {
            precision += Double(counts.matches) / Double(counts.own)
            recall += Double(counts.matches) / Double(counts.reference)
            order += 1
        }
        guard order > 0, precision + recall > 0 else { return 0 }
        precision /= order
        recall /= order
        let factor = beta * beta
        return 100 * ((1 + factor) * precision * recall / (factor * precision + recall))
    }
}
