import Agreement
import Studies

extension AgreementDiagnostics {
    /// How many items and confusions a table shows.
    private static let most = 10

    /// The diagnostics as tables with their headings.
    func tables(_ criterion: AgreementDocument.Criterion) -> [(title: String, table: Table)] {
        var tables: [(title: String, table: Table)] = [
            ("Each rater beside the other people on the same items:", severity)
        ]
        if criterion.report.raters.count <= Self.limit, criterion.report.pairs.count > 1 {
            let name = criterion.report.level == .nominal ? "cohen.unweighted" : "cohen.quadratic"
            tables.append(
                ("Every pair of raters, \(name) (spearman where a metric is one of them):", matrix(criterion, name))
            )
        }
        if !balances.isEmpty {
            tables.append(
                ("Prevalence and bias of each pair of people (indices of two categories):", balance(criterion))
            )
        }
        if !cost.confusions.isEmpty {
            tables.append(
                ("Which categories people confuse, and their share of all disagreement:", confusions(criterion))
            )
        }
        if !cost.items.isEmpty { tables.append(("Which items cost most agreement:", items(criterion))) }
        if !designEffects.isEmpty { tables.append(("What clustering costs (design effects):", effects)) }
        return tables
    }

    /// What must be told: paradoxes of kappa, one sentence for each pair.
    func warnings(_ criterion: AgreementDocument.Criterion) -> [String] {
        balances.filter(\.balance.isParadox).map { pair in
            let share = Figures.fixed(pair.balance.commonestShare * 100, decimals: 0)
            let percent = Figures.fixed(pair.balance.percentAgreement * 100, decimals: 0)
            let kappa = pair.balance.kappa.map { Figures.fixed($0, decimals: 3) } ?? "–"
            return "\(pair.a) and \(pair.b) agree on \(percent) % of the items and kappa is \(kappa) all the same: "
                + "\(share) % of their scores are '\(criterion.word(pair.balance.commonest))', so chance alone would agree "
                + "nearly as often (Feinstein and Cicchetti, 1990). Neither figure alone tells how well they agree."
        }
    }

    private var severity: Table {
        Table(
            columns: [
                .init("rater"), .init("kind"), .init("n", title: "items", alignment: .right),
                .init("difference", title: "mean difference", alignment: .right),
                .init("se", alignment: .right, isLesser: true), .init("difference_interval", title: "interval"),
                .init("at_odds", title: "share at odds", alignment: .right),
                .init("at_odds_interval", title: "interval", isLesser: true), .init("note"),
            ],
            rows: severities.map {
                [
                    .text($0.rater), .text($0.kind.rawValue), .count($0.itemCount), .number($0.difference.value),
                    .number($0.difference.standardError),
                    .text(Figures.interval($0.difference.low, $0.difference.high)), .number($0.atOdds),
                    .text(Figures.interval($0.odds.low, $0.odds.high)),
                    .text($0.difference.undefined.map { "undefined: \($0)" } ?? ""),
                ]
            }
        )
    }

    private func matrix(_ criterion: AgreementDocument.Criterion, _ name: String) -> Table {
        let raters = criterion.report.raters.map(\.name)
        var values: [String: [String: Double]] = [:]
        for pair in criterion.report.pairs {
            let value = (pair.measures[name] ?? pair.measures["spearman"])?.value
            values[pair.a, default: [:]][pair.b] = value
            values[pair.b, default: [:]][pair.a] = value
        }
        return Table(
            columns: [.init("rater")] + raters.map { .init($0, alignment: .right) },
            rows: raters.map { a in [.text(a)] + raters.map { b in Table.Cell.number(values[a]?[b]) } }
        )
    }

    private func balance(_ criterion: AgreementDocument.Criterion) -> Table {
        // Without resamples there are none, and columns of dashes say nothing.
        let hasIntervals = balances.contains { $0.figures.adjustedKappa.low != nil }
        func column(_ key: String, _ title: String? = nil) -> [Table.Column] {
            [.init(key, title: title ?? key, alignment: .right)]
                + (hasIntervals ? [.init("\(key)_interval", title: "interval")] : [])
        }
        func cells(_ figure: Estimate) -> [Table.Cell] {
            [.number(figure.value)] + (hasIntervals ? [.text(Figures.interval(figure.low, figure.high))] : [])
        }
        return Table(
            columns: [
                .init("pair"), .init("n", title: "items", alignment: .right),
                .init("percent", title: "agreement", alignment: .right, isLesser: hasIntervals),
                .init("kappa", alignment: .right, isLesser: hasIntervals),
            ] + column("adjusted", "adjusted kappa") + column("prevalence") + column("bias") + [
                .init("commonest", isLesser: hasIntervals),
                .init("share", alignment: .right, isLesser: hasIntervals),
            ],
            rows: balances.map { pair in
                [
                    .text("\(pair.a) – \(pair.b)"), .count(pair.balance.itemCount),
                    .number(pair.balance.percentAgreement), .number(pair.balance.kappa),
                ] + cells(pair.figures.adjustedKappa) + cells(pair.figures.prevalenceIndex)
                    + cells(pair.figures.biasIndex) + [
                        .text(criterion.word(pair.balance.commonest)), .number(pair.balance.commonestShare),
                    ]
            }
        )
    }

    private func confusions(_ criterion: AgreementDocument.Criterion) -> Table {
        Table(
            columns: [
                .init("categories"), .init("n", title: "pairs of ratings", alignment: .right),
                .init("share", alignment: .right),
            ],
            rows: cost.confusions.prefix(Self.most).map {
                [
                    .text("\(criterion.word($0.low)) and \(criterion.word($0.high))"), .count($0.pairCount),
                    .number($0.share),
                ]
            }
        )
    }

    private func items(_ criterion: AgreementDocument.Criterion) -> Table {
        Table(
            columns: [.init("item"), .init("scores", title: "people's scores"), .init("share", alignment: .right)],
            rows: cost.items.prefix(Self.most).map {
                let name = $0.name.count > 40 ? "\($0.name.prefix(12))…" : $0.name
                return [
                    Table.Cell(.string($0.name), text: name),
                    .text($0.scores.map(criterion.word).joined(separator: ", ")), .number($0.share),
                ]
            }
        )
    }

    private var effects: Table {
        Table(
            columns: [
                .init("measure"), .init("value", title: "design effect", alignment: .right),
                .init("effective", title: "independent items worth as much", alignment: .right),
            ],
            rows: designEffects.map {
                [.text($0.measure), .number($0.effect.value), .number($0.effect.effectiveItemCount, decimals: 0)]
            }
        )
    }
}
