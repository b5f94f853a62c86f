import Foundation

/// A model of the outcome of a comparison given the difference of two log abilities.
///
/// All three have a concave log-likelihood in the abilities and the logarithm of their tie parameter.
enum PairedModel: Sendable {
    /// P(i beats j) = πᵢ / (πᵢ + πⱼ), a tie counted as half a win of each (Bradley and Terry, 1952).
    case bradleyTerry
    /// P(tie) = ν √(πᵢπⱼ) / (πᵢ + πⱼ + ν √(πᵢπⱼ)) (Davidson, 1970).
    case davidson
    /// P(i beats j) = πᵢ / (πᵢ + θ πⱼ), θ ≥ 1 (Rao and Kupper, 1967).
    case raoKupper

    /// Log-likelihood of one pair's counts with its first and second derivatives.
    struct Term {
        var value = 0.0
        /// By the difference of the abilities.
        var slope = 0.0
        /// By the tie parameter.
        var tieSlope = 0.0
        /// Negative second derivatives.
        var curve = 0.0
        var mixedCurve = 0.0
        var tieCurve = 0.0
    }

    /// The term of `wins`, `losses` and `ties` at the difference `d`; `tie` is log ν or log θ.
    func term(_ wins: Double, _ losses: Double, _ ties: Double, d: Double, tie: Double) -> Term {
        switch self {
        case .bradleyTerry: Self.bradleyTerry(wins + ties / 2, losses + ties / 2, d)
        case .davidson: Self.davidson(wins, losses, ties, d, exp(tie))
        case .raoKupper: Self.raoKupper(wins, losses, ties, d, tie)
        }
    }

    /// A start for the tie parameter from the share of ties; nil where the model has none or there are no ties.
    func start(ties: Double, wins: Double) -> Double? {
        guard ties > 0, self != .bradleyTerry else { return nil }
        let odds = ties / max(wins, 0.5)
        return self == .davidson ? log(2 * odds) : log(1 + 2 * odds)
    }

    private static func bradleyTerry(_ wins: Double, _ losses: Double, _ d: Double) -> Term {
        let p = 1 / (1 + exp(-d))
        let count = wins + losses
        return Term(
            value: -wins * softplus(-d) - losses * softplus(d),
            slope: wins - count * p,
            curve: count * p * (1 - p)
        )
    }

    private static func davidson(_ wins: Double, _ losses: Double, _ ties: Double, _ d: Double, _ nu: Double) -> Term {
        // Divided by √(πᵢπⱼ), and by the largest of the three so that nothing overflows.
        let largest = max(abs(d) / 2, log(nu))
        let (first, second, third) = (exp(d / 2 - largest), exp(-d / 2 - largest), nu * exp(-largest))
        let sum = first + second + third
        let (p, q, t) = (first / sum, second / sum, third / sum)
        let count = wins + losses + ties
        return Term(
            value: wins * d / 2 - losses * d / 2 + ties * log(nu) - count * (log(sum) + largest),
            slope: (wins - losses) / 2 - count * (p - q) / 2,
            tieSlope: ties - count * t,
            curve: count * ((p + q) - (p - q) * (p - q)) / 4,
            mixedCurve: -count * (p - q) * t / 2,
            tieCurve: count * t * (1 - t)
        )
    }

    private static func raoKupper(_ wins: Double, _ losses: Double, _ ties: Double, _ d: Double, _ c: Double) -> Term {
        // P(i) = σ(d − c), P(j) = σ(−d − c), P(tie) = σ(c + d) σ(c − d) (1 − e^{−2c}).
        let (p, q) = (1 / (1 + exp(c - d)), 1 / (1 + exp(c + d)))
        var term = Term()
        term.value = -(wins + ties) * softplus(c - d) - (losses + ties) * softplus(c + d)
        term.slope = (wins + ties) * (1 - p) - (losses + ties) * (1 - q)
        term.tieSlope = -(wins + ties) * (1 - p) - (losses + ties) * (1 - q)
        let (a, b) = ((wins + ties) * p * (1 - p), (losses + ties) * q * (1 - q))
        term.curve = a + b
        term.mixedCurve = b - a
        term.tieCurve = a + b
        if ties > 0 {
            // ln(e^{2c} − 1), whose derivative is 2 / (1 − e^{−2c}).
            let inverse = 1 / -expm1(-2 * c)
            term.value += ties * (2 * c + log(-expm1(-2 * c)))
            term.tieSlope += ties * 2 * inverse
            term.tieCurve += ties * 4 * inverse * (inverse - 1)
        }
        return term
    }

    private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
