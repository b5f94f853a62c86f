import ArgumentParser
import Faces
import Foundation
import Reporting
import Review
import Reviewing
import SafeText
import Store
import Studies

/// `slam review`.
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Rate responses blind, one key a rating; each is saved before the next one shows.",
        discussion: """
            On a terminal a key is the whole act; ? shows the keys. Elsewhere, and with --line, a line is answers to the \
            questions in turn ('4 3 y'), or the word of a command (skip 2, undo, comment TEXT, flag, later, more, left, \
            back, forward, guidelines, list, help, quit), so that a session can be used with a screen reader or scripted. \
            Free text, several labels for one response and spans in a text are not offered.

            Example:
              slam review --reviewer ana
              slam review ana.slam
              slam review --list
            """
    )

    @Argument(help: "A bundle that 'slam bundle' wrote; default: the workspace's database.", completion: .file())
    var bundle: String?

    @Option(help: "The reviewer's name in study.yaml; default: the one that a bundle is for.")
    var reviewer: String?

    @Option(help: "Stop after this many items; default: no limit.")
    var limit: Int?

    @Flag(help: "List the reviewers and how far each is, and do nothing else.")
    var list = false

    @Flag(help: "Go back through what was rated.")
    var redo = false

    @Flag(help: "Go back through what was flagged.")
    var flagged = false

    @Flag(help: "Go back through what was skipped and still needs a rating.")
    var skipped = false

    @Flag(help: "Lines in place of a screen, also on a terminal.")
    var line = false

    @Flag(name: .customLong("no-warm-up"), help: "Begin with the first item: no first screen, no practice.")
    var noWarmUp = false

    @Option(help: "The terminal's background, dark or light; default: what the terminal says.")
    var theme: Palette.Ground?

    @OptionGroup var place: WorkspaceOptions

    @OptionGroup var output: FormatOption

    func validate() throws {
        if !list, bundle == nil, reviewer == nil {
            throw ValidationError("name the reviewer with --reviewer, or a bundle")
        }
        // A table of responses has no reviewer yet; what cannot be read is told when it is.
        if !list, let bundle, bundle != "-", reviewer != nil, (try? StudyTable.isTable(bundle)) == false {
            throw ValidationError("a bundle knows its reviewer: leave --reviewer out")
        }
        if [redo, flagged, skipped].count(where: { $0 }) > 1 {
            throw ValidationError("name one of --redo, --flagged and --skipped")
        }
        if let limit, limit < 1 { throw ValidationError("--limit is a number of items, from 1") }
    }

    func run() async throws {
        let working = try bundle.map(opened)
        defer { finish(working) }
        if list { return try listReviewers(working) }
        let (store, study, reviewer) = try restricted(working)
        let copy = try store.copy(of: study)
        try check(reviewer, among: copy.reviewers)
        let former = Preferences.guidelines(try store.reviewerSettings(study: study, reviewer: reviewer))
        let isChanged = former.map { $0 != copy.guidelines } ?? false
        let list = try rows(store, study, reviewer)
        if let list, list.isEmpty { return Context.current.tell(nothing(of: reviewer)) }
        let terminal = line ? nil : Terminal()
        defer { terminal?.restore() }
        var setting = ReviewCoordinator.Setting(reviewer: reviewer)
        setting.queue = ReviewQueue(rows: list, limit: limit)
        setting.beginsAtOnce = terminal == nil || noWarmUp && !isChanged
        setting.asksEnterFirst = terminal != nil
        setting.isPiped = isatty(0) == 0
        setting.bundle = working
        let coordinator = try ReviewCoordinator(store: store, copy: copy, setting: setting, clock: Context.current.now)
        let briefing = Briefing(
            study: study,
            reviewer: reviewer,
            guidelines: copy.guidelines,
            formerGuidelines: former,
            handIn: handIn
        )
        var palette = Palette(environment: ProcessInfo.processInfo.environment)
        palette.ground = theme ?? palette.ground
        store.onWait = { _ in Terminal.tellWait() }
        try coordinator.run(on: terminal, briefing: briefing, palette: palette)
        terminal?.restore()
        if terminal != nil {
            Context.current.tell(
                Wrapping.lines(try farewell(coordinator), columns: PageWidth.columns).map { $0 + "\n" }.joined()
            )
        }
        // Every act is noted already: this adds what was shown since.
        guard working == nil else { return }
        do { try place.open(.existing).noteSessions(of: study) } catch {
            Context.current.tell("The session is not noted in the study's log yet: \(error)\n")
        }
    }

    /// How far the reviewer is, once the screen is gone.
    private func farewell(_ coordinator: ReviewCoordinator) throws -> String {
        let progress = try coordinator.progress(ofAll: true)
        let saved = progress.savedWords { "start again to see \($0 == 1 ? "it" : "them"), Enter there saves." }
        let inBundle = progress.inBundle > 0 ? " (\(progress.inBundle) of them in a bundle)" : ""
        let elsewhere =
            progress.elsewhere > 0 ? " (\(progress.elsewhere) of them open in \(progress.otherSession))" : ""
        return "\(coordinator.session.doneCount) rated or skipped in this session; \(progress.done) rated, "
            + "\(progress.skipped) skipped, \(progress.left) left for you\(inBundle)\(elsewhere). \(saved)"
    }

    /// That a list to go back to has no item.
    private func nothing(of reviewer: String) -> String {
        let what = redo ? "rated" : flagged ? "flagged" : "skipped"
        return "'\(reviewer)' has \(what) nothing yet: 'slam review --reviewer \(reviewer)' goes on with the plan.\n"
    }

    private func opened(_ path: String) throws -> WorkingBundle {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StudiesError("no file '\(path)': \(Self.meant(path, place))")
        }
        return try WorkingBundle(path: path, onWait: WorkspaceOptions.tellWait)
    }

    /// What whoever names no file may have meant: a reviewer has an option.
    private static func meant(_ name: String, _ place: WorkspaceOptions) -> String {
        let isName = Workspace.isName(name) && !name.contains(".")
        let reviewers = isName ? Self.reviewers(place) : []
        if reviewers.contains(name) { return "did you mean 'slam review --reviewer \(name)'?" }
        let others = isName ? ", a table of responses, or a reviewer with --reviewer" : ", or a table of responses"
        return "check the name: a bundle that was sent to you\(others)"
    }

    /// The study's reviewers; none where there is no study to ask.
    private static func reviewers(_ place: WorkspaceOptions) -> [String] {
        do { return try place.open(.existing).copy(of: place.studyName()).reviewers } catch { return [] }
    }

    private func finish(_ working: WorkingBundle?) {
        do { try working?.finish() } catch { Context.current.tell("\(error)\n") }
    }

    /// The store to work on, restricted, with the study and the reviewer.
    private func restricted(_ working: WorkingBundle?) throws -> (store: Store, study: String, reviewer: String) {
        if let working, let owner = try working.store.bundleOwner() {
            return (
                try working.store.restricted(to: owner.reviewer, study: owner.study), owner.study, owner.reviewer
            )
        }
        let study = try place.studyName()
        let store = try place.open(.existing)
        try StudyAdoption(store, place).run()
        // From here on whoever cuts an earlier session off the log is found by the study's own.
        try store.noteSessions(of: study)
        return (try store.restricted(to: reviewer ?? "", study: study), study, reviewer ?? "")
    }

    private func check(_ reviewer: String, among names: [String]) throws {
        guard !names.contains(reviewer) else { return }
        let hint = Spelling.nearest(to: reviewer, among: names).map { "did you mean '\($0)'?" }
        let known = names.map { "'\($0)'" }.joined(separator: ", ")
        let words = hint ?? "the study names \(known): add '\(reviewer)' under 'reviewers' in study.yaml"
        throw StudiesError("no reviewer '\(reviewer)': \(words)")
    }

    /// The rows to go back to; nil where the plan's next ones are meant.
    private func rows(_ store: Store, _ study: String, _ reviewer: String) throws -> [Int64]? {
        if redo { return try store.rated(study: study, reviewer: reviewer) }
        if flagged { return try store.flagged(study: study, reviewer: reviewer) }
        return skipped ? try store.skippedRows(study: study, reviewer: reviewer) : nil
    }

    private var handIn: String {
        guard let bundle else { return "It is in the study's database: nothing is to be handed in." }
        return "Hand in the file '\(bundle)': its owner takes it back with 'slam merge'."
    }
}

extension Palette.Ground: ExpressibleByArgument {}
