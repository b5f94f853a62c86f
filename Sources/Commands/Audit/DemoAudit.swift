import Auditing
import Collecting
import Inference
import Probing
import Reporting
import Store
import Studies

/// The demo's last lines: latency, reliability and cost from a few probes of the rehearsal.
struct DemoAudit {
    let study: Study
    let store: Store

    /// Probes for two seconds and puts one small model under load for as long.
    func lines() async throws -> [String] {
        let context = Context.current
        let work = try Work.responses(of: study, imported: []).priced(from: store)
        let prices = Dictionary(
            work.compactMap { work in work.price.map { (work.draft.asked, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
        let text = ProbeText(study: study, maxTokens: 64)
        let prober = Prober(store: store, client: ModelClient(), text: text, prices: prices, now: context.now)
        let names = study.models.map(\.name)
        let schedule = ProbeSchedule(
            models: names,
            prompts: study.prompts.prefix(3).map(\.id),
            slot: .milliseconds(300),
            definition: text.definition(models: study.models, prompts: Array(study.prompts.prefix(3)))
        )
        _ = try await ProbeRun(prober, schedule).run(until: context.now() + 2400, atOnce: 4)
        if let small = study.models.first(where: { !$0.isBaseline }) {
            let prompts = study.prompts.prefix(3).map(\.id)
            let ramp = try prober.ramp(
                small.name,
                [.concurrency(1), .concurrency(4)],
                prompts: prompts,
                seconds: 2,
                requests: 60
            )
            _ = try await ramp.run { _ in }
        }
        return try sentences(prices)
    }

    private func sentences(_ prices: [String: Price]) throws -> [String] {
        let attempts = try store.auditedAttempts(of: study.name, purposes: [.probe, .response]).placed(in: study)
        let latency = try LatencyDocument(
            study: study.name,
            attempts: attempts,
            isBlind: true,
            axes: [.purpose, .model],
            clock: LocalClock(),
            AuditOptions(resamples: 200)
        )
        let evidence = CostReport.Evidence(
            attempts: attempts,
            loads: LoadReport.reports(attempts, study.serviceLevel),
            prices: prices,
            isBlind: true
        )
        let cost = try CostDocument(study: study.name, report: CostReport(study, evidence), isBlind: true)
        return [
            latency.latencySentence + " Made up: the delays are the rehearsal's.",
            latency.reliabilitySentence + " Made up: the rehearsal fails only on request.",
            cost.sentence + " Made up: the prices, the traffic and the rehearsal's goodput.",
        ]
    }
}
