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
        var table = Table(columns: [.init("embedder"), .init("model"), .init("state"), .init("folder")])
        table.rows.append([.text("lexical"), .text("TF-IDF"), .text("built in"), .unknown])
        for model in KnownModel.all {
            let state = model.isFetched ? "fetched" : "not here: slam embedder fetch \(model.name)"
            table.rows.append([.text(model.name), .text(model.title), .text(state), .text(model.folder.folder)])
        }
        try Context.current.write(table.written(as: output.format, schema: "slam.embedders.v1"))
    }
}
