import ArgumentParser
import Foundation
import Reporting
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
        let records = try store.records(of: study)
        if let tidy {
            let table = TidyRatings(records: records, texts: try store.itemTexts(of: study))
            return try tidy == .csv ? table.writeCSV(context.write) : table.writeJSONLines(context.write)
        }
        let folder = try place.folder().annotations(of: study)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for rater in Set(records.map(\.rater)).sorted() {
            let lines = records.filter { $0.rater == rater }.map(\.canonicalLine).joined(separator: [0x0A])
            try Data(Array(lines) + [0x0A]).write(to: URL(filePath: "\(folder)/\(rater).jsonl"), options: .atomic)
        }
        context.tell("\(Figures.count(records.count, "record")) written to \(folder).\n")
    }
}
