import ArgumentParser
import Judging
import Reporting
import Store
import Studies

/// `slam judge versions`.
struct JudgeVersions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract:
            "List the versions of the judges: a version is the hash of template, model, parameters, scale and parser.",
        discussion: """
            Figures use the newest version; what is older, or about a response or a criterion that has changed, is stale \
            and told. A version's first letters name it for 'slam judge diff'.

            Example:
              slam judge versions
            """
    )

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let desk = try JudgeDesk(place, asks: false)
        let records = try desk.store.currentVersions(of: desk.study.name)
        let current = Set(desk.judgements.map(\.version))
        let columns: [Table.Column] = [
            .init("judge"), .init("criterion"), .init("version"), .init("state"),
            .init("verdicts", alignment: .right), .init("rated", alignment: .right),
        ]
        let versions = JudgeVersion.all(in: records)
        let rows = versions.map { version in
            [
                Table.Cell.text(version.judge), .text(version.criterion),
                Table.Cell(.string(version.name), text: String(version.name.prefix(12))),
                .text(current.contains(version.name) ? "current" : "stale"), .count(version.records.count),
                .count(version.records.count { $0.outcome == .rated }),
            ]
        }
        let notes = try desk.staleNotes(records) + desk.exampleNotes + desk.modelNotes()
        try context.write(
            Table(columns: columns, rows: rows).written(
                as: output.format,
                schema: "slam.judge.versions.v1",
                notes: notes
            )
        )
        for note in notes { context.tell(note + "\n") }
    }
}

/// What one version of a judge said on one criterion.
struct JudgeVersion {
    var judge: String
    var criterion: String
    var name: String
    var records: [RatingRecord]

    /// The versions of the judges, in the order in which they came.
    static func all(in records: [RatingRecord]) -> [JudgeVersion] {
        var versions: [JudgeVersion] = []
        for record in records where record.kind == .judge {
            let name = record.version ?? ""
            let place = versions.firstIndex {
                $0.judge == record.rater && $0.criterion == record.criterion && $0.name == name
            }
            if let place {
                versions[place].records.append(record)
            } else {
                versions.append(
                    JudgeVersion(judge: record.rater, criterion: record.criterion, name: name, records: [record])
                )
            }
        }
        return versions
    }

    /// The versions that a name means: the first letters of a hash, or a judge, which means its newest.
    static func named(_ name: String, in versions: [JudgeVersion]) throws -> [JudgeVersion] {
        if case let own = versions.filter({ $0.judge == name }), !own.isEmpty {
            let newest = Dictionary(own.map { ($0.criterion, $0) }) { $1 }
            return newest.sorted { $0.key < $1.key }.map(\.value)
        }
        let found = name.count >= 4 ? versions.filter { $0.name.hasPrefix(name.lowercased()) } : []
        guard !found.isEmpty else {
            throw StudiesError(
                "no judge and no version '\(name)': 'slam judge versions' lists them; give four letters at least"
            )
        }
        guard Set(found.map(\.name)).count == 1 else {
            throw StudiesError("'\(name)' begins several versions: give more of its letters")
        }
        return found
    }
}
