/// Numbers pairs of words from 0 in the order in which they come first: for hundreds of thousands of the program's own
/// numbers, which nobody chooses so that they fall together. A set or a dictionary would hash each with a secret.
package struct WordNumbers {
    /// A pair of words.
    private struct Words: Equatable {
        var one: UInt64
        var other: UInt64
    }

    private static let nobody: Int32 = -1

    /// Which pair lies where, at most half of them taken; a power of two.
    private var places: [Int32]
    private var words: [Words] = []

    /// With room for that many.
    package init(capacity: Int = 0) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        places = Array(repeating: Self.nobody, count: size)
        words.reserveCapacity(capacity)
    }

    package var count: Int { words.count }

    /// The pair's number, the next one where it is new.
    package mutating func number(of one: UInt64, _ other: UInt64 = 0) -> Int {
        let place = place(of: Words(one: one, other: other))
        if places[place] != Self.nobody { return Int(places[place]) }
        places[place] = Int32(words.count)
        words.append(Words(one: one, other: other))
        if words.count * 2 > places.count { grow() }
        return words.count - 1
    }

    /// Whether the pair is new; it is not afterwards.
    package mutating func insert(_ one: UInt64, _ other: UInt64 = 0) -> Bool {
        let before = count
        return number(of: one, other) == before
    }

    /// The number of a pair that came; nil of one that did not.
    package func known(_ one: UInt64, _ other: UInt64 = 0) -> Int? {
        let number = places[place(of: Words(one: one, other: other))]
        return number == Self.nobody ? nil : Int(number)
    }

    package func contains(_ one: UInt64, _ other: UInt64 = 0) -> Bool { known(one, other) != nil }

    /// Where the pair is, or where it would be put.
    private func place(of pair: Words) -> Int {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: Self.mixed(pair)) & mask
        while places[place] != Self.nobody, words[Int(places[place])] != pair { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        places = Array(repeating: Self.nobody, count: places.count * 2)
        for (number, pair) in words.enumerated() { places[place(of: pair)] = Int32(number) }
    }

    private static func mixed(_ pair: Words) -> UInt64 {
        var word = pair.one &* 0x9E37_79B9_7F4A_7C15 ^ (pair.other &+ 0x632B_E59B_D9B4_E019) &* 0xD6E8_FEB8_6659_FD93
        word = (word ^ (word >> 32)) &* 0xBF58_476D_1CE4_E5B9
        return word ^ (word >> 29)
    }
}
