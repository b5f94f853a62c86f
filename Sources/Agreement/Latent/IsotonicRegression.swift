/// The non-decreasing step function nearest to the data in weighted squares, by pooling adjacent violators (Barlow et al.,
/// 1972); equal x are averaged first. Between the points it is interpolated, beyond them it is constant.
public struct IsotonicRegression: Sendable, Equatable {
    /// Distinct x, ascending.
    public let x: [Double]
    /// The fitted value at each x.
    public let fitted: [Double]

    /// Throws when a number is not finite, a weight is not positive, or there are no data.
    public init(x: [Double], y: [Double], weights: [Double]? = nil) throws(AgreementError) {
        try checkPairs(x, y.count)
        try checkPairs(y, x.count)
        let weights = weights ?? [Double](repeating: 1, count: x.count)
        try checkPairs(weights, x.count)
        guard !x.isEmpty else { throw AgreementError("there are no data to fit") }
        guard weights.allSatisfy({ $0 > 0 }) else { throw AgreementError("a weight is not positive") }
        var points: [(x: Double, sum: Double, weight: Double)] = []
        // By value too, so that the rounding of the sums does not depend on the order of the data.
        for place in x.indices.sorted(by: { (x[$0], y[$0], weights[$0]) < (x[$1], y[$1], weights[$1]) }) {
            if let last = points.last, last.x == x[place] {
                points[points.count - 1].sum += y[place] * weights[place]
                points[points.count - 1].weight += weights[place]
            } else {
                points.append((x[place], y[place] * weights[place], weights[place]))
            }
        }
        self.x = points.map(\.x)
        fitted = Self.pooled(points.map { ($0.sum, $0.weight) })
    }

    /// Puts together steps that were fitted before; nil unless x ascends and the values do not fall.
    public init?(x: [Double], fitted: [Double]) {
        let isAscending = zip(x, x.dropFirst()).allSatisfy { $0 < $1 }
        let isRising = zip(fitted, fitted.dropFirst()).allSatisfy { $0 <= $1 }
        guard !x.isEmpty, x.count == fitted.count, (x + fitted).allSatisfy(\.isFinite), isAscending, isRising else {
            return nil
        }
        (self.x, self.fitted) = (x, fitted)
    }

    private static func pooled(_ points: [(sum: Double, weight: Double)]) -> [Double] {
        var blocks: [(sum: Double, weight: Double, count: Int)] = []
        for point in points {
            blocks.append((point.sum, point.weight, 1))
            while blocks.count > 1, let last = blocks.last, case let before = blocks[blocks.count - 2],
                before.sum / before.weight >= last.sum / last.weight
            {
                blocks.removeLast(2)
                blocks.append((before.sum + last.sum, before.weight + last.weight, before.count + last.count))
            }
        }
        return blocks.flatMap { [Double](repeating: $0.sum / $0.weight, count: $0.count) }
    }

    /// The value at any x.
    public func callAsFunction(_ value: Double) -> Double {
        guard let above = x.firstIndex(where: { $0 >= value }) else { return fitted[fitted.count - 1] }
        guard above > 0, x[above] != value else { return fitted[above] }
        let share = (value - x[above - 1]) / (x[above] - x[above - 1])
        return fitted[above - 1] + share * (fitted[above] - fitted[above - 1])
    }
}
