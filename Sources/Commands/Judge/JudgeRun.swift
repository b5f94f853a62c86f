import ArgumentParser
import Collecting
import Judging
import Store
import Studies

/// `slam judge run`.
struct JudgeRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Ask what is missing: every judge on every response or pair of its criteria.",
        discussion: """
            Example:
              slam judge run --dry-run
              slam judge run --reparse
            """
    )

    @Flag(help: "Say what would be asked and an upper estimate of its price, and ask nothing.")
    var dryRun = false

    @Flag(help: "Read the kept replies again with the parser of today, and ask nothing.")
    var reparse = false

    @Option(help: "Only these judges, separated by commas.")
    var judges: String?

    @Option(help: "Ask again what has: failed, refused, truncated. May be given more than once.")
    var retry: [Again] = []

    @Option(help: "At most this many requests.")
    var limit: Int?

    @OptionGroup var spending: SpendingOptions
    @OptionGroup var place: WorkspaceOptions

    func validate() throws {
        if dryRun, reparse { throw ValidationError("--dry-run and --reparse: give one of the two") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let context = Context.current
        let desk = try JudgeDesk(place, judges: judges)
        for line in desk.warnings { context.tell(line + "\n") }
        if reparse { return try desk.reparse(context) }
        var work = try desk.work().priced(from: desk.store)
        let (states, again) = try desk.store.states(of: work, retrying: retry, .judgement, of: desk.study.name)
        if let limit { work = Array(work.left(states).prefix(limit)) }
        guard !dryRun else { return try context.write(work.plan(states)) }
        let most = try spending.limit(for: work)
        try desk.store.askAgain(again, among: work)
        let isWhole = try await Run(
            .judgement,
            of: desk.study.name,
            in: desk.store,
            noun: "verdict",
            limit: most
        ).make(work)
        for line in try desk.account() { context.tell(line + "\n") }
        if !isWhole { throw ExitCode.failure }
    }
}
