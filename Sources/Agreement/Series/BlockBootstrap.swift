import Foundation

/// Values in the order of time, each within its block, such as an hour of a day: neighbours depend on each other, blocks much
/// less.
///
/// Resampling draws blocks with replacement (Künsch, 1989); a quantile is read from ranks that were sorted once. Failures are
/// infinite values.
package struct BlockBootstrap {
    /// Of each value, ascending; failures come last.
    private let order: [(value: Double, block: Int)]
    /// Where each block's name stands.
    private let places: [Int: Int]
    /// How many blocks there are.
    package var blockCount: Int { places.count }
    private let draws: [[Int]]

    /// `blocks` are numbered as they are; `values` may be infinite. Blocks are drawn in runs of `run`.
    package init(_ values: [Double], blocks: [Int], run: Int = 1, resamples: Int, seed: UInt64) {
        let names = Set(blocks).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        order = zip(values, blocks).map { ($0, places[$1] ?? 0) }.sorted { $0 < $1 }
        self.places = places
        draws = Self.draws(of: names.count, run: run, resamples: resamples, seed: seed)
    }

    /// How often each block occurs, for each resample: as many as there are, in runs that go on at the beginning where they
    /// pass the end (Politis and Romano, 1992).
    package static func draws(of count: Int, run: Int = 1, resamples: Int, seed: UInt64) -> [[Int]] {
        guard count > 0 else { return [] }
        var generator = Generator(seed: seed)
        return (0..<resamples).map { _ in
            var times = [Int](repeating: 0, count: count)
            for start in stride(from: 0, to: count, by: run) {
                let first = Int.random(in: 0..<count, using: &generator)
                for step in 0..<min(run, count - start) { times[(first + step) % count] += 1 }
            }
            return times
        }
    }

    /// How many blocks a run has so that runs hardly depend on each other: (√6 r / (1 − r²))^⅔ n^⅓ (Carlstein, 1986), with r
    /// the correlation of one block's mean with the next one's, r + (1 + 3 r) / n as few understate it (Kendall, 1954); at most
    /// a quarter of them. `means` are in the order of time.
    package static func run(of means: [Double]) -> Int {
        let count = Double(means.count)
        let mean = means.reduce(0, +) / max(1, count)
        let squares = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard squares > 0 else { return 1 }
        let products = zip(means, means.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        let seen = products / squares
        let correlation = min(0.95, seen + (1 + 3 * seen) / count)
        guard correlation > 0 else { return 1 }
        let length = pow(6.0.squareRoot() * correlation / (1 - correlation * correlation), 2 / 3) * pow(count, 1 / 3)
        return max(1, min(Int(length.rounded()), means.count / 4))
    }

    /// For each share its quantiles over the resamples, unsorted.
    package func quantiles(_ shares: [Double]) -> [[Double]] {
        var all = shares.map { _ in [Double]() }
        for times in draws {
            for (place, value) in quantiles(shares, times).enumerated() { all[place].append(value) }
        }
        return all
    }

    /// The quantiles of one resample, by one walk along the sorted values.
    private func quantiles(_ shares: [Double], _ times: [Int]) -> [Double] {
        let count = order.reduce(0) { $0 + times[$1.block] }
        guard count > 0 else { return shares.map { _ in .infinity } }
        let positions = shares.map { QuantileRule.place($0, count) }
        var found = shares.map { _ in (below: Double.infinity, above: Double.infinity) }
        var seen = 0
        for (value, block) in order where times[block] > 0 {
            let end = seen + times[block]
            for (place, position) in positions.enumerated() {
                let below = Int(position)
                if (seen..<end).contains(below) { found[place].below = value }
                if (seen..<end).contains(min(below + 1, count - 1)) { found[place].above = value }
            }
            seen = end
        }
        return positions.indices.map { place in
            let rest = positions[place] - positions[place].rounded(.down)
            let (below, above) = found[place]
            return rest > 0 ? (above.isFinite ? below + rest * (above - below) : .infinity) : below
        }
    }

    /// The coefficient of variation of each resample, infinities left out; undefined ones are left out.
    package func variations() -> [Double] {
        var sums = [(count: Double, first: Double, second: Double)](repeating: (0, 0, 0), count: blockCount)
        let finite = order.filter(\.value.isFinite)
        let center = finite.reduce(0) { $0 + $1.value } / Double(max(1, finite.count))
        for (value, block) in finite {
            sums[block].count += 1
            sums[block].first += value - center
            sums[block].second += (value - center) * (value - center)
        }
        return draws.compactMap { times in
            var (count, first, second) = (0.0, 0.0, 0.0)
            for (block, sum) in sums.enumerated() where times[block] > 0 {
                let weight = Double(times[block])
                count += weight * sum.count
                first += weight * sum.first
                second += weight * sum.second
            }
            guard count > 1 else { return nil }
            let mean = center + first / count
            let variance = (second - first * first / count) / (count - 1)
            return mean > 0 && variance > 0 ? variance.squareRoot() / mean : nil
        }
    }

    /// The mean of each resample, infinities left out.
    package func means() -> [Double] { means(order.filter(\.value.isFinite)) }

    /// The mean step of each resample: how far each value lies from the one before, of the block in which it ends.
    ///
    /// `values` and their `blocks` are in the order of time.
    package func steps(_ values: [Double], blocks: [Int]) -> [Double] {
        means(
            zip(zip(values, values.dropFirst()), blocks.dropFirst()).compactMap { step, block in
                places[block].map { (value: abs(step.1 - step.0), block: $0) }
            }
        )
    }

    private func means(_ members: [(value: Double, block: Int)]) -> [Double] {
        var sums = [(count: Double, whole: Double)](repeating: (0, 0), count: blockCount)
        for (value, block) in members {
            sums[block].count += 1
            sums[block].whole += value
        }
        return draws.compactMap { times in
            let drawn = zip(times, sums).reduce(into: (count: 0.0, whole: 0.0)) { total, next in
                total.count += Double(next.0) * next.1.count
                total.whole += Double(next.0) * next.1.whole
            }
            return drawn.count > 0 ? drawn.whole / drawn.count : nil
        }
    }

    /// The ends of an interval among resampled values, infinities included.
    package static func ends(_ values: [Double], confidence: Double) -> (low: Double, high: Double)? {
        guard values.count > 1 else { return nil }
        let sorted = values.sorted()
        let tail = (1 - confidence) / 2
        func at(_ share: Double) -> Double {
            let position = share * Double(sorted.count - 1)
            let (below, above) = (sorted[Int(position)], sorted[min(Int(position) + 1, sorted.count - 1)])
            let rest = position - position.rounded(.down)
            guard rest > 0, above != below else { return below }
            // Between an end without a bound and a value lies no value.
            return below.isFinite && above.isFinite ? below + rest * (above - below) : below.isFinite ? above : below
        }
        return (at(tail), at(1 - tail))
    }
}
