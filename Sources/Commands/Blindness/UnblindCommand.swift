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

            Example:
              slam unblind --who "the study's lead"
            """
    )

    @Option(help: "Who does it; the user's name when left out.")
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
        let left = try store.progress(of: study).reduce(0) { $0 + $1.left }
        if !yes {
            context.tell(
                "\(left) planned ratings of '\(study)' are not given yet; later ones will not count as blind.\n"
            )
            context.tell("Type the study's name to unblind it: ")
            guard readLine() == study else { throw StudiesError("not unblinded: the name was not typed") }
        }
        let user = ProcessInfo.processInfo.environment["USER"] ?? ProcessInfo.processInfo.userName
        let name = who ?? (user.isEmpty ? "unknown" : user)
        try store.unblind(study, who: name, at: context.now())
        context.tell("'\(study)' is unblinded, by \(name).\n")
    }
}
