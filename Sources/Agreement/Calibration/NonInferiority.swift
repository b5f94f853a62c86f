import Foundation

/// Whether a candidate is no worse than a baseline by more than a margin, on paired differences.
///
/// d = candidate − baseline by prompt, Student's t with n − 1 degrees of freedom.
public struct PairedDifference: Sendable {
    public let count: Int
    public let mean: Double
    /// Over n − 1.
    public let deviation: Double
    public let standardError: Double
    /// Two-sided at the confidence.
    public let interval: ClosedRange<Double>?
    /// The one-sided bound at the confidence.
    public let lowerBound: Double?
    /// That the difference is −margin or less.
    public let p: Double?
    /// That it lies outside ± margin (two one-sided tests: Schuirmann, 1987).
    public let equivalenceP: Double?

    /// Nil with fewer than two differences. Throws when one is not finite.
    public init?(_ differences: [Double], margin: Double, confidence: Double = 0.95) throws(AgreementError) {
        try checkPairs(differences, differences.count)
        guard differences.count > 1 else { return nil }
        count = differences.count
        let center = Moments.mean(differences)
        mean = center
        deviation = Moments.variance(differences).squareRoot()
        let error = deviation / Double(count).squareRoot()
        standardError = error
        guard error > 1e-15 else {
            (interval, lowerBound, p, equivalenceP) = (nil, nil, nil, nil)
            return
        }
        let degrees = Double(differences.count - 1)
        let half = Distributions.studentQuantile(0.5 + confidence / 2, degrees) * error
        interval = center - half...center + half
        lowerBound = center - Distributions.studentQuantile(confidence, degrees) * error
        let one = Distributions.student(below: -(center + margin) / error, degrees)
        let other = Distributions.student(below: (center - margin) / error, degrees)
        (p, equivalenceP) = (one, max(one, other))
    }
}

/// Two pass rates on the same prompts.
public struct PairedRates: Sendable, Equatable {
    public let both: Int
    public let onlyBaseline: Int
    public let onlyCandidate: Int
    public let neither: Int

    public init(both: Int, onlyBaseline: Int, onlyCandidate: Int, neither: Int) {
        self.both = max(0, both)
        self.onlyBaseline = max(0, onlyBaseline)
        self.onlyCandidate = max(0, onlyCandidate)
        self.neither = max(0, neither)
    }

    /// From one verdict of each model a prompt, in the same order.
    init(baseline: [Bool], candidate: [Bool]) {
        func count(_ one: Bool, _ other: Bool) -> Int { zip(baseline, candidate).count { $0 == one && $1 == other } }
        self.init(
            both: count(true, true),
            onlyBaseline: count(true, false),
            onlyCandidate: count(false, true),
            neither: count(false, false)
        )
    }

    public var count: Int { both + onlyBaseline + onlyCandidate + neither }
    public var baseline: Double? { count > 0 ? Double(both + onlyBaseline) / Double(count) : nil }
    public var candidate: Double? { count > 0 ? Double(both + onlyCandidate) / Double(count) : nil }
    /// Candidate − baseline.
    public var difference: Double? { count > 0 ? Double(onlyCandidate - onlyBaseline) / Double(count) : nil }

    /// The standard deviation of the prompts' differences −1, 0 and 1; nil under two prompts.
    public var deviation: Double? {
        guard count > 1, let difference else { return nil }
        let squares = Double(onlyBaseline + onlyCandidate) - Double(count) * difference * difference
        return max(0, squares / Double(count - 1)).squareRoot()
    }

    /// How `interval` is made.
    public static let method = "Newcombe (1998), paired"

    /// McNemar's exact test (1947), two-sided; nil where no prompt is discordant.
    public var mcNemarP: Double? {
        let n = onlyBaseline + onlyCandidate
        guard n > 0 else { return nil }
        let least = min(onlyBaseline, onlyCandidate)
        // I_{1/2}(n − k, k + 1) is the binomial distribution's share up to k.
        let tail = least == n ? 1 : Distributions.incompleteBeta(0.5, Double(n - least), Double(least + 1))
        return min(1, 2 * tail)
    }

    /// Newcombe's interval of candidate − baseline (1998, method 10): Wilson's limits with the pairs' correlation.
    public func interval(confidence: Double = 0.95) -> ClosedRange<Double>? {
        guard count > 0 else { return nil }
        let limits = limits(z: Distributions.normalQuantile(0.5 + confidence / 2))
        return min(limits.low, limits.high)...max(limits.low, limits.high)
    }

