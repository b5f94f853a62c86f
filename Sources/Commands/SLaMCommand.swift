package import ArgumentParser
import Foundation

/// `slam`.
package struct SLaMCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "slam",
        abstract:
            "Find out whether a small open language model can replace a large paid one, and prove it with people.",
        version: "0.1.0",
        subcommands: [
            DemoCommand.self,
            InitCommand.self,
            CollectCommand.self,
            AttemptsCommand.self,
            BatchCommand.self,
            PricesCommand.self,
            ProbeCommand.self,
            LatencyCommand.self,
            CostCommand.self,
            ImportCommand.self,
            PlanCommand.self,
            ReviewCommand.self,
            JudgeCommand.self,
            SimilarityCommand.self,
            EmbedderCommand.self,
            AgreementCommand.self,
            DisagreementsCommand.self,
            RankCommand.self,
            CalibrateCommand.self,
            ModelsCommand.self,
            ScreenCommand.self,
            CheckCommand.self,
            ExportCommand.self,
            LeaksCommand.self,
            BundleCommand.self,
            MergeCommand.self,
            VerifyCommand.self,
            UnblindCommand.self,
            QualityCommand.self,
            AdjudicateCommand.self,
            SimulateCommand.self,
            DoctorCommand.self,
            BackupCommand.self,
            StatusCommand.self,
            RehearseCommand.self,
        ]
    )

    package init() {}

    /// Runs the command that the process was given, and ends the process.
    package static func start() async {
        do {
            var command = try parseAsRoot()
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
}
