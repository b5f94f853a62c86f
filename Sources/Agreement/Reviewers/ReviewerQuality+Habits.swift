import Foundation

/// What moves a reviewer's scores besides quality.
extension ReviewerQuality {
    /// Whether degraded copies got lower scores than responses as they were.
    var attention: ReviewerFigure {
        let checks = own.filter { $0.purpose == .attention && !$0.isPair }
        let criterion = checks.first?.criterion
        let degraded = checks.filter { $0.criterion == criterion }.map(\.value)
        let whole = blind.filter { !$0.isPair && $0.criterion == criterion }.map(\.value)
        guard let test = MannWhitney(lower: degraded, upper: whole) else {
            return undefined("attention", 0, "no attention checks")
        }
        let half = quantile * test.standardError
        let interval = (low: max(0, test.superiority - half), high: min(1, test.superiority + half))
        let superiority = estimate(test.superiority, interval, degraded.count, "Hanley and McNeil (1982)")
        guard degraded.count >= 5 else { return figure("attention", superiority, "too few to tell") }
        let noted = test.p > 0.05 && interval.low < 0.6
        let p = "\((test.p * 100).rounded() / 100)"
        let words = noted ? "degraded copies were not told from the rest (p \(p))" : "degraded copies were noticed"
        return figure("attention", superiority, noted: noted, words)
    }

    /// The mean difference from the others on the same items, in points.
    var severity: ReviewerFigure {
        let values = differences.map(\.value)
        let mean = clusteredMean(
            checked: values,
            clusters: Array(values.indices),
            confidence: confidence,
            unit: "items"
        )
        guard let value = mean.value, values.count >= 10 else {
            return undefined("severity", values.count, "too few shared items")
        }
        let isClear = (mean.low ?? value) > 0 || (mean.high ?? value) < 0
        let direction = value < 0 ? "stricter" : "milder"
        let words = isClear ? "\(direction) than the others; models are compared within each reviewer" : "as the others"
        return figure("severity", mean, words)
    }

    /// How often the left of a pair was chosen, ties aside.
    var positionPreference: ReviewerFigure {
        let decided = blind.filter { $0.isPair && $0.value != 0 }
        let left = decided.count { $0.value > 0 }
        guard let share = share(left, of: decided.count), decided.count >= 10 else {
            return undefined("position", decided.count, "too few pairs")
        }
        let n = Double(decided.count)
        let p = 2 * normalUpperTail((abs(Double(left) - n / 2) - 0.5) / (n / 4).squareRoot())
        let side = left * 2 > decided.count ? "left" : "right"
        let noted = p < Self.level
        let words = noted ? "the \(side) one is chosen more often than chance gives" : "both sides alike"
        return figure("position", share.estimate, noted: noted, words)
    }

    /// How much more than the others' scores a text gets that is twice as long, in points.
    var lengthPreference: ReviewerFigure {
        let points = differences.filter { $0.length > 0 }
        guard points.count >= 20 else { return undefined("length", points.count, "too few shared items") }
        guard let line = LeastSquares(points.map { (x: log2(Double($0.length)), y: $0.value) }) else {
            return undefined("length", points.count, "all texts are of one length")
        }
        let noted = line.error > 0 && 2 * normalUpperTail(abs(line.slope) / line.error) < Self.level
        let half = quantile * line.error
        let slope = estimate(line.slope, (line.slope - half, line.slope + half), points.count, "least squares, normal")
        let longer = line.slope > 0 ? "longer" : "shorter"
        let words = noted ? "\(longer) texts get more than the others give them" : "no preference"
        return figure("length", slope, noted: noted, words)
    }

    /// Own score less the mean of the others', for each item that others scored too.
    private var differences: [(value: Double, length: Int)] {
        let groups = Dictionary(grouping: others.filter { $0.purpose == .blind && !$0.isPair }) {
            "\($0.subject) \($0.criterion)"
        }
        return blind.filter { !$0.isPair }.compactMap { rating in
            guard let group = groups["\(rating.subject) \(rating.criterion)"] else { return nil }
            let mean = group.reduce(0) { $0 + $1.value } / Double(group.count)
            return (rating.value - mean, rating.lengths.first ?? 0)
        }
    }
}

/// A straight line through points, and the standard error of its slope; nil where x does not vary.
private struct LeastSquares {
    let slope: Double
    let error: Double

    init?(_ points: [(x: Double, y: Double)]) {
        let n = Double(points.count)
        let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / n, points.reduce(0) { $0 + $1.y } / n)
        let squares = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        guard squares > 1e-9, points.count > 2 else { return nil }
        let slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / squares
        let rest = points.reduce(0) { sum, point in
            let error = point.y - meanY - slope * (point.x - meanX)
            return sum + error * error
        }
        self.slope = slope
        error = (rest / (n - 2) / squares).squareRoot()
    }
}
