import Agreement
package import Ratings
import Studies

/// Changes as tables.
package enum ChangeTables {
    package static func figures(_ changes: [VersionChange]) -> Table {
        let columns: [Table.Column] = [
            .init("criterion"), .init("figure"), .init("items", alignment: .right),
            .init("before", alignment: .right), .init("after", alignment: .right),
            .init("value", title: "change", alignment: .right), .init("interval"),
        ]
        return Table(columns: columns, rows: changes.flatMap(rows))
    }

    private static func rows(_ change: VersionChange) -> [[Table.Cell]] {
        let measure = change.isPairwise ? "kappa" : "Spearman's correlation"
        func row(_ figure: String, _ items: Int, _ before: Double?, _ after: Double?, _ value: Estimate)
            -> [Table.Cell]
        {
            [
                .text(change.criterion), .text(figure), .count(items), .number(before), .number(after),
                .number(value.value), AuditTable.interval(value),
            ]
        }
        return [
            row("mean", change.items, change.before.value, change.after.value, change.shift),
            row("share that is the same", change.items, nil, nil, change.same),
            row("\(measure) of the two", change.items, nil, nil, change.association),
            row(
                "\(measure) with people",
                change.itemsWithPeople,
                change.peopleBefore.value,
                change.peopleAfter.value,
                change.peopleChange
            ),
            row("verdict only before", change.lost, nil, nil, Estimate()),
            row("verdict only after", change.gained, nil, nil, Estimate()),
        ]
    }

    package static func flips(_ change: VersionChange, limit: Int) -> Table {
        let columns: [Table.Column] = [
            .init("item"), .init("prompt"), .init("before", alignment: .right), .init("after", alignment: .right),
            .init("people", alignment: .right),
        ]
        return Table(
            columns: columns,
            rows: change.flips.prefix(limit).map { flip in
                let short = flip.item.split(separator: ":").map { $0.prefix(12) }.joined(separator: ":")
                return [
                    Table.Cell(.string(flip.item), text: short), .text(flip.prompt), .number(flip.before, decimals: 2),
                    .number(flip.after, decimals: 2), .number(flip.people, decimals: 2),
                ]
            }
        )
    }
}
