import ArgumentParser
import Reporting
import Store
import Studies

/// `slam bundle`.
struct BundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract:
            "Write a reviewer's items into one small file to be rated anywhere, with no model and nobody else in it.",
        discussion: """
            The file holds that reviewer's rows alone, newly written, and is sealed with a key that stays in the database. \
            'slam review FILE' works on it without a workspace; 'slam merge FILE' takes it back. Its items wait for it \
            without a time limit; --revoke opens them to the others, and what still comes back is kept as extra. --open gives \
            the reviewer that many items too that are planned for anybody.

            Example:
              slam bundle ana
              slam bundle ana --open 100
              slam bundle ana --revoke
            """
    )

    @Argument(help: "The reviewer's name in study.yaml.")
    var reviewer: String

    @Option(help: "The file to write; default: REVIEWER.slam.", completion: .file())
    var output: String?

    @Option(help: "Also so many items that are open to anybody.")
    var open = 0

    @Flag(help: "Take back what the reviewer has in bundles.")
    var revoke = false

    @OptionGroup var place: WorkspaceOptions

    func validate() throws {
        guard open >= 0 else { throw ValidationError("--open is a number of items, from 0") }
    }

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        guard !revoke else {
            let count = try store.revokeBundles(of: reviewer, study: study)
            let remedy = count == 0 ? "" : ": 'slam plan' plans them again"
            context.tell("\(Figures.count(count, "item")) of '\(reviewer)' revoked\(remedy).\n")
            return
        }
        let path = output ?? "\(reviewer).slam"
        let count = try context.writing("writing the bundle", to: store, orElse: "no bundle was written") {
            try store.writeBundle(for: reviewer, study: study, open: open, to: path, at: context.now())
        }
        context.tell("\(Figures.count(count, "item")) for '\(reviewer)' in \(path): slam review \(path)\n")
    }
}
