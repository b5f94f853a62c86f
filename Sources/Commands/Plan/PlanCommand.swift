import ArgumentParser
import Planning
import Ratings
import Reporting
import Store
import Studies

/// `slam plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Write down who rates what, and say what it costs and how precise it will be.",
        discussion: """
            The section 'review' of study.yaml says how: overlap and overlap_share, repeats and their distance, attention \
            (degraded responses), blocks, quotas, pairs, assign (named or open), seed; gold.jsonl beside it has the items \
            with known answers. What was rated, shown or handed out stays; the rest is planned again. A plan that cannot \
            keep what is asked of it is refused.

            Also there: guess: {every: 10, labels: {large: [MODEL, …], small: [MODEL, …]}} asks after every tenth rating, once \
            it is saved, which kind of model wrote the response; 'slam quality' reports how well that could be told.

            --discuss adds a calibration round (discussion): the items that people disagree on most come back to those who rated them, once \
            'slam adjudicate --list' has shown the scores; these ratings are 'discussed' and stand beside the blind ones.

            Pairs: 'ring' (the default) compares each text of a prompt with the next in an order drawn for each reviewer, so \
            that none comes back more often than another; 'spread' gives a reviewer one pair of a prompt, 'all' every pair, a \
            number that many pairs in all. 'baseline' compares all with the baseline's text, which its coming back betrays: \
            only with --allow-recurrence. The plan says what each costs, and what a reviewer could infer from the plan alone.

            What was rated under an older question, scale or prompt, or lacks a criterion that came later, is asked again \
            of the same reviewer, in the next round. --keep CRITERION --reason TEXT says that an edit kept the meaning.

            --learn N draws about N responses for one more label, likelier where judges disagree, to learn where they are \
            wrong: the probability of every response that could be drawn is stored before the draw, and these labels stay out of \
            every estimate except the weighted one of 'slam models'. For estimates they gain nothing over the plan's own order, \
            which is random.

            --adaptive adds the pairs that tell most about the ranking so far; their ratings are marked 'adaptive'.

            Example:
              slam plan --dry-run
              slam plan --adaptive 50
              slam plan --learn 30
            """
    )

    @Flag(help: "Say what would be planned, and write nothing.")
    var dryRun = false

    @Option(help: "Seconds that a reviewer needs for an item; default: what the ratings so far took.")
    var seconds: Double?

    @Option(help: "The alpha to assume for the expected precision.")
    var alpha = 0.6

    @Option(
        name: [.customLong("simulations"), .customLong("resamples")],
        help: "Simulations for the expected precision; 0 for none."
    )
    var simulations = 100

    @Option(help: "Seed of the simulations, and of the order of --labels; default: review.seed, and 1.")
    var seed: UInt64?

    @Option(help: "Coverage of the intervals, between 0 and 1.")
    var confidence = 0.95

    @Option(help: "Only add that many pairs, chosen by the comparisons so far; default: none.")
    var adaptive: Int?

    @Option(
        help:
            "Only draw about that many responses for a label where judges disagree, with stored probabilities; default: none."
    )
    var learn: Int?

    @Option(
        name: .customLong("discuss"),
        help: "Only add that many items to rate again after discussing them; default: none."
    )
    var norming: Int?

    @Flag(help: "Only say how many more labels are needed, by criterion and model, and which next; plans nothing.")
    var labels = false

    @Option(help: "With --labels: the half-width wanted, in the criterion's own units; default: .1.")
    var halfWidth = 0.1

    @Flag(
        help: "Also plan prompts that not every model has answered: when a text arrives may tell who wrote it; logged."
    )
    var partial = false

    @Flag(
        help:
            "Plan pairs in which one text comes back more often than others of its prompt: it can be told by that; logged."
    )
    var allowRecurrence = false

    @Option(
        help:
            "A criterion whose last edit kept its meaning: its older ratings go on counting; needs --reason. Default: none."
    )
    var keep: String?

    @Option(help: "Why the edit kept the meaning; it is logged and stands beside the figures. Default: none.")
    var reason: String?

    @Flag(help: "Ask those again who skipped what everybody skipped.")
    var reopen = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard halfWidth > 0 else { throw ValidationError("--half-width must be above 0") }
        guard (keep == nil) == (reason?.isEmpty ?? true) else {
            throw ValidationError("--keep CRITERION and --reason TEXT go together")
        }
        guard alpha > 0, alpha < 1 else { throw ValidationError("--alpha must lie between 0 and 1") }
        guard confidence > 0, confidence < 1 else { throw ValidationError("--confidence must lie between 0 and 1") }
        guard simulations >= 0 else { throw ValidationError("--simulations must not be negative") }
        guard norming ?? 1 > 0 else { throw ValidationError("--discuss must be at least 1") }
        guard [norming, adaptive, learn].count(where: { $0 != nil }) < 2 else {
            throw ValidationError("--discuss, --adaptive and --learn: one at a time")
        }
        guard learn ?? 1 > 0 else { throw ValidationError("--learn must be at least 1") }
        guard adaptive ?? 1 > 0 else { throw ValidationError("--adaptive must be at least 1") }
        guard seconds ?? 1 > 0 else { throw ValidationError("--seconds must be above 0") }
    }

    func run() async throws {
        let context = Context.current
        if labels {
            let needed = try context.reading("counting labels") { try labelsNeeded() }
            return try context.write(needed.written(as: output.format))
        }
        let study = try place.readStudy()
        let store = try place.open(.existing)
        try tellChanges(to: study, store)
        let leaving = try store.modelsLeaving(study)
        if !partial { try store.checkModels(of: study) }
        if !dryRun {
            try context.writing("taking the study's files over", to: store, orElse: "nothing was planned") {
                try takeOver(study, store)
            }
        }
        let isWhole = adaptive == nil && norming == nil && learn == nil
        let (state, rows, document) = try context.reading("planning") {
            let state = try store.planState(of: study, replacing: isWhole, partial: partial)
            let rows = try planner(study, store)
            return (
                state, rows, PlanDocument(study: study.name, forecast: try forecast(state, rows(state), study, store))
            )
        }
        try context.write(document.written(as: output.format))
        if try store.isBlind(study.name) { context.tell(state.wordsOfLacking) }
        guard !dryRun else { return }
        let added = try context.writing("planning", to: store, orElse: "nothing was planned") {
            try plan(study, store, isWhole: isWhole, rows)
        }
        if learn != nil {
            context.tell("Their labels are for learning: no estimate takes them without the stored probabilities.\n")
        }
        context.tell("\(Figures.count(added, "row")) planned, \(state.rows.count) kept.\n")
        let gone = try store.ratedPromptsGone(of: study.name)
        if gone > 0 { context.tell(RatingNote.gonePrompts(count: gone).sentence + "\n") }
        try context.tell(place.naming(state.waiting.words))
        let again = try store.againCount(of: study.name)
        if again > 0 {
            context.tell(
                "\(Figures.count(again, "item")) are asked again: they were rated under another question, scale or prompt, or lack a criterion; --keep CRITERION --reason TEXT if an edit kept its meaning.\n"
            )
        }
        let closed = try store.skippedByAllCount(of: study.name)
        if closed > 0 {
            context.tell("\(Figures.count(closed, "item")) closed as skipped by all: --reopen asks again.\n")
        }
        if Recurrence.count(try store.planState(of: study, replacing: false, partial: true)) > 0 {
            context.tell(Recurrence.warning)
        }
        guard partial, try store.unblinding(of: study.name) == nil else { return }
        context.tell("Planned with --partial: texts that arrive later may tell who wrote them.\n")
        for name in leaving {
            context.tell(
                "The texts of '\(name)' are out of the blind plan: which ones are gone tells who wrote them.\n"
            )
        }
    }
}
