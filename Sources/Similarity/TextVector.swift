/// A text as a vector of length 1.
package enum TextVector: Sendable, Equatable {
    /// Weights of terms, in the order of the terms.
    case terms([LexicalEmbedder.Entry])
    /// An endpoint's coordinates.
    case dense([Float])
}

/// The cosine of two vectors of length 1; nil when they are of different kinds or sizes.
package func cosine(_ one: TextVector, _ other: TextVector) -> Double? {
    switch (one, other) {
    case (.terms(let one), .terms(let other)):
        let weights = Dictionary(uniqueKeysWithValues: other.map { ($0.term, $0.weight) })
        return min(1, one.reduce(0) { $0 + $1.weight * (weights[$1.term] ?? 0) })
    case (.dense(let one), .dense(let other)) where one.count == other.count:
        let sum = zip(one, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        return max(-1, min(1, sum))
    default: return nil
    }
}
