import Agreement
import ArgumentParser
import Faces
import Judging
import Ratings
import Reporting
import Studies

/// `slam judge diff`.
struct JudgeDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two versions of a judge, or two judges, on the items that both judged.",
        discussion: """
            The shift of the mean, how far the two agree, the change of their agreement with people (on choices kappa within \
            pairs of models, by a jackknife over prompts; on scales Spearman's correlation, by one paired bootstrap over \
            prompts), and the items that flipped. A \
            version is named by its first letters, as 'slam judge versions' shows them; a judge's name means its newest.

            Example:
              slam judge diff 3f2a91 b7c004
              slam judge diff gpt-judge small-judge --flips 20
            """
    )

    @Argument(help: "The version before: four letters of its hash at least, or a judge.")
    var before: String

    @Argument(help: "The version after.")
    var after: String

    @Option(help: "How many flipped items are shown, the farthest first.")
    var flips = 10

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let options = interval.options
        let changes = try LongJob.reading("comparing versions", draw: context.draw) {
            try self.changes(place.ratings(), options)
        }
        guard !changes.isEmpty else {
            throw StudiesError("'\(before)' and '\(after)' have no criterion in common: nothing to compare")
        }
        try context.write(
            ChangeTables.figures(changes).written(as: output.format, schema: "slam.judge.diff.v1", options: options)
        )
        guard output.format != .json, output.format != .csv else { return }
        for change in changes where !change.flips.isEmpty {
            try context.write("\n\(change.criterion): \(Figures.count(change.flips.count, "flipped item"))\n")
            try context.write(
                ChangeTables.flips(change, limit: flips).written(as: output.format, schema: "slam.judge.flips.v1")
            )
        }
    }

    private func changes(_ set: RatingSet, _ options: IntervalOptions) throws -> [VersionChange] {
        let (old, new) = (try set.judgedVersions(named: before), try set.judgedVersions(named: after))
        return set.criteria.indices.compactMap { number in
            guard let old = old.first(where: { $0.criterion == set.criteria[number].name }),
                let new = new.first(where: { $0.criterion == set.criteria[number].name })
            else { return nil }
            return VersionChange(
                VersionChange.Unit.all(set, before: old, after: new, criterion: number),
                criterion: set.criteria[number].name,
                isPairwise: set.criteria[number].level == .nominal,
                options: options
            )
        }
    }
}

/// Changes as tables.
enum ChangeTables {
    static func figures(_ changes: [VersionChange]) -> Table {
        let columns: [Table.Column] = [
            .init("criterion"), .init("figure"), .init("items", alignment: .right),
            .init("before", alignment: .right), .init("after", alignment: .right),
            .init("value", title: "change", alignment: .right), .init("interval"),
        ]
        return Table(columns: columns, rows: changes.flatMap(rows))
    }

    private static func rows(_ change: VersionChange) -> [[Table.Cell]] {
        let measure = change.isPairwise ? "kappa" : "Spearman's correlation"
        func row(_ figure: String, _ items: Int, _ before: Double?, _ after: Double?, _ value: AuditEstimate)
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
            row("verdict only before", change.lost, nil, nil, AuditEstimate()),
            row("verdict only after", change.gained, nil, nil, AuditEstimate()),
        ]
    }

    static func flips(_ change: VersionChange, limit: Int) -> Table {
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
