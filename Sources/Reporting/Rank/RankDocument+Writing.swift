import Agreement
import Ratings
import SafeText
import Studies

extension RankDocument {
    /// The document as text in that format; the best player first.
    package func written(as format: Format) -> String {
        switch format {
        case .json: json.printed
        case .csv: flat.written(as: .csv)
        case .table, .markdown: text(format)
        }
    }

    private var ranked: [RankReport.Player] {
        report.players.sorted { ($0.rank.value ?? .infinity, $0.name) < ($1.rank.value ?? .infinity, $1.name) }
    }

    private func text(_ format: Format) -> String {
        guard report.comparisonCount > 0 else {
            return PageWidth.lines(notes.map(\.sentence))
        }
        var text = "Comparisons"
        if !hidesTotals {
            text = "\(Figures.count(report.comparisonCount, "comparison")), \(Figures.count(report.tieCount, "tie"))"
            text += bothBadCount > 0 ? " (\(bothBadCount) of them both bad)" : ""
        }
        text += " of \(Figures.count(report.players.count, "player")), from \(TerminalText.line(source))"
        text = (format == .table ? PageWidth.wrapped(text) : text) + "\n\n"
        if format == .table {
            let lines = Wrapping.lines(TerminalText.line(summary), columns: PageWidth.columns)
            text += lines.joined(separator: "\n") + "\n\n"
        }
        text += table.written(as: format) + "\n"
        text += PageWidth.lines(sentences)
        return text + PageWidth.lines(notes.map(\.sentence))
    }

    private var table: Table {
        let percent = Figures.fixed(options.confidence * 100, decimals: 0)
        var table = Table(columns: [
            .init("rank", alignment: .right), .init("rank_interval", title: "\(percent) %"), .init("player"),
            .init("n", alignment: .right), .init("record", title: "won–tied–lost", alignment: .right, isLesser: true),
            .init("win_rate", title: "win rate", alignment: .right), .init("win_interval", title: "\(percent) %"),
            .init("bradley_terry", title: "Bradley–Terry", alignment: .right, isLesser: true),
            .init("ability_interval", title: "\(percent) %", isLesser: true),
            .init("davidson", title: "Davidson", alignment: .right, isLesser: true),
            .init("rao_kupper", title: "Rao–Kupper", alignment: .right, isLesser: true),
            .init("elo", title: "Elo", alignment: .right, isLesser: true),
            .init("elo_range", title: "over orders", isLesser: true), .init("close", title: "not distinguishable from"),
        ])
        for player in ranked {
            table.rows.append([
                .number(player.rank.value, decimals: 0),
                .text(Figures.interval(player.rank.low, player.rank.high, decimals: 0)), .text(player.name),
                hidesCounts ? .unknown : .count(player.count),
                hidesCounts ? .unknown : .text("\(player.wins)–\(player.ties)–\(player.losses)"),
                .number(player.winRate.value), .text(Figures.interval(player.winRate.low, player.winRate.high)),
                .number(player.bradleyTerry.value),
                .text(Figures.interval(player.bradleyTerry.low, player.bradleyTerry.high)),
                .number(player.davidson.value), .number(player.raoKupper.value), .number(player.elo.value, decimals: 0),
                .text(Figures.interval(player.elo.low, player.elo.high, decimals: 0)),
                .text(player.indistinguishable.map { $0.joined(separator: ", ") } ?? "unknown"),
            ])
        }
        return table
    }

    /// What the ranking says, in a sentence.
    private var summary: String {
        guard let best = ranked.first, ranked.count > 1 else { return "Nothing to rank: name two players or more." }
        guard let value = best.winRate.value else { return "No ranks: \(best.winRate.undefined ?? "no comparisons")." }
        let rate = "\(Figures.fixed(value, decimals: 3)) \(Figures.interval(best.winRate.low, best.winRate.high))"
        let firsts = ranked.filter { $0.rank.value == best.rank.value && best.rank.value != nil }.map(\.name)
        guard firsts.count < 2 else {
            return "\(firsts.joined(separator: ", ")) stand first together, with a win rate of \(rate)."
        }
        let opening = "\(best.name) stands first, with a win rate of \(rate)"
        switch best.indistinguishable {
        case nil: return "\(opening); with these comparisons no two can be compared beyond chance."
        case []?: return "\(opening), distinguishable from every other."
        case let close?: return "\(opening), not distinguishable from \(close.joined(separator: ", "))."
        }
    }

