import ArgumentParser
import Collecting
import Faces
import Foundation
import Ratings
import Reporting
import Store
import Studies

/// `slam import`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring responses or ratings from a file into the database: every row, or none.",
        discussion: """
            A file of responses has the columns prompt (an id, or the whole text of one prompt), model and response, or the \
            usual names and forms that 'slam init NAME --from FILE' reads; optional are sample, finish_reason, input_tokens, \
            output_tokens, first_token_ms and total_ms. A file of ratings has rater, criterion, score and either item or \
            prompt and model; optional are sample, kind, phase, version and note. A comparison has prompt, left_model, \
            right_model, rater, criterion and winner (left, right, tie or both_bad). The first bytes say whether it is CSV \
            (also with semicolons or tabs), JSON lines or a JSON array; slam.rating.v1 is read too. The same file twice \
            changes nothing.

            Example:
              slam import responses.csv
            """
    )

    @Argument(help: "A table in CSV or JSON; '-' is standard input.", completion: .file())
    var file: String

    @Option(help: "What a column holds, as ROLE=COLUMN; again for several. Default: by its name.")
    var map: [String] = []

    @Option(
        help: "What separates the decimals of scores, '.' or ','. Default: either behind semicolons or tabs, else '.'."
    )
    var decimal: NumberText.Decimal?

    @Flag(help: "Take other responses in the place of those that are stored: the old ones stay with their ratings.")
    var replace = false

    @Flag(name: .customLong("new-raters"), help: "Take ratings of raters whom the study does not name.")
    var newRaters = false

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let files = try place.folder().fingerprint(of: place.studyName())
        let study = try place.readStudy()
        var read = try ImportFile(path: file, names: ImportNames(study), map: map, decimal: decimal)
        let isNew = try !FileManager.default.fileExists(atPath: place.databasePath())
        let store = try place.open(.create)
        try store.keepPages(megabytes: 32)
        Memory.giveBackLists(ofBytes: 1 << 20)
        let job = LongJob("reading rows", isWriting: true, draw: context.draw)
        defer { job.end() }
        store.giveUp(when: job.isStopped)
        let report: ImportReport
        do {
            report = try store.atomically {
                let isAdopted = try files != nil && store.adoptedFiles(of: study.name) == files
                try store.adopt(study)
                let report = try importRows(of: &read, study, store, at: context.now(), job)
                job.tell("\(Figures.count(report.rows, "row")) read, planning")
                let isQuiet = replace && report.isBlind
                try store.letGoOfPages()
                let occasion = read.isOfResponses ? PlanOccasion.any : .ratings(isAdopted: isAdopted)
                try store.topUpPlan(of: study, isQuiet: isQuiet, after: occasion)
                // A review that finds the files as they were need not plan once more; what was kept quiet it tells.
                if let files, !isQuiet { try store.noteAdopted(files, of: study.name) }
                return report
            }
        } catch {
            let wasStopped = job.isStopped()
            store.giveUp(when: nil)
            // A refused import changes nothing: nor is there a database afterwards where there was none.
            if isNew { try store.discard() }
            if wasStopped {
                job.end()
                context.tell("Stopped: nothing was imported. Run it again for all of it.\n")
                throw ExitCode(130)
            }
            if let mistakes = error as? Mistakes { throw Mistakes(mistakes.all, areOfRows: read.countsRows) }
            throw error
        }
        job.end()
        try store.tellEarlierAnswers(of: study)
        if let recognised = read.recognised { context.tell("Columns read: \(recognised).\n") }
        if !read.others.isEmpty {
            context.tell("Columns not used: \(Figures.listed(read.others.map { "'\($0)'" })).\n")
        }
        if let besides = read.besides { context.tell(besides + "\n") }
        try context.tell(place.naming(words(report, read.isOfResponses ? "response" : "rating")))
        let isBlind = try store.shownModels(of: study.name).isBlind
        let failures = isBlind ? [read.failures.total].compactMap(\.self) : read.failures.byModel
        for line in failures { context.tell("\(line).\n") }
    }

    /// While a blind plan is open nothing that depends on who wrote a text, or on who was rated.
    private func words(_ report: ImportReport, _ noun: String) -> String {
        guard report.isBlind else {
            let replaced = report.replaced > 0 ? " \(report.replaced) in the place of others," : ""
            let unblinded =
                report.unblinded > 0
                ? "\(Figures.count(report.unblinded, "rating")) by people came after 'slam unblind' without a phase: "
                    + "unblinded, in no blind figure; where they were given blind, say so in a column 'phase'.\n" : ""
            return "\(Figures.count(report.new, noun)) imported,\(replaced) \(report.known) there already.\n"
                + unblinded
        }
        // Whether a text is the model's own or another's would tell who wrote it.
        let stored =
            replace
            ? "they replace what was stored, but for rows with a text that some model gave to the prompt already, which "
                + "change nothing before 'slam unblind'"
            : "what is stored stays as it is"
                + (noun == "response"
                    ? " (--replace puts others in its place)"
                    : ", and rows by model that fit no text are left out (an import after 'slam unblind' names them)")
        return
            "\(Figures.count(report.rows, "row")) of \(noun)s read, 0 refused; \(stored). 'slam status' "
            + "prints how many were new once the study is unblinded.\n"
    }

    private func importRows(
        of read: inout ImportFile,
        _ study: Study,
        _ store: Store,
        at time: Int64,
        _ job: LongJob
    ) throws -> ImportReport {
        let name = read.name
        var count = 0
        func told<Row>(_ row: Row?) -> Row? {
            count += 1
            if count.isMultiple(of: 1000) { job.tell("\(count) rows read") }
            return row
        }
        if read.isOfResponses {
            return try store.importResponses(study: study.name, file: name, at: time, replacing: replace) {
                told(try read.nextResponse())
            }
        }
        let raters = newRaters ? nil : study.raterNames
        return try store.importRatings(study: study.name, file: name, raters: raters) { told(try read.nextRating()) }
    }
}

extension Study {
    /// Everybody whom the study names.
    fileprivate var raterNames: Set<String> {
        Set(reviewers + judges.map(\.name) + panels.map(\.name) + similarities.map(\.name))
    }
}
