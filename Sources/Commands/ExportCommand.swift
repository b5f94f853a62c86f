import ArgumentParser
import Faces
import Foundation
import Reporting
import SafeText
import Store
import Studies

/// `slam export`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write every rating as slam.rating.v1, one file for each rater, into Annotations/<study>/.",
        discussion: """
            No model is named in these files, so that they can be shared before the models are known. Importing them into \
            a database with the same responses gives the same ratings, skips and retractions included. --tidy writes \
            one row for each rating to standard output instead, with the texts, their lengths and the prompts' tags; with \
            models too once the study is unblinded. A file of people's ratings that the database does not have is not \
            overwritten: 'slam merge' takes it in.

            Until 'slam unblind' the scores of metrics stay (a text that has none is the anchor's), as does what was imported \
            by the name of a model; masked texts leave masked, under a name drawn at random.

            Example:
              slam export
              slam export --tidy csv > ratings.csv
            """
    )

    @Option(help: "Write a table to standard output: csv or jsonl; default: a file for each rater.")
    var tidy: TidyRatings.Form?

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        if let tidy {
            // What is written to a terminal tells by itself how it goes on.
            guard isatty(STDOUT_FILENO) == 0 else {
                return try write(tidy, of: study, in: store) { TerminalText.block($0) }
            }
            return try context.reading("writing ratings") {
                try write(tidy, of: study, in: store) { $0 }
            }
        }
        let folder = try place.folder().annotations(of: study)
        try WholeFile.makeFolder(folder)
        let job = LongJob("writing ratings", isWriting: true, draw: context.draw)
        defer { job.end() }
        var files = RaterFiles(folder: folder)
        let withheld = try store.forEachOutwardRating(of: study) { record, _ in
            try files.add(record)
            guard files.count.isMultiple(of: 1000) else { return }
            job.tell("\(files.count) ratings written")
            if job.isStopped() { throw ExitCode(130) }
        }
        if job.isStopped() { throw ExitCode(130) }
        job.end()
        try files.finish()
        context.tell(
            "\(Figures.count(files.count, "record")) written to \(folder).\n\(Self.words(withheld: withheld))"
        )
        try WorkspaceOptions.warnOfScores(of: study, in: store)
    }

    private func write(
        _ form: TidyRatings.Form,
        of study: String,
        in store: Store,
        _ shown: @escaping (String) -> String
    ) throws {
        let context = Context.current
        let isBlind = try store.isBlind(study) || store.shownModels(of: study).isBlind
        let known = TidyRatings.Known(
            tags: try store.tags(of: study),
            writers: isBlind ? nil : try store.writers(of: study)
        )
        let table = try TidyRatings(as: form, known) { try context.write(shown($0)) }
        let withheld = try store.forEachOutwardRating(of: study, table.add)
        context.tell(Self.words(withheld: withheld))
        try WorkspaceOptions.warnOfScores(of: study, in: store)
    }

    /// What stays, in one total: which raters' it is would tell.
    private static func words(withheld: Int) -> String {
        guard withheld > 0 else { return "" }
        return
            "\(Figures.count(withheld, "rating")) withheld until 'slam unblind': metrics, and what was imported by model.\n"
    }
}

extension TidyRatings.Form: ExpressibleByArgument {}

/// The files of raters, which appear together at the end.
private struct RaterFiles {
    let folder: String
    private var drafts: [(rater: String, file: WholeFile.Draft, earlier: EarlierExport)] = []
    private(set) var count = 0

    init(folder: String) { self.folder = folder }

    mutating func add(_ record: RatingRecord) throws {
        if drafts.last?.rater != record.rater {
            let path = "\(folder)/\(record.rater).jsonl"
            drafts.append((record.rater, try WholeFile.Draft(of: path), try EarlierExport(path: path)))
        }
        drafts[drafts.count - 1].earlier.see(record)
        try drafts.last?.file.write(record.canonicalLine + [0x0A])
        count += 1
    }

    func finish() throws {
        for draft in drafts { try draft.earlier.check() }
        for draft in drafts { try draft.file.finish() }
    }
}
