/// A text as a vector of length 1.
package enum TextVector: Sendable, Equatable {
    /// Weights of terms, in the order of the terms' numbers.
    case terms(TermVector)
    /// An encoder's or an endpoint's coordinates.
    case dense([Float])

    /// The cosine of the angle to another vector, from −1 to 1; nil when they are of different kinds or sizes, or no numbers.
    package func cosine(to other: TextVector) -> Double? {
        switch (self, other) {
        case (.terms(let one), .terms(let other)): return min(1, one.product(other))
        case (.dense(let one), .dense(let other)) where one.count == other.count:
            var sum = 0.0
            for index in one.indices { sum += Double(one[index]) * Double(other[index]) }
            return sum.isFinite ? max(-1, min(1, sum)) : nil
        default: return nil
        }
    }
}

/// A sparse vector over terms that are numbers.
package struct TermVector: Sendable, Equatable {
    /// Ascending, none twice.
    let terms: [UInt64]
    let weights: [Double]

    func product(_ other: TermVector) -> Double {
        var (own, foreign, sum) = (0, 0, 0.0)
        while own < terms.count, foreign < other.terms.count {
            let (term, candidate) = (terms[own], other.terms[foreign])
            if term == candidate { sum += weights[own] * other.weights[foreign] }
            if term <= candidate { own += 1 }
            if candidate <= term { foreign += 1 }
        }
        return sum
    }
}
