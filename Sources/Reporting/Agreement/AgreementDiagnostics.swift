package import Agreement
import Studies

/// Where a criterion's disagreement comes from, and what makes its figures look better or worse than they are.
package struct AgreementDiagnostics: Sendable {
    /// Above so many categories or raters nobody reads a table of them.
    static let limit = 50

    let severities: [RaterSeverity]
    let cost: DisagreementCost
    let balances: [(a: String, b: String, balance: ConfusionTable.Balance, figures: PairBalance)]
    let designEffects: [(measure: String, effect: DesignEffect)]

    /// `independent` are the same figures as if items were in no cluster; nil where there are none.
    package init(
        _ table: RatingTable,
        report: CriterionReport,
        independent: CriterionReport?,
        options: IntervalOptions = IntervalOptions()
    ) {
        severities = table.severities(level: report.level, options: options)
        let table = report.level == .nominal ? table : table.withoutMetrics()
        cost = DisagreementCost(table, level: report.level)
        let humans = table.raters { $0.kind == .human }
        let isReadable = table.categories.count <= Self.limit && humans.count <= Self.limit
        balances =
            !isReadable
            ? []
            : humans.flatMap { a in
                humans.filter { $0 > a }.compactMap { b in
                    guard let found = ConfusionTable(table, first: a, second: b).balance,
                        let figures = table.balance(first: a, second: b, options: options)
                    else { return nil }
                    return (table.raters[a].name, table.raters[b].name, found, figures)
                }
            }
        designEffects =
            independent.map { independent in
                report.measures.all.compactMap { name, estimate in
                    independent.measures[name].flatMap { DesignEffect(clustered: estimate, independent: $0) }
                        .map { (name, $0) }
                }
            } ?? []
    }

    var json: JSONValue {
        .object([
            ("severity", .array(severities.map(\.json))),
            ("balance", .array(balances.map { Self.json($0.a, $0.b, $0.balance, $0.figures) })),
            (
                "costliest_items",
                .array(
                    cost.items.prefix(20).map {
                        .object([
                            ("item", .string($0.name)), ("scores", .array($0.scores.map(JSONValue.number))),
                            ("share", .number($0.share)),
                        ])
                    }
                )
            ),
            (
                "confusions",
                .array(
                    cost.confusions.map {
                        .object([
                            ("low", .number($0.low)), ("high", .number($0.high)), ("n", .count($0.pairCount)),
                            ("share", .number($0.share)),
                        ])
                    }
                )
            ),
            (
                "design_effects",
                .array(
                    designEffects.map {
                        .object([
                            ("measure", .string($0.measure)), ("value", .number($0.effect.value)),
                            ("effective_n_items", .number($0.effect.effectiveItemCount)),
                        ])
                    }
                )
            ),
        ])
    }

    private static func json(
        _ a: String,
        _ b: String,
        _ balance: ConfusionTable.Balance,
        _ figures: PairBalance
    ) -> JSONValue {
        let number = { (number: Double?) in number.map(JSONValue.number) ?? .null }
        func members(_ name: String, _ figure: Estimate) -> [(String, JSONValue)] {
            [
                (name, number(figure.value)), ("\(name)_low", number(figure.low)),
                ("\(name)_high", number(figure.high)),
                ("\(name)_method", .string(figure.method ?? "")),
                ("\(name)_undefined", figure.undefined.map(JSONValue.string) ?? .null),
            ]
        }
        return .object(
            [("a", .string(a)), ("b", .string(b)), ("n", .count(balance.itemCount))]
                + members("prevalence_index", figures.prevalenceIndex) + members("bias_index", figures.biasIndex)
                + members("adjusted_kappa", figures.adjustedKappa) + [
                    ("commonest", .number(balance.commonest)), ("commonest_share", .number(balance.commonestShare)),
                    ("paradox", .bool(balance.isParadox)),
                ]
        )
    }
}

extension RaterSeverity {
    fileprivate var json: JSONValue {
        .object([
            ("rater", .string(rater)), ("kind", .string(kind.rawValue)), ("n", .count(itemCount)),
            ("difference", difference.json), ("at_odds", atOdds.map(JSONValue.number) ?? .null),
            ("at_odds_low", odds.low.map(JSONValue.number) ?? .null),
            ("at_odds_high", odds.high.map(JSONValue.number) ?? .null), ("at_odds_method", .string(odds.method ?? "")),
        ])
    }
}
