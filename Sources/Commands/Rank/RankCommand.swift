import Agreement
import ArgumentParser
import Ratings
import Reporting
import Studies

/// `slam rank`.
struct RankCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank",
        abstract:
            "Rank models by comparisons: win rates, abilities with intervals, and which are not distinguishable.",
        discussion: """
            Without FILE the study's ratings of pairs or sets are used: people's, given blind. Until the study is unblinded its \
            models stand as letters. FILE has the columns left, right and winner (left, right, tie or both_bad); \
            optional are rater, kind, prompt, item, criterion, phase and cluster; the same rater, item (or prompt) and pair twice \
            is a bad line, as in 'slam agreement', but for a judge's (kind judge) two orders: the same in both is one verdict, \
            another in each is none. 'slam export --tidy' of an unblinded study is read too. Intervals resample \
            clusters or prompts (items where no row has a prompt) where there are any, else comparisons; --over chooses.

            --calibrated JUDGE ranks by that judge's scores as people would have given them: the mean of its mapped scores, \
            with what the map leaves over on the model's own labels put right. Models with labels of fewer than 30 prompts are \
            left out and named.

            Example:
              slam rank
              slam rank comparisons.csv --over rater --format json
              slam rank --calibrated gpt-judge
            """
    )

    @Argument(help: "A table of comparisons; '-' is standard input. Default: the study's ratings.", completion: .file())
    var file: String?

    @Option(
        help:
            "What the bootstrap resamples: comparisons, prompt, cluster or rater; default: cluster or prompt where there are any, else comparisons."
    )
    var over: Comparisons.Unit?

    @Option(help: "Whose comparisons: human, judge or metric; default: of a file all, of a study human.")
    var kind: Studies.RaterKind?

    @Option(help: "The criterion of pairs or sets, or the scale of --calibrated; default: the only one.")
    var criterion: String?

    @Option(help: "Only comparisons by this rater; again for several. Default: all.")
    var rater: [String] = []

    @Option(
        help:
            "Only comparisons between these models, by letter until the study is unblinded; again for several. Default: all."
    )
    var model: [String] = []

    @Option(
        help:
            "What a column of FILE holds, as ROLE=COLUMN, such as winner=choice; again for several. Default: by its name."
    )
    var map: [String] = []

    @OptionGroup var maps: CalibratedOption
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard map.isEmpty || file != nil else {
            throw ValidationError("--map is for a FILE: a study has its own columns")
        }
        guard !maps.calibrated.isEmpty else { return }
        guard maps.calibrated.count == 1 else { throw ValidationError("--calibrated ranks by one judge: name one") }
        guard file == nil, over == nil, kind == nil else {
            throw ValidationError(
                "--calibrated ranks the study's models by scores: it goes with no FILE, --over or --kind"
            )
        }
    }

    func run() async throws {
        let context = Context.current
        try context.write(context.reading("ranking models") { try written() })
    }

    private func written() throws -> String {
        if !maps.calibrated.isEmpty { return try calibrated().written(as: output.format) }
        let all = try file.map { try Comparisons(file: $0, kind: kind, criterion: criterion, map: map) } ?? study()
        guard rater.isEmpty || !all.isBlind else {
            throw StudiesError(
                "--rater by letter: what one rater gave to one pair would tell its letters; leave it out until 'slam unblind'"
            )
        }
        let comparisons = try all.only(raters: rater, models: model)
        let options = interval.options
        let (table, unit) = try comparisons.table(over: over)
        var document = RankDocument(
            source: comparisons.source,
            options: options,
            report: RankReport(table, options: options, unit: unit),
            bothBadCount: comparisons.bothBadCount,
            notes: comparisons.notes,
            hidesCounts: comparisons.isBlind
        )
        document.hidesTotals = comparisons.isOfSomeLetters
        return document.written(as: output.format)
    }

    private func calibrated() throws -> CalibratedRankDocument {
        let set = try place.ratings(letters: true)
        output.tellEdits(set.notes)
        let used = try maps.maps(of: set, place)
        return CalibratedRankDocument(
            try CalibratedRanking(set, maps: used, criterion: criterion, options: interval.options)
        )
    }

    private func study() throws -> Comparisons {
        let set = try place.ratings(letters: true)
        output.tellEdits(set.notes)
        let known = set.criteria.filter { $0.kind != .item }.map(\.name)
        guard let name = criterion ?? (known.count == 1 ? known[0] : nil), known.contains(name),
            let number = set.number(ofCriterion: name)
        else {
            guard !known.isEmpty else {
                throw StudiesError(
                    "the \(set.name) has no criterion of pairs or sets: add one to study.yaml, such as "
                        + "'better: {question: \"Which one is better?\", pairwise: {tie: true}}', or rank a table of comparisons"
                )
            }
            let near = criterion.flatMap { Spelling.nearest(to: $0, among: known) }.map { "did you mean '\($0)'?" }
            let list = near ?? "choose one of \(known.joined(separator: ", "))"
            throw StudiesError("name a criterion of pairs or sets of the \(set.name) with --criterion: \(list)")
        }
        return Comparisons(set, criterion: number, kind: kind ?? .human)
    }
}

extension Studies.RaterKind: ExpressibleByArgument {}

extension Comparisons.Unit: ExpressibleByArgument {}
