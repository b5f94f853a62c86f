import ArgumentParser
import Collecting
import Foundation
import Judging
import Reporting
import Store
import Studies

/// `slam status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say what is collected, rated and judged, and what to run next.",
        discussion: """
            Example:
              slam status --format json
              slam status --watch
            """
    )

    @Flag(help: "Say it again whenever something changed, until Ctrl-C.")
    var watch = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        var study = try place.readStudy()
        let store = try place.open(.existing)
        // It goes through everything once, and comes back to nothing.
        try store.keepPages(megabytes: 1)
        var last = ("", "")
        repeat {
            let document = try context.reading("counting what is there") { try self.document(study, store) }
            let data = try document.written(as: output.format, naming: place.naming)
            let said = (data, try place.naming(document.words))
            if said != last {
                try context.write((last.0.isEmpty ? "" : "\n") + said.0)
                context.tell(said.1)
            }
            last = said
            guard watch else { return }
            try await Task.sleep(for: .seconds(2))
            study = try place.readStudy()
        } while true
    }

    private func document(_ study: Study, _ store: Store) throws -> StatusDocument {
        let earlier = try store.earlierAnswers(of: study)
        var document = StatusDocument(
            of: study,
            responses: try store.collected(of: study, earlier: earlier),
            isBlind: try store.hasBlindPlan(study.name)
        )
        document.reviews = try store.progress(of: study.name)
        document.verdicts = study.judges.isEmpty ? [] : try verdicts(study, store)
        document.scores = study.similarities.isEmpty ? [:] : try store.scoreCounts(of: study.name)
        document.remarks.heldByBatches = try store.heldByBatches(study.name, at: Context.current.now())
        document.remarks.earlier = earlier.words
        document.remarks.weights = try store.weightNotes(of: study)
        let imports = try store.importTotals(of: study.name)
        document.remarks.imports = try store.isBlind(study.name) ? nil : (imports.new, imports.known, imports.other)
        document.remarks.skippedByAll = try store.skippedByAllCount(of: study.name)
        document.remarks.short = try store.shortOfRatings(of: study.name)
        document.remarks.edits = try store.changes(to: study)?.lines ?? []
        document.remarks.stale = try store.staleRatings(of: study.name)
        // What waits is only looked for where nothing else is left to do.
        if !study.reviewers.isEmpty, document.reviews.allSatisfy({ $0.left == 0 }) {
            let state = try store.planState(of: study, replacing: false, partial: false)
            document.remarks.waiting = state.waiting
        }
        return document
    }

    /// Whether SQLite may write the database, which takes its folder too.
    private func isWritable() throws -> Bool {
        let path = try place.databasePath()
        let folder = URL(filePath: path).deletingLastPathComponent().path
        return [path, folder].allSatisfy(FileManager.default.isWritableFile(atPath:))
    }

    /// Of a database that cannot be written which verdicts are wanted is not known: that is once the study's files are taken over.
    private func verdicts(_ study: Study, _ store: Store) throws -> [VerdictProgress] {
        guard try isWritable() else {
            let notes = ["Verdicts are not counted: the database cannot be written."]
            return study.judges.enumerated().map { VerdictProgress($1.name, notes: $0 > 0 ? [] : notes) }
        }
        // What is to be told of earlier answers stands in a line of its own.
        if try store.adopt(study) { Context.current.tell(Store.adopted) }
        return try JudgeDesk(study, in: store).progress()
    }
}