    func limits(z: Double) -> (low: Double, high: Double) {
        let n = Double(count)
        func wilson(_ passes: Int) -> (low: Double, high: Double) {
            let share = Double(passes) / n
            let square = z * z / n
            let center = (share + square / 2) / (1 + square)
            let half = z * (share * (1 - share) / n + square / (4 * n)).squareRoot() / (1 + square)
            return (max(0, center - half), min(1, center + half))
        }
        let (p1, p2) = (Double(both + onlyCandidate) / n, Double(both + onlyBaseline) / n)
        let (one, two) = (wilson(both + onlyCandidate), wilson(both + onlyBaseline))
        let phi = correlation
        func spread(_ a: Double, _ b: Double) -> Double { max(0, a * a - 2 * phi * a * b + b * b).squareRoot() }
        return (
            p1 - p2 - spread(p1 - one.low, two.high - p2), p1 - p2 + spread(one.high - p1, p2 - two.low)
        )
    }

    /// φ with Newcombe's continuity correction; 0 where a margin is 0.
    private var correlation: Double {
        let margins = [
            both + onlyBaseline, onlyCandidate + neither, both + onlyCandidate, onlyBaseline + neither,
        ].map(Double.init)
        let product = margins.reduce(1, *)
        guard product > 0 else { return 0 }
        let (q, n) = (Double(both) * Double(neither) - Double(onlyBaseline) * Double(onlyCandidate), Double(count))
        let corrected = q > n / 2 ? q - n / 2 : q >= 0 ? 0 : q
        return corrected / product.squareRoot()
    }

    /// One-sided p that the difference is −margin or less: the level at which Newcombe's limit meets −margin.
    public func p(margin: Double) -> Double? {
        guard let difference else { return nil }
        if difference == -margin { return 0.5 }
        let isAbove = difference > -margin
        func reaches(_ z: Double) -> Bool {
            let limits = limits(z: z)
            return isAbove ? limits.low <= -margin : limits.high >= -margin
        }
        var (low, high) = (0.0, 40.0)
        guard reaches(high) else { return isAbove ? 0 : 1 }
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if reaches(middle) { high = middle } else { low = middle }
        }
        let tail = Distributions.normal(below: -high)
        return isAbove ? tail : 1 - tail
    }
}

/// The verdict whether a candidate is non-inferior to a baseline.
public struct NonInferiority: Sendable {
    /// What can be said.
    public enum Verdict: String, Sendable, CaseIterable {
        case nonInferior = "non-inferior"
        case not = "not"
        case notEnough = "not enough"
    }

    /// One prompt's figures of both models.
    public enum Pairs: Sendable {
        /// Differences candidate − baseline of mean scores, one a prompt.
        case scores([Double])
        /// One 0 or 1 of each model, one a prompt.
        case shares(baseline: [Bool], candidate: [Bool])
    }

    /// Prompts.
    public let count: Int
    /// Of them those without a rating: ties by definition, as both models gave one text.
    public let tieCount: Int
    public let mean: Double?
    public let deviation: Double?
    /// The two-sided interval at twice the one-sided level: 90 % for .05.
    public private(set) var low: Double?
    public private(set) var high: Double?
    /// The same as one; nil where there is none.
    public var interval: ClosedRange<Double>? {
        guard let low, let high, low <= high else { return nil }
        return low...high
    }
    /// One-sided.
    public let p: Double?
    public let verdict: Verdict
    /// How many more prompts would about decide it; nil where none would, or the reason is the spread.
    public let more: Int?
    /// Why it is not enough, in words.
    public let reason: String?
    public let margin: Double
    /// How the interval was made.
    public private(set) var method: String

    /// Under so many prompts with ratings nothing is called non-inferior.
    public static let fewestPrompts = 30

