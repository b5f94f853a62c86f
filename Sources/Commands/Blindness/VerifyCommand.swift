import ArgumentParser
import Foundation
import Reporting
import Store
import Studies

/// `slam verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract:
            "Recompute the log of every sitting and hold each rating to it; exit code 2 when something does not hold.",
        discussion: """
            Each showing, rating, skip and retraction is an event with the hash of the event before it, stored in the same \
            transaction. Found are: a changed rating, a removed, moved or changed event, a rating of what was not shown, a \
            clock set back, a sitting that is gone; with --against also a tail that was cut off.

            What it is meant against: a curious reviewer (the program's connection can read nothing but the blind view), a \
            careless owner (ratings and events are never changed in place), and an edited bundle (its issued part is \
            sealed with a key that stays in this database). It is no proof against an owner who rewrites the whole \
            database; heads that others keep show that too.

            Example:
              slam verify --heads heads.jsonl
              slam verify --against heads.jsonl
            """
    )

    @Option(help: "Write the last hash of every sitting to this file, to be kept elsewhere.")
    var heads: String?

    @Option(help: "A file of heads that must still be there.")
    var against: String?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        let report = try store.verify(study, against: try against.map(read) ?? [])
        var table = Table(columns: [
            .init("reviewer"), .init("sitting"), .init("event", alignment: .right), .init("finding"),
        ])
        for finding in report.findings {
            table.rows.append([
                .text(finding.reviewer), .text(finding.sitting), .count(finding.number), .text(finding.what),
            ])
        }
        if let heads { try write(report.heads, to: heads) }
        if output.format != .table || !report.findings.isEmpty { try context.write(table.written(as: output.format)) }
        context.tell(words(report))
        guard report.findings.isEmpty else { throw ExitCode(2) }
    }

    private func words(_ report: ChainReport) -> String {
        let events = Figures.count(report.eventCount, "event")
        let sittings = Figures.count(report.sittingCount, "sitting")
        let ratings = Figures.count(report.ratingCount, "rating")
        var text = "\(events) of \(sittings), \(ratings) given in the program: "
        text += report.findings.isEmpty ? "all holds.\n" : "\(Figures.count(report.findings.count, "finding")).\n"
        if report.importedCount > 0 {
            text += "\(Figures.count(report.importedCount, "rating")) came from files: the log says nothing of them.\n"
        }
        if report.unrestrictedCount > 0 {
            text +=
                "In \(Figures.count(report.unrestrictedCount, "sitting")) the connection was not held to the blind view.\n"
        }
        return text
    }

    private func write(_ heads: [ChainHead], to path: String) throws {
        let lines = heads.map { head in
            JSONValue.object([
                ("schema", .string("slam.head.v1")), ("reviewer", .string(head.reviewer)),
                ("sitting", .string(head.sitting)), ("number", .number(Double(head.number))),
                ("sha256", .string(head.sha256)),
            ]).canonicalText + "\n"
        }
        try Data(lines.joined().utf8).write(to: URL(filePath: path), options: .atomic)
    }

    private func read(_ path: String) throws -> [ChainHead] {
        var heads: [ChainHead] = []
        var mistakes: [Mistake] = []
        try JSONLines.read(try ByteSource(path: path)) { line, value in
            let value = try? value.get()
            guard let reviewer = value?["reviewer"]?.string, let sitting = value?["sitting"]?.string,
                let number = value?["number"]?.integer, let sha256 = value?["sha256"]?.string
            else {
                mistakes.append(Mistake(file: path, line: line, message: "no head of 'slam verify --heads'"))
                return
            }
            heads.append(ChainHead(reviewer: reviewer, sitting: sitting, number: number, sha256: sha256))
        }
        guard mistakes.isEmpty else { throw Mistakes(mistakes) }
        return heads
    }
}
