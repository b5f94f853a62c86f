import ArgumentParser
import Judging
import Ratings
import Reporting
import Studies

/// `slam judge verdicts`.
struct JudgeVerdicts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verdicts",
        abstract: "Say what became of every verdict, and how the judges' verdicts stand to people's.",
        discussion: """
            'read' are the verdicts that could be read, on which shares rest; 'used' and 'inconsistent' are what 'slam judge' \
            counts: read, and not at odds or at odds with the same pair in the other order (the column 'inconsistent' counts \
            pairs). What is unparsed, refused, an error, missing, or undecided by a panel is counted apart and is in no share; \
            'range' is the share if all of it were wrong, and if all of it were right. A kappa near 0 beside a high share is reported: chance gives that \
            share. Kappa, chance, rank correlation and 'a person – others' are those of 'slam agreement': chance is computed \
            within each pair of models, a judge's two orders and samples are one verdict, a person is compared with the others \
            on the same items, and people_association is Spearman's correlation within each person or alpha within pairs of \
            models. Kappas of one order alone are of a FILE only: in a study they would rest on the order of item ids.

            \(VerdictFileHelp.form)

            Example:
              slam judge verdicts
              slam judge verdicts --rater gpt-judge --criterion overall
              slam judge verdicts llmbar.csv --format csv
            """
    )

    @Argument(help: "A file of verdicts; '-' is standard input. Default: the study's.", completion: .file())
    var file: String?

    @OptionGroup var decimals: DecimalOption
    @OptionGroup var wanted: RaterSelectionOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let options = interval.options
        let (reports, notes) = try context.reading("comparing verdicts") {
            let (tables, notes) = try VerdictFileHelp.tables(file, place, decimals)
            return (try wanted.selection.of(tables.flatMap { VerdictReport.all(of: $0, options: options) }), notes)
        }
        let document = VerdictsDocument(reports, options: options, notes: notes)
        try context.write(document.written(as: output.format))
        if !document.words.isEmpty { context.tell(document.words) }
    }
}

/// What the commands on verdicts share: the form of their files.
enum VerdictFileHelp {
    static let form = """
        FILE is CSV (a name that ends in .csv) or JSON lines, one verdict a line: item, rater, verdict; optional are \
        kind (human, judge; judge when empty), order (first or second: which text was shown first), criterion, group, \
        prompt, cluster, sample, version, arm (plain, again, edited, reworded, reversed, injected), rater_family, and of \
        the texts length and family, or first_length, second_length, first_family, second_family, first_model, second_model. A \
        verdict is a number, or first, second, tie, both_bad (by item, whichever was shown first), unparsed, refused, \
        error, missing (or empty). With models, the one with the smaller name is made the first.
        """

    /// The tables of a file, or of the study, with what a reader must know.
    static func tables(_ file: String?, _ place: WorkspaceOptions, _ decimals: DecimalOption) throws -> (
        [VerdictTable], [String]
    ) {
        if let file { return try VerdictFile.readAndNoted(path: file, decimal: decimals.decimal) }
        guard decimals.decimal == nil else { throw ValidationError(DecimalOption.isForFiles) }
        let tables = try JudgeTables(JudgeDesk(place, asks: false))
        return (tables.tables, tables.notes)
    }
}
