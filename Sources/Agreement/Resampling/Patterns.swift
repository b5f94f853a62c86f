/// Items merged by their rating pattern: a bootstrap of n items is one multinomial over the patterns, exactly.
struct Patterns: Sendable {
    /// For each pattern the categories that the raters gave, −1 where one gave none.
    var rows: [[Int32]] = []
    /// How many items have each pattern.
    var counts: [Int] = []
    /// For each cluster the patterns in it and how often; empty without clusters.
    var clusters: [[(pattern: Int, count: Int)]] = []

    var itemCount: Int { counts.reduce(0, +) }
    var weights: [Double] { counts.map(Double.init) }

    /// The patterns of those raters over the items that at least `minimum` of them scored.
    init(_ table: RatingTable, raters: [Int], minimum: Int) {
        var members: [(row: [Int32], cluster: Int32)] = []
        for item in table.items.indices {
            let row = raters.map { table.cells[$0 * table.items.count + item] }
            guard row.count(where: { $0 >= 0 }) >= minimum else { continue }
            members.append((row, table.clusters?[item] ?? 0))
        }
        self.init(members, clusterCount: table.clusters == nil ? 0 : table.clusterCount)
    }

    /// Merges rows; `clusterCount` is 0 where there are no clusters.
    init(_ members: [(row: [Int32], cluster: Int32)], clusterCount: Int) {
        var places: [[Int32]: Int] = [:]
        for row in Set(members.map(\.row)).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            places[row] = rows.count
            rows.append(row)
        }
        counts = [Int](repeating: 0, count: rows.count)
        var byCluster = [[Int: Int]](repeating: [:], count: clusterCount)
        for member in members {
            guard let place = places[member.row] else { continue }
            counts[place] += 1
            if clusterCount > 0 { byCluster[Int(member.cluster)][place, default: 0] += 1 }
        }
        clusters = byCluster.filter { !$0.isEmpty }.map { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    /// One bootstrap sample as weights over the patterns.
    func resampled(_ generator: inout Generator) -> [Double] {
        var weights = [Double](repeating: 0, count: rows.count)
        if !clusters.isEmpty {
            for _ in clusters.indices {
                for part in clusters[generator.index(below: clusters.count)] {
                    weights[part.pattern] += Double(part.count)
                }
            }
            return weights
        }
        var left = itemCount
        var share = left
        for (place, count) in counts.enumerated() where left > 0 {
            let drawn = generator.binomial(left, Double(count) / Double(share))
            weights[place] = Double(drawn)
            left -= drawn
            share -= count
        }
        return weights
    }
}
