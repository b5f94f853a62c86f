/// What several people together say of an item.
enum Consensus {
    /// The mean for ordinal, interval and ratio scores, the strict majority for nominal ones; nil without either.
    static func of(_ scores: [Double], level: Level) -> Double? {
        guard !scores.isEmpty else { return nil }
        guard level == .nominal else { return scores.reduce(0, +) / Double(scores.count) }
        var counts: [Double: Int] = [:]
        for score in scores { counts[score, default: 0] += 1 }
        return counts.first { 2 * $0.value > scores.count }?.key
    }
}
