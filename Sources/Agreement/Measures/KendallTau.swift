/// Kendall's tau-b of two lists of scores on any scale, in O(n log n) (Knight, 1966).
public enum KendallTau {
    /// (P − Q) / √((n₀ − n₁)(n₀ − n₂)); nil with fewer than two scores or where a side does not vary.
    ///
    /// Throws when the lists differ in length or hold a number that is not finite.
    public static func b(_ x: [Double], _ y: [Double]) throws(AgreementError) -> Double? {
        guard x.count == y.count else { throw AgreementError("the lists differ in length: give each item both scores") }
        guard x.allSatisfy(\.isFinite), y.allSatisfy(\.isFinite) else {
            throw AgreementError("a score is not a finite number")
        }
        guard x.count > 1 else { return nil }
        let ranks = Ranking(y.map(Radix.key), space: .max)
        let keys = x.map(Radix.key)
        let order = Radix.order(keys)
        var sorted = order.map { ranks.ranks[Int($0)] }
        var (tiedX, tiedBoth, start) = (0.0, 0.0, 0)
        while start < order.count {
            var end = start + 1
            while end < order.count, keys[Int(order[end])] == keys[Int(order[start])] { end += 1 }
            if end - start > 1 {
                sorted[start..<end].sort()
                tiedX += pairs(end - start)
                tiedBoth += tied(sorted[start..<end])
            }
            start = end
        }
        var counts = [Int](repeating: 0, count: ranks.count)
        for rank in ranks.ranks { counts[Int(rank)] += 1 }
        let tiedY = counts.reduce(0) { $0 + pairs($1) }
        let all = pairs(x.count)
        guard all > tiedX, all > tiedY else { return nil }
        let difference = all - tiedX - tiedY + tiedBoth - 2 * inversions(&sorted)
        return max(-1, min(1, difference / ((all - tiedX).squareRoot() * (all - tiedY).squareRoot())))
    }

    private static func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }

    private static func tied(_ run: ArraySlice<Int32>) -> Double {
        var (sum, length) = (0.0, 1)
        for place in run.indices.dropFirst() {
            if run[place] == run[place - 1] {
                length += 1
            } else {
                sum += pairs(length)
                length = 1
            }
        }
        return sum + pairs(length)
    }

    /// Pairs that stand the wrong way round, counted while merging runs that insertion has sorted.
    private static func inversions(_ values: inout [Int32]) -> Double {
        var spare = values
        var sum = 0
        values.withUnsafeMutableBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: 16) {
                for place in start..<min(start + 16, values.count) {
                    let value = values[place]
                    var hole = place
                    while hole > start, values[hole - 1] > value {
                        values[hole] = values[hole - 1]
                        hole -= 1
                    }
                    values[hole] = value
                    sum += place - hole
                }
            }
        }
        var width = 16
        while width < values.count {
            values.withUnsafeBufferPointer { from in
                spare.withUnsafeMutableBufferPointer { sum += merge(from, $0, width) }
            }
            swap(&values, &spare)
            width *= 2
        }
        return Double(sum)
    }

    private static func merge(
        _ from: UnsafeBufferPointer<Int32>,
        _ to: UnsafeMutableBufferPointer<Int32>,
        _ width: Int
    ) -> Int {
        var sum = 0
        for start in stride(from: 0, to: from.count, by: 2 * width) {
            let middle = min(start + width, from.count)
            let end = min(middle + width, from.count)
            var (left, right, place) = (start, middle, start)
            // Written without a branch in the choice, which no processor could foresee.
            while left < middle, right < end {
                let isRight = from[right] < from[left] ? 1 : 0
                to[place] = isRight == 1 ? from[right] : from[left]
                sum &+= isRight &* (middle &- left)
                left &+= 1 &- isRight
                right &+= isRight
                place &+= 1
            }
            while left < middle {
                to[place] = from[left]
                left += 1
                place += 1
            }
            while right < end {
                to[place] = from[right]
                right += 1
                place += 1
            }
        }
        return sum
    }
}
