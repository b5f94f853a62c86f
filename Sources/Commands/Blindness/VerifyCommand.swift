import ArgumentParser
import Foundation
import Ratings
import Reporting
import Store
import Studies

/// `slam verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract:
            "Recompute the logs of the study and of every session and check each rating; exit code 2 when one does not match.",
        discussion: """
            Each showing, rating, skip and retraction is an event with the hash of the event before it, stored in the same \
            transaction. A second log is the study's own: texts, prompts, criteria, plan, who wrote what (salted) and the \
            ratings of automatic raters and of files stand under its head, and every legitimate change is an event of it.

            A finding 'does not match' (exit code 2) where what is stored is not what was logged, 'cannot be told' (exit code 3), \
            or is a note: a clock that stepped, a bundle that was replaced.

            What it shows: against whoever edits the database without knowing the log, every edit of what a figure reads. \
            Against whoever rewrites the log too, with this program's source at hand, only heads that others keep: a file of \
            --heads, or the code that it prints, which covers both logs. What happened before the first head, and that nobody \
            looked at the database, it does not show. 'What the log proves' in the documentation has the table.

            Example:
              slam verify --heads heads.jsonl
              slam verify --against heads.jsonl
              slam verify --against 7ZK4Q-…
            """
    )

    @Option(
        help: "Write the heads of both logs to this file, to be kept elsewhere, and print their code; default: neither."
    )
    var heads: String?

    @Option(help: "Heads that must still be there: a file of --heads, or the code that it printed; default: none.")
    var against: String?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        try store.keepPages(megabytes: 48)
        let code = try headCode
        if let heads { try WholeFile.check(heads, mayReplace: Self.headSchema) }
        let earlier = try earlierHeads
        let kept = try (code == nil ? against.map(read) ?? [] : []) + (against == heads ? [] : earlier)
        let newCode = try heads == nil || store.isCopyForReading ? nil : store.logHeads(study)
        let report = try context.reading("comparing what is stored with the logs") {
            try store.verify(study, against: kept, code: code)
        }
        var table = Table(columns: [
            .init("standing"), .init("reviewer"), .init("session"), .init("event", alignment: .right), .init("finding"),
        ])
        for finding in report.findings {
            table.rows.append([
                .text(finding.standing.words), .text(finding.reviewer), .text(finding.sitting), .count(finding.number),
                .text(finding.what),
            ])
        }
        // Earlier heads are all that speaks against a rewritten log: what does not match takes the place of none.
        let isKept = !report.broken.isEmpty && !earlier.isEmpty
        if let heads, !isKept { try write(report.heads + [report.studyHead].compactMap(\.self), to: heads) }
        if output.format != .table || !report.findings.isEmpty {
            try context.write(table.written(as: output.format, schema: "slam.verify.v1"))
        }
        context.tell(words(report) + (try store.accessCounts(of: study).words))
        if isKept, let heads {
            context.tell("'\(heads)' keeps the heads that it has, of this log or another: name another file.\n")
        }
        if let newCode, !isKept { context.tell("Code of these heads, to be kept on paper: \(newCode)\n") }
        guard report.broken.isEmpty else { throw ExitCode(2) }
        guard !report.findings.contains(where: { $0.standing == .unknown }) else { throw ExitCode(3) }
    }

    private static let headSchema = "slam.head.v1"

    /// What the file of `--heads` holds from before: it is compared before it gets others.
    private var earlierHeads: [ChainHead] {
        get throws {
            guard let heads, FileManager.default.contents(atPath: heads)?.isEmpty == false else { return [] }
            return try read(heads)
        }
    }

    /// The code that `--against` gives, where it names no file.
    private var headCode: HeadCode? {
        get throws {
            guard let against, against != "-", !FileManager.default.fileExists(atPath: against) else { return nil }
            if let code = HeadCode(parsing: against) { return code }
            guard against.contains("/") || against.contains(".") else {
                throw StudiesError(
                    "'\(against)' is no file and no code: a head's code has 26 characters and a check character, which must fit"
                )
            }
            return nil
        }
    }

    private func words(_ report: ChainReport) -> String {
        let events = Figures.count(report.eventCount, "event")
        let sittings = Figures.count(report.sittingCount, "session")
        let records = "\(Figures.count(report.ratingCount, "record")) of ratings given in the program"
        var text = "\(events) of \(sittings), \(records), corrections and retractions among them: "
        let counts = ChainFinding.Standing.allCases.compactMap { standing -> String? in
            let count = report.findings.count { $0.standing == standing }
            return count == 0 ? nil : "\(count) \(standing.words)"
        }
        text += (report.broken.isEmpty ? ["all holds"] : []).joined()
        text += (report.broken.isEmpty && !counts.isEmpty ? "; " : "") + counts.joined(separator: ", ") + ".\n"
        if report.olderRuleCount > 0 {
            text +=
                "\(Figures.count(report.olderRuleCount, "rating")) logged by an earlier rule: phase, marks of the plan "
            text += "and what a rating corrects cannot be told for them.\n"
        }
        if report.importedCount > 0 {
            text += "\(Figures.count(report.importedCount, "rating")) came from files: the log says nothing of them.\n"
        }
        if report.unrestrictedCount > 0 {
            text +=
                "In \(Figures.count(report.unrestrictedCount, "session")) the connection was not restricted to the blind view.\n"
        }
        return text
    }

    private func write(_ heads: [ChainHead], to path: String) throws {
        let lines = heads.map { head in
            JSONValue.object([
                ("schema", .string(Self.headSchema)), ("reviewer", .string(head.reviewer)),
                ("sitting", .string(head.sitting)), ("number", .number(Double(head.number))),
                ("sha256", .string(head.sha256)),
            ]).canonicalText + "\n"
        }
        try WholeFile.write(Data(lines.joined().utf8), to: path)
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
        guard !heads.isEmpty else {
            throw StudiesError(
                "'\(path)' has no heads: nothing could be checked with it; name a file of 'slam verify --heads'"
            )
        }
        return heads
    }
}

extension ChainFinding.Standing {
    fileprivate var words: String {
        switch self {
        case .broken: "does not match"
        case .unknown: "cannot be told"
        case .note: "note"
        }
    }
}

extension AccessCounts {
    /// How blind the ratings can have been; empty where people gave none.
    fileprivate var words: String {
        guard sealed + database + unknown > 0 else { return "" }
        return RatingNote.access(sealed: sealed, database: database, unknown: unknown).sentence + "\n"
    }
}
