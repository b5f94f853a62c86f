import Studies

/// Numbers drawn from a seed for a use and a thing: integers only, so that they are the same on every machine.
struct Draw: Sendable {
    /// What a number is drawn for; adding a use moves no other.
    enum Use: UInt64 {
        case unit = 1, reviewer, order, prompt, side, repeats, repeatPlace, attention, attentionPlace, gold, block, pair
        case quota, set, ring, attack, learning
    }

    let seed: UInt64

    /// The number for that use of those things.
    func callAsFunction(_ use: Use, _ one: UInt64, _ other: UInt64 = 0) -> UInt64 {
        Self.mixed(Self.mixed(Self.mixed(seed &+ use.rawValue &* 0x9E37_79B9_7F4A_7C15) ^ one) ^ other)
    }

    /// A number from 0 up to but not including `bound`.
    func below(_ bound: Int, _ use: Use, _ one: UInt64, _ other: UInt64 = 0) -> Int {
        Int(self(use, one, other).multipliedFullWidth(by: UInt64(max(1, bound))).high)
    }

    /// The key of a name.
    static func key(of name: String) -> UInt64 {
        SHA256.digest(of: Array(name.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// SplitMix64's finaliser (Steele, Lea and Flood, 2014).
    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// A share of a count, half rounded up, in integers.
func portion(_ share: Double, of count: Int) -> Int {
    (count * Int((share * 1_000_000).rounded()) + 500_000) / 1_000_000
}

extension [Int] {
    /// In the order of what is drawn for each, once; where that is the same, as they stood.
    func sorted(byChance chance: (Int) -> UInt64) -> [Int] {
        enumerated().map { (chance: chance($1), place: $0) }
            .sorted { ($0.chance, $0.place) < ($1.chance, $1.place) }
            .map { self[$0.place] }
    }
}
