/// The six forms of the intraclass correlation (Shrout and Fleiss, 1979; McGraw and Wong, 1996) of a complete table.
public enum ICCForm: String, Sendable, CaseIterable {
    /// One-way, single rating: (MSR − MSW) / (MSR + (k − 1) MSW).
    case oneWaySingle = "1_1"
    /// Two-way, absolute agreement, single rating.
    case agreementSingle = "A_1"
    /// Two-way, consistency, single rating.
    case consistencySingle = "C_1"
    /// One-way, mean of k ratings.
    case oneWayMean = "1_k"
    /// Two-way, absolute agreement, mean of k ratings.
    case agreementMean = "A_k"
    /// Two-way, consistency, mean of k ratings.
    case consistencyMean = "C_k"
}

/// The mean squares of a table of n items by k raters without a gap.
public struct MeanSquares: Sendable, Equatable {
    /// Items and raters.
    public let n: Double
    public let k: Double
    /// Between items, between raters, within items, and residual.
    public let items: Double
    public let raters: Double
    public let within: Double
    public let residual: Double

    /// From n, k, and the sums of squares between items, between raters and within items.
    init(n: Double, k: Double, items: Double, raters: Double, within: Double) {
        self.n = n
        self.k = k
        self.items = items / (n - 1)
        self.raters = raters / (k - 1)
        self.within = within / (n * (k - 1))
        residual = max(0, within - raters) / ((n - 1) * (k - 1))
    }

    /// The value of a form; NaN where it is undefined: its denominator is no variance above 0.
    func value(_ form: ICCForm) -> Double {
        guard n > 1, k > 1 else { return .nan }
        let (difference, denominator) = parts(form)
        // What is left of larger squares by rounding is nothing.
        guard denominator > 1e-12 * (items + raters + within) else { return .nan }
        return difference / denominator
    }

    private func parts(_ form: ICCForm) -> (difference: Double, denominator: Double) {
        switch form {
        case .oneWaySingle: (items - within, items + (k - 1) * within)
        case .agreementSingle: (items - residual, items + (k - 1) * residual + k * (raters - residual) / n)
        case .consistencySingle: (items - residual, items + (k - 1) * residual)
        case .oneWayMean: (items - within, items)
        case .agreementMean: (items - residual, items + (raters - residual) / n)
        case .consistencyMean: (items - residual, items)
        }
    }

    /// The interval from the F distribution.
    func interval(_ form: ICCForm, _ value: Double, _ confidence: Double) -> ClosedForm? {
        let name = "McGraw and Wong (1996)"
        switch form {
        case .oneWaySingle, .oneWayMean:
            return Self.exact(items / within, n - 1, n * (k - 1), k, form == .oneWaySingle, confidence, name)
        case .consistencySingle, .consistencyMean:
            return Self.exact(
                items / residual,
                n - 1,
                (n - 1) * (k - 1),
                k,
                form == .consistencySingle,
                confidence,
                name
            )
        case .agreementSingle: return agreement(value, confidence)
        case .agreementMean:
            guard let single = agreement(self.value(.agreementSingle), confidence) else { return nil }
            func stepped(_ value: Double) -> Double { k * value / (1 + value * (k - 1)) }
            // Below −1/(k − 1) a single rating's correlation stands for no mean's: the interval has no end there.
            guard single.low > -1 / (k - 1) else { return nil }
            return ClosedForm(
                low: stepped(single.low),
                high: stepped(single.high),
                method: single.method + ", stepped up by Spearman and Brown"
            )
        }
    }

    static func exact(
        _ f: Double,
        _ first: Double,
        _ second: Double,
        _ k: Double,
        _ isSingle: Bool,
        _ confidence: Double,
        _ name: String
    ) -> ClosedForm? {
        let tail = 1 - (1 - confidence) / 2
        let low = f / Distributions.fQuantile(tail, first, second)
        let high = f * Distributions.fQuantile(tail, second, first)
        func value(_ f: Double) -> Double {
            guard f.isFinite else { return 1 }
            return isSingle ? (f - 1) / (f + k - 1) : 1 - 1 / f
        }
        // Without variance within items the formula has no width.
        guard f.isFinite, f > 0 else { return nil }
        let degrees = "F with \(Self.number(first)) and \(Self.number(second)) degrees of freedom"
        return ClosedForm(low: value(low), high: value(high), method: "\(name), \(degrees)")
    }

    /// Satterthwaite's approximation for absolute agreement of single ratings.
    private func agreement(_ value: Double, _ confidence: Double) -> ClosedForm? {
        guard residual > 0, value.isFinite else {
            return nil
        }
        return agreement(satterthwaite: value, confidence)
    }

    /// The interval with its degrees of freedom computed from `value`.
    func agreement(satterthwaite value: Double, _ confidence: Double) -> ClosedForm? {
        let ratio = raters / residual
        let a = k * value * ratio
        let b = n * (1 + (k - 1) * value) - k * value
        let degrees = (k - 1) * (n - 1) * (a + b) * (a + b) / ((n - 1) * a * a + b * b)
        guard degrees.isFinite, degrees > 0 else { return nil }
        let tail = 1 - (1 - confidence) / 2
        let lower = Distributions.fQuantile(tail, n - 1, degrees)
        let upper = Distributions.fQuantile(tail, degrees, n - 1)
        let spread = k * raters + (k * n - k - n) * residual
        return ClosedForm(
            low: n * (items - lower * residual) / (lower * spread + n * items),
            high: n * (upper * items - residual) / (spread + n * upper * items),
            method:
                "McGraw and Wong (1996), F with \(Self.number(n - 1)) and \(Self.number(degrees)) degrees of freedom"
        )
    }

    private static func number(_ degrees: Double) -> String {
        if degrees == degrees.rounded(), degrees < 1e15 { return String(Int(degrees)) }
        return String((degrees * 100).rounded() / 100)
    }
}
