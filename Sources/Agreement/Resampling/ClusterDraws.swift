import Synchronization

/// How often each of some clusters stands in each resample, where as many are drawn as there are.
///
/// Resamples come in blocks, so that what a whole block weighs is added up in one pass over the data. Figures on as many
/// clusters have the same draws of one seed: these are kept, as making them takes longer than what most figures do with them.
enum ClusterDraws {
    /// Resamples of one block: cluster after cluster so many counts.
    static let width = 16

    /// Calls `body` with each block and how many of its resamples are wanted: all but in the last one.
    static func forEachBlock(
        of clusterCount: Int,
        _ options: IntervalOptions,
        _ body: (_ times: UnsafeBufferPointer<UInt8>, _ count: Int) -> Void
    ) {
        let size = clusterCount * width
        let blockCount = (options.resamples + width - 1) / width
        guard size > 0 else { return }
        func wanted(_ block: Int) -> Int { min(width, options.resamples - block * width) }
        var generator = Generator(seed: options.seed)
        guard blockCount * size <= mostKept else {
            var times = [UInt8](repeating: 0, count: size)
            for block in 0..<blockCount {
                times.withUnsafeMutableBufferPointer { times in
                    times.update(repeating: 0)
                    fill(times, wanted(block), clusterCount, &generator)
                    body(UnsafeBufferPointer(times), wanted(block))
                }
            }
            return
        }
        let key = Key(clusterCount: clusterCount, resamples: options.resamples, seed: options.seed)
        let known = kept.withLock { $0.first { $0.key == key }?.times }
        let all = known ?? made(key, size: size, blockCount: blockCount)
        all.withUnsafeBufferPointer { all in
            for block in 0..<blockCount {
                body(UnsafeBufferPointer(rebasing: all[block * size..<(block + 1) * size]), wanted(block))
            }
        }
    }

    /// The same as whole numbers in one list, one resample after the other.
    static func forEach(of clusterCount: Int, _ options: IntervalOptions, _ body: ([Double]) -> Void) {
        var weights = [Double](repeating: 0, count: clusterCount)
        forEachBlock(of: clusterCount, options) { times, count in
            for lane in 0..<count {
                for cluster in 0..<clusterCount { weights[cluster] = Double(times[cluster * width + lane]) }
                body(weights)
            }
        }
    }

    /// No cluster comes near 256 draws in a resample: that has a chance of less than 1 in 10⁵⁰⁰.
    private static func fill(
        _ times: UnsafeMutableBufferPointer<UInt8>,
        _ count: Int,
        _ clusterCount: Int,
        _ generator: inout Generator
    ) {
        for lane in 0..<count {
            for _ in 0..<clusterCount { times[generator.index(below: clusterCount) * width + lane] += 1 }
        }
    }

    private struct Key: Equatable {
        var clusterCount: Int
        var resamples: Int
        var seed: UInt64
    }

    private typealias Kept = (key: Key, times: [UInt8])

    /// The last few, of so many bytes together.
    private static let kept = Mutex<[Kept]>([])
    private static let mostKept = 1 << 26

    private static func made(_ key: Key, size: Int, blockCount: Int) -> [UInt8] {
        var generator = Generator(seed: key.seed)
        var all = [UInt8](repeating: 0, count: blockCount * size)
        all.withUnsafeMutableBufferPointer { all in
            for block in 0..<blockCount {
                let times = UnsafeMutableBufferPointer(rebasing: all[block * size..<(block + 1) * size])
                fill(times, min(width, key.resamples - block * width), key.clusterCount, &generator)
            }
        }
        kept.withLock { kept in
            guard !kept.contains(where: { $0.key == key }) else { return }
            kept.append((key, all))
            while kept.reduce(0, { $0 + $1.times.count }) > mostKept { kept.removeFirst() }
        }
        return all
    }
}

/// How many of each pattern each cluster has: with how often each cluster is drawn, what a resample weighs.
struct ClusterCounts: Sendable {
    /// Some of one pattern in one cluster.
    struct Part: Sendable {
        var pattern: Int32
        var count: Int32
    }

    let patternCount: Int
    /// By cluster.
    private let parts: [Part]
    /// Where each cluster's parts start; one more than there are clusters.
    private let starts: [Int]
    /// By cluster how many it has of its most frequent pattern.
    private let largest: [Int]

    private var clusterCount: Int { starts.count - 1 }

    /// How many of each pattern there are.
    var weights: [Double] {
        parts.reduce(into: [Double](repeating: 0, count: patternCount)) { $0[Int($1.pattern)] += Double($1.count) }
    }

