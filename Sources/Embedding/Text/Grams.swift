/// The n-grams of a sequence of small numbers, sorted, so that two texts are compared by one merge.
struct Grams {
    /// One n-gram a number: at most five symbols of 25 bits, or six of 21.
    private let keys: [UInt128]

    var count: Int { keys.count }

    /// The n-grams of `symbols`, which are code points or the numbers of words.
    init(of symbols: [UInt32], length: Int) {
        guard symbols.count >= length else {
            keys = []
            return
        }
        let width = length > 5 ? 21 : 25
        let mask = (UInt128(1) << UInt128(width * length)) - 1
        var keys: [UInt128] = []
        keys.reserveCapacity(symbols.count - length + 1)
        var key: UInt128 = 0
        for (index, symbol) in symbols.enumerated() {
            key = (key << UInt128(width) | UInt128(symbol)) & mask
            if index >= length - 1 { keys.append(key) }
        }
        keys.sort()
        self.keys = keys
    }

    private init(sorted keys: [UInt128]) { self.keys = keys }

    /// How many n-grams both hold, each as often as the one that holds it less.
    func matches(_ other: Grams) -> Int {
        var (own, foreign, shared) = (0, 0, 0)
        while own < keys.count, foreign < other.keys.count {
            if keys[own] == other.keys[foreign] {
                shared += 1
                own += 1
                foreign += 1
            } else if keys[own] < other.keys[foreign] {
                own += 1
            } else {
                foreign += 1
            }
        }
        return shared
    }

    /// Each n-gram as often as the one of the two that holds it more.
    func union(_ other: Grams) -> Grams {
        var united: [UInt128] = []
        var (own, foreign) = (0, 0)
        while own < keys.count || foreign < other.keys.count {
            if foreign == other.keys.count || (own < keys.count && keys[own] < other.keys[foreign]) {
                united.append(keys[own])
                own += 1
            } else if own == keys.count || other.keys[foreign] < keys[own] {
                united.append(other.keys[foreign])
                foreign += 1
            } else {
                united.append(keys[own])
                own += 1
                foreign += 1
            }
        }
        return Grams(sorted: united)
    }
}

/// Numbers words in the order in which they come, so that equal words have equal numbers.
struct WordNumbers {
    private var numbers: [[Unicode.Scalar]: UInt32] = [:]

    mutating func numbers(of words: [ArraySlice<Unicode.Scalar>]) -> [UInt32] {
        words.map { word in
            let key = Array(word)
            if let number = numbers[key] { return number }
            let number = UInt32(numbers.count)
            numbers[key] = number
            return number
        }
    }
}
