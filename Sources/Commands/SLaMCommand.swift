package import ArgumentParser
import Foundation
import Reporting
import Studies

/// `slam`.
package struct SLaMCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "slam",
        abstract:
            "Blind human review of model outputs in your terminal, and statistics that say how far an LLM judge or similarity score can replace it.",
        discussion: """
            Begin with one of these:
              slam demo                          the whole way on an example study, offline
              slam init NAME --from answers.csv  a study from your own table of responses
              slam review --reviewer NAME        rate them blind, one key a rating
              slam agreement                     inter-annotator agreement: Krippendorff's
                                                 alpha, kappas, judges beside people

            Exit codes: 0 done; 1 failed; 2 a check is not met; 3 a check cannot be
            judged; 64 wrong usage; 130 interrupted.
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
            let arguments = Typing.joiningNegatives(Array(CommandLine.arguments.dropFirst()))
            try Typing(root: SLaMCommand.self).refuseUnknown(arguments)
            if let help = wholeHelp(arguments) { return try Context.current.write(help) }
            var command = try parseAsRoot(arguments)
            if let review = command as? ReviewCommand {
                guard let prepared = try review.prepared() else { return }
                command = prepared
            }
            let chosen = command
            try await PageWidth.$dims.withValue(PageWidth.isColoured) {
                try await PageWidth.$asked.withValue(pageWidth) {
                    var command = chosen
                    if var command = command as? any AsyncParsableCommand {
                        try await command.run()
                    } else {
                        try command.run()
                    }
                }
            }
        } catch {
            let code = exitCode(for: error)
            guard !code.isSuccess else { exit(withError: error) }
            // What failed may quote what a file or a server said; what the system says of a file is no message for a user.
            let words = Spelling.corrected(fullMessage(for: StudiesError(ofFile: error) ?? error))
            if !words.isEmpty { Context.current.tell(words + "\n") }
            Foundation.exit(code.rawValue)
        }
    }

    private static var commands: [any ParsableCommand.Type] { Typing.children(of: SLaMCommand.self) }

    /// How wide tables may be: `COLUMNS`, else the terminal's width; nil where output is piped.
    private static var pageWidth: Int? {
        let asked = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init)
        if let asked, asked > 0 { return asked }
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
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
