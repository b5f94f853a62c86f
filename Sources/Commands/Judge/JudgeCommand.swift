import ArgumentParser

/// `slam judge`.
struct JudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Let the study's judges score the responses; every reply is kept, and only exact verdicts count.",
        discussion: """
            A judge sees no model's name, and a pair in both orders. A reply that is not exactly one verdict is unparsed, \
            never a guess. Running it again asks only what is missing. 'slam judge run --help' has the options.

            Example:
              slam judge --dry-run
            """,
        subcommands: [
            JudgeRun.self,
            JudgeVerdicts.self,
            JudgeAudit.self,
            JudgeVersions.self,
            JudgeDiff.self,
            JudgeExport.self,
            JudgeLint.self,
            JudgeTemplateCommand.self,
        ],
        defaultSubcommand: JudgeRun.self
    )
}
