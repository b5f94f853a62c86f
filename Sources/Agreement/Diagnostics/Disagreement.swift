/// One rating beside what the other people said of the same item.
public struct Disagreement: Sendable, Equatable {
    public let item: String
    public let rater: String
    public let kind: RaterKind
    public let score: Double
    /// The mean of the other people's scores; of nominal ones their strict majority, nil without one.
    public let consensus: Double?
    /// How many other people scored the item.
    public let peopleCount: Int
    /// How far the score lies from the mean; of nominal scores the share of the other people who gave another one.
    public let distance: Double
}

extension RatingTable {
    /// The people other than `rater` on an item, by their scores.
    func otherPeople(than rater: Int, on item: Int, among humans: [Int]) -> [Double] {
        humans.compactMap { $0 == rater ? nil : score(rater: $0, item: item) }
    }

    /// Every rating that departs from the other people, the farthest first, then in the order of items and raters.
    ///
    /// A metric has a scale of its own and is left out at every level but nominal; so is an item that nobody else scored.
    public func disagreements(level: Level, of names: [String]? = nil) -> [Disagreement] {
        let humans = raters { $0.kind == .human }
        let chosen = raters {
            (names?.contains($0.name) ?? true) && ($0.kind != .metric || level == .nominal)
        }
        var found: [Disagreement] = []
        for item in items.indices {
            for rater in chosen {
                guard let score = score(rater: rater, item: item) else { continue }
                let others = otherPeople(than: rater, on: item, among: humans)
                guard !others.isEmpty else { continue }
                let consensus = Consensus.of(others, level: level)
                let odds = Double(others.count { $0 != score }) / Double(others.count)
                let distance = level == .nominal ? odds : abs(score - (consensus ?? score))
                guard distance > 0 else { continue }
                found.append(
                    Disagreement(
                        item: items[item],
                        rater: raters[rater].name,
                        kind: raters[rater].kind,
                        score: score,
                        consensus: consensus,
                        peopleCount: others.count,
                        distance: distance
                    )
                )
            }
        }
        let order = found.indices.sorted {
            found[$0].distance != found[$1].distance ? found[$0].distance > found[$1].distance : $0 < $1
        }
        return order.map { found[$0] }
    }
}
