import ArgumentParser

/// `slam embedder`.
struct EmbedderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embedder",
        abstract: "Fetch and list the sentence encoders that run inside the program.",
        discussion: """
            An encoder is kept in the user's cache folder, checked by its SHA-256; 'slam similarity' uses it offline.

            Example:
              slam embedder fetch minilm
            """,
        subcommands: [EmbedderFetch.self, EmbedderList.self]
    )
}