    init(_ parts: [Part], starts: [Int], patternCount: Int) {
        (self.parts, self.starts, self.patternCount) = (parts, starts, patternCount)
        largest = starts.indices.dropLast().map { cluster in
            parts[starts[cluster]..<starts[cluster + 1]].reduce(0) { max($0, Int($1.count)) }
        }
    }

    /// Each thing's cluster and pattern, in any order.
    init(_ things: [(cluster: Int, pattern: Int32)], clusterCount: Int, patternCount: Int) {
        let keys = things.map { UInt64($0.cluster) * UInt64(patternCount) + UInt64($0.pattern) }
        let ranking = Ranking(keys, space: UInt64(clusterCount) * UInt64(max(1, patternCount)))
        var parts = [Part](repeating: Part(pattern: 0, count: 0), count: ranking.count)
        var starts = [Int](repeating: 0, count: clusterCount + 1)
        for (thing, rank) in zip(things, ranking.ranks) {
            if parts[Int(rank)].count == 0 { starts[thing.cluster + 1] += 1 }
            parts[Int(rank)].pattern = thing.pattern
            parts[Int(rank)].count += 1
        }
        for cluster in 0..<clusterCount { starts[cluster + 1] += starts[cluster] }
        self.init(parts, starts: starts, patternCount: patternCount)
    }

    /// Calls `body` with the weights of the patterns in each resample, by table; all are of the same clusters.
    static func forEachDraw(
        _ tables: [ClusterCounts],
        of clusterCount: Int,
        _ options: IntervalOptions,
        _ body: ([[Double]]) -> Void
    ) {
        var sums = tables.map { [Double](repeating: 0, count: $0.patternCount * ClusterDraws.width) }
        var weights = tables.map { [Double](repeating: 0, count: $0.patternCount) }
        ClusterDraws.forEachBlock(of: clusterCount, options) { times, count in
            for place in tables.indices { tables[place].add(times, to: &sums[place]) }
            for lane in 0..<count {
                for place in tables.indices {
                    for pattern in 0..<tables[place].patternCount {
                        weights[place][pattern] = sums[place][pattern * ClusterDraws.width + lane]
                    }
                }
                body(weights)
            }
        }
    }

    /// One cluster's counts. Written out: lanes that are set one by one in a loop wait for each other.
    @inline(__always)
    private static func drawn(_ times: UnsafeBufferPointer<UInt8>, at start: Int) -> SIMD16<UInt16> {
        func half(_ start: Int) -> SIMD8<UInt16> {
            SIMD8(
                UInt16(times[start]),
                UInt16(times[start + 1]),
                UInt16(times[start + 2]),
                UInt16(times[start + 3]),
                UInt16(times[start + 4]),
                UInt16(times[start + 5]),
                UInt16(times[start + 6]),
                UInt16(times[start + 7])
            )
        }
        return SIMD16(lowHalf: half(start), highHalf: half(start + 8))
    }

    /// What the resamples of a block weigh: pattern after pattern one sum for each.
    ///
    /// Small whole numbers are added, of all resamples at once, and carried to larger ones before they could overflow.
    private func add(_ times: UnsafeBufferPointer<UInt8>, to sums: inout [Double]) {
        let width = ClusterDraws.width
        for place in sums.indices { sums[place] = 0 }
        let most = Int(times.max() ?? 0)
        withUnsafeTemporaryAllocation(of: SIMD16<UInt16>.self, capacity: patternCount) { weights in
            weights.initialize(repeating: .zero)
            var bound = 0
            func carry() {
                for pattern in 0..<patternCount {
                    let weight = weights[pattern]
                    for lane in 0..<width { sums[pattern * width + lane] += Double(weight[lane]) }
                    weights[pattern] = .zero
                }
                bound = 0
            }
            parts.withUnsafeBufferPointer { parts in
                for cluster in 0..<clusterCount {
                    let more = most * largest[cluster]
                    if bound + more > UInt16.max { carry() }
                    let drawn = Self.drawn(times, at: cluster * width)
                    guard more <= UInt16.max else {
                        for place in starts[cluster]..<starts[cluster + 1] {
                            let start = Int(parts[place].pattern) * width
                            for lane in 0..<width {
                                sums[start + lane] += Double(drawn[lane]) * Double(parts[place].count)
                            }
                        }
                        continue
                    }
                    bound += more
                    for place in starts[cluster]..<starts[cluster + 1] {
                        let pattern = Int(parts[place].pattern)
                        weights[pattern] &+= drawn &* UInt16(truncatingIfNeeded: parts[place].count)
                    }
                }
            }
            carry()
        }
    }
}
