import ArgumentParser

/// `slam embedder`.
struct EmbedderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embedder",
        abstract: "Fetch and list the sentence encoders that run inside the program.",
        subcommands: [EmbedderFetch.self, EmbedderList.self]
    )
}
