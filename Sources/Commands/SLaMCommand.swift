package import ArgumentParser
import Foundation
import Studies

/// `slam`.
package struct SLaMCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "slam",
        abstract:
            "Blind human review of model outputs in your terminal, and statistics that say how far an LLM judge or similarity score can replace it.",
        discussion: """
            Begin with one of these:
              slam demo                              the whole way on an example study, offline
              slam init NAME --from answers.csv      a study from your own table of responses
              slam review --reviewer NAME            rate them blind, one key a rating
              slam agreement                         inter-annotator agreement (Krippendorff's alpha, kappas), judges beside people
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Start",
                subcommands: [
                    DemoCommand.self, InitCommand.self, StatusCommand.self, DoctorCommand.self, BackupCommand.self,
                    FilesCommand.self, SchemaCommand.self,
                ]
            ),
            CommandGroup(
                name: "Collect",
                subcommands: [
                    CollectCommand.self, AttemptsCommand.self, BatchCommand.self, PricesCommand.self,
                    ImportCommand.self,
                    ExportCommand.self, RehearseCommand.self,
                ]
            ),
            CommandGroup(
                name: "Annotate",
                subcommands: [
                    PlanCommand.self, ReviewCommand.self, BundleCommand.self, MergeCommand.self, AdjudicateCommand.self,
                    LeaksCommand.self, QualityCommand.self, SimulateCommand.self,
                ]
            ),
            CommandGroup(
                name: "Compare",
                subcommands: [
                    JudgeCommand.self, SimilarityCommand.self, EmbedderCommand.self, AgreementCommand.self,
                    DisagreementsCommand.self, RankCommand.self,
                ]
            ),
            CommandGroup(
                name: "Decide",
                subcommands: [
                    CalibrateCommand.self, ModelsCommand.self, ScreenCommand.self, CheckCommand.self,
                    LatencyCommand.self, ProbeCommand.self, CostCommand.self,
                ]
            ),
            CommandGroup(name: "Prove", subcommands: [VerifyCommand.self, UnblindCommand.self]),
        ]
    )

    package init() {}

    /// Runs the command that the process was given, and ends the process.
    package static func start() async {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            try refuseUnknown(arguments)
            if let help = wholeHelp(arguments) { return try Context.current.write(help) }
            var command = try parseAsRoot(arguments)
            if let review = command as? ReviewCommand {
                guard let prepared = try review.prepared() else { return }
                command = prepared
            }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            guard !code.isSuccess else { exit(withError: error) }
            // What failed may quote what a file or a server said.
            let words = fullMessage(for: error)
            if !words.isEmpty { Context.current.tell(words + "\n") }
            Foundation.exit(code.rawValue)
        }
    }

    private static var commands: [any ParsableCommand.Type] {
        configuration.subcommands + configuration.groupedSubcommands.flatMap { $0.subcommands }
    }

    /// Names the nearest command where the first word is none.
    private static func refuseUnknown(_ arguments: [String]) throws {
        guard let word = arguments.first, !word.hasPrefix("-") else { return }
        let names = commands.compactMap { $0.configuration.commandName }
        guard !names.contains(word), !["help", "completion"].contains(word) else { return }
        let hint = Spelling.nearest(to: word, among: names).map { "did you mean '\($0)'?" }
        throw ValidationError("no command '\(word)': \(hint ?? "'slam --help' lists them")")
    }

    /// The help of a command that does something by itself, with the options of what it does.
    private static func wholeHelp(_ arguments: [String]) -> String? {
        guard arguments.count == 2 else { return nil }
        if arguments == ["help", "files"] { return FileFormats.text }
        let isAsked = arguments[0] == "help" || ["--help", "-h"].contains(arguments[1])
        let name = arguments[0] == "help" ? arguments[1] : arguments[0]
        guard isAsked, let command = commands.first(where: { $0.configuration.commandName == name }),
            let usual = command.configuration.defaultSubcommand
        else { return nil }
        let own = helpMessage(for: command)
        let options = helpMessage(for: usual).components(separatedBy: "\n\n").filter {
            $0.hasPrefix("ARGUMENTS") || $0.hasPrefix("OPTIONS")
        }
        let title = "Without a subcommand '\(usual.configuration.commandName ?? name)' is meant, which takes:"
        return own + "\n" + ([title] + options).joined(separator: "\n\n") + "\n"
    }
}
