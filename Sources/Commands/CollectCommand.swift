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
        guard !dryRun else {
            let states = try store.states(of: Set(work.map(\.draft.key)), purpose: .response, study: study.name)
            return try context.write(work.plan(states))
        }
        let collector = Collector(
            store: store,
            client: ModelClient(),
            study: study.name,
            purpose: .response,
            now: context.now,
            progress: Progress(context).show
        )
        let tally = try await collector.run(work)
        try store.topUpPlan(of: study)
        context.tell(tally.summary("response"))
        if !tally.failed.isEmpty || !tally.stopped.isEmpty { throw ExitCode.failure }
    }
}
