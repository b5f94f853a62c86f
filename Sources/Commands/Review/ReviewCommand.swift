import ArgumentParser
import Foundation
import Reporting
import Review
import SafeText
import Store
import Studies

/// `slam review`.
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Rate responses blind, one key a rating; each is on disk before the next one shows.",
        discussion: """
            On a terminal a key is the whole act; ? shows the keys. Elsewhere, and with --line, a line is one or more keys or \
            the name of a command (skip, flag, note, undo, back, forward, search, view, difference, guidelines, help, \
            pause, quit), so that a session can be scripted or used with a screen reader.

            Example:
              slam review --reviewer ana
              slam review ana.slam
              slam review --list
            """
    )

    @Argument(help: "A bundle that 'slam bundle' wrote; the workspace's database when left out.")
    var bundle: String?

    @Option(help: "The reviewer's name in study.yaml; the one that a bundle is for.")
    var reviewer: String?

    @Option(help: "Stop after this many items.")
    var limit: Int?

    @Flag(help: "List the reviewers and how far each is, and do nothing else.")
    var list = false

    @Flag(help: "Go back through what was rated.")
    var redo = false

    @Flag(help: "Go back through what was flagged.")
    var flagged = false

    @Flag(help: "Go back through what was skipped and nobody else has taken.")
    var skipped = false

    @Flag(help: "Lines in place of a screen, also on a terminal.")
    var line = false

    @Flag(name: .customLong("no-warm-up"), help: "Begin with the first item: no first screen, no practice.")
    var noWarmUp = false

    @Option(help: "The terminal's ground: dark or light; what the terminal says when left out.")
    var theme: Palette.Ground?

    @OptionGroup var place: WorkspaceOptions

    @OptionGroup var output: FormatOption

    func validate() throws {
        if !list, (bundle == nil) == (reviewer == nil) {
            throw ValidationError("name either the reviewer with --reviewer or a bundle")
        }
        if [redo, flagged, skipped].count(where: { $0 }) > 1 {
            throw ValidationError("name one of --redo, --flagged and --skipped")
        }
        if let limit, limit < 0 { throw ValidationError("--limit is a number of items, from 0") }
    }

    func run() async throws {
        if list { return try listReviewers() }
        let (store, study, reviewer) = try opened()
        let copy = try store.copy(of: study)
        try check(reviewer, among: copy.reviewers)
        let terminal = line ? nil : Terminal()
        defer {
            terminal?.restore()
            try? store.release(.current)
        }
        let desk = try ReviewDesk(
            store: store,
            copy: copy,
            reviewer: reviewer,
            round: ReviewRound(rows: try rows(store, study, reviewer), limit: limit),
            beginsAtOnce: noWarmUp || terminal == nil
        )
        let briefing = Briefing(study: study, reviewer: reviewer, guidelines: copy.guidelines, handIn: handIn)
        guard let terminal else { return LineReview(desk: desk, briefing: briefing).run() }
        var palette = Palette(environment: ProcessInfo.processInfo.environment)
        palette.ground = theme ?? palette.ground
        store.onWait = { _ in Terminal.tellWait() }
        try TerminalReview(terminal: terminal, desk: desk, briefing: briefing, palette: palette).run()
    }

    /// The store to work on, restricted, with the study and the reviewer.
    private func opened() throws -> (store: Store, study: String, reviewer: String) {
        guard let bundle else {
            let study = try place.studyName()
            return (try place.open(.existing).restricted(to: reviewer ?? "", study: study), study, reviewer ?? "")
        }
        guard FileManager.default.fileExists(atPath: bundle) else {
            throw StudiesError("no file '\(bundle)': name the bundle that was sent to you")
        }
        let store = try Store.open(path: bundle, mode: .existing, onWait: WorkspaceOptions.tellWait)
        guard let owner = try store.bundleOwner() else {
            throw StudiesError("'\(bundle)' is no bundle: 'slam bundle REVIEWER' writes one")
        }
        return (try store.restricted(to: owner.reviewer, study: owner.study), owner.study, owner.reviewer)
    }

    private func check(_ reviewer: String, among names: [String]) throws {
        guard !names.contains(reviewer) else { return }
        let hint = Spelling.nearest(to: reviewer, among: names).map { "did you mean '\($0)'?" }
        throw StudiesError("no reviewer '\(reviewer)': \(hint ?? "the study names \(names.joined(separator: ", "))")")
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

    private func listReviewers() throws {
        let store = try bundle.map { try Store.open(path: $0, mode: .existing) } ?? place.open(.existing)
        let study = try bundle == nil ? place.studyName() : store.bundleOwner()?.study
        guard let study else { throw StudiesError("'\(bundle ?? "")' is no bundle: 'slam bundle REVIEWER' writes one") }
        var table = Table(
            columns: [.init("reviewer")] + ["done", "skipped", "left"].map { .init($0, alignment: .right) }
        )
        table.rows = try store.progress(of: study).map {
            [.text($0.reviewer), .count($0.done), .count($0.skipped), .count($0.left)]
        }
        try Context.current.write(table.written(as: output.format))
    }
}

extension Palette.Ground: ExpressibleByArgument {}
