/// Sorting of 64-bit keys by their digits, which is linear.
package enum Radix {
    private typealias Entry = (key: UInt64, place: Int32)

    /// The places of the keys in ascending order; equal keys keep theirs.
    package static func order(_ keys: [UInt64]) -> [Int32] {
        guard let first = keys.first else { return [] }
        var entries = keys.enumerated().map { (key: $1, place: Int32($0)) }
        sort(&entries, keys.reduce(0) { $0 | ($1 ^ first) })
        return entries.map(\.place)
    }

    /// Sorts by the 33 highest of the bits that differ in three passes; what is still tied then is sorted run by run.
    private static func sort(_ entries: inout [Entry], _ differing: UInt64) {
        let low = max(0, 64 - differing.leadingZeroBitCount - 33)
        guard entries.count > 256 else {
            return entries.sort { ($0.key, $0.place) < ($1.key, $1.place) }
        }
        var spare = entries
        for shift in stride(from: low, to: 64, by: 11) where (differing >> UInt64(shift)) & 2047 != 0 {
            entries.withUnsafeBufferPointer { from in
                spare.withUnsafeMutableBufferPointer { pass(from, $0, UInt64(shift)) }
            }
            swap(&entries, &spare)
        }
        guard low > 0 else { return }
        entries.withUnsafeMutableBufferPointer { entries in
            var start = 0
            while start < entries.count {
                var end = start + 1
                while end < entries.count, (entries[end].key ^ entries[start].key) >> UInt64(low) == 0 { end += 1 }
                if end - start > 1 { entries[start..<end].sort { ($0.key, $0.place) < ($1.key, $1.place) } }
                start = end
            }
        }
    }

    private static func pass(
        _ from: UnsafeBufferPointer<Entry>,
        _ to: UnsafeMutableBufferPointer<Entry>,
        _ shift: UInt64
    ) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 2048) { offsets in
            offsets.initialize(repeating: 0)
            for entry in from { offsets[Int(truncatingIfNeeded: (entry.key >> shift) & 2047)] += 1 }
            var sum = 0
            for digit in 0..<2048 {
                let count = offsets[digit]
                offsets[digit] = sum
                sum += count
            }
            for entry in from {
                let digit = Int(truncatingIfNeeded: (entry.key >> shift) & 2047)
                to[offsets[digit]] = entry
                offsets[digit] += 1
            }
        }
    }

    /// A number whose order among unsigned numbers is the order of the value among finite numbers.
    static func key(_ value: Double) -> UInt64 {
        let bits = (value == 0 ? 0 : value).bitPattern
        return bits >> 63 == 0 ? bits | (1 << 63) : ~bits
    }
}
