/// Mean over items with at least two ratings of the share of agreeing pairs of raters (Gwet, 2014).
///
/// p_a = mean_i Σ_k r_ik (r_ik − 1) / (r_i (r_i − 1)). Undefined without an item that has two ratings.
func percentAgreement(_ table: CountTable, _ weights: [Double]) -> Outcome {
    var items = 0.0
    var sum = 0.0
    for (row, weight) in zip(table.rows, weights) where weight > 0 && row.size >= 2 {
        let agreeing = row.entries.reduce(0) { $0 + $1.count * ($1.count - 1) }
        sum += weight * agreeing / (row.size * (row.size - 1))
        items += weight
    }
    return items > 0 ? .value(sum / items) : .undefined("no item has two ratings")
}

/// Fleiss' kappa (Fleiss, 1971) with any number of ratings an item: p_e = Σ_k π_k², π_k = mean_i r_ik / r_i.
///
/// Every item with a rating counts towards π, items weigh equally (Gwet, 2014). Undefined when all ratings are equal.
func fleissKappa(_ table: CountTable, _ weights: [Double]) -> Outcome {
    if let reason = table.constantReason(weights) { return .undefined(reason) }
    guard case .value(let observed) = percentAgreement(table, weights) else {
        return .undefined("no item has two ratings")
    }
    var items = 0.0
    var shares = [Double](repeating: 0, count: table.categories.count)
    for (row, weight) in zip(table.rows, weights) where weight > 0 && row.size > 0 {
        for entry in row.entries { shares[entry.category] += weight * entry.count / row.size }
        items += weight
    }
    let expected = shares.reduce(0) { $0 + ($1 / items) * ($1 / items) }
    guard expected < 1 else { return .undefined("all ratings equal") }
    return .value((observed - expected) / (1 - expected))
}
