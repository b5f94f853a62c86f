/// How far two different scores disagree.
public enum KappaWeights: String, Sendable, CaseIterable {
    /// 1 for any difference (Cohen, 1960).
    case unweighted
    /// |a − b| by value.
    case linear
    /// (a − b)² by value (Cohen, 1968).
    case quadratic

    func disagreement(_ a: Double, _ b: Double) -> Double {
        switch self {
        case .unweighted: a == b ? 0 : 1
        case .linear: abs(a - b)
        case .quadratic: (a - b) * (a - b)
        }
    }
}

/// Cohen's kappa, 1 − Σ w_ab p_ab / Σ w_ab p_a. p_.b, with disagreement weights by value (Cohen, 1960, 1968).
///
/// Undefined when no disagreement can be expected: no common item, or all scores of both equal.
func cohenKappa(_ table: PairTable, _ weights: [Double], _ scheme: KappaWeights) -> Outcome {
    let cells = table.weighted(weights)
    let total = cells.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return .undefined("no item has a score of both") }
    var rows: [Double: Double] = [:]
    var columns: [Double: Double] = [:]
    var observed = 0.0
    for cell in cells {
        rows[cell.x, default: 0] += cell.weight
        columns[cell.y, default: 0] += cell.weight
        observed += cell.weight * scheme.disagreement(cell.x, cell.y)
    }
    // Sorted, so that the rounding of the sums does not depend on a dictionary's order.
    let expected = expectedDisagreement(rows.sorted { $0.key < $1.key }, columns.sorted { $0.key < $1.key }, scheme)
    guard expected > 0 else {
        return .undefined("all \(Int(2 * total)) scores equal (percent agreement 100 %)")
    }
    return .value(1 - observed * total / expected)
}

/// Σ_a Σ_b n_a n_b w(a, b).
private func expectedDisagreement(
    _ rows: [(key: Double, value: Double)],
    _ columns: [(key: Double, value: Double)],
    _ scheme: KappaWeights
) -> Double {
    if scheme == .quadratic {
        let moments = [rows, columns].map { side in
            side.reduce((0.0, 0.0, 0.0)) {
                ($0.0 + $1.value, $0.1 + $1.value * $1.key, $0.2 + $1.value * $1.key * $1.key)
            }
        }
        // Exact zero matters for two constant raters, which the expanded square may miss by rounding.
        if rows.count == 1, columns.count == 1, rows[0].key == columns[0].key { return 0 }
        return moments[0].2 * moments[1].0 + moments[1].2 * moments[0].0 - 2 * moments[0].1 * moments[1].1
    }
    var sum = 0.0
    for row in rows {
        for column in columns { sum += row.value * column.value * scheme.disagreement(row.key, column.key) }
    }
    return sum
}
