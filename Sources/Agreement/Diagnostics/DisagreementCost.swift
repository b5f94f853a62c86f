/// Where people's disagreement comes from: the parts of Krippendorff's observed disagreement (2011), by item and by categories.
///
/// An item with m scores adds the distances of its pairs of scores, each counted 2 / (m − 1) times. The distance is 1 for two
/// different nominal scores, else the square of the difference.
public struct DisagreementCost: Sendable {
    /// One item's part.
    public struct Item: Sendable, Equatable {
        public let name: String
        /// The people's scores, ascending.
        public let scores: [Double]
        /// Its share of all disagreement.
        public let share: Double
    }

    /// The part of one pair of categories, the smaller first.
    public struct Confusion: Sendable, Equatable {
        public let low: Double
        public let high: Double
        /// Pairs of scores, one of each category, on the same item.
        public let pairCount: Int
        /// Its share of all disagreement.
        public let share: Double
    }

    /// The items that disagree, the costliest first.
    public let items: [Item]
    /// The pairs of categories that are confused, the costliest first; empty above 100 categories.
    public let confusions: [Confusion]

    /// The costs among the people of a table.
    public init(_ table: RatingTable, level: Level) {
        let humans = table.raters { $0.kind == .human }
        let categories = table.categories
        let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
        let hasConfusions = categories.count <= 100
        var costs: [(item: Int, scores: [Double], cost: Double)] = []
        var counts = [Int](repeating: 0, count: hasConfusions ? categories.count * categories.count : 0)
        var weights = [Double](repeating: 0, count: counts.count)
        for item in table.items.indices {
            let scores = humans.compactMap { table.score(rater: $0, item: item) }.sorted()
            guard scores.count > 1 else { continue }
            var cost = 0.0
            for (place, low) in scores.enumerated() {
                for high in scores[(place + 1)...] where high != low {
                    let distance = level == .nominal ? 1 : (high - low) * (high - low)
                    let part = 2 * distance / Double(scores.count - 1)
                    cost += part
                    guard hasConfusions, let a = places[low], let b = places[high] else { continue }
                    counts[a * categories.count + b] += 1
                    weights[a * categories.count + b] += part
                }
            }
            if cost > 0 { costs.append((item, scores, cost)) }
        }
        let total = costs.reduce(0) { $0 + $1.cost }
        items = costs.sorted { $0.cost != $1.cost ? $0.cost > $1.cost : $0.item < $1.item }
            .map { Item(name: table.items[$0.item], scores: $0.scores, share: $0.cost / total) }
        confusions = counts.indices.filter { counts[$0] > 0 }
            .sorted { weights[$0] != weights[$1] ? weights[$0] > weights[$1] : $0 < $1 }
            .map {
                Confusion(
                    low: categories[$0 / categories.count],
                    high: categories[$0 % categories.count],
                    pairCount: counts[$0],
                    share: weights[$0] / total
                )
            }
    }
}
