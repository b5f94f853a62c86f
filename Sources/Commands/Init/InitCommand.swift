import ArgumentParser
import Foundation
import Studies

/// `slam init`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a study: from a table of responses, or one that runs as it stands; nothing is overwritten.",
        discussion: """
            --from FILE reads CSV, TSV, JSON lines or a JSON array with a prompt in each row (prompt, question, input or \
            instruction) and either a response (response, output, answer or completion) with its model (model or \
            generator), or a column for each model; of a chat log (messages, conversations) the last turn is the response. \
            Members that exports of evaluation tools have (inputs.question, outputs.answer) are read by their names too. \
            Optional: id, system, reference (or expected, target), tags, sample. \
            --map says what a column is, such as --map response=text or, several times, --map models=gpt-4; \
            --map prompt=instruction+input joins two.

            Without a name it asks, at a terminal: name, table, criteria, reviewers.

            Without --from the study's models are recorded answers that 'slam rehearse' serves on 127.0.0.1: put your own \
            endpoints in their place.

            Example:
              slam init support --from answers.csv
              slam init support --from answers.csv --criteria 'overall:1-5,better:pair'
              slam init support
            """
    )

    @Argument(help: "The study's name: letters, digits, '-' and '_'. Default: asked for, at a terminal.")
    var name: String?

    @Option(
        help: "A table of prompts and responses to make the study from; '-' is standard input. Default: none.",
        completion: .file()
    )
    var from: String?

    @OptionGroup var choices: FromTableOptions

    @Option(help: "The folder that holds Prompts/ and Annotations/. Default: here.", completion: .directory)
    var workspace: String?

    @Option(help: "The database. Default: slam.sqlite in the workspace, or $SLAM_DATABASE.", completion: .file())
    var database: String?

    func validate() throws {
        guard let name else {
            guard !Questions.canAsk else { return }
            throw ValidationError("name the study: 'slam init NAME --from FILE', or 'slam init NAME' for an example")
        }
        guard Self.isStudyName(name) else {
            if from == nil, FileManager.default.fileExists(atPath: name) {
                throw ValidationError("'\(name)' is a file: 'slam init NAME --from \(name)' makes a study of it")
            }
            throw ValidationError("'\(name)' is no name of a study: use up to 64 letters, digits, '-' and '_'")
        }
        if from == nil, choices.areGiven {
            throw ValidationError("--map, --criteria and --reviewers are for --from FILE")
        }
    }

    static func isStudyName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                || $0 == 0x5F
        }
        return isPlain && name.utf8.first != 0x2D && !name.isEmpty && name.utf8.count <= 64
    }

    func run() async throws {
        let folder = Workspace(path: workspace ?? FileManager.default.currentDirectoryPath)
        guard let name else {
            guard let answers = try Questions(folder: folder, table: from, choices: choices).ask() else { return }
            return try make(answers.name, answers.table, answers.choices, in: folder)
        }
        try make(name, from, choices, in: folder)
    }

    private func make(_ name: String, _ table: String?, _ choices: FromTableOptions, in folder: Workspace) throws {
        if let table {
            let made = try FromTable(name: name, file: table, choices: choices, folder: folder, database: database)
                .make()
            Context.current.tell("next: slam review\(made.studyOption) --reviewer \(made.reviewer)\n")
            return
        }
        let draft = try StudyDraft(of: name, in: folder) { false }
        try draft.write(NewStudy.files, guidelines: NewStudy.guidelines)
        try draft.finish()
        Context.current.tell(
            """
            Made \(folder.prompts(of: name)) and \(folder.annotations(of: name)).
            Try it as it stands, with recorded answers in the place of models:
              slam rehearse \(folder.prompts(of: name))/recorded.jsonl --port 8765 &
              slam collect --study \(name)
              slam review --study \(name) --reviewer ana

            """
        )
    }
}
