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

    /// What is printed: data, and what is said beside it.
    private struct Said: Equatable {
        var data = ""
        var beside = ""
    }

    func run() async throws {
        let context = Context.current
        var study = try place.readStudy()
        let store = try place.open(.existing)
        // It goes through everything once, and comes back to nothing.
        try store.keepPages(megabytes: 1)
        var last = Said()
        repeat {
            let said = try context.reading("counting what is there") { try self.said(study, store) }
            if said != last {
                try context.write((last.data.isEmpty ? "" : "\n") + said.data)
                context.tell(said.beside)
            }
            last = said
            guard watch else { return }
            try await Task.sleep(for: .seconds(2))
            study = try place.readStudy()
        } while true
    }

    private func said(_ study: Study, _ store: Store) throws -> Said {
        let context = Context.current
        var said = Said()
        let samples = Dictionary(study.models.map { ($0.name, study.samples(of: $0)) }) { first, _ in first }
        let imported = Set(study.models.filter(\.isImported).map(\.name))
        let counts = try store.responseCounts(of: study, samples: samples, imported: imported)
        var table = Table(columns: [
            .init("what"), .init("name"), .init("done", alignment: .right), .init("left", alignment: .right),
            .init("failed", alignment: .right), .init("skipped", alignment: .right),
        ])
        let (failures, outdated) = try store.shortfall(of: study)
        let earlier = try store.earlierAnswers(of: study)
        let setAside = Dictionary(earlier.map { ($0.model, 1) }, uniquingKeysWith: +)
        let stillCounted = Dictionary(earlier.filter(\.isCurrent).map { ($0.model, 1) }, uniquingKeysWith: +)
        var (left, absent) = (0, 0)
        var gaps: [String] = []
        var responses = ModelRows()
        for model in study.models {
            let count =
                (counts[model.name] ?? 0) - (outdated[model.name] ?? 0) - (stillCounted[model.name] ?? 0)
            let failed = failures[model.name] ?? 0
            // Of an imported model what came is all there is.
            let wanted = study.prompts.count * (samples[model.name] ?? 1)
            let reworded = setAside[model.name] ?? 0
            let isAbsent = model.isImported && count == 0 && reworded == 0
            let missing = max(
                0,
                model.isImported ? (isAbsent ? study.prompts.count : reworded) : wanted - count - failed
            )
            if isAbsent { absent += missing } else if !model.isImported { left += missing }
            if model.isImported, count > 0, count + reworded < study.prompts.count {
                gaps.append("'\(model.name)' \(count)")
            }
            responses.add(model.name, done: count, left: missing, failed: failed)
        }
        // A prompt that lacks a text is seen in the review: whose it is follows from whose are missing.
        let isBlind = try store.hasBlindPlan(study.name)
        table.rows += responses.cells(together: isBlind && (responses.isLacking || !gaps.isEmpty))
        if isBlind, !gaps.isEmpty { gaps = ["which models lack some is withheld until 'slam unblind'"] }
        let held = try store.heldByBatches(study.name, at: context.now())
        let progress = try store.progress(of: study.name)
        for reviewer in progress {
            table.rows.append([
                .text("reviews by"), .text(reviewer.reviewer), .count(reviewer.done), .count(reviewer.left), .count(0),
                .count(reviewer.skipped),
            ])
        }
        let judges = study.judges.isEmpty ? [] : try judgeRows(study, store)
        table.rows += judges.flatMap(\.cells) + (try metricRows(study, store))
        said.data = table.written(as: output.format, schema: "slam.status.v1")
        if held > 0 {
            said.beside +=
                ("\(Figures.count(held, "request")) in batch files without a result yet: 'slam batch read'\n")
        }
        said.beside += earlier.words ?? ""
        if !gaps.isEmpty {
            said.beside +=
                "Imported responses do not cover all \(Figures.count(study.prompts.count, "prompt")): "
                + "\(gaps.joined(separator: ", ")); what is there is rated.\n"
        }
        for line in judges.flatMap(\.notes) { said.beside += line + "\n" }
        for line in try store.weightNotes(of: study) { said.beside += line + ".\n" }
        let collecting =
            left > 0
            ? "slam collect, or slam import FILE, for the responses that are missing"
            : absent > 0
                ? "slam import FILE, for models without an endpoint and without a response"
                : failures.isEmpty ? nil : "slam collect --retry failed, once what failed is mended"
        let imports = try store.importTotals(of: study.name)
        if try !store.isBlind(study.name), imports.rows > 0 {
            said.beside +=
                ("\nImported: \(Figures.count(imports.new, "response")), \(imports.known) there already, "
                    + "\(imports.other) left out as another response was stored.\n")
        }
        let closed = try store.skippedByAllCount(of: study.name)
        if closed > 0 {
            said.beside +=
                "\(Figures.count(closed, "item")) skipped by all: 'slam plan --reopen' asks again.\n"
        }
        said.beside += try shortWords(study.name, store) + bundleWords(progress)
        said.beside += try stale(study, store)
        // What waits is only looked for where nothing else is left to do.
        let waiting = try progress.contains { $0.left > 0 } ? PlanState.Waiting() : waiting(study, store)
        said.beside += waiting.words
        let next = collecting ?? next(progress, judges, study, closed, waiting)
        said.beside += "\nNext: \(next)\n"
        said.beside = try place.naming(said.beside)
        return said
    }

    private func waiting(_ study: Study, _ store: Store) throws -> PlanState.Waiting {
        study.reviewers.isEmpty
            ? PlanState.Waiting() : try store.planState(of: study, replacing: false, partial: false).waiting
    }

    struct JudgeRow {
        var cells: [[Table.Cell]]
        var left: Int
        var notes: [String]
    }

    /// Whether SQLite may write the database, which takes its folder too.
    private func isWritable() throws -> Bool {
        let path = try place.databasePath()
        let folder = URL(filePath: path).deletingLastPathComponent().path
        return [path, folder].allSatisfy(FileManager.default.isWritableFile(atPath:))
    }

    /// Of a database that cannot be written: which verdicts are wanted is known once the study's files are taken over.
    private static func uncounted(_ study: Study) -> [JudgeRow] {
        study.judges.enumerated().map { place, judge in
            JudgeRow(
                cells: [[.text("verdicts of"), .text(judge.name), .unknown, .unknown, .unknown, .unknown]],
                left: 0,
                notes: place > 0 ? [] : ["Verdicts are not counted: the database cannot be written."]
            )
        }
    }

    /// A verdict that could not be read is not done: it stands with what failed.
    private func judgeRows(_ study: Study, _ store: Store) throws -> [JudgeRow] {
        guard try isWritable() else { return Self.uncounted(study) }
        // What is to be told of earlier answers stands in a line of its own.
        if try store.adopt(study) { Context.current.tell("The study's files were edited: taken over.\n") }
        let desk = try JudgeDesk(study, in: store)
        let work = try desk.work()
        let states = try store.states(of: Set(work.map(\.draft.key)), purpose: .judgement, study: desk.study.name)
        let accounts = try desk.accounts(of: work, states)
        return desk.study.judges.map { judge in
            let own = work.filter { $0.draft.asked == judge.name }.map { states[$0.draft.key] }
            let (done, failed) = (own.count { $0 == .done }, own.count { $0 == .failed })
            let left = own.count - done - failed
            let counted = accounts.filter { $0.judge == judge.name }
            let unread = min(done, counted.reduce(0) { $0 + $1.unparsed })
            return JudgeRow(
                cells: [
                    [
                        .text("verdicts of"), .text(judge.name), .count(done - unread), .count(left),
                        .count(failed + unread), .unknown,
                    ]
                ],
                left: left,
                notes: counted.filter { $0.unparsed > 0 }.map(\.problem)
            )
        }
    }
}
