import ArgumentParser
import Collecting
import Foundation
import Inference
import Ratings
import Reporting
import Store
import Studies

/// `slam collect`.
struct CollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract:
            "Ask every model every prompt, once; every attempt that ends is kept, and an error is never a response.",
        discussion: """
            What is there is not asked again; running it again asks what is missing. Keys come from the environment \
            variables that study.yaml names. Ctrl-C once lets what is under way finish, twice stops now; both lose nothing. \
            --retry asks again on purpose: what failed, was refused, or was cut at max_tokens; the earlier \
            response stays with its ratings. Under a blind plan only what failed is asked again, of all models alike. What a killed run had under way is asked again, and counts for --max-cost at \
            its worst.

            An endpoint's limits (concurrency, requests_per_minute, tokens_per_minute, attempts, longest_pause) and \
            timeouts (connect, first_byte, idle, total) stand in study.yaml; limits a minute hold for all runs on the \
            database. A model that fails again and again is probed now and then, and given up after five failed probes: \
            its requests stay wanted, and its neighbours go on.

            Example:
              slam collect --dry-run
              slam collect --models small,large --retry failed
            """
    )

    @Flag(help: "Say what would be asked and an upper estimate of its price, and ask nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Print each endpoint's state too: how many at a time, or why it pauses.")
    var verbose = false

    @Option(help: "Ask again what has: failed, refused, truncated; again for several. Default: none.")
    var retry: [Again] = []

    @Flag(help: "Go on where a server of your own now runs other weights under a model's name than before.")
    var acceptChange = false

    @Flag(help: "Tell reasoning from answers in responses that are there, imported ones included, and ask nothing.")
    var reparseReasoning = false

    @OptionGroup var selection: RequestSelection
    @OptionGroup var spending: SpendingOptions
    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        try selection.check(against: study)
        if !reparseReasoning, study.models.allSatisfy(\.isImported) {
            throw StudiesError(
                "no model of the study has an endpoint: bring responses with 'slam import FILE', or name an endpoint in study.yaml"
            )
        }
        let store = try place.open(.create)
        try store.adoptAndTell(study)
        if reparseReasoning { return try reparse(study, store) }
        var work = try Work.responses(of: study, imported: try store.importedResponses(of: study.name))
            .filter(selection.includes).priced(from: store)
        let blind = try BlindCollecting(study.name, in: store)
        try blind.check(selection, retry)
        let (states, again) = try blind.states(of: work, retrying: retry, isDry: dryRun, of: study.name, in: store)
        work = selection.limited(blind.wanted(work, states, selection), states)
        context.tell(blind.words(retry, isDry: dryRun))
        guard !dryRun else { return try context.write(work.estimate(states).words) }
        let limit = try spending.limit(for: work)
        try store.askAgain(again, among: work)
        let held = try store.heldByBatches(study.name, at: context.now())
        if held > 0 {
            context.tell("\(Figures.count(held, "request")) in batch files: 'slam batch read' takes the results.\n")
        }
        var run = Run(.response, of: study.name, in: store, noun: "response", limit: limit)
        run.isVerbose = verbose
        run.acceptsChange = acceptChange
        run.hidesAccount = blind.hidesAccount(of: work.left(states), study, selection, isRetry: !retry.isEmpty)
        run.hidesParts = blind.isBlind
        let isWhole = try await run.make(work)
        // Who edits the study while a run goes on is not to be shown what answers the earlier wording.
        let present = (try? place.readStudy()) ?? study
        if present != study { try store.adoptAndTell(present) }
        try store.topUpPlan(of: present)
        for (name, count) in try store.responsesOfRemoved(study.name) {
            context.tell("\(Figures.count(count, "response")) of '\(name)', which the study no longer names, stay.\n")
        }
        for (name, what) in try store.changedModels(of: study.name) {
            context.tell(
                "the server behind '\(name)' told of more than one \(what): its responses are not of one model.\n"
            )
        }
        for line in try store.modelNotes(of: present) { context.tell(line + "\n") }
        if !isWhole { throw ExitCode.failure }
    }

    /// New generations of the responses in whose text reasoning stands; the earlier ones stay with their ratings.
    private func reparse(_ study: Study, _ store: Store) throws {
        let rules = study.models.map { model in
            (model.name, model.reasoning ?? study.endpoint(named: model.endpoint)?.reasoning ?? .auto)
        }
        // How many texts a rule of one model fits would tell which are its own.
        if try store.hasBlindPlan(study.name), let rule = rules.first?.1, !rules.allSatisfy({ $0.1 == rule }) {
            throw StudiesError(
                "models have different rules for reasoning: how many responses each fits would tell who wrote them. Until 'slam "
                    + "unblind' give all models and endpoints one 'reasoning' to read stored responses again"
            )
        }
        let byModel = Dictionary(rules) { first, _ in first }
        let count = try store.splitReasoning(of: study.name) { model, text in
            byModel[model]?.split(text).flatMap { $0.answer.isEmpty ? nil : ($0.reasoning, String($0.answer)) }
        }
        try store.topUpPlan(of: study)
        Context.current.tell(
            "\(Figures.count(count, "response")) read again: reasoning is kept apart. Nothing was asked.\n"
        )
    }
}

extension Again: ExpressibleByArgument {}

/// Which of the study's requests are meant.
struct RequestSelection: ParsableArguments {
    @Option(help: "Only these models, separated by commas; default: all.")
    var models: String?

    @Option(help: "Only these prompts, by id, separated by commas; default: all.")
    var prompts: String?

    @Option(help: "Only samples up to this number; default: all.")
    var samples: Int?

    @Option(help: "At most this many requests; default: no limit.")
    var limit: Int?

    /// Whether it leaves nothing out.
    var isOfAll: Bool { models == nil && prompts == nil && samples == nil && limit == nil }

    func validate() throws {
        guard limit ?? 0 >= 0 else { throw ValidationError("--limit must not be negative") }
        guard samples ?? 1 >= 1 else { throw ValidationError("--samples must be at least 1") }
    }

    /// Refuses a name that the study does not know.
    func check(against study: Study) throws {
        for name in list(models) ?? [] where study.model(named: name) == nil {
            throw study.unknownModel(name, in: "--models")
        }
        let known = Set(study.prompts.map(\.id))
        for id in list(prompts) ?? [] where !known.contains(id) {
            throw StudiesError("--prompts: the study has no prompt '\(id)'")
        }
    }

    func includes(_ work: Work) -> Bool {
        (list(models)?.contains(work.draft.asked) ?? true) && (list(prompts)?.contains(work.draft.prompt) ?? true)
            && work.draft.sample <= samples ?? .max
    }

    /// The first requests that are still to do.
    func limited(_ work: [Work], _ states: [String: RequestState]) -> [Work] {
        guard let limit else { return work }
        return Array(work.left(states).prefix(limit))
    }

    private func list(_ text: String?) -> [String]? { text.map(Scoring.split) }
}
