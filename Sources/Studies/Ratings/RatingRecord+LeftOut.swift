extension RatingRecord {
    private static let weighted = "weighted"
    private static let leftOut = "left_out:"

    /// The flags of a score that its points' probabilities weigh; such a share of them lay outside the scale.
    package static func flags(leftOut share: Double) -> [String] {
        [weighted, "\(leftOut)\(JSONValue.canonicalNumber(share))"]
    }

    /// Whether the points' probabilities weigh the score.
    package var hasWeights: Bool { flags.contains(Self.weighted) }

    /// The share of the probability that lay outside the scale, of such a score.
    package var leftOutShare: Double? {
        flags.lazy.compactMap { $0.hasPrefix(Self.leftOut) ? Double($0.dropFirst(Self.leftOut.count)) : nil }.first
    }
}
