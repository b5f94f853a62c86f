import Foundation

/// The χ² distribution, by the incomplete gamma function (Abramowitz and Stegun 6.5.29 and 6.5.31).
enum ChiSquared {
    /// The share above `x`.
    static func above(_ x: Double, _ degrees: Double) -> Double {
        guard x > 0 else { return 1 }
        return upperGamma(degrees / 2, x / 2)
    }

    /// The value with `share` below it, by bisection on the tail that is nearer.
    static func quantile(_ share: Double, _ degrees: Double) -> Double {
        guard share > 0, share < 1, degrees > 0 else { return share <= 0 ? 0 : .infinity }
        var (low, high) = (0.0, max(1, degrees))
        while 1 - above(high, degrees) < share { high *= 2 }
        for _ in 0..<200 where high - low > 1e-15 * high {
            let middle = (low + high) / 2
            if 1 - above(middle, degrees) < share { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Q(a, x), regularised.
    private static func upperGamma(_ a: Double, _ x: Double) -> Double {
        let front = exp(a * log(x) - x - lgamma(a))
        guard x >= a + 1 else {
            var (term, sum, n) = (1 / a, 1 / a, a)
            while abs(term) > 1e-17 * sum {
                n += 1
                term *= x / n
                sum += term
            }
            return 1 - front * sum
        }
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var fraction = d
        for step in 1...100_000 {
            let numerator = -Double(step) * (Double(step) - a)
            b += 2
            d = numerator * d + b
            d = 1 / (abs(d) < tiny ? tiny : d)
            c = b + numerator / c
            if abs(c) < tiny { c = tiny }
            fraction *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return front * fraction
    }
}
