import ArgumentParser
import Studies

/// `slam files`, which `slam help files` prints too.
struct FilesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "files",
        abstract: "Say how each file is written, with an example: study, prompts, gold, responses, ratings.",
        discussion: """
            'slam help files' prints it too; 'slam schema' prints the JSON Schema of what people write by hand.

            Example:
              slam files
            """
    )

    func run() async throws { try Context.current.write(FileFormats.text) }
}
