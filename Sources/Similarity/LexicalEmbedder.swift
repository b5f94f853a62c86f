import Foundation

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

    /// Learns how common each term is in the corpus.
    package init(corpus: [String]) {
        var frequencies: [String: Int] = [:]
        for text in corpus { for term in Set(Self.terms(of: text)) { frequencies[term, default: 0] += 1 } }
        documentCount = corpus.count
        documentFrequencies = frequencies
    }

    /// The text's vector, its entries in the order of their terms; empty for a text without words.
    package func vector(of text: String) -> [Entry] {
        var counts: [String: Int] = [:]
        for term in Self.terms(of: text) { counts[term, default: 0] += 1 }
        let weighted = counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { term, count in
            let rarity = log(Double(1 + documentCount) / Double(1 + documentFrequencies[term, default: 0]))
            return Entry(term: term, weight: (1 + log(Double(count))) * (1 + rarity))
        }
        let length = weighted.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
        return length > 0 ? weighted.map { Entry(term: $0.term, weight: $0.weight / length) } : []
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

/// Cosine of two vectors of length 1; nil when either is empty.
package func cosine(_ one: [LexicalEmbedder.Entry], _ other: [LexicalEmbedder.Entry]) -> Double? {
    guard !one.isEmpty, !other.isEmpty else { return nil }
    let weights = Dictionary(uniqueKeysWithValues: other.map { ($0.term, $0.weight) })
    return min(1, one.reduce(0) { $0 + $1.weight * (weights[$1.term] ?? 0) })
}
