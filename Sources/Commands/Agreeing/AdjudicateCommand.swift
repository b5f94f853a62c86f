import ArgumentParser
import Faces
import Foundation
import Ratings
import Reporting
import Review
import Reviewing
import SafeText
import Store
import Studies

/// `slam adjudicate`.
struct AdjudicateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjudicate",
        abstract: "Settle what people disagree on, most first, without names of raters or models.",
        discussion: """
            Shows each disputed item in the screen of 'slam review': first the own answer, then the scores under letters that \
            are drawn for each item alone (--show-first: scores first); skip leaves it unresolved. Judges' scores are not \
            shown, and who rated an item is warned and its decision flagged. The blind ratings stay as they are: the \
            outcome is a rating of its own, in the phase 'adjudicated'. --list only reports: unanimous, adjudicated or \
            unresolved. Rankings of sets are left out.

            Example:
              slam adjudicate --by ana
              slam adjudicate --list --format csv
            """
    )

    @Option(help: "The reviewer in whose name the outcome is saved; default: none, for --list.")
    var by: String?

    @Flag(name: .customLong("show-first"), help: "Show the scores before the own answer.")
    var showFirst = false

    @Flag(help: "Lines in place of a screen, also on a terminal.")
    var line = false

    @Flag(help: "Ask nothing: say what stands.")
    var list = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        if !list, by == nil { throw ValidationError("name who writes the outcome down with --by, or use --list") }
    }

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        let copy = try store.copy(of: study)
        if let by, !copy.reviewers.contains(by) {
            throw StudiesError("no reviewer '\(by)': the study names \(copy.reviewers.joined(separator: ", "))")
        }
        func disputes() throws -> [Dispute] {
            try context.reading("comparing ratings") { try Dispute.all(of: study, in: store) }
        }
        let before = list ? [] : try disputes()
        if !list, let by { try settle(copy, store, by: by) }
        let document = AdjudicationDocument(try disputes(), criteria: copy.criteria)
        // Who settled at a terminal reads how far it is; the list is for whoever asks.
        if !list, output.format == .table, isatty(STDOUT_FILENO) == 1 {
            return context.tell(document.progress(since: before))
        }
        try context.write(document.written(as: output.format))
        if list { try WorkspaceOptions.warnOfScores(of: study, in: store) }
    }

    private func settle(_ copy: StudyCopy, _ store: Store, by name: String) throws {
        var setting = ReviewCoordinator.Setting(reviewer: name)
        setting.cases = try Context.current.reading("comparing ratings") {
            try AdjudicationCase.unresolved(of: copy, in: store, by: name)
        }
        let terminal = line ? nil : Terminal()
        defer { terminal?.restore() }
        setting.showsFirst = showFirst
        setting.isPiped = isatty(0) == 0
        let coordinator = try ReviewCoordinator(store: store, copy: copy, setting: setting, clock: Context.current.now)
        let briefing = Briefing(study: copy.name, reviewer: name, guidelines: copy.guidelines)
        let palette = Palette(environment: ProcessInfo.processInfo.environment)
        try coordinator.run(on: terminal, briefing: briefing, palette: palette)
    }
}
