import ArgumentParser
import Embedding
import Reporting

/// `slam embedder list`.
struct EmbedderList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what turns texts into vectors, and whether its files are here.",
        discussion: """
            Example:
              slam embedder list
            """
    )

    @OptionGroup var output: FormatOption

    func run() async throws {
        let document = EmbeddersDocument(
            KnownModel.all.map { .init($0.name, title: $0.title, folder: $0.folder.folder, isFetched: $0.isFetched) }
        )
        try Context.current.write(document.written(as: output.format))
    }
}
