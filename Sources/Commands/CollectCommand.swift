import ArgumentParser
import Collecting
import Foundation
import Inference
import Reporting
import Store
import Studies

/// `slam collect`.
struct CollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Ask every model every prompt, once; every try is kept, and an error is never a response.",
        discussion: """
            What is there is not asked again; running it again asks what is missing. Keys come from the environment \
            variables that study.yaml names.

            Example:
              slam collect --dry-run
            """
    )

    @Flag(help: "Say what would be asked and an upper estimate of its price, and ask nothing.")
    var dryRun = false

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        let store = try place.open(.create)
        try store.sync(study)
        let work = Work.responses(of: study, imported: try store.importedResponses(of: study.name))
        guard !dryRun else { return try tellPlan(work, study: study.name, store) }
        let collector = Collector(
            store: store,
            client: ModelClient(),
            study: study.name,
            now: context.now,
            progress: Progress(context).show
        )
        let tally = try await collector.run(work)
        try store.topUpPlan(of: study)
        context.tell(summary(tally))
        if !tally.failed.isEmpty || !tally.stopped.isEmpty { throw ExitCode.failure }
    }

    private func tellPlan(_ work: [Work], study: String, _ store: Store) throws {
        let states = try store.states(of: Set(work.map(\.draft.key)), purpose: .response, study: study)
        let left = work.filter { states[$0.draft.key] != "done" }
        let tokens = left.reduce(0) { $0 + $1.request.estimatedInputTokens }
        let priced = left.compactMap(\.estimatedNanoDollars)
        var text = "\(Figures.count(left.count, "request")), about \(tokens) input tokens"
        text += priced.isEmpty ? "" : ", at most about \(Figures.dollars(nano: priced.reduce(0, +)))"
        let unpriced = left.count - priced.count
        text += unpriced > 0 ? "; \(unpriced) of unknown price" : ""
        try Context.current.write(text + ".\n")
    }

    private func summary(_ tally: Tally) -> String {
        var text = "\(Figures.count(tally.done, "response")) collected of \(tally.wanted) wanted"
        text += ", \(tally.retries) retried, \(tally.outputTokens) output tokens"
        text += tally.nanoDollars > 0 ? ", \(Figures.dollars(nano: tally.nanoDollars))" : ""
        text += ".\n"
        for (kind, count) in tally.failed.sorted(by: { $0.key < $1.key }) {
            text += "failed for good: \(count) \(kind)\n"
        }
        for (endpoint, reason) in tally.stopped.sorted(by: { $0.key < $1.key }) {
            text += "stopped '\(endpoint)': \(reason)\n"
        }
        return text
    }
}

/// One line that is written over on a terminal; nothing elsewhere.
private struct Progress: Sendable {
    private let context: Context
    private let isTerminal = isatty(2) == 1

    init(_ context: Context) { self.context = context }

    @Sendable func show(_ tally: Tally) {
        guard isTerminal else { return }
        let failed = tally.failed.values.reduce(0, +)
        let isLast = tally.done + failed >= tally.wanted
        context.tell(
            "\r\(tally.done) of \(tally.wanted) done, \(failed) failed, \(tally.retries) retried\(isLast ? "\n" : "")"
        )
    }
}