    /// How the intervals of win rates were made, that of most players first: a rate that no resample moves has another.
    private var intervals: [String] {
        let known = report.players.filter { $0.winRate.method != nil }
        // A formula names the count that it rests on, which could betray a letter.
        let players = hidesCounts ? known.filter(\.winRate.isResampled) : known
        let others = hidesCounts ? known.filter { !$0.winRate.isResampled && $0.winRate.low != nil }.map(\.name) : []
        let withheld =
            others.isEmpty
            ? [] : ["The win rate of \(others.joined(separator: ", ")): by formula, as no resample moves it."]
        let own = Dictionary(grouping: players) { $0.winRate.method ?? "" }.sorted {
            ($1.value.count, $0.key) < ($0.value.count, $1.key)
        }
        let said = own.enumerated().map { place, one in
            guard place > 0 else { return "Intervals: \(one.key), seed \(options.seed)." }
            return "The win rate of \(one.value.map(\.name).joined(separator: ", ")): \(one.key)."
        }
        return said + withheld
    }

    /// What must be said against the intervals, of whom where it is not of all; the counts of letters would betray them.
    private var warnings: [String] {
        var found: [String: [String]] = [:]
        for player in report.players {
            let drawn = [player.winRate, player.bradleyTerry].filter { $0.low != nil }
            let own = drawn.flatMap(\.warnings).map { warning in
                hidesCounts ? "interval likely too narrow" : warning.description
            }
            for words in Set(own) { found[words, default: []].append(player.name) }
        }
        return found.sorted { $0.key < $1.key }.map { words, names in
            let whose = names.count == report.players.count ? "Each player" : names.joined(separator: ", ")
            return "\(whose): \(words)."
        }
    }

    private var sentences: [String] {
        var sentences: [String] = []
        if let reason = report.players.first(where: { $0.bradleyTerry.value == nil })?.bradleyTerry.undefined {
            sentences.append("Abilities are undefined: \(reason). The ranks are those of the win rates.")
        } else {
            sentences.append(
                "Abilities are natural logarithms, centred to mean 0; a tie is half a win for Bradley–Terry."
            )
        }
        if let nu = report.davidsonNu, let theta = report.raoKupperTheta {
            let figures = "ν \(Figures.fixed(nu, decimals: 3)), Rao and Kupper's θ \(Figures.fixed(theta, decimals: 3))"
            sentences.append("Davidson's \(figures).")
        }
        sentences += intervals + warnings
        let triads = report.triads
        if triads.decided > 0 {
            let names = triads.examples.first.map { $0.map { report.players[$0].name }.joined(separator: " > ") } ?? ""
            let example = triads.circular > 0 ? ", for example \(names) > …" : ""
            sentences.append(
                "Transitivity: \(triads.circular) of \(triads.decided) decided triads are circular\(example)."
            )
        }
        sentences.append("Elo depends on the order of the comparisons; its range is over shuffled orders, no interval.")
        return sentences
    }

    /// Every figure as one row.
    private var flat: Table {
        var table = Table(
            columns: ["player", "measure", "value", "low", "high", "se", "n", "method", "undefined"].map { .init($0) }
        )
        for player in ranked {
            let measures = [
                ("win_rate", player.winRate), ("bradley_terry", player.bradleyTerry), ("davidson", player.davidson),
                ("rao_kupper", player.raoKupper), ("elo", player.elo), ("rank", player.rank),
            ]
            for (name, estimate) in measures {
                let shown = LetteredEstimate(estimate)
                let ends = [shown.value, shown.low, shown.high].map { Table.Cell.number($0) }
                let rest: [Table.Cell] =
                    hidesCounts
                    ? [.unknown, .unknown, .unknown, .unknown]
                    : [
                        .number(estimate.standardError), .count(player.count), .text(estimate.method ?? ""),
                        .text(estimate.undefined ?? ""),
                    ]
                table.rows.append([.text(player.name), .text(name)] + ends + rest)
            }
        }
        return table
    }
}
