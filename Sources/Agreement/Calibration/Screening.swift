import Foundation

/// Which models may be dropped on automatic scores before people are asked about them.
///
/// Needs at least five models with labels: q = judge − τ · scale · z + e, τ the standard deviation over them of
/// (people − judge), its noise left in. In each draw one scale √((K − 1)/χ²_{K−1}) serves all models.
public struct Screening: Sendable {
    /// One draw: a scale, and by model a normal number and the judge's sampling error.
    public struct Draw: Sendable {
        public var scale: Double
        public var z: [Double]
        public var error: [Double]

        public init(scale: Double, z: [Double], error: [Double]) {
            self.scale = scale
            self.z = z
            self.error = error
        }
    }

    /// Models with labels.
    public let labelledCount: Int
    /// Nil with fewer than five.
    public let tau: Double?
    public let degrees: Int?

    public static let fewestModels = 5

    /// `peopleMinusJudge` are differences of means, one a model with labels.
    public init(peopleMinusJudge: [Double]) throws(AgreementError) {
        try checkPairs(peopleMinusJudge, peopleMinusJudge.count)
        labelledCount = peopleMinusJudge.count
        guard labelledCount >= Self.fewestModels else {
            (tau, degrees) = (nil, nil)
            return
        }
        let spread = Moments.variance(peopleMinusJudge).squareRoot()
        tau = spread > 1e-15 ? spread : 0
        degrees = labelledCount - 1
    }

    /// The share of the draws in which one of the `top` best models is not among the `keep` with the highest judge means;
    /// ties by place. Nil without tau or a draw.
    public func chanceOfDropping(judge: [Double], keep: Int, top: Int, draws: [Draw]) -> Double? {
        guard let tau, !draws.isEmpty, judge.count > 0 else { return nil }
        func best(_ scores: [Double], _ count: Int) -> [Int] {
            Array(scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(max(0, count)))
        }
        let kept = Set(best(judge, keep))
        let lost = draws.count { draw in
            guard draw.z.count == judge.count, draw.error.count == judge.count else { return false }
            let quality = judge.indices.map { judge[$0] - tau * draw.scale * draw.z[$0] + draw.error[$0] }
            return !best(quality, top).allSatisfy(kept.contains)
        }
        return Double(lost) / Double(draws.count)
    }

    /// Seeded draws; `scores[m]` are model m's judge scores by prompt, which are resampled by prompt for the error.
    public func draws(scores: [[Double]], count: Int = 10_000, seed: UInt64 = 1) -> [Draw] {
        guard let degrees else { return [] }
        var generator = Generator(seed: seed)
        let means = scores.map { $0.isEmpty ? 0 : Moments.mean($0) }
        let errors = scores.map { $0.count > 1 ? (Moments.variance($0) / Double($0.count)).squareRoot() : 0 }
        return (0..<count).map { _ in
            let square = (0..<degrees).reduce(0.0) { sum, _ in
                let z = generator.normal()
                return sum + z * z
            }
            let shifts = scores.indices.map { model -> Double in
                let own = scores[model]
                guard own.count > 1 else { return 0 }
                // A mean of so many is normal.
                guard own.count <= 200 else { return errors[model] * generator.normal() }
                let sum = own.indices.reduce(0.0) { sum, _ in sum + own[generator.index(below: own.count)] }
                return sum / Double(own.count) - means[model]
            }
            return Draw(
                scale: (Double(degrees) / max(square, 1e-12)).squareRoot(),
                z: scores.map { _ in generator.normal() },
                error: shifts
            )
        }
    }
}

extension Generator {
    /// A standard normal number by the inverse distribution function.
    mutating func normal() -> Double {
        let share = uniform()
        return Distributions.normalQuantile(share > 0 ? share : 0x1p-54)
    }
}
