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
        if let heads { try WholeFile.check(heads, mayReplace: ChainHead.schema) }
        let earlier = try earlierHeads
        let kept = try (code == nil ? against.map(ChainHead.read) ?? [] : []) + (against == heads ? [] : earlier)
        let newCode = try heads == nil || store.isCopyForReading ? nil : store.logHeads(study)
        let report = try context.reading("comparing what is stored with the logs") {
            try store.verify(study, against: kept, code: code)
        }
        let document = VerificationDocument(report, access: try store.accessCounts(of: study))
        // Earlier heads are all that speaks against a rewritten log: what does not match takes the place of none.
        let isKept = !report.broken.isEmpty && !earlier.isEmpty
        if let heads, !isKept {
            let lines = (report.heads + [report.studyHead].compactMap(\.self)).map(\.canonicalLine)
            try WholeFile.write(Data(lines.joined().utf8), to: heads)
        }
        try context.write(document.written(as: output.format))
        context.tell(document.words)
        if isKept, let heads {
            context.tell("'\(heads)' keeps the heads that it has, of this log or another: name another file.\n")
        }
        if let newCode, !isKept { context.tell("Code of these heads, to be kept on paper: \(newCode)\n") }
        guard document.status == 0 else { throw ExitCode(document.status) }
    }

    /// What the file of `--heads` holds from before: it is compared before it gets others.
    private var earlierHeads: [ChainHead] {
        get throws {
            guard let heads, FileManager.default.contents(atPath: heads)?.isEmpty == false else { return [] }
            return try ChainHead.read(heads)
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
}
