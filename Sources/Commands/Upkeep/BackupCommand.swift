import ArgumentParser
import Reporting
import Store

/// `slam backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a whole copy of the database to a new file and check it, also while a review runs.",
        discussion: """
            Example:
              slam backup slam-monday.sqlite
            """
    )

    @Argument(help: "The file to write.", completion: .file())
    var file: String

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let (context, store) = (Context.current, try place.open(.existing))
        try context.writing("copying and checking the database", to: store, orElse: "no copy was written") {
            try store.backUp(to: file)
        }
        context.tell("The whole database is in \(file), checked.\n")
    }
}
