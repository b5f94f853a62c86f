/// The order of names by their UTF-8 bytes, and each name's place in it.
package struct NameOrder {
    /// The indices of the names, in order.
    package let sorted: [Int]
    /// By the name's index its place in the order.
    let places: [Int]
    let isIdentity: Bool

    package init(_ names: [String]) {
        if zip(names, names.dropFirst()).allSatisfy({ !RatingTable.precedes($1, $0) }) {
            sorted = Array(names.indices)
            places = sorted
            isIdentity = true
            return
        }
        // The first sixteen bytes as two numbers decide nearly every comparison without touching the strings.
        let given = names.enumerated().map { Key($1, index: $0) }
        var keys = Radix.order(given.map(\.high)).map { given[Int($0)] }
        keys.withUnsafeMutableBufferPointer { keys in
            var start = 0
            while start < keys.count {
                var end = start + 1
                while end < keys.count, keys[end].high == keys[start].high { end += 1 }
                if end - start > 1 {
                    keys[start..<end].sort {
                        if $0.low != $1.low { return $0.low < $1.low }
                        if RatingTable.precedes(names[$0.index], names[$1.index]) { return true }
                        return names[$0.index].utf8.elementsEqual(names[$1.index].utf8) && $0.index < $1.index
                    }
                }
                start = end
            }
        }
        sorted = keys.map(\.index)
        var places = [Int](repeating: 0, count: names.count)
        for (place, index) in sorted.enumerated() { places[index] = place }
        self.places = places
        isIdentity = false
    }

    private struct Key {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var index: Int

        init(_ name: String, index: Int) {
            self.index = index
            var place = 0
            for byte in name.utf8 {
                if place < 8 {
                    high |= UInt64(byte) << (56 - 8 * place)
                } else {
                    low |= UInt64(byte) << (120 - 8 * place)
                }
                place += 1
                if place == 16 { break }
            }
        }
    }
}
