import ArgumentParser
import Ratings
import Studies

/// Where ratings come from: a table in a file, or the study.
struct RatingSource: ParsableArguments {
    @Argument(help: "A table of ratings; '-' is standard input. Default: the study's ratings.", completion: .file())
    var file: String?

    @OptionGroup var options: RatingOptions

    func validate() throws { try options.check(file: file) }

    /// Every rating, for lists by text.
    func readAll(shown: [String]) throws -> RatingSet { try options.read(file: file, eachPair: true, shown: shown) }

    func read(lengths: Bool, totals: Bool, letters: Bool, shown: [String]) throws -> RatingSet {
        try options.read(file: file, lengths: lengths, totals: totals, letters: letters, shown: shown)
    }
}

/// How ratings are read.
struct RatingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "nominal, ordinal, interval or ratio; default: guessed. NAME=LEVEL is for one criterion.",
            valueName: "[name=]level"
        )
    )
    var level: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Every point of the scale in order, as one CSV record: quotes around a label with ',' or '=' in it. NAME=LIST is for one criterion. Default: the points that occur.",
            valueName: "[name=]list"
        )
    )
    var categories: [String] = []

    @Option(
        help: "What separates decimals: '.' or ','; default: '.', or either where ';' or a tab separates cells."
    )
    var decimal: NumberText.Decimal?

    @Option(
        help:
            "What a column of FILE holds, as ROLE=COLUMN, such as rater=annotator; again for several. Default: by its name."
    )
    var map: [String] = []

    @Option(help: "The phase of the ratings that count.")
    var phase = RatingRecord.Phase.blind

    @OptionGroup var place: WorkspaceOptions

    /// Refuses options that are for a file where there is none, and values that are none.
    func check(file: String?) throws {
        if file == nil, !level.isEmpty || !categories.isEmpty {
            throw ValidationError("--level and --categories are for a FILE: a study declares its own")
        }
        if file == nil, decimal != nil || !map.isEmpty {
            throw ValidationError("--decimal and --map are for a FILE: a study has its own numbers")
        }
        do { _ = try Scoring(levels: level, categories: categories) } catch { throw ValidationError("\(error)") }
    }

    /// `totals` is for figures over all items, `letters` for those by letter: `ratingRows` says what they mean.
    func read(
        file: String?,
        lengths: Bool = false,
        totals: Bool = false,
        letters: Bool = false,
        eachPair: Bool = false,
        shown: [String] = []
    ) throws -> RatingSet {
        guard let file else {
            return try place.ratings(
                phase: phase,
                lengths: lengths,
                totals: totals,
                letters: letters,
                eachPair: eachPair
            )
        }
        let scoring = try Scoring(levels: level, categories: categories)
        return try RatingSet(file: file, scoring: scoring, phase: phase, decimal: decimal, map: map, shown: shown)
    }
}

/// How a file writes decimals.
struct DecimalOption: ParsableArguments {
    static let isForFiles = "--decimal is for a FILE: a study has its own numbers"

    @Option(
        help: "What separates decimals in FILE: '.' or ','; default: '.', or either where ';' or a tab separates cells."
    )
    var decimal: NumberText.Decimal?
}

extension RatingRecord.Phase: ExpressibleByArgument {}

extension NumberText.Decimal: ExpressibleByArgument {
    /// `either` is what is done unasked.
    package init?(argument: String) {
        guard let decimal = Self(rawValue: argument), decimal != .either else { return nil }
        self = decimal
    }

    package static var allValueStrings: [String] { [".", ","] }
}
