import Foundation

/// Bounds for looking again: one-sided O'Brien–Fleming spending (O'Brien and Fleming, 1979; Lan and DeMets, 1983).
///
/// By a share t of the planned number, α(t) = 2 − 2 Φ(z_{1−α/2}/√t) is spent; bounds on z by recursive integration of the
/// Brownian score process (Armitage, McPherson and Rowe, 1969).
public struct SequentialBounds: Sendable {
    public let cumulativeLevel: [Double]
    /// The bound of each look's z.
    public let z: [Double]
    /// 1 − Φ(z): what that look's one-sided p is compared with.
    public let p: [Double]

    /// Throws unless the shares ascend within 0 to 1.
    public init(level: Double = 0.05, fractions: [Double]) throws(AgreementError) {
        let isAscending = zip(fractions, fractions.dropFirst()).allSatisfy { $0 < $1 }
        guard level > 0, level < 1, isAscending, fractions.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
            throw AgreementError("looks must be at ascending shares of the planned number, above 0 and up to 1")
        }
        let quantile = Distributions.normalQuantile(1 - level / 2)
        let spent = fractions.map { 2 * Distributions.normal(below: -quantile / $0.squareRoot()) }
        var density: ScoreDensity?
        var bounds: [Double] = []
        for (place, t) in fractions.enumerated() {
            let new = spent[place] - (place > 0 ? spent[place - 1] : 0)
            let bound: Double
            if let before = density {
                bound = before.bound(at: t, spending: new)
                density = before.next(at: t, below: bound)
            } else {
                bound = -Distributions.normalQuantile(new) * t.squareRoot()
                density = ScoreDensity(at: t, below: bound)
            }
            bounds.append(bound / t.squareRoot())
        }
        cumulativeLevel = spent
        z = bounds
        p = bounds.map { Distributions.normal(below: -$0) }
    }
}

/// The density of the score at one look, of those that have not crossed, on a grid with Simpson's weights.
private struct ScoreDensity {
    private let time: Double
    private let points: [Double]
    /// Density times the weight of its point.
    private let masses: [Double]

    init(at time: Double, below bound: Double) {
        self.init(at: time, below: bound) { exp(-$0 * $0 / (2 * time)) / (2 * Double.pi * time).squareRoot() }
    }

    private init(at time: Double, below bound: Double, _ density: (Double) -> Double) {
        self.time = time
        let deviation = time.squareRoot()
        let low = -9 * deviation
        let high = min(bound, 9 * deviation)
        let count = 1200
        let step = (high - low) / Double(count)
        points = (0...count).map { low + Double($0) * step }
        masses = (0...count).map { place in
            let weight = place == 0 || place == count ? 1.0 : place % 2 == 1 ? 4 : 2
            return weight * step / 3 * density(low + Double(place) * step)
        }
    }

    /// The chance of lying above `bound` at a later time.
    private func crossing(_ bound: Double, _ deviation: Double) -> Double {
        var sum = 0.0
        for (point, mass) in zip(points, masses) {
            sum += mass * Distributions.normal(below: (point - bound) / deviation)
        }
        return sum
    }

    func bound(at later: Double, spending level: Double) -> Double {
        let deviation = (later - time).squareRoot()
        var (low, high) = (-9 * later.squareRoot(), 12 * later.squareRoot())
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if crossing(middle, deviation) > level { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    func next(at later: Double, below bound: Double) -> ScoreDensity {
        let variance = later - time
        let scale = 1 / (2 * Double.pi * variance).squareRoot()
        return ScoreDensity(at: later, below: bound) { value in
            var sum = 0.0
            for (point, mass) in zip(points, masses) {
                let step = value - point
                sum += mass * exp(-step * step / (2 * variance))
            }
            return sum * scale
        }
    }
}
