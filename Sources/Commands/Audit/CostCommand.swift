import ArgumentParser
import Auditing
import Collecting
import Reporting
import Store
import Studies

/// `slam cost`.
struct CostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "What replacing the API costs: per request and per accepted response, break-even as a step curve.",
        discussion: """
            Tokens and billed attempts are as measured, each model's own once the study is unblinded, goodput is that of the newest load test ('slam probe --load \
            MODEL'): without it there is no self-hosted figure. Prices come from study.yaml or 'slam prices import', all \
            other inputs from cost: in study.yaml; each is shown with its unit and whether it is measured, given or a \
            default. Replicas are whole and paid for when idle. The accepted share comes from blind human labels of at \
            least 30 prompts, once the study is unblinded.

            Example:
              slam cost --format json
              slam cost --model moss-3b
            """
    )

    @OptionGroup var wanted: ModelOption
    @OptionGroup var intervals: IntervalArguments
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let study = try place.readStudy()
        let store = try place.open(.existing)
        let isBlind = try store.shownModels(of: study.name).isBlind
        let options = AuditOptions(
            confidence: intervals.confidence,
            resamples: intervals.resamples,
            seed: intervals.seed
        )
        let report = try Context.current.reading("counting what it costs") {
            try CostReport(study, CostReport.Evidence(of: study, in: store, isBlind: isBlind, options), options)
        }
        let document = try CostDocument(
            study: study.name,
            report: report,
            isBlind: isBlind,
            selection: wanted.selection
        )
        try Context.current.write(document.written(as: output.format))
    }
}

extension CostReport.Evidence {
    /// What the store knows of a study's attempts, load tests and prices; the accepted shares once it is unblinded.
    init(of study: Study, in store: Store, isBlind: Bool, _ options: AuditOptions) throws {
        let attempts = try store.auditedAttempts(of: study.name, purposes: [.response, .judgement, .probe])
            .placed(in: study)
        let work = try Work.responses(of: study, imported: []).priced(from: store)
        let prices = work.compactMap { work in work.price.map { (work.draft.asked, $0) } }
        self.init(
            attempts: attempts,
            loads: LoadReport.reports(
                attempts,
                study.serviceLevel,
                unfinished: try store.unfinishedLoads(of: study.name),
                confidence: options.confidence
            ),
            prices: Dictionary(prices, uniquingKeysWith: { first, _ in first }),
            accepted: isBlind ? [:] : try store.acceptedShares(of: study),
            isBlind: isBlind
        )
    }
}
