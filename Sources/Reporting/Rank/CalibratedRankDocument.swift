import Agreement
package import Ratings
import Studies

/// Models ranked by one judge's calibrated scores.
package struct CalibratedRankDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.rank.calibrated.v1"

    private let ranking: CalibratedRanking

    package init(_ ranking: CalibratedRanking) { self.ranking = ranking }

    package func written(as format: Format) -> String {
        SectionedReport(
            schema: Self.schema,
            head: [
                ("source", .string(ranking.source)), ("criterion", .string(ranking.criterion)),
                ("confidence", .number(ranking.options.confidence)), ("blind", .bool(ranking.isBlind)),
                ("calibrated", .object(ranking.used.members)),
                (
                    "left_out",
                    .array(ranking.leftOut.map { .string(ranking.models[$0.model]) })
                ),
            ],
            opening: ["Ranking by calibrated scores: \(ranking.source)."],
            sections: [.init("players", title: "", table)],
            sentences: sentences + ranking.notes.map(\.sentence)
        ).written(as: format)
    }

    private var table: Table {
        let percent = Figures.fixed(ranking.options.confidence * 100, decimals: 0)
        var table = Table(columns: [
            .init("rank", alignment: .right), .init("rank_interval", title: "\(percent) %"),
            .init("name", title: "player"), .init("prompts", title: "prompts with labels", alignment: .right),
            .init("mean", title: "calibrated mean", alignment: .right),
            .init("interval", title: "\(percent) %"), .init("n", title: "responses", alignment: .right),
            .init("naive", title: "judge's own mean", alignment: .right),
            .init("not_distinguishable", title: "not distinguishable from"),
        ])
        for player in ranking.players {
            let (mean, close) = (player.quality.mean, player.indistinguishable.map { ranking.models[$0] }.sorted())
            table.rows.append([
                .count(player.rank),
                Table.Cell(
                    .array([.number(Double(player.ranks.lowerBound)), .number(Double(player.ranks.upperBound))]),
                    text: Figures.interval(
                        Double(player.ranks.lowerBound),
                        Double(player.ranks.upperBound),
                        decimals: 0
                    )
                ),
                .text(ranking.models[player.quality.model]),
                ranking.isBlind ? .unknown : .count(mean.labelledPromptCount), .number(mean.estimate.value),
                ModelsDocument.interval(mean.estimate),
                ranking.isBlind ? .unknown : .count(mean.estimate.itemCount), .number(player.quality.naive),
                Table.Cell(.array(close.map(JSONValue.string)), text: close.joined(separator: ", ")),
            ])
        }
        return table
    }

    private var sentences: [String] {
        var sentences = [
            "A calibrated mean is the mean of the mapped scores plus what the map leaves over on the model's own labels; the judge's own mean decides nothing.",
            "Not distinguishable: the interval of the difference, paired by prompt, holds 0.",
        ]
        if ranking.players.isEmpty { sentences.insert("No model can be ranked.", at: 0) }
        for left in ranking.leftOut {
            sentences.append("Left out: \(ranking.models[left.model]), \(reason(left)).")
        }
        return sentences
    }

    private func reason(_ left: MappedQuality) -> String {
        if let refusal = left.refusals.first {
            switch refusal {
            case .fewLabels(let count):
                return ranking.isBlind
                    ? "too few labels of its own" : "labels of its own on \(count) of at least 30 prompts"
            case .outsideRange(let share):
                return
                    "\(Figures.fixed(share * 100, decimals: 0)) % of its scores without a label lie where nothing was labelled"
            }
        }
        return left.mean.estimate.undefined ?? left.mean.estimate.method ?? "no interval"
    }
}
