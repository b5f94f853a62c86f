/// The comparisons counted by pair and outcome, ready to be resampled: over comparisons, or over clusters of them.
struct ComparisonCells {
    private struct Cell: Hashable {
        var left: Int
        var right: Int
        var outcome: ComparisonOutcome
    }

    private let playerCount: Int
    private var cells: [Cell] = []
    private var counts: [Int] = []
    /// For each cluster the cells that it fills, with how often; empty where there are none.
    private var clusters: [[(cell: Int, count: Int)]] = []
    private let total: Int

    init(_ table: ComparisonTable) {
        playerCount = table.players.count
        total = table.rows.count
        let slots = playerCount * playerCount * 3
        var places = [Int32](repeating: -1, count: slots)
        var byCluster = [[Int: Int]](repeating: [:], count: table.clusterCount)
        var slotCounts = [Int](repeating: 0, count: slots)
        for row in table.rows { slotCounts[Self.slot(row, playerCount)] += 1 }
        for slot in 0..<slots where slotCounts[slot] > 0 {
            places[slot] = Int32(cells.count)
            let outcome = ComparisonOutcome.allCases[slot % 3]
            cells.append(Cell(left: slot / 3 / playerCount, right: slot / 3 % playerCount, outcome: outcome))
            counts.append(slotCounts[slot])
        }
        for (row, cluster) in zip(table.rows, table.clusters ?? []) {
            byCluster[Int(cluster)][Int(places[Self.slot(row, playerCount)]), default: 0] += 1
        }
        clusters = byCluster.map { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    /// Units that a resample draws.
    var unitCount: Int { clusters.isEmpty ? total : clusters.count }
    var hasClusters: Bool { !clusters.isEmpty }

    /// The smaller player first, so that the side of a comparison makes no cell of its own.
    private static func slot(_ row: ComparisonTable.Row, _ count: Int) -> Int {
        guard row.left > row.right else { return (row.left * count + row.right) * 3 + Int(row.outcome.rawValue) }
        let outcome: ComparisonOutcome = row.outcome == .tie ? .tie : row.outcome == .left ? .right : .left
        return (row.right * count + row.left) * 3 + Int(outcome.rawValue)
    }

    /// One bootstrap sample.
    func resampled(_ generator: inout Generator) -> WinMatrix {
        var wins = WinMatrix(count: playerCount)
        for (cell, weight) in zip(cells, weights(&generator)) where weight > 0 {
            wins.add(cell.left, cell.right, cell.outcome, weight: Double(weight))
        }
        return wins
    }

    private func weights(_ generator: inout Generator) -> [Int] {
        var weights = [Int](repeating: 0, count: cells.count)
        if hasClusters {
            for _ in clusters.indices {
                for part in clusters[generator.index(below: clusters.count)] { weights[part.cell] += part.count }
            }
            return weights
        }
        var (left, share) = (total, total)
        for (place, count) in counts.enumerated() where left > 0 {
            let drawn = generator.binomial(left, Double(count) / Double(share))
            weights[place] = drawn
            left -= drawn
            share -= count
        }
        return weights
    }
}
