import Foundation

extension Generator {
    /// A draw from Binomial(n, p), by counting geometric gaps when np is small, else by Hörmann's BTRS (1993).
    mutating func binomial(_ n: Int, _ p: Double) -> Int {
        if n <= 0 || p <= 0 { return 0 }
        if p >= 1 { return n }
        if p > 0.5 { return n - binomial(n, 1 - p) }
        return Double(n) * p < 10 ? gaps(n, p) : transformedRejection(n, p)
    }

    private mutating func gaps(_ n: Int, _ p: Double) -> Int {
        let scale = 1 / log1p(-p)
        var count = 0
        var position = 0.0
        while true {
            position += (log(1 - uniform()) * scale).rounded(.down) + 1
            if position > Double(n) { return count }
            count += 1
        }
    }

    private mutating func transformedRejection(_ n: Int, _ p: Double) -> Int {
        let size = Double(n)
        let deviation = (size * p * (1 - p)).squareRoot()
        let b = 1.15 + 2.53 * deviation
        let a = -0.0873 + 0.0248 * b + 0.01 * p
        let center = size * p + 0.5
        while true {
            let u = uniform() - 0.5
            var v = uniform()
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + center).rounded(.down)
            guard k >= 0, k <= size else { continue }
            if us >= 0.07, v <= 0.92 - 4.2 / b { return Int(k) }
            let alpha = (2.83 + 5.1 / b) * deviation
            let mode = ((size + 1) * p).rounded(.down)
            v = log(v * alpha / (a / (us * us) + b))
            if v <= Self.logFactorialRatio(size, mode, k) + (k - mode) * log(p / (1 - p)) { return Int(k) }
        }
    }

    /// log of m! (n − m)! / (k! (n − k)!).
    private static func logFactorialRatio(_ n: Double, _ m: Double, _ k: Double) -> Double {
        logFactorial(m) + logFactorial(n - m) - logFactorial(k) - logFactorial(n - k)
    }

    /// log n! by a table below 16, else by Stirling's series, whose error there is below 1e-13.
    private static func logFactorial(_ n: Double) -> Double {
        if n < 16 { return small[Int(n)] }
        let inverse = 1 / (n + 1)
        let square = inverse * inverse
        let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)))
        return (n + 0.5) * log(n + 1) - (n + 1) + 0.918_938_533_204_672_74 + series
    }

    private static let small = (0..<16).map { n in (1..<max(2, n + 1)).reduce(0.0) { $0 + log(Double($1)) } }
}
