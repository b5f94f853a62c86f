import ArgumentParser
import Foundation
import Review
import Store
import Studies

/// `slam review`.
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Rate responses blind, one key a rating; each is on disk before the next one shows.",
        discussion: """
            On a terminal a key is the whole act. Elsewhere a line of standard input is one or more keys ('skip' for the \
            space key), so that a session can be scripted or used with a screen reader.

            Example:
              slam review --reviewer ana
              slam review ana.slam
            """
    )

    @Argument(help: "A bundle that 'slam bundle' wrote; the workspace's database when left out.")
    var bundle: String?

    @Option(help: "The reviewer's name in study.yaml; the one that a bundle is for.")
    var reviewer: String?

    @Option(help: "Stop after this many items.")
    var limit: Int?

    @OptionGroup var place: WorkspaceOptions

    func validate() throws {
        if (bundle == nil) == (reviewer == nil) {
            throw ValidationError("name either the reviewer with --reviewer or a bundle")
        }
    }

    /// The store to work on, restricted, with the study and the reviewer.
    private func opened() throws -> (store: Store, study: String, reviewer: String) {
        guard let bundle else {
            let study = try place.studyName()
            return (try place.open(.existing).restricted(to: reviewer ?? "", study: study), study, reviewer ?? "")
        }
        let store = try Store.open(path: bundle, mode: .existing, onWait: WorkspaceOptions.tellWait)
        guard let owner = try store.bundleOwner() else {
            throw StudiesError("'\(bundle)' is no bundle: 'slam bundle REVIEWER' writes one")
        }
        return (try store.restricted(to: owner.reviewer, study: owner.study), owner.study, owner.reviewer)
    }

    func run() async throws {
        let (store, study, reviewer) = try opened()
        let copy = try store.copy(of: study)
        let desk = ReviewDesk(store: store, copy: copy, reviewer: reviewer, limit: limit)
        try desk.check()
        defer { try? store.release(.current) }
        if let terminal = Terminal() {
            defer { Terminal.restore() }
            TerminalReview(terminal: terminal, desk: desk).run()
        } else {
            LineReview(desk: desk).run()
        }
    }
}
