/// What several people together say of an item.
enum Consensus {
    /// The mean for ordinal, interval and ratio scores, the strict majority for nominal ones; nil without either.
    static func of(_ scores: [Double], level: Level) -> Double? {
        guard let first = scores.first else { return nil }
        guard level == .nominal else { return scores.reduce(0, +) / Double(scores.count) }
        // The only score that can have a majority, by Boyer and Moore's vote.
        var (leader, lead) = (first, 0)
        for score in scores {
            if lead == 0 { leader = score }
            lead += score == leader ? 1 : -1
        }
        return 2 * scores.count(where: { $0 == leader }) > scores.count ? leader : nil
    }
}
