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
            return undefined("attention", 0, "no attention checks").on(criterion)
        }
        let half = quantile * test.standardError
        let interval = (low: max(0, test.superiority - half), high: min(1, test.superiority + half))
        let superiority = estimate(test.superiority, interval, degraded.count, "Hanley and McNeil (1982)")
        guard degraded.count >= 5 else { return figure("attention", superiority, "too few to tell").on(criterion) }
        let noted = test.p > 0.05 && interval.low < 0.6
        let p = "\((test.p * 100).rounded() / 100)"
        let words = noted ? "degraded copies were not told from the rest (p \(p))" : "degraded copies were noticed"
        return figure("attention", superiority, noted: noted, words).on(criterion)
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
        let differs = isClear(share.estimate, from: 0.5)
        let words = differs ? "the \(side) one is chosen more often than chance gives" : "both sides alike"
        return figure("position", share.estimate, noted: noted, words)
    }
}
