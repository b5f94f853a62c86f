import ArgumentParser
import Studies

/// `slam schema`.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a file: study, prompts, gold or rating.",
        discussion: """
            Editors check and complete by it: 'slam init' puts the one of study.yaml beside that file, which names it in its \
            first line.

            Example:
              slam schema study > study.schema.json
            """
    )

    @Argument(help: "study, prompts, gold or rating.")
    var file: FileSchema

    func run() async throws { try Context.current.write(file.text) }
}

extension FileSchema: ExpressibleByArgument {}
