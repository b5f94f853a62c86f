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

    @Option(help: "Only these judges, separated by commas; default: all.")
    var judges: String?

    @Option(help: "Ask again what has: failed, refused, truncated; again for several. Default: none.")
    var retry: [Again] = []

    @Option(help: "At most this many requests; default: no limit.")
    var limit: Int?

    @Option(
        help: "The largest share of a judge's replies that may be unreadable, from 0 to 1; above it the exit code is 1."
    )
    var maxUnparsed = 0.1

    @Flag(help: "Go on where a server of your own now runs other weights under a judge's name than before.")
    var acceptChange = false

    @OptionGroup var spending: SpendingOptions
    @OptionGroup var place: WorkspaceOptions

    func validate() throws {
        if dryRun, reparse { throw ValidationError("--dry-run and --reparse: give one of the two") }
        guard (0...1).contains(maxUnparsed) else { throw ValidationError("--max-unparsed must be from 0 to 1") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let context = Context.current
        let desk = try JudgeDesk(place, judges: judges)
        for line in desk.warnings { context.tell(line + "\n") }
        let waiting = try desk.store.notJudgedYet(of: desk.study)
        if waiting.prompts > 0 {
            context.tell(
                "\(Figures.count(waiting.prompts, "prompt")) not judged until every model has answered or failed, as what is judged alone tells who wrote it.\n"
            )
        }
        if waiting.lateTexts > 0 {
            context.tell(
                "\(Figures.count(waiting.lateTexts, "late text")) not judged until others come with them, as the plan takes them.\n"
            )
        }
        if reparse { return context.tell(try desk.reparse()) }
        let read = dryRun ? 0 : try desk.readWaiting()
        if read > 0 { context.tell("\(Figures.count(read, "reply", plural: "replies")) of an interrupted run read.\n") }
        let all = try desk.work().priced(from: desk.store)
        var work = all
        let (states, again) = try desk.store.states(of: work, retrying: retry, .judgement, of: desk.study.name)
        if let limit { work = Array(work.left(states).prefix(limit)) }
        guard !dryRun else { return try context.write(work.estimate(states).words) }
        let most = try spending.limit(for: work)
        try desk.store.askAgain(again, among: work)
        var isWhole = try await make(work, most, desk)
        // A reply to what was asked again may be unreadable again.
        for _ in 0..<(desk.judgements.map(\.judge.manner.reask).max() ?? 0) where limit == nil {
            let again = try desk.reasks().priced(from: desk.store)
            if !again.isEmpty { isWhole = try await make(again, most, desk) && isWhole }
        }
        for line in try desk.account() + desk.weightNotes() { context.tell(line + "\n") }
        let isRead = try tellAccounts(of: all, desk)
        if !isWhole || !isRead { throw ExitCode.failure }
    }

    private func make(_ work: [Work], _ most: SpendingLimit, _ desk: JudgeDesk) async throws -> Bool {
        var run = Run(.judgement, of: desk.study.name, in: desk.store, noun: "verdict", limit: most)
        run.acceptsChange = acceptChange
        do {
            let isWhole = try await run.make(work)
            try desk.readWaiting()
            return isWhole
        } catch let code as ExitCode {
            try desk.readWaiting()
            throw code
        }
    }

    /// Prints what became of every verdict; false where more of a judge's replies than allowed could not be read.
    private func tellAccounts(of work: [Work], _ desk: JudgeDesk) throws -> Bool {
        let states = try desk.store.states(
            of: Set(work.map(\.draft.key)),
            purpose: .judgement,
            study: desk.study.name
        )
        var isRead = true
        for account in try desk.accounts(of: work, states) {
            Context.current.tell(account.words + ".\n")
            for note in account.notes { Context.current.tell("note: \(note).\n") }
            let isTooMany = (account.unparsedShare ?? 0) > maxUnparsed
            if isTooMany { isRead = false }
            if account.unparsed > 0 {
                Context.current.tell("\(isTooMany ? "too many unparsed: " : "")\(account.problem)\n")
            }
            if account.filtered > 0, (account.filteredShare ?? 0) > maxUnparsed {
                Context.current.tell("warning: \(account.filters)\n")
            }
            let verdictless = isTooMany ? account.refusedShare : account.verdictlessShare
            guard account.refused > 0, (verdictless ?? 0) > maxUnparsed else { continue }
            Context.current.tell("warning: \(account.refusals)\n")
        }
        return isRead
    }
}
