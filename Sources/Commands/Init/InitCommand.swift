import ArgumentParser
import Foundation
import Studies

/// `slam init`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a small study that runs as it stands, to be changed into yours; nothing is overwritten.",
        discussion: """
            The study's models are recorded answers that 'slam rehearse' serves on 127.0.0.1; put your own endpoints in \
            their place.

            Example:
              slam init support
            """
    )

    @Argument(help: "The study's name: letters, digits, '-' and '_'.")
    var name: String

    @Option(help: "The folder that holds Prompts/ and Annotations/; here when left out.")
    var workspace: String?

    func validate() throws {
        let isPlain = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                || $0 == 0x5F
        }
        guard isPlain, let first = name.utf8.first, first != 0x2D, name.utf8.count <= 64 else {
            throw ValidationError("'\(name)' is no name of a study: use up to 64 letters, digits, '-' and '_'")
        }
    }

    func run() async throws {
        let context = Context.current
        let folder = Workspace(path: workspace ?? FileManager.default.currentDirectoryPath)
        let (prompts, annotations) = (folder.prompts(of: name), folder.annotations(of: name))
        for path in [prompts, annotations] where FileManager.default.fileExists(atPath: path) {
            throw StudiesError("'\(path)' is there already: choose another name, nothing is overwritten")
        }
        for path in [prompts, annotations] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        for (file, text) in NewStudy.files {
            try Data(text.utf8).write(to: URL(filePath: "\(prompts)/\(file)"), options: .withoutOverwriting)
        }
        let guidelines = URL(filePath: "\(annotations)/guidelines.md")
        try Data(NewStudy.guidelines.utf8).write(to: guidelines, options: .withoutOverwriting)
        context.tell(
            """
            Made \(prompts) and \(annotations).
            Try it as it stands:
              slam rehearse \(prompts)/recorded.jsonl --port 8765 &
              slam collect --study \(name)
              slam review --study \(name) --reviewer ana

            """
        )
    }
}
