import Agreement
import ArgumentParser
import Ratings
import Reporting

/// `slam screen`.
struct ScreenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen",
        abstract: "Which models may be dropped on automatic scores before more people are asked about them.",
        discussion: """
            Keeps the models with the highest mean by each judge, and says how likely one of the best by people is among the \
            dropped. How far a judge's means and people's lie apart is learnt from the models with labels, at least five.

            Example:
              slam screen --keep 3
              slam screen --keep 5 --top 2 --format json
            """
    )

    @Option(help: "How many models are kept.")
    var keep: Int

    @Option(help: "How many of the best must not be dropped.")
    var top = 1

    @OptionGroup var wanted: RaterSelectionOptions
    @OptionGroup var source: CalibrationSource
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard top >= 1, keep >= top else {
            throw ValidationError("--keep must be at least --top, and --top at least 1")
        }
    }

    func run() async throws {
        let context = Context.current
        let figures = try context.reading("screening models") {
            let (set, _, _, _) = try source.read(letters: true)
            output.tellEdits(set.notes)
            return try ScreenFigures(set, keep: keep, top: top, options: interval.options).selecting(wanted.selection)
        }
        try context.write(ScreenDocument(figures, top: top).written(as: output.format))
    }
}
