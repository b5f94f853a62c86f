import ArgumentParser
import Studies

/// `slam agreement`.
struct AgreementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreement",
        abstract: "Say how far raters agree: people among themselves, and each automatic rater with people.",
        discussion: """
            Without FILE the ratings of the study are used: those given blind, each corrected value once, clustered by prompt.

            FILE has the columns item, rater, score; optional are kind (human, judge or metric), criterion, prompt, \
            model, phase and cluster, as CSV with a header or as JSON lines (a name that ends in .jsonl). Scores are \
            numbers, or words when the level is nominal or --categories lists them in order. \
            'slam agreement figures --help' has the options.

            Example:
              slam agreement
              slam agreement ratings.csv --level ordinal --format json
              slam agreement compare judge-a judge-b
            """,
        subcommands: [
            AgreementFigures.self,
            AgreementCompare.self,
        ],
        defaultSubcommand: AgreementFigures.self
    )
}
