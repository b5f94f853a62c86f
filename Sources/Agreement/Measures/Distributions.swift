import Foundation

/// Quantiles of the distributions that closed-form intervals rest on.
package enum Distributions {
    /// The quantile of the standard normal distribution, by Halley's iteration on erfc.
    package static func normalQuantile(_ p: Double) -> Double {
        if p < 0.5 { return -normalQuantile(1 - p) }
        guard p > 0.5, p < 1 else { return p == 0.5 ? 0 : .infinity }
        let t = (-2 * log(1 - p)).squareRoot()
        // Abramowitz and Stegun 26.2.23, good to 5e-4, as the start.
        let top = 2.515517 + t * (0.802853 + t * 0.010328)
        var z = t - top / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
        for _ in 0..<4 {
            let error = erfc(z / 2.0.squareRoot()) / 2 - (1 - p)
            let step = error / (exp(-z * z / 2) / (2 * Double.pi).squareRoot())
            z += step / (1 - step * z / 2)
        }
        return z
    }

    /// The share of the standard normal distribution below `z`.
    static func normal(below z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

    /// The quantile of Student's t.
    package static func studentQuantile(_ p: Double, _ degrees: Double) -> Double {
        if p < 0.5 { return -studentQuantile(1 - p, degrees) }
        guard p > 0.5, degrees > 0 else { return 0 }
        let y = inverseIncompleteBeta(2 * p - 1, 0.5, degrees / 2)
        return (degrees * y.value / y.complement).squareRoot()
    }

    /// The share of Student's t distribution below `t`.
    static func student(below t: Double, _ degrees: Double) -> Double {
        guard t.isFinite else { return t > 0 ? 1 : 0 }
        let tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
        return t > 0 ? 1 - tail : tail
    }

    /// The quantile of the F distribution.
    static func fQuantile(_ p: Double, _ first: Double, _ second: Double) -> Double {
        let y = inverseIncompleteBeta(p, first / 2, second / 2)
        return y.value * second / (first * y.complement)
    }

    /// The x with I_x(a, b) = p, and 1 − x without cancellation.
    package static func inverseIncompleteBeta(_ p: Double, _ a: Double, _ b: Double) -> (
        value: Double, complement: Double
    ) {
        guard p > 0 else { return (0, 1) }
        guard p < 1 else { return (1, 0) }
        if incompleteBeta(0.5, a, b) < p {
            let other = smallRoot(1 - p, b, a)
            return (1 - other, other)
        }
        let root = smallRoot(p, a, b)
        return (root, 1 - root)
    }

    /// The root in (0, ½]: bisection on the logarithm, hastened by Newton's steps that stay inside the bracket.
    private static func smallRoot(_ p: Double, _ a: Double, _ b: Double) -> Double {
        var (low, high) = (log(1e-300), log(0.5))
        var u = max(low, min(high, log(a / (a + b))))
        for _ in 0..<200 {
            let x = exp(u)
            let error = incompleteBeta(x, a, b) - p
            guard error != 0 else { return x }
            if error > 0 { high = u } else { low = u }
            let slope = exp(a * u + (b - 1) * log1p(-x) - logBeta(a, b))
            var next = u - error / slope
            if abs(next - u) < 2e-16 * max(1, abs(u)) { return exp(next) }
            if !(next > low && next < high) { next = (low + high) / 2 }
            u = next
        }
        return exp(u)
    }

    /// The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction.
    package static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
        let front = exp(a * log(x) + b * log1p(-x) - logBeta(a, b)) / a
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        d = 1 / (abs(d) < tiny ? tiny : d)
        var fraction = d
        for step in 1...100_000 {
            let m = Double(step)
            for numerator in [
                m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
            ] {
                d = 1 + numerator * d
                d = 1 / (abs(d) < tiny ? tiny : d)
                c = 1 + numerator / c
                if abs(c) < tiny { c = tiny }
                fraction *= d * c
            }
            if abs(d * c - 1) < 1e-16 { break }
        }
        return front * fraction
    }

    private static func logBeta(_ a: Double, _ b: Double) -> Double { lgamma(a) + lgamma(b) - lgamma(a + b) }
}
