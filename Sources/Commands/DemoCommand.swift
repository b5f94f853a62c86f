import ArgumentParser
import Embedding
import Foundation
import Ratings
import Rehearsal
import Reporting
import Store
import Studies

/// `slam demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run the whole of SLaM on a made-up example study, offline: collect, import, judge, compare.",
        discussion: """
            The example is copied into a folder of its own, and a loopback server answers in the place of the models.

            Example:
              slam demo
            """
    )

    @Option(help: "The folder to make; default: one under the system's temporary folder.", completion: .directory)
    var into: String?

    func run() async throws {
        let folder = try ExampleStudy.bundled().copy(into: into)
        let server = try Self.server(for: folder)
        defer { server.stop() }
        try ExampleStudy.point(folder, to: server.port)
        let context = Context.current
        context.tell("A made-up study, copied to \(folder); its models answer from recorded.jsonl on loopback.\n")
        let place = ["--workspace", folder]
        try await collect(folder, place)
        try tellAgreement(place)
        try await audit(place)
        try context.write("\n" + PageWidth.lines([Self.answer(place)]))
        try await offer(place)
        context.tell(
            """

            Go on with this example: slam status --workspace \(folder)

            For your own data, a table with the columns prompt, model and response:
              slam init mine --from answers.csv
              slam review --reviewer you
              slam agreement

            """
        )
    }

    /// On the port that the example names, or on any where that one is taken.
    private static func server(for folder: String) throws -> RehearsalServer {
        let script = Script(lines: try Script.read(path: "\(folder)/Prompts/example/recorded.jsonl"))
        if let server = try? RehearsalServer(port: ExampleStudy.port, script: script) { return server }
        return try RehearsalServer(script: script)
    }

    /// Responses, people's ratings, a judge's verdicts and similarity.
    private func collect(_ folder: String, _ place: [String]) async throws {
        announce("collect")
        try await CollectCommand.parse(place).run()
        for reviewer in ["ana", "ben", "cleo"] {
            let file = "Annotations/example/\(reviewer).jsonl"
            announce("import \(file)")
            try await ImportCommand.parse(["\(folder)/\(file)"] + place).run()
        }
        announce("judge")
        try await JudgeRun.parse(place).run()
        announce("similarity")
        try await SimilarityCommand.parse(place).run()
        try await takeRecorded("\(folder)/Annotations/example/minilm-to-reference.jsonl", place)
    }

    /// Scores that a model's weights are needed for, which nobody fetches to look at a demo.
    private func takeRecorded(_ file: String, _ place: [String]) async throws {
        announce("import --new-raters Annotations/example/minilm-to-reference.jsonl")
        try await ImportCommand.parse(["--new-raters", file] + place).run()
        let first = try String(contentsOfFile: file, encoding: .utf8).prefix { !$0.isNewline }
        let version = try JSONValue(parsing: String(first))["version"]?.string ?? "–"
        let weights = KnownModel.minilm.files.first { $0.name == "model.safetensors" }?.sha256 ?? "–"
        Context.current.tell(
            """
            Recorded, not computed now: scores of \(KnownModel.minilm.title) (weights \(weights.prefix(12)), metric version \
            \(version.prefix(12))). To compute them: 'slam embedder fetch minilm', and the line in study.yaml that tells of it.

            """
        )
    }

    private func tellAgreement(_ place: [String]) throws {
        announce("agreement")
        let document = try AgreementFigures.parse(place).document()
        try Context.current.write(document.written(as: .table))
    }

    private func audit(_ place: [String]) async throws {
        announce("probe, latency, cost")
        let folders = try WorkspaceOptions.parse(place)
        let audit = DemoAudit(study: try folders.readStudy(), store: try folders.open(.existing))
        let lines = try await audit.lines()
        try Context.current.write("\n" + PageWidth.lines(lines))
    }

    /// Whether the small model may replace the large one, from a copy that is unblinded, so that the study itself stays blind.
    private static func answer(_ place: [String]) throws -> String {
        let source = try CalibrationSource.parse(place)
        let copy = FileManager.default.temporaryDirectory.appending(path: "slam-\(UUID().uuidString).sqlite").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + end) } }
        try source.place.open(.existing).backUp(to: copy)
        let unblinded = try CalibrationSource.parse(place + ["--database", copy])
        let name = try unblinded.place.studyName()
        try unblinded.place.open(.existing).unblind(name, who: "demo", at: Context.current.now())
        let (set, parts, _, _) = try unblinded.read()
        let figures = try ModelFigures(set, copy: parts)
        let answer = ReplacementAnswer(of: "moss-3b", in: figures)
        return "\(answer.sentence) (Made-up data, of a copy that was unblinded; this study is still blind.)"
    }

    private func announce(_ command: String) { Context.current.tell("\n$ slam \(command)\n") }

    /// At a terminal: five responses to rate.
    private func offer(_ place: [String]) async throws {
        guard isatty(0) == 1, isatty(1) == 1 else { return }
        Context.current.tell("\nRate five of these responses blind yourself? [y/N] ")
        guard readLine()?.lowercased().hasPrefix("y") == true else { return }
        try await ReviewCommand.parse(["--reviewer", "you", "--limit", "5"] + place).run()
    }
}
