import ArgumentParser
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
            one row for each rating to standard output instead, with the texts and without models.

            Until 'slam unblind' the scores of metrics stay (a text that has none is the anchor's), as does what was imported \
            by the name of a model; masked texts leave masked, under a name drawn at random.

            Example:
              slam export
              slam export --tidy csv > ratings.csv
            """
    )

    /// The forms of the tidy table.
    enum Tidy: String, ExpressibleByArgument, CaseIterable { case csv, jsonl }

    @Option(help: "Write a table to standard output: csv or jsonl.")
    var tidy: Tidy?

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        let outward = try store.outwardRatings(of: study)
        let records = outward.records
        if let tidy {
            let table = TidyRatings(records: records, texts: try store.outwardTexts(of: study))
            let isTerminal = isatty(STDOUT_FILENO) == 1
            let write: (String) throws -> Void = { try context.write(isTerminal ? TerminalText.block($0) : $0) }
            try tidy == .csv ? table.writeCSV(write) : table.writeJSONLines(write)
            return context.tell(outward.words)
        }
        let folder = try place.folder().annotations(of: study)
        try WholeFile.makeFolder(folder)
        for rater in Set(records.map(\.rater)).sorted() {
            let lines = records.filter { $0.rater == rater }.map(\.canonicalLine).joined(separator: [0x0A])
            try WholeFile.write(Data(Array(lines) + [0x0A]), to: "\(folder)/\(rater).jsonl")
        }
        context.tell("\(Figures.count(records.count, "record")) written to \(folder).\n\(outward.words)")
    }
}

extension OutwardRatings {
    /// What stays, in one total: which raters' it is would tell.
    var words: String {
        guard withheld > 0 else { return "" }
        return
            "\(Figures.count(withheld, "rating")) withheld until 'slam unblind': metrics, and what was imported by model.\n"
    }
}