    /// `ties` are how many of the prompts have no rating: they carry the figure as the others, and do not make it enough.
    ///
    /// Throws when a number is not finite, the margin is not positive or the lengths differ.
    public init(_ pairs: Pairs, margin: Double, level: Double = 0.05, ties: Int = 0) throws(AgreementError) {
        guard margin > 0, margin.isFinite else { throw AgreementError("a margin must be a positive number") }
        self.margin = margin
        var isFlat = false
        switch pairs {
        case .scores(let differences):
            let found = try PairedDifference(differences, margin: margin, confidence: 1 - 2 * level)
            count = differences.count
            (mean, deviation, p) = (found?.mean ?? differences.first, found?.deviation, found?.p)
            (low, high) = (found?.interval?.lowerBound, found?.interval?.upperBound)
            isFlat = differences.count { $0 != 0 } < 5 || (found?.deviation ?? 0) < 1e-15
            method = "Student's t by prompt"
        case .shares(let baseline, let candidate):
            guard baseline.count == candidate.count else {
                throw AgreementError("give each prompt one verdict a model")
            }
            let rates = PairedRates(baseline: baseline, candidate: candidate)
            count = rates.count
            (mean, p) = (rates.difference, rates.p(margin: margin))
            deviation = rates.deviation
            let interval = rates.interval(confidence: 1 - 2 * level)
            (low, high) = (interval?.lowerBound, interval?.upperBound)
            method = PairedRates.method
        }
        tieCount = max(0, min(ties, count))
        if tieCount > 0 { method += ", \(tieCount) of \(count) prompts ties by one text of both models" }
        let rated = count - tieCount
        let isEnough = rated >= Self.fewestPrompts
        let isAbove = low.map { $0 > -margin } ?? false
        if isFlat {
            verdict = .notEnough
        } else if isAbove, isEnough {
            verdict = .nonInferior
        } else {
            verdict = high.map { $0 < -margin } ?? false ? .not : .notEnough
        }
        let isOpen = verdict == .notEnough && !isFlat
        more = isOpen ? Self.more(count, rated: rated, mean, deviation, margin) : nil
        reason = Self.reason(verdict, isFlat: isFlat, deviation: deviation, count: rated)
    }

    /// The same with what its level comes from, where it was looked at before all planned prompts.
    func widened(for looks: [Double], level: Double) -> NonInferiority {
        guard let last = looks.last else { return self }
        var found = self
        let planned = Int((Double(count) / last).rounded())
        let share = last < 1 ? ", \(count) of \(planned) planned prompts" : ""
        found.method +=
            ", widened for look \(looks.count)\(share) (O'Brien-Fleming spending, one-sided \(Self.short(level)))"
        return found
    }

    /// The same with an interval that ends where a difference does; the verdict is that of the interval as it was.
    func cut(to limits: ClosedRange<Double>?) -> NonInferiority {
        guard let limits, let interval, let mean, limits.contains(mean), limits.cutting(interval) != interval else {
            return self
        }
        var found = self
        (found.low, found.high) = (limits.cutting(interval).lowerBound, limits.cutting(interval).upperBound)
        found.method += ", \(limits.cutWords)"
        return found
    }

    /// Two digits that count.
    private static func short(_ level: Double) -> String {
        guard level > 0 else { return "0" }
        let power = Int(floor(log10(level)))
        guard power < -3 else { return String((level * 10000).rounded() / 10000) }
        let digits = (level / pow(10, Double(power)) * 10).rounded() / 10
        return "\(digits)e\(power)"
    }

    /// max(1, 30 − rated, ⌈(2.487 sd / (margin + min(0, mean)))²⌉ − n); nil where the mean lies at −margin or below.
    private static func more(
        _ count: Int,
        rated: Int,
        _ mean: Double?,
        _ deviation: Double?,
        _ margin: Double
    ) -> Int? {
        guard let mean, mean > -margin else { return nil }
        guard let deviation else { return max(1, fewestPrompts - rated) }
        let root = 2.487 * deviation / (margin + min(0, mean))
        guard root.isFinite, root < 1e6 else { return nil }
        return max(1, fewestPrompts - rated, Int((root * root).rounded(.up)) - count)
    }

    /// Whether so many more are needed that more ratings will hardly help.
    public var isHopeless: Bool { verdict == .notEnough && reason == nil && (more.map { $0 > 10 * count } ?? true) }

    private static func reason(_ verdict: Verdict, isFlat: Bool, deviation: Double?, count: Int) -> String? {
        guard verdict == .notEnough else { return nil }
        if isFlat, (deviation ?? 0) < 1e-15 { return "every difference is the same" }
        if isFlat { return "fewer than five prompts differ" }
        return count < fewestPrompts ? "\(count) of at least \(fewestPrompts) prompts" : nil
    }
}
