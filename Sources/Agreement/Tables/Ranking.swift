/// Dense ranks of keys: equal keys share one, smaller keys have smaller ones.
struct Ranking {
    /// By key's place its rank.
    private(set) var ranks: [Int32]
    /// How many distinct keys there are.
    private(set) var count: Int

    /// `space` is above every key.
    init(_ keys: [UInt64], space: UInt64) {
        let direct = UInt64(max(1 << 16, 4 * keys.count))
        if space <= direct {
            var seen = [Int32](repeating: 0, count: Int(space))
            for key in keys { seen[Int(key)] = 1 }
            var rank: Int32 = 0
            for place in seen.indices {
                let isSeen = seen[place]
                seen[place] = rank
                rank += isSeen
            }
            ranks = keys.map { seen[Int($0)] }
            count = Int(rank)
            return
        }
        let order = Radix.order(keys)
        ranks = [Int32](repeating: 0, count: keys.count)
        var rank: Int32 = -1
        var last: UInt64?
        for place in order {
            let key = keys[Int(place)]
            if key != last { rank += 1 }
            last = key
            ranks[Int(place)] = rank
        }
        count = Int(rank) + 1
    }
}

/// Sorting of 64-bit keys by their bytes, which is linear and stable.
enum Radix {
    /// The places of the keys in ascending order.
    static func order(_ keys: [UInt64]) -> [Int32] {
        let count = keys.count
        var from = keys.enumerated().map { (key: $1, place: Int32($0)) }
        guard count > 256 else { return from.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.place) }
        let differing = keys.reduce(0) { $0 | ($1 ^ keys[0]) }
        var to = from
        for shift in stride(from: 0, to: 64, by: 11) where (differing >> UInt64(shift)) & 2047 != 0 {
            var offsets = [Int](repeating: 0, count: 2048)
            for entry in from { offsets[Int(truncatingIfNeeded: (entry.key >> UInt64(shift)) & 2047)] += 1 }
            var sum = 0
            for digit in 0..<2048 {
                let digits = offsets[digit]
                offsets[digit] = sum
                sum += digits
            }
            from.withUnsafeBufferPointer { source in
                to.withUnsafeMutableBufferPointer { target in
                    for entry in source {
                        let digit = Int(truncatingIfNeeded: (entry.key >> UInt64(shift)) & 2047)
                        target[offsets[digit]] = entry
                        offsets[digit] += 1
                    }
                }
            }
            swap(&from, &to)
        }
        return from.map(\.place)
    }

    /// A number whose order among unsigned numbers is the order of the value among finite numbers.
    static func key(_ value: Double) -> UInt64 {
        let bits = (value == 0 ? 0 : value).bitPattern
        return bits >> 63 == 0 ? bits | (1 << 63) : ~bits
    }
}

/// Values as places in a list of distinct ones.
struct ValueCoding {
    private(set) var codes: [Int32] = []
    private(set) var values: [Double] = []

    init(_ scores: [Double]) {
        codes.reserveCapacity(scores.count)
        var table = [Int32](repeating: -1, count: 1 << 12)
        for score in scores {
            guard values.count <= 1 << 10 else { break }
            let bits = (score == 0 ? 0 : score).bitPattern
            var slot = Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 52)
            while table[slot] >= 0, values[Int(table[slot])].bitPattern != bits { slot = (slot + 1) & 4095 }
            if table[slot] < 0 {
                table[slot] = Int32(values.count)
                values.append(score == 0 ? 0 : score)
            }
            codes.append(table[slot])
        }
        guard codes.count < scores.count else { return }
        let ranking = Ranking(scores.map(Radix.key), space: .max)
        codes = ranking.ranks
        values = [Double](repeating: 0, count: ranking.count)
        for (place, score) in scores.enumerated() { values[Int(ranking.ranks[place])] = score == 0 ? 0 : score }
    }
}
