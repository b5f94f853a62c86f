extension ConfusionTable {
    /// Agreement of two raters beside their kappa, and the paradox of Feinstein and Cicchetti (1990).
    public struct Balance: Sendable, Equatable {
        /// Items that both scored.
        public let itemCount: Int
        /// The share of items with equal scores.
        public let percentAgreement: Double
        /// Cohen's kappa (1960); nil where both gave all items one category.
        public let kappa: Double?
        /// The category that is used most.
        public let commonest: Double
        /// Its share of both raters' scores.
        public let commonestShare: Double
        /// Whether agreement is high (80 % or more) and kappa low (below 0.4) because nearly all scores are the same.
        public let isParadox: Bool
    }

    /// The balance of the two raters; nil without items that both scored.
    public var balance: Balance? {
        let (rows, columns, n) = (firstTotals, secondTotals, itemCount)
        let used = categories.indices.filter { rows[$0] + columns[$0] > 0 }
        guard n > 0, let first = used.first else { return nil }
        let total = Double(n)
        let commonest = used.reduce(first) { rows[$1] + columns[$1] > rows[$0] + columns[$0] ? $1 : $0 }
        let percent = Double(used.reduce(0) { $0 + counts[$1][$1] }) / total
        let chance = used.reduce(0.0) { $0 + Double(rows[$1]) * Double(columns[$1]) } / (total * total)
        let kappa = chance < 1 ? (percent - chance) / (1 - chance) : nil
        return Balance(
            itemCount: n,
            percentAgreement: percent,
            kappa: kappa,
            commonest: categories[commonest],
            commonestShare: Double(rows[commonest] + columns[commonest]) / (2 * total),
            isParadox: percent >= 0.8 && (kappa.map { $0 < 0.4 } ?? false)
        )
    }
}
