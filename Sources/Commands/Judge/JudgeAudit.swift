import ArgumentParser
import Collecting
import Judging
import Ratings
import Reporting
import Store
import Studies

/// `slam judge audit`.
struct JudgeAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract:
            "Compare a judge's habits with people's on the same items: position, length, family, leniency, scale.",
        discussion: """
            Without options nothing is asked: what is stored is audited. --ask asks further arms, each once, and --injection \
            asks with orders to the judge planted in the responses; what they come to is nobody's rating. A figure has the \
            judge's value, people's on the same items, and the difference with its interval.

            \(VerdictFileHelp.form)

            Example:
              slam judge audit
              slam judge audit --injection --limit 50
              slam judge audit --rater gpt-judge --criterion overall
              slam judge audit llmbar.csv --length-band 30
            """
    )

    @Argument(help: "A file of verdicts; '-' is standard input. Default: the study's.", completion: .file())
    var file: String?

    @Option(
        help: "Ask these probes first, separated by commas: again, edited, reworded, reversed, injected; default: none."
    )
    var ask: String?

    @Flag(help: "Ask with injections planted in the responses: --ask injected.")
    var injection = false

    @Option(help: "Ask about at most so many items or pairs for each judge, criterion and probe; default: all.")
    var limit: Int?

    @Flag(help: "With --ask: say what would be asked and an upper estimate of its price, and ask nothing.")
    var dryRun = false

    @Flag(help: "With --ask: go on where a server of your own now runs other weights under a judge's name than before.")
    var acceptChange = false

    @Option(help: "Texts whose lengths differ by no more characters count as equally long.")
    var lengthBand = 30

    @Flag(help: "Audit each group of the file by itself.")
    var byGroup = false

    @OptionGroup var decimals: DecimalOption
    @OptionGroup var wanted: RaterSelectionOptions
    @OptionGroup var spending: SpendingOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        if file != nil, ask != nil || injection || limit != nil || dryRun || acceptChange {
            throw ValidationError(
                "--ask, --injection, --limit, --dry-run and --accept-change ask judges: leave FILE out"
            )
        }
        _ = try arms()
    }

    private func isBlind() throws -> Bool {
        try place.open(.existing).shownModels(of: place.studyName()).isBlind
    }

    private func arms() throws -> [Arm] {
        let names = (ask.map(Scoring.split) ?? []) + (injection ? [Arm.injected.rawValue] : [])
        return try names.map { name in
            guard let arm = Arm(rawValue: name), arm != .plain else {
                let known = Arm.allCases.dropFirst().map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(name)' is no arm: choose among \(known)")
            }
            return arm
        }
    }

    func run() async throws {
        let context = Context.current
        var isWhole = true
        if case let arms = try arms(), !arms.isEmpty {
            let desk = try JudgeDesk(place)
            for line in desk.warnings { context.tell(line + "\n") }
            let work = try desk.work(arms: arms, of: wanted.selection, limit: limit)
            guard !dryRun else {
                let keys = Set(work.map(\.draft.key))
                let states = try desk.store.states(of: keys, purpose: .judgement, study: desk.study.name)
                return try context.write(RequestsDocument(work.estimate(states)).written(as: output.format))
            }
            var run = Run(
                .judgement,
                of: desk.study.name,
                in: desk.store,
                noun: "verdict",
                limit: try spending.limit(for: work)
            )
            run.acceptsChange = acceptChange
            isWhole = try await run.make(work)
        }
        let options = interval.options
        let (figures, notes) = try context.reading("auditing judges") {
            let (tables, notes) = try VerdictFileHelp.tables(file, place, decimals)
            let figures = tables.flatMap {
                Audit.figures(of: $0, byGroup: byGroup, lengthBand: lengthBand, options: options)
            }
            return (try wanted.selection.of(figures), notes)
        }
        let isHidden = try file == nil && isBlind()
        let document = AuditDocument(figures, isBlind: isHidden, options: options, notes: notes)
        try context.write(document.written(as: output.format))
        if !document.words.isEmpty { context.tell(document.words) }
        if !isWhole { throw ExitCode.failure }
    }
}
