/// The measures of two raters, each on the patterns in which both have a score.
struct PairStatistics {
    private let table: PairTable
    /// The patterns in which both have a score.
    private let selected: [Int]

    /// `x` and `y` give both scores of each pattern, or nil.
    init(x: [Double?], y: [Double?]) {
        selected = x.indices.filter { x[$0] != nil && y[$0] != nil }
        table = PairTable(x: selected.compactMap { x[$0] }, y: selected.compactMap { y[$0] })
    }

    /// How many items have both scores.
    func itemCount(_ counts: [Int]) -> Int { selected.reduce(0) { $0 + counts[$1] } }

    /// The function of the weights of all patterns that a measure's name stands for.
    func compute(_ name: String) -> ([Double]) -> Outcome {
        let table = table
        let selected = selected
        let measure: ([Double]) -> Outcome =
            switch name {
            case "percent_agreement": { table.mean($0) { $0 == $1 ? 1 : 0 } }
            case "cohen.unweighted": { cohenKappa(table, $0, .unweighted) }
            case "cohen.linear": { cohenKappa(table, $0, .linear) }
            case "cohen.quadratic": { cohenKappa(table, $0, .quadratic) }
            case "pearson": { pearson(table, $0) }
            case "spearman": { spearman(table, $0) }
            case "kendall_b": { kendallTauB(table, $0) }
            case "mae": { table.mean($0) { abs($0 - $1) } }
            case "bias": { table.mean($0) { $0 - $1 } }
            default: { _ in .undefined("no measure '\(name)' of two raters") }
            }
        return { weights in measure(selected.map { weights[$0] }) }
    }
}

/// Which measures suit which comparison.
enum MeasureNames {
    /// Of two raters on one scale.
    static func pair(_ level: Level) -> [String] {
        level == .nominal
            ? ["percent_agreement", "cohen.unweighted"]
            : [
                "percent_agreement", "cohen.unweighted", "cohen.linear", "cohen.quadratic", "pearson", "spearman",
                "kendall_b", "mae", "bias",
            ]
    }

    /// Of two raters on different scales.
    static let differentScales = ["spearman", "kendall_b", "pearson"]

    /// Of an automatic rater and the consensus of people.
    static func automatic(_ kind: RaterKind, _ level: Level) -> [String] {
        if level == .nominal { return ["percent_agreement", "cohen.unweighted"] }
        return differentScales + (kind == .metric ? [] : ["cohen.quadratic", "mae", "bias"])
    }
}
