/// Pearson's product-moment correlation.
///
/// Undefined with fewer than two common items or when either side does not vary.
func pearson(_ table: PairTable, _ weights: [Double]) -> Outcome {
    correlation(table.weighted(weights))
}

/// Spearman's rank correlation: Pearson's on mid-ranks, ties sharing their mean rank.
func spearman(_ table: PairTable, _ weights: [Double]) -> Outcome {
    let cells = table.weighted(weights)
    let ranksX = midRanks(cells.map { ($0.x, $0.weight) })
    let ranksY = midRanks(cells.map { ($0.y, $0.weight) })
    return correlation(cells.indices.map { (ranksX[$0], ranksY[$0], cells[$0].weight) })
}

private func correlation(_ cells: [(x: Double, y: Double, weight: Double)]) -> Outcome {
    let total = cells.reduce(0) { $0 + $1.weight }
    guard total >= 2 else { return .undefined("fewer than two items have a score of both") }
    if cells.allSatisfy({ $0.x == cells[0].x }) {
        return .undefined("the first gave all \(Int(total)) items one score")
    }
    if cells.allSatisfy({ $0.y == cells[0].y }) {
        return .undefined("the second gave all \(Int(total)) items one score")
    }
    let meanX = cells.reduce(0) { $0 + $1.weight * $1.x } / total
    let meanY = cells.reduce(0) { $0 + $1.weight * $1.y } / total
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for cell in cells {
        let (dx, dy) = (cell.x - meanX, cell.y - meanY)
        xx += cell.weight * dx * dx
        yy += cell.weight * dy * dy
        xy += cell.weight * dx * dy
    }
    guard xx > 0, yy > 0 else { return .undefined("a score does not vary beyond rounding") }
    return .value(max(-1, min(1, xy / (xx.squareRoot() * yy.squareRoot()))))
}

/// The mid-rank of each value when each stands `weight` times.
private func midRanks(_ values: [(value: Double, weight: Double)]) -> [Double] {
    var ranks = [Double](repeating: 0, count: values.count)
    let order = values.indices.sorted { values[$0].value < values[$1].value }
    var below = 0.0
    var start = 0
    while start < order.count {
        var end = start
        var weight = 0.0
        while end < order.count, values[order[end]].value == values[order[start]].value {
            weight += values[order[end]].weight
            end += 1
        }
        for place in start..<end { ranks[order[place]] = below + (weight + 1) / 2 }
        below += weight
        start = end
    }
    return ranks
}

/// Kendall's tau-b: (P − Q) / √((n₀ − n₁)(n₀ − n₂)) with n₁ and n₂ the pairs tied on either side (Kendall, 1945).
///
/// In O(n log n) by a tree of counts over the second side. Undefined when either side does not vary.
func kendallTauB(_ table: PairTable, _ weights: [Double]) -> Outcome {
    let cells = table.weighted(weights).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    let total = cells.reduce(0) { $0 + $1.weight }
    guard total >= 2 else { return .undefined("fewer than two items have a score of both") }
    let ys = Set(cells.map(\.y)).sorted()
    let places = Dictionary(uniqueKeysWithValues: ys.enumerated().map { ($1, $0) })
    var tree = CountTree(size: ys.count)
    var difference = 0.0
    var tiedX = 0.0
    var start = 0
    while start < cells.count {
        var end = start
        var weight = 0.0
        while end < cells.count, cells[end].x == cells[start].x {
            let place = places[cells[end].y] ?? 0
            let (below, above) = (tree.sum(below: place), tree.total - tree.sum(below: place + 1))
            difference += cells[end].weight * (below - above)
            weight += cells[end].weight
            end += 1
        }
        for cell in cells[start..<end] { tree.add(cell.weight, at: places[cell.y] ?? 0) }
        tiedX += weight * (weight - 1) / 2
        start = end
    }
    let tiedY = ys.indices.reduce(0) { sum, place in
        let weight = tree.sum(below: place + 1) - tree.sum(below: place)
        return sum + weight * (weight - 1) / 2
    }
    let pairs = total * (total - 1) / 2
    guard pairs > tiedX else { return .undefined("the first gave all \(Int(total)) items one score") }
    guard pairs > tiedY else { return .undefined("the second gave all \(Int(total)) items one score") }
    return .value(difference / ((pairs - tiedX) * (pairs - tiedY)).squareRoot())
}

/// Prefix sums that can be added to (Fenwick, 1994).
private struct CountTree {
    private var sums: [Double]
    private(set) var total = 0.0

    init(size: Int) { sums = [Double](repeating: 0, count: size + 1) }

    mutating func add(_ weight: Double, at place: Int) {
        total += weight
        var index = place + 1
        while index < sums.count {
            sums[index] += weight
            index += index & -index
        }
    }

    func sum(below place: Int) -> Double {
        var sum = 0.0
        var index = place
        while index > 0 {
            sum += sums[index]
            index -= index & -index
        }
        return sum
    }
}
