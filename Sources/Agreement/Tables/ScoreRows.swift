/// Scores on a continuous scale, item after item, for the measures that need neither categories nor names.
///
/// Nothing is merged or sorted that need not be: a million scores take milliseconds.
public struct ScoreRows: Sendable {
    /// The scores, item after item.
    public let scores: [Double]
    /// Where each item's scores start; one more than there are items.
    public let starts: [Int]

    /// Complete rows of `raterCount` scores; throws when they do not fit or one is not finite.
    public init(scores: [Double], raterCount: Int) throws(AgreementError) {
        guard raterCount > 0, scores.count % raterCount == 0 else {
            throw AgreementError(
                "\(scores.count) scores do not fill rows of \(raterCount): give every item each rater's"
            )
        }
        try self.init(scores: scores, starts: Array(stride(from: 0, through: scores.count, by: raterCount)))
    }

    /// Rows of any length; throws when the starts do not ascend from 0 to the number of scores or one is not finite.
    public init(scores: [Double], starts: [Int]) throws(AgreementError) {
        let isAscending = zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
        guard starts.first == 0, starts.last == scores.count, isAscending else {
            throw AgreementError("the starts of the rows do not ascend from 0 to the number of scores")
        }
        guard scores.allSatisfy(\.isFinite) else { throw AgreementError("a score is not a finite number") }
        self.scores = scores
        self.starts = starts
    }

    /// Krippendorff's alpha at the interval level, in one pass over the scores; nil where it is undefined.
    public func intervalAlpha() -> Double? { Self.alpha(scores, starts) }

    /// Krippendorff's alpha at the ordinal level: the interval form on mid-ranks of the pairable scores.
    public func ordinalAlpha() -> Double? {
        var pairable: [Double] = []
        var bounds = [0]
        for item in starts.indices.dropLast() where starts[item + 1] - starts[item] > 1 {
            pairable += scores[starts[item]..<starts[item + 1]]
            bounds.append(pairable.count)
        }
        let ranking = Ranking(pairable.map(Radix.key), space: .max)
        var counts = [Double](repeating: 0, count: ranking.count)
        for rank in ranking.ranks { counts[Int(rank)] += 1 }
        let ranks = counts.withUnsafeBufferPointer { AlphaKernel.midRanks($0) }
        return Self.alpha(ranking.ranks.map { ranks[Int($0)] }, bounds)
    }

    private static func alpha(_ scores: [Double], _ starts: [Int]) -> Double? {
        let center = scores.first ?? 0
        var (observed, total, sum, squares) = (0.0, 0.0, 0.0, 0.0)
        scores.withUnsafeBufferPointer { scores in
            for item in 0..<max(0, starts.count - 1) {
                let size = Double(starts[item + 1] - starts[item])
                guard size > 1 else { continue }
                var (own, ownSquares) = (0.0, 0.0)
                let first = scores[starts[item]]
                for place in starts[item]..<starts[item + 1] {
                    let difference = scores[place] - first
                    own += difference
                    ownSquares += difference * difference
                }
                let shift = first - center
                observed += max(0, ownSquares - own * own / size) * size / (size - 1)
                total += size
                sum += own + size * shift
                squares += ownSquares + 2 * shift * own + size * shift * shift
            }
        }
        let spread = (squares - sum * sum / total) * total
        guard total > 1, spread > 1e-14 * squares * total else { return nil }
        return 1 - observed * (total - 1) / spread
    }

    /// The mean squares of complete rows, from which the six intraclass correlations come; nil unless every row has as many.
    public func meanSquares() -> MeanSquares? {
        let n = starts.count - 1
        guard n > 1, scores.count % n == 0, scores.count / n > 1 else { return nil }
        let k = scores.count / n
        guard starts.enumerated().allSatisfy({ $1 == $0 * k }) else { return nil }
        let center = scores[0]
        var (sum, squares, within) = (0.0, 0.0, 0.0)
        var columns = [Double](repeating: 0, count: k)
        scores.withUnsafeBufferPointer { scores in
            columns.withUnsafeMutableBufferPointer { columns in
                for item in 0..<n {
                    var own = 0.0
                    for rater in 0..<k {
                        let value = scores[item * k + rater] - center
                        own += value
                        columns[rater] += value
                    }
                    let mean = own / Double(k)
                    for rater in 0..<k {
                        let difference = scores[item * k + rater] - center - mean
                        within += difference * difference
                    }
                    sum += mean
                    squares += mean * mean
                }
            }
        }
        let count = Double(n)
        let grand = sum / count
        let between = columns.reduce(0) { $0 + ($1 / count - grand) * ($1 / count - grand) }
        return MeanSquares(
            n: count,
            k: Double(k),
            items: Double(k) * max(0, squares - count * grand * grand),
            raters: count * between,
            within: within
        )
    }
}

extension MeanSquares {
    /// A form's value with its interval from the F distribution; nil where it is undefined.
    public func estimate(_ form: ICCForm, confidence: Double = 0.95) -> (value: Double, interval: ClosedForm?)? {
        let value = value(form)
        return value.isFinite ? (value, interval(form, value, confidence)) : nil
    }
}
