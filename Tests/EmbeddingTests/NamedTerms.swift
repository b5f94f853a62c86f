import Foundation

/// The lexical vectors the long way: terms by their names in a dictionary, without numbers.
struct NamedTerms {
    private let corpus: [Set<String>]

    init(corpus: [String]) { self.corpus = corpus.map { Set(Self.terms(of: $0)) } }

    func cosine(_ one: String, _ other: String) -> Double {
        let (one, other) = (weights(of: one), weights(of: other))
        func length(_ weights: [String: Double]) -> Double { weights.values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        return one.reduce(0) { $0 + $1.value * other[$1.key, default: 0] } / (length(one) * length(other))
    }

    private func weights(of text: String) -> [String: Double] {
        Dictionary(grouping: Self.terms(of: text)) { $0 }.mapValues(\.count).reduce(into: [:]) { weights, term in
            let holding = corpus.count { $0.contains(term.key) }
            let rarity = 1 + log(Double(1 + corpus.count) / Double(1 + holding))
            weights[term.key] = (1 + log(Double(term.value))) * rarity
        }
    }

    private static func terms(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.flatMap { word -> [String] in
            let characters = Array("<\(word)>")
            let grams = (3...5).flatMap { length in
                characters.indices.dropLast(min(length - 1, characters.count)).map {
                    "#" + String(characters[$0..<($0 + length)])
                }
            }
            return [String(word)] + grams
        }
    }
}
