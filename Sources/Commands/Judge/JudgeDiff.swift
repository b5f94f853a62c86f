import Agreement
import ArgumentParser
import Judging
import Reporting
import Store
import Studies

/// `slam judge diff`.
struct JudgeDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two versions of a judge, or two judges, on the items that both judged.",
        discussion: """
            The shift of the mean, how far the two agree, the change of their agreement with people (kappa on choices, \
            Spearman's correlation on scales; one paired bootstrap over prompts for all), and the items that flipped. A \
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
        let study = try place.studyName()
        let store = try place.open(.existing)
        let options = IntervalOptions(
            resamples: interval.resamples,
            confidence: interval.confidence,
            seed: interval.seed
        )
        let changes = try self.changes(store.copy(of: study), store.currentVersions(of: study), options)
        guard !changes.isEmpty else {
            throw StudiesError("'\(before)' and '\(after)' have no criterion in common: nothing to compare")
        }
        try context.write(
            ChangeTables.figures(changes).written(as: output.format, schema: "slam.judge.diff.v1", options: options)
        )
        guard output.format != .json, output.format != .csv else { return }
        for change in changes where !change.flips.isEmpty {
            try context.write("\n\(change.criterion): \(Figures.count(change.flips.count, "flipped item"))\n")
            try context.write(ChangeTables.flips(change, limit: flips).written(as: output.format))
        }
    }

    private func changes(_ copy: StudyCopy, _ records: [RatingRecord], _ options: IntervalOptions) throws
        -> [VersionChange]
    {
        let versions = JudgeVersion.all(in: records)
        let (old, new) = (try JudgeVersion.named(before, in: versions), try JudgeVersion.named(after, in: versions))
        return copy.criteria.compactMap { criterion in
            guard let old = old.first(where: { $0.criterion == criterion.name }),
                let new = new.first(where: { $0.criterion == criterion.name })
            else { return nil }
            let nominal: Set<String> = criterion.level == .nominal ? [criterion.name] : []
            let (was, now) = (opinions(of: old, copy, nominal), opinions(of: new, copy, nominal))
            let people = StudyConsensus(records, criterion: criterion)
            let units = was.sorted { $0.key < $1.key }.compactMap { subject, record in
                now[subject].map { other in
                    VersionChange.Unit(
                        item: subject,
                        prompt: record.prompt,
                        before: record.value,
                        after: other.value,
                        people: people.value(of: subject)
                    )
                }
            }
            return VersionChange(
                units,
                criterion: criterion.name,
                isPairwise: criterion.level == .nominal,
                options: options
            )
        }
    }

    /// One record for each subject; a value only where the version gave a verdict.
    private func opinions(of version: JudgeVersion, _ copy: StudyCopy, _ nominal: Set<String>) -> [String: RatingRecord]
    {
        let joined = Opinions(votes: copy.opinions.votes).joined(version.records, nominal: nominal)
        return Dictionary(joined.map { ($0.subject.name, $0) }) { first, _ in first }
    }
}

/// What people hold of each subject: the mean on a scale, more than half of them on a choice.
struct StudyConsensus {
    private var values: [String: [Double]] = [:]
    private let isNominal: Bool

    init(_ records: [RatingRecord], criterion: Studies.Criterion) {
        isNominal = criterion.level == .nominal
        for record in records where record.kind == .human && record.criterion == criterion.name {
            if let value = record.value { values[record.subject.name, default: []].append(value) }
        }
    }

    func value(of subject: String) -> Double? {
        guard let values = values[subject], !values.isEmpty else { return nil }
        guard isNominal else { return values.reduce(0, +) / Double(values.count) }
        return values.first { value in values.count { $0 == value } * 2 > values.count }
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
