import ArgumentParser
import Studies
import Testing

@testable import Commands

/// Coverage, seed and draws can be chosen wherever figures have intervals.
struct IntervalOptionTests {
    @Test func everyCommandWithIntervalsTakesThem() {
        let commands: [any ParsableCommand.Type] = [
            AgreementFigures.self, AgreementCompare.self, RankCommand.self, JudgeVerdicts.self, JudgeAudit.self,
            JudgeDiff.self, CalibrateCommand.self, ModelsCommand.self, ScreenCommand.self, CheckCommand.self,
            QualityCommand.self, LatencyCommand.self, CostCommand.self, PlanCommand.self, SimilarityAudit.self,
        ]
        for command in commands {
            let help = command.helpMessage()
            for option in ["--confidence", "--seed", "--resamples"] {
                #expect(help.contains(option), "\(command): \(option)")
            }
        }
    }

    @Test func aPlansPrecisionHasTheCoverageAskedFor() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        func plan(_ options: String...) async throws -> JSONValue {
            let command = ["plan", "--dry-run", "--resamples", "20", "--format", "json"] + options
            return try JSONValue(parsing: await workspace.slam(command).output)
        }
        let (usual, narrow) = (try await plan(), try await plan("--confidence", "0.8"))
        let widths = [usual, narrow].compactMap { $0["precision"]?["mean_half_width"]?.number }
        try #require(widths.count == 2)
        // The normal quantiles of .9 and .975.
        #expect(abs(widths[1] / widths[0] - 1.281551566 / 1.959963985) < 1e-8, "\(widths)")
        #expect(narrow["confidence"]?.number == 0.8 && usual["precision"]?["simulations"]?.number == 20)
        let other = try await plan("--seed", "9")
        #expect(other["seed"]?.number == 9 && other["precision"]?["mean_half_width"]?.number != widths[0])
        #expect(await workspace.slam(["plan", "--confidence", "1"]).status == 64)
    }
}
