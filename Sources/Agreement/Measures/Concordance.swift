/// Concordant and discordant pairs of items, from which Kendall's coefficients come.
struct Concordance {
    /// Concordant less discordant pairs, each pair once.
    let difference: Double
    let pairs: Double
    /// Pairs tied on the first side, and on the second.
    let tiedX: Double
    let tiedY: Double
    private let total: Double
    private let classes: Double

    /// In the table of values where that is small, else by the inversions that a merge sort meets (Knight, 1966).
    init(_ cells: PairCells, _ weights: Kernel.Weights, _ margins: PairMargins) {
        total = margins.total
        pairs = total * (total - 1) / 2
        tiedX = margins.x.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        tiedY = margins.y.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        classes = Double(min(margins.classesX, margins.classesY))
        if cells.values.count <= 64 {
            difference = Self.fromTable(cells, weights)
        } else {
            var tiedBoth = 0.0
            for cell in cells.x.indices { tiedBoth += weights[cell] * (weights[cell] - 1) / 2 }
            difference = pairs - tiedX - tiedY + tiedBoth - 2 * Self.inversions(cells, weights)
        }
    }

    /// (P − Q) / √((n₀ − n₁)(n₀ − n₂)); NaN when a side does not vary.
    var tauB: Double {
        guard pairs > tiedX, pairs > tiedY else { return .nan }
        return max(-1, min(1, difference / ((pairs - tiedX).squareRoot() * (pairs - tiedY).squareRoot())))
    }

    /// 2 (P − Q) / (n² (m − 1) / m) with m the fewer values of the two sides; NaN when a side does not vary.
    var tauC: Double {
        guard pairs > tiedX, pairs > tiedY else { return .nan }
        return 2 * difference / (total * total * (classes - 1) / classes)
    }

    private static func fromTable(_ cells: PairCells, _ weights: Kernel.Weights) -> Double {
        let size = cells.values.count
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * size + 2) { scratch in
            scratch.initialize(repeating: 0)
            // Below each value of the second side the weight of the groups before; the last is their total.
            let below = UnsafeMutableBufferPointer(rebasing: scratch[..<(size + 1)])
            let own = UnsafeMutableBufferPointer(rebasing: scratch[(size + 1)..<(2 * size + 1)])
            var sum = 0.0
            var start = 0
            while start < cells.x.count {
                var end = start
                while end < cells.x.count, cells.x[end] == cells.x[start] {
                    let place = Int(cells.y[end])
                    let above = below[size] - below[place] - own[place]
                    sum += weights[end] * (below[place] - above)
                    end += 1
                }
                for cell in start..<end { own[Int(cells.y[cell])] += weights[cell] }
                var running = 0.0
                for place in 0..<size {
                    below[place] = running
                    running += own[place]
                }
                below[size] = running
                start = end
            }
            return sum
        }
    }

    private static func inversions(_ cells: PairCells, _ weights: Kernel.Weights) -> Double {
        var keys: [UInt64] = []
        keys.reserveCapacity(cells.y.count)
        for cell in cells.y.indices where weights[cell] > 0 {
            keys.append(UInt64(cells.y[cell]) << 32 | UInt64(weights[cell]))
        }
        var spare = keys
        var sum = 0.0
        var width = 1
        while width < keys.count {
            keys.withUnsafeBufferPointer { from in
                spare.withUnsafeMutableBufferPointer { to in sum += merge(from, to, width) }
            }
            swap(&keys, &spare)
            width *= 2
        }
        return sum
    }

    /// Merges neighbouring runs of `width`; gives the weight of the pairs that stood the wrong way round.
    private static func merge(
        _ from: UnsafeBufferPointer<UInt64>,
        _ to: UnsafeMutableBufferPointer<UInt64>,
        _ width: Int
    ) -> Double {
        var sum = 0.0
        var start = 0
        while start < from.count {
            let middle = min(start + width, from.count)
            let end = min(middle + width, from.count)
            var (left, right) = (start, middle)
            var leftWeight: UInt64 = 0
            for place in start..<middle { leftWeight &+= from[place] & 0xFFFF_FFFF }
            for place in start..<end {
                if right >= end || (left < middle && from[left] >> 32 <= from[right] >> 32) {
                    leftWeight &-= from[left] & 0xFFFF_FFFF
                    to[place] = from[left]
                    left += 1
                } else {
                    sum += Double(from[right] & 0xFFFF_FFFF) * Double(leftWeight)
                    to[place] = from[right]
                    right += 1
                }
            }
            start = end
        }
        return sum
    }
}
