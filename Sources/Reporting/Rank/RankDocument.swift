package import Agreement
package import Ratings
package import Studies

/// A ranking with what it was made from.
package struct RankDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.rank.v1"

    package var source: String
    package var options: IntervalOptions
    package var report: RankReport
    /// Comparisons in which both were bad: counted as ties.
    package var bothBadCount: Int
    /// What a reader must know before the figures.
    package var notes: [RatingNote]
    /// Whether counts by player are withheld, which could betray whom a letter stands for.
    package var hidesCounts: Bool
    /// Whether the counts of all comparisons are withheld too, where letters were chosen.
    package var hidesTotals = false

    package init(
        source: String,
        options: IntervalOptions,
        report: RankReport,
        bothBadCount: Int,
        notes: [RatingNote] = [],
        hidesCounts: Bool = false
    ) {
        self.hidesCounts = hidesCounts
        self.source = source
        self.options = options
        self.report = report
        self.bothBadCount = bothBadCount
        self.notes = notes
    }

    /// The document `slam.rank.v1`.
    package var json: JSONValue {
        .object([
            ("schema", .string(Self.schema)), ("source", .string(source)), ("seed", .number(Double(options.seed))),
            ("resamples", .number(Double(options.resamples))), ("confidence", .number(options.confidence)),
            ("n_comparisons", total(report.comparisonCount)), ("n_ties", total(report.tieCount)),
            ("n_both_bad", total(bothBadCount)),
            ("davidson_nu", report.davidsonNu.map(JSONValue.number) ?? .null),
            ("rao_kupper_theta", report.raoKupperTheta.map(JSONValue.number) ?? .null),
            ("triads", triads), ("notes", .array(notes.map { .string($0.sentence) })),
            ("facts", .array(notes.map(\.json))),
            ("players", .array(report.players.map(player))),
        ])
    }

    private func total(_ count: Int) -> JSONValue { hidesTotals ? .null : .number(Double(count)) }

    private var triads: JSONValue {
        .object([
            ("decided", total(report.triads.decided)), ("circular", total(report.triads.circular)),
            (
                "examples",
                .array(report.triads.examples.map { .array($0.map { .string(report.players[$0].name) }) })
            ),
        ])
    }

    private func figure(_ estimate: Estimate) -> JSONValue {
        hidesCounts ? LetteredEstimate(estimate).json : estimate.json
    }

    private func player(_ player: RankReport.Player) -> JSONValue {
        func count(_ count: Int) -> JSONValue { hidesCounts ? .null : .number(Double(count)) }
        return .object([
            ("name", .string(player.name)), ("n", count(player.count)), ("wins", count(player.wins)),
            ("ties", count(player.ties)), ("losses", count(player.losses)), ("win_rate", figure(player.winRate)),
            ("bradley_terry", figure(player.bradleyTerry)), ("davidson", figure(player.davidson)),
            ("rao_kupper", figure(player.raoKupper)), ("elo", figure(player.elo)), ("rank", figure(player.rank)),
            ("not_distinguishable", player.indistinguishable.map { .array($0.map(JSONValue.string)) } ?? .null),
        ])
    }
}
