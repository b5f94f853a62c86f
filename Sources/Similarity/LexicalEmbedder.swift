import Foundation
package import Studies

/// TF-IDF vectors over words and character n-grams (3 to 5 within words), made on this machine.
///
/// Weight of a term: (1 + ln tf) · (1 + ln((1 + N) / (1 + df))), the vector scaled to length 1. The corpus is fixed when the
/// embedder is made, so that a text's vector does not depend on the other texts that are embedded.
package struct LexicalEmbedder: Sendable {
    /// One coordinate of a sparse vector.
    package struct Entry: Sendable, Equatable {
        package var term: String
        package var weight: Double
    }

    private let documentCount: Int
    private let documentFrequencies: [String: Int]

    /// Learns from the study's prompts and references.
    package init(study: Study) {
        self.init(corpus: study.prompts.flatMap { [$0.text] + [$0.reference].compactMap(\.self) })
    }

    /// Learns how common each term is in the corpus.
    package init(corpus: [String]) {
        var frequencies: [String: Int] = [:]
        for text in corpus { for term in Set(Self.terms(of: text)) { frequencies[term, default: 0] += 1 } }
        documentCount = corpus.count
        documentFrequencies = frequencies
    }

    /// The text's vector; nil for a text without words.
    package func vector(of text: String) -> TextVector? {
        var counts: [String: Int] = [:]
        for term in Self.terms(of: text) { counts[term, default: 0] += 1 }
        let weighted = counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { term, count in
            let rarity = log(Double(1 + documentCount) / Double(1 + documentFrequencies[term, default: 0]))
            return Entry(term: term, weight: (1 + log(Double(count))) * (1 + rarity))
        }
        let length = weighted.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
        return length > 0 ? .terms(weighted.map { Entry(term: $0.term, weight: $0.weight / length) }) : nil
    }

    /// Words in lower case, each with its n-grams between marks of its start and end.
    private static func terms(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.flatMap { word -> [String] in
            let characters = Array("<\(word)>")
            let grams = (3...5).flatMap { length -> [String] in
                guard characters.count >= length else { return [] }
                return (0...(characters.count - length)).map { "#" + String(characters[$0..<($0 + length)]) }
            }
            return [String(word)] + grams
        }
    }
}
