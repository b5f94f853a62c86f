import Agreement
import Ratings
import Studies

extension ModelsDocument {
    /// Every two models besides the baseline, each interval for itself.
    func pairs(all: Bool) -> Table {
        var table = Table(columns: [
            .init("criterion"), .init("model"), .init("less"), .init("difference", alignment: .right),
            .init("interval"), .init("prompts", alignment: .right), .init("raters", alignment: .right), .init("note"),
        ])
        if all { table.columns.append(.init("method")) }
        for criterion in figures.criteria {
            for pair in criterion.pairs.all {
                let estimate = pair.difference
                let words = estimate.undefined.map { "undefined: \($0)" }
                let method = estimate.low == nil ? estimate.method : nil
                let row: [Table.Cell] = [
                    .text(criterion.name), .text(figures.models[pair.one]), .text(figures.models[pair.other]),
                    .number(estimate.value), Self.interval(estimate), .count(estimate.itemCount),
                    .count(pair.personCount), .text(words ?? method ?? ""),
                ]
                table.rows.append(all ? row + [.text(estimate.method ?? "")] : row)
            }
        }
        return table
    }

    /// What must be said of so many intervals, or of none.
    var pairNotes: [String] {
        let count = figures.criteria.reduce(0) { $0 + $1.pairs.all.count }
        let isShort = figures.criteria.contains { $0.pairs.areLeftOut }
        let chance = Figures.fixed((1 - figures.options.confidence) * 100, decimals: 0)
        return
            (count > 1
            ? [
                "Other pairs of models: each interval is for itself; of \(count) about \(chance) % leave 0 out by chance."
            ] : [])
            + (isShort ? ["Other pairs of models are left out: there are too many ratings of too many models."] : [])
    }
}
