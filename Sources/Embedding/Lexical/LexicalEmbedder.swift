import Foundation
package import Studies

/// TF-IDF vectors over words and character n-grams (3 to 5 within words), made on this machine.
///
/// Weight of a term: (1 + ln tf) · (1 + ln((1 + N) / (1 + df))), the vector scaled to length 1. The corpus is fixed when the
/// embedder is made, so that a text's vector does not depend on the other texts that are embedded.
package struct LexicalEmbedder: Sendable {
    private let rarities: [UInt64: Double]
    private let rarityOfUnseen: Double
    private let version: String

    /// Learns from the study's prompts and references.
    package init(study: Study) {
        self.init(corpus: study.prompts.flatMap { [$0.text] + $0.allReferences })
    }

    /// Learns how common each term is in the corpus.
    package init(corpus: [String]) {
        var frequencies: [UInt64: Int] = [:]
        for text in corpus { for term in Set(LexicalTerms(of: text).numbers) { frequencies[term, default: 0] += 1 } }
        let documents = Double(1 + corpus.count)
        rarities = frequencies.mapValues { 1 + log(documents / Double(1 + $0)) }
        rarityOfUnseen = 1 + log(documents)
        let identity: [(String, JSONValue)] = [
            ("name", .string("lexical.2")), ("corpus", .array(corpus.map { .string(SHA256.hex(of: $0)) })),
        ]
        version = SHA256.hex(of: JSONValue.object(identity).canonicalBytes)
    }

    /// The embedder as a value.
    package var embedder: Embedder {
        Embedder(id: "lexical", version: version, isKept: false, batch: 64) { texts in
            texts.map { vector(of: $0).map { Embedder.Embedded(vector: $0) } }
        }
    }

    /// The text's vector; nil for a text without words.
    package func vector(of text: String) -> TextVector? {
        var numbers = LexicalTerms(of: text).numbers
        guard !numbers.isEmpty else { return nil }
        numbers.sort()
        var terms: [UInt64] = []
        var weights: [Double] = []
        terms.reserveCapacity(numbers.count)
        weights.reserveCapacity(numbers.count)
        var start = 0
        while start < numbers.count {
            let term = numbers[start]
            var end = start + 1
            while end < numbers.count, numbers[end] == term { end += 1 }
            let frequency = end - start == 1 ? 1 : 1 + log(Double(end - start))
            terms.append(term)
            weights.append(frequency * (rarities[term] ?? rarityOfUnseen))
            start = end
        }
        var squares = 0.0
        for weight in weights { squares += weight * weight }
        let scale = 1 / squares.squareRoot()
        for index in weights.indices { weights[index] *= scale }
        return .terms(TermVector(terms: terms, weights: weights))
    }
}
