import ArgumentParser
import Foundation
import Store
import Studies

/// `slam unblind`.
struct UnblindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unblind",
        abstract: "Show models by their names from now on; written down with who and when, and never undone.",
        discussion: """
            Until then whatever joins a model to a text or a score shows letters. Ratings given afterwards are marked \
            'unblinded' and are in no figure that asks for blind ones.

            The log of this database says that it was done, not that nobody looked before: whoever has the file can read it \
            with SQL, or unblind a copy. Give reviewers bundles ('slam bundle'), which hold no model, and keep the database.

            Example:
              slam unblind --who "the study's lead"
            """
    )

    @Option(help: "Who does it; default: the user's name.")
    var who: String?

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        if let earlier = try store.unblinding(of: study) {
            context.tell("'\(study)' was unblinded by \(earlier.who) already.\n")
            return
        }
        if try store.copiedAt() != nil {
            context.tell(
                "This database is a copy that 'slam backup' wrote: it alone is unblinded, and only its own log says so.\n"
            )
        }
        let left = try store.progress(of: study).reduce(0) { $0 + $1.left }
        if !yes {
            let words =
                left == 0
                ? "All planned ratings of '\(study)' are given"
                : "\(left) planned rating\(left == 1 ? "" : "s") of '\(study)' \(left == 1 ? "is" : "are") not given yet"
            context.tell("\(words); later ones will not count as blind.\n")
            context.tell("Type the study's name to unblind it: ")
            guard readLine() == study else { throw StudiesError("not unblinded: the name was not typed") }
        }
        let user = ProcessInfo.processInfo.environment["USER"] ?? ProcessInfo.processInfo.userName
        let name = who ?? (user.isEmpty ? "unknown" : user)
        try store.unblind(study, who: name, at: context.now())
        context.tell("'\(study)' is unblinded, by \(name).\n")
    }
}
