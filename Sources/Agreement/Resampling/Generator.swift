import Foundation

/// xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64: the same stream for the same seed everywhere.
public struct Generator: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// The stream of that seed.
    public init(seed: UInt64) {
        var splitter = seed
        func next() -> UInt64 {
            splitter &+= 0x9E37_79B9_7F4A_7C15
            var word = splitter
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
        state = (next(), next(), next(), next())
    }

    public mutating func next() -> UInt64 {
        func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 { (word << count) | (word >> (64 - count)) }
        let result = rotated(state.1 &* 5, 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = rotated(state.3, 45)
        return result
    }

    /// A number from 0 up to but not including 1, on a grid of 2⁻⁵³.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A whole number below `bound`, without bias (Lemire, 2019).
    mutating func index(below bound: Int) -> Int { Int(next(upperBound: UInt64(bound))) }

    /// A draw from Binomial(n, p), by counting geometric gaps when np is small, else by Hörmann's BTRS (1993).
    mutating func binomial(_ n: Int, _ p: Double) -> Int {
        if n <= 0 || p <= 0 { return 0 }
        if p >= 1 { return n }
        if p > 0.5 { return n - binomial(n, 1 - p) }
        return Double(n) * p < 10 ? gaps(n, p) : transformedRejection(n, p)
    }

    private mutating func gaps(_ n: Int, _ p: Double) -> Int {
        let scale = log1p(-p)
        var count = 0
        var position = 0.0
        while true {
            position += (log(1 - uniform()) / scale).rounded(.down) + 1
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
        let alpha = (2.83 + 5.1 / b) * deviation
        let mode = ((size + 1) * p).rounded(.down)
        let odds = log(p / (1 - p))
        while true {
            let u = uniform() - 0.5
            let v = uniform()
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + center).rounded(.down)
            guard k >= 0, k <= size else { continue }
            if us >= 0.07, v <= 0.92 - 4.2 / b { return Int(k) }
            let atMode = lgamma(mode + 1) + lgamma(size - mode + 1)
            let atDraw = lgamma(k + 1) + lgamma(size - k + 1)
            let hat = log(v * alpha / (a / (us * us) + b))
            if hat <= atMode - atDraw + (k - mode) * odds { return Int(k) }
        }
    }
}
