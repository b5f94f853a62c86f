import ArgumentParser
import Ratings
import Reporting
import Studies

/// `slam judge diff`.
struct JudgeDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two versions of a judge, or two judges, on the items that both judged.",
        discussion: """
            The shift of the mean, how far the two agree, the change of their agreement with people (on choices kappa within \
            pairs of models, by a jackknife over prompts; on scales Spearman's correlation, by one paired bootstrap over \
            prompts), and the items that flipped. A \
            version is named by its first letters, as 'slam judge versions' shows them; a judge's name means its newest.

            Example:
              slam judge diff 3f2a91 b7c004
              slam judge diff gpt-judge small-judge --flips 20
            """
    )

    @Argument(help: "The version before: four letters of its hash at least, or a judge.")
    var before: String

    @Argument(help: "The version after.")
    var after: String

    @Option(help: "How many flipped items are shown, the farthest first.")
    var flips = 10

    @OptionGroup var wanted: CriterionOption
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let options = interval.options
        let (all, facts) = try context.reading("comparing versions") {
            let set = try place.ratings()
            output.tellEdits(set.notes)
            let all = try set.changes(from: before, to: after, options: options)
            return (all, set.notes.filter(\.isOfEdits))
        }
        guard !all.isEmpty else {
            throw StudiesError("'\(before)' and '\(after)' have no criterion in common: nothing to compare")
        }
        let changes = try wanted.selection.of(all)
        try context.write(
            ChangesDocument(changes, flips: flips, options: options, facts: facts).written(as: output.format)
        )
    }
}
