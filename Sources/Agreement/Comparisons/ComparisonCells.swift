/// The comparisons counted by pair and outcome, ready to be resampled: over comparisons, or over clusters of them.
struct ComparisonCells {
    private struct Cell: Comparable {
        var left: Int32
        var right: Int32
        var outcome: UInt8

        /// The smaller player first, so that the side of a comparison makes no cell of its own.
        init(_ row: ComparisonTable.Row) {
            let isTurned = row.left > row.right
            left = Int32(min(row.left, row.right))
            right = Int32(max(row.left, row.right))
            outcome = (isTurned ? row.outcome.turned : row.outcome).rawValue
        }

        static func < (one: Cell, other: Cell) -> Bool {
            (one.left, one.right, one.outcome) < (other.left, other.right, other.outcome)
        }
    }

    let playerCount: Int
    private var cells: [Cell] = []
    private var counts: [Int] = []
    /// For each cluster the cells that it fills, with how often; empty where there are none.
    private var clusters: [[(cell: Int, count: Int)]] = []
    private let total: Int

    init(_ table: ComparisonTable) {
        playerCount = table.players.count
        total = table.rows.count
        let rows = table.rows.map(Cell.init)
        var places = [Int](repeating: 0, count: rows.count)
        for place in rows.indices.sorted(by: { rows[$0] < rows[$1] }) {
            if cells.last != rows[place] {
                cells.append(rows[place])
                counts.append(0)
            }
            counts[counts.count - 1] += 1
            places[place] = cells.count - 1
        }
        guard let numbers = table.clusters else { return }
        var byCluster = [[Int: Int]](repeating: [:], count: table.clusterCount)
        for (place, cluster) in zip(places, numbers) { byCluster[Int(cluster)][place, default: 0] += 1 }
        clusters = byCluster.map { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    /// Units that a resample draws.
    var unitCount: Int { clusters.isEmpty ? total : clusters.count }
    var hasClusters: Bool { !clusters.isEmpty }

    /// The comparisons as they are.
    var all: WinMatrix { wins(counts) }

    /// One bootstrap sample.
    func resampled(_ generator: inout Generator) -> WinMatrix { wins(weights(&generator)) }

    private func wins(_ weights: [Int]) -> WinMatrix {
        var pairs: [WinMatrix.Pair] = []
        for (cell, weight) in zip(cells, weights) where weight > 0 {
            let (i, j) = (Int(cell.left), Int(cell.right))
            if pairs.last.map({ $0.i != i || $0.j != j }) ?? true { pairs.append(WinMatrix.Pair(i: i, j: j)) }
            guard let outcome = ComparisonOutcome(rawValue: cell.outcome) else { continue }
            pairs[pairs.count - 1].add(outcome, Double(weight))
        }
        return WinMatrix(count: playerCount, pairs: pairs)
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
