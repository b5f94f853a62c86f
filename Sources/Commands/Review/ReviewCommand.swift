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
            """
    )

    @Option(help: "The reviewer's name in study.yaml.")
    var reviewer: String

    @Option(help: "Stop after this many items.")
    var limit: Int?

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let study = try place.studyName()
        let store = try place.open(.existing).restricted()
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
