import Agreement
import ArgumentParser
import Ratings
import Reporting
import Studies

/// `slam agreement figures`: the figures of every criterion.
struct AgreementFigures: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figures",
        abstract: "The figures of every criterion; what 'slam agreement' does.",
        discussion: """
            The table shows the measures that suit the level; --all, JSON and CSV have every one. --by prompt is the mean over \
            prompts of the value within each, --by model the value over the models' means, of what raters share. --split \
            gives the main figures for each tag, prompt, model, phase or length of text. --diagnose says where disagreement comes from.

            Example:
              slam agreement figures ratings.csv --level ordinal --all
              slam agreement figures --by prompt --show counts
              slam agreement figures --split tag --diagnose
            """
    )

    /// What the weighted kappas take differences of.
    enum Weights: String, ExpressibleByArgument, CaseIterable { case value, rank }

    /// What else is printed.
    enum Shown: String, ExpressibleByArgument, CaseIterable { case counts }

    @Option(help: "pooled over items, the mean over each prompt, or over the models' means.")
    var by = CriterionRatings.Unit.pooled

    @Flag(help: "Every measure in the table, not only those that suit the level.")
    var all = false

    @Flag(help: "A word for each coefficient, with its source and a warning.")
    var words = false

    @Option(help: "counts: the marginals and confusion tables that the figures came from; default: none.")
    var show: Shown?

    /// What items are grouped by.
    enum Split: String, ExpressibleByArgument, CaseIterable { case tag, prompt, model, phase, length }

    @Option(help: "tag, prompt, model, phase or length: the main figures for each group of items; default: no groups.")
    var split: Split?

    @Flag(help: "Say where disagreement comes from: raters, categories, items, prevalence, clusters.")
    var diagnose = false

    @Option(help: "Weights of Cohen's kappas: by value, or by rank among the categories used.")
    var weights = Weights.value

    @Flag(help: "Pairs also of more than 50 raters.")
    var pairs = false

    @OptionGroup var maps: CalibratedOption
    @OptionGroup var source: RatingSource
    @OptionGroup var selected: SelectionOptions
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard maps.calibrated.isEmpty || source.file == nil else {
            throw ValidationError("--calibrated is for the study: a file's judge has no stored map")
        }
        if split == .phase, source.file == "-" {
            throw ValidationError("--split phase reads its table several times: give a file instead of '-'")
        }
    }

    func run() async throws {
        let view = AgreementView(showsAll: all, showsWords: words, showsCounts: show == .counts)
        let context = Context.current
        let (written, notes) = try context.reading("comparing ratings") {
            let document = try document()
            return (document.written(as: output.format, view: view), document.notes)
        }
        try context.write(written)
        output.tellEdits(notes)
    }

    /// The figures of the file, or of the study.
    func document() throws -> AgreementDocument {
        let isByModel = by == .model || !selected.model.isEmpty
        let set = try read(letters: isByModel)
        let isByLetter = set.isBlind && (split == .model || isByModel)
        guard !isByLetter || selected.rater.isEmpty && source.options.phase == .blind else {
            throw StudiesError(
                "--rater and --phase by letter: what one rater gave to one text would tell its letter; leave them out until 'slam unblind'"
            )
        }
        let options = interval.options
        if set.isOfSomeLetters { return try ofSomeLetters(set) }
        let lettered = isByLetter && !isByModel ? try read(letters: true) : set
        let choices = CriterionReport.Choices(
            basis: weights == .value ? .value : .rank,
            mostRatersForPairs: pairs ? .max : 50,
            keepsCounts: show == .counts
        )
        let criteria = try set.rated.map { ratings in
            var criterion = AgreementDocument.Criterion(
                ratings,
                report: try ratings.report(by: by, options: options, choices: choices),
                hasWords: by != .model
            )
            if diagnose { criterion.diagnostics = try AgreementDiagnostics(ratings, options: options) }
            if let split {
                criterion.split = (split.rawValue, try groups(ratings, split, lettered))
            }
            return criterion
        }
        return AgreementDocument(
            source: set.name,
            options: options,
            unit: by.rawValue,
            criteria: criteria,
            notes: lettered.notes + (split == .model && set.isBlind ? [.lettersWithoutCounts] : [])
        )
    }

    /// The main figures of the responses that stand under the wanted letters, as --split model has them: without counts.
    private func ofSomeLetters(_ set: RatingSet) throws -> AgreementDocument {
        guard split == nil, show == nil, !diagnose, by == .pooled else {
            throw StudiesError(
                "--model by letter goes with no --split, --by, --show or --diagnose: their counts could betray a letter"
            )
        }
        let criteria = try set.rated.map { ratings in
            var criterion = AgreementDocument.Criterion(
                ratings,
                report: try ratings.report(by: .pooled, options: interval.options),
                hasWords: true
            )
            let name = selected.model.joined(separator: ", ")
            criterion.split = ("model", [.init(name: name, report: criterion.report, hidesCounts: true)])
            criterion.isOnlySplit = true
            return criterion
        }
        return AgreementDocument(
            source: set.name,
            options: interval.options,
            unit: by.rawValue,
            criteria: criteria,
            notes: set.notes
        )
    }

    /// The ratings chosen; `letters` where figures by letter are made of them.
    private func read(letters: Bool) throws -> RatingSet {
        let all = try source.read(
            lengths: split == .length,
            totals: true,
            letters: letters,
            shown: selected.criterion
        )
        return try maps.applied(to: all, source.options.place).selecting(selected.selection)
    }

    private func groups(_ ratings: CriterionRatings, _ split: Split, _ lettered: RatingSet) throws
        -> [AgreementDocument.Group]
    {
        let isHidden = split == .model && lettered.isBlind
        // Nothing stands by letter before the first batch is full: a note says so.
        guard let own = isHidden ? lettered.rated.first(where: { $0.name == ratings.name }) : ratings else { return [] }
        let parts = try CriterionRatings.Trait(rawValue: split.rawValue).map { try own.parts(by: $0) }
        return try (parts ?? phases(ratings.name)).map { name, part in
            AgreementDocument.Group(
                name: name,
                report: try part.report(by: .pooled, options: interval.options),
                hidesCounts: isHidden
            )
        }
    }

    private func phases(_ criterion: String) throws -> [(name: String, ratings: CriterionRatings)] {
        try RatingRecord.Phase.allCases.compactMap { phase in
            var options = source.options
            options.phase = phase
            let all = try options.read(file: source.file, totals: true, shown: selected.criterion)
            let read = try maps.applied(to: all, options.place)
            // Who was chosen need not have rated in each phase.
            guard let selection = selected.selection.within(read) else { return nil }
            let found = try read.selecting(selection).rated.first { $0.name == criterion }
            return found.flatMap { $0.scores.isEmpty ? nil : (phase.rawValue, $0) }
        }
    }
}

extension CriterionRatings.Unit: ExpressibleByArgument {}
