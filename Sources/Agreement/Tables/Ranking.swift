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
