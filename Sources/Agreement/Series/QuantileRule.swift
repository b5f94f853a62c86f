/// Which value stands for a quantile that lies between two.
package enum QuantileRule: Sendable {
    /// Hyndman and Fan's type 7.
    case linear
    /// Type 1: the smallest value with at least that share at or below it.
    case invertedDistribution
    /// Type 5 (Hazen, 1914).
    case hazen

    /// The quantile of ascending values; nil of none.
    package func quantile(_ share: Double, of sorted: [Double]) -> Double? {
        let count = sorted.count
        guard count > 0 else { return nil }
        func at(_ position: Double) -> Double {
            let inside = max(0, min(Double(count - 1), position))
            let below = Int(inside)
            let above = min(below + 1, count - 1)
            return sorted[below] + (inside - Double(below)) * (sorted[above] - sorted[below])
        }
        switch self {
        case .linear: return at(Self.place(share, count))
        case .hazen: return at(share * Double(count) - 0.5)
        case .invertedDistribution:
            let rank = (share * Double(count) * (1 - 1e-12)).rounded(.up)
            return sorted[max(0, min(count - 1, Int(rank) - 1))]
        }
    }

    /// (n − 1) q, where what is whole but for its last bit is whole.
    package static func place(_ share: Double, _ count: Int) -> Double {
        let position = max(0, min(1, share)) * Double(count - 1)
        let whole = position.rounded()
        return abs(position - whole) < 1e-9 * max(1, position) ? whole : position
    }
}
