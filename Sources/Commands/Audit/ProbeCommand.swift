import ArgumentParser
import Auditing
import Collecting
import Faces
import Foundation
import Inference
import Probing
import Ratings
import Reporting
import Store
import Studies

/// `slam probe`.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract:
            "Measure latency and reliability over hours or days: one prompt to every model in each slot, by a schedule.",
        discussion: """
            In each slot every model is sent the same prompt, in a drawn order and each at a drawn time, whatever the server \
            does: what is late makes that model's next ones late, and latency runs from when a probe should have been \
            sent; no model waits for another's. A nonce before the prompt keeps caches out. The schedule follows from its \
            options alone, so running it again goes on where it stopped, as one process or by a timer (--once; \
            --print-units prints a crontab line and systemd units). Probes are no responses: nobody rates them.

            --load MODEL steps the requests at a time (or a second, with --rates) until the service level (slo in \
            study.yaml) breaks, and prints the goodput: the highest rate at which it holds.

            Example:
              slam probe --every 15m --for 7d
              slam probe --every 15m --once
              slam probe --load small --steps 1,2,4,8
            """
    )

    @Option(help: "The length of a slot, such as 30s, 15m or 1h.")
    var every = SlotLength(.seconds(900))

    @Option(name: .customLong("for"), help: "How long to go on, such as 12h or 7d.")
    var length = SlotLength(.seconds(86_400))

    @Flag(help: "Only the slot that it is now: for cron and timers.")
    var once = false

    @Flag(help: "Print a crontab line and systemd units that run it, and probe nothing.")
    var printUnits = false

    @Option(help: "Only these models, separated by commas; default: all.")
    var models: String?

    @Option(help: "Use the first so many prompts of the study, in turn.")
    var prompts = 3

    @Option(help: "The most tokens of an answer.")
    var maxTokens = 64

    @Option(help: "How many probes of one model may be under way at a time.")
    var atOnce = 1

    @Option(
        help:
            "Stop before this run could cost more dollars; every probed model's price must be known. Default: no limit."
    )
    var maxCost: String?

    @OptionGroup var load: LoadOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard prompts > 0, maxTokens > 0, atOnce > 0 else {
            throw ValidationError("--prompts, --max-tokens and --at-once must be at least 1")
        }
        guard load.load == nil || !once && models == nil && !printUnits else {
            throw ValidationError("--load is a test of one model, now: leave --once, --models and --print-units out")
        }
        if let maxCost, SpendingOptions.nanoDollars(maxCost) == nil {
            throw ValidationError("--max-cost must be a number of dollars with at most nine decimals, such as 2.50")
        }
    }

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        let names = try selected(study)
        if printUnits { return try context.write(ProbeUnits(command: commandLine, every: every.duration).text) }
        let store = try place.open(.create)
        try store.adoptAndTell(study)
        let prober = try prober(study, store, load.load.map { [$0] } ?? names)
        if let model = load.load {
            let isBlind = try store.isBlind(study.name)
            try await load.run(model, prober, prompts: promptNames(study), isBlind: isBlind, output.format)
            return tellBudget(prober)
        }
        let schedule = schedule(study, names)
        let now = context.now()
        let end = once ? (Int64(schedule.slot(at: now)) + 1) * schedule.slot : now + length.milliseconds
        context.tell(
            "probing \(Figures.count(names.count, "model")) every \(every.words), schedule \(schedule.hash.prefix(12)); Ctrl-C stops, running it again goes on.\n"
        )
        let stop = StopSign()
        let run = ProbeRun(prober, schedule, stop: stop)
        let (summary, wasInterrupted) = try await Signals.stopping(stop) {
            try await run.run(until: end, atOnce: atOnce)
        }
        context.tell(
            "\(Figures.count(summary.made, "probe")) made, \(summary.failed) of them failed, \(summary.known) known, \(summary.missed) missed before the start: see 'slam latency'.\n"
        )
        tellBudget(prober)
        if wasInterrupted { throw ExitCode(130) }
    }

    private func tellBudget(_ prober: Prober) {
        guard prober.budget?.isSpent == true else { return }
        Context.current.tell("Stopped: the next probe could pass --max-cost.\n")
    }

    private func selected(_ study: Study) throws -> [String] {
        let asked = models.map(Scoring.split)
        for name in asked ?? [] where study.model(named: name) == nil {
            throw study.unknownModel(name, in: "--models")
        }
        let names = study.models.filter { study.endpoint(named: $0.endpoint) != nil }.map(\.name)
        let wanted = names.filter { asked?.contains($0) ?? true }
        guard !wanted.isEmpty, !study.prompts.isEmpty else {
            throw StudiesError("nothing to probe: the study needs a model with an endpoint, and a prompt")
        }
        return wanted
    }

    private func promptNames(_ study: Study) -> [String] { study.prompts.prefix(prompts).map(\.id) }

    private func schedule(_ study: Study, _ names: [String]) -> ProbeSchedule {
        let text = ProbeText(study: study, maxTokens: maxTokens)
        let definition = text.definition(
            models: names.compactMap { study.model(named: $0) },
            prompts: Array(study.prompts.prefix(prompts))
        )
        return ProbeSchedule(models: names, prompts: promptNames(study), slot: every.duration, definition: definition)
    }

    private func prober(_ study: Study, _ store: Store, _ models: [String]) throws -> Prober {
        let work = try Work.responses(of: study, imported: []).priced(from: store)
        let prices = work.compactMap { work in work.price.map { (work.draft.asked, $0) } }
        var prober = Prober(
            store: store,
            client: ModelClient(),
            text: ProbeText(study: study, maxTokens: maxTokens),
            prices: Dictionary(prices, uniquingKeysWith: { first, _ in first }),
            now: Context.current.now
        )
        prober.budget = try budget(prober, study, models)
        return prober
    }

    private func budget(_ prober: Prober, _ study: Study, _ models: [String]) throws -> ProbeBudget? {
        guard let limit = maxCost.flatMap(SpendingOptions.nanoDollars) else { return nil }
        let worst = models.map { ($0, prober.worstNanoDollars(of: $0, prompts: promptNames(study))) }
        let unknown = worst.filter { $0.1 == nil }.map(\.0)
        guard unknown.isEmpty else {
            let names = unknown.joined(separator: "', '")
            throw StudiesError("--max-cost needs the price of '\(names)': add it to study.yaml")
        }
        return ProbeBudget(nanoDollars: limit, worst: worst.compactMap(\.1).max() ?? 0)
    }

    /// The command that a timer runs, with every option that makes the schedule.
    private var commandLine: [String] {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
        let folder = (try? place.folder().path) ?? "."
        var words = [program, "probe", "--once", "--every", every.words, "--prompts", "\(prompts)"]
        words += ["--max-tokens", "\(maxTokens)", "--at-once", "\(atOnce)"]
        if let models { words += ["--models", models] }
        if let maxCost { words += ["--max-cost", maxCost] }
        if let study = try? place.studyName() { words += ["--study", study] }
        if let database = place.database { words += ["--database", URL(filePath: database).path] }
        return words + ["--workspace", URL(filePath: folder).standardizedFileURL.path]
    }
}
