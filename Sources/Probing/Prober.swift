package import Auditing
import Collecting
package import Inference
package import Store
package import Studies
import Synchronization

/// Sends probes to the servers and keeps what came of each.
package struct Prober: Sendable {
    let store: Store
    let client: ModelClient
    let text: ProbeText
    let prices: [String: Price]
    let now: @Sendable () -> Int64
    /// What may still be spent; nil for any amount.
    package var budget: ProbeBudget?
    let owner = LeaseOwner.current
    let servers = KnownServers()

    /// `prices` by model, imported ones among them.
    package init(
        store: Store,
        client: ModelClient,
        text: ProbeText,
        prices: [String: Price],
        now: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.client = client
        self.text = text
        self.prices = prices
        self.now = now
    }

    /// Whether an earlier run made the probe.
    package func isKnown(_ probe: Probe, of schedule: ProbeSchedule) throws -> Bool {
        let slot = Attempt.Slot(schedule: schedule.hash, number: probe.slot)
        guard let draft = text.draft(model: probe.model, prompt: probe.prompt, nonce: probe.nonce, slot: slot) else {
            return true
        }
        return try store.isProbed(draft.key)
    }

    /// Sends a probe of the day whose turn came at that time; false for a failure, nil where another program has it.
    package func send(_ probe: Probe, of schedule: ProbeSchedule, inTurnAt turn: Int64) async throws -> Bool? {
        try await send(
            model: probe.model,
            prompt: probe.prompt,
            nonce: probe.nonce,
            slot: Attempt.Slot(schedule: schedule.hash, number: probe.slot),
            intendedAt: probe.intendedAt,
            turn: turn
        )
    }

    /// Sends one request and keeps its attempt, measured from when it should have been sent; `turn` is when nothing of the
    /// same model was before it any more, now by default.
    ///
    /// Its worst cost has been held back; what it came to is put down.
    package func send(
        model: String,
        prompt: String,
        nonce: String,
        slot: Attempt.Slot,
        intendedAt: Int64,
        turn: Int64? = nil
    ) async throws -> Bool? {
        var charge: Int64?
        defer { budget?.settle(charge) }
        guard let draft = text.draft(model: model, prompt: prompt, nonce: nonce, slot: slot),
            let request = text.request(model: model, prompt: prompt, nonce: nonce)
        else { throw StudiesError("the study has no model '\(model)' with an endpoint, or no prompt '\(prompt)'") }
        let lease = now() + 3_600_000
        guard let claimed = try store.claimProbe(draft, of: text.study.name, owner: owner, until: lease, at: now())
        else {
            charge = 0
            return nil
        }
        let sentAt = turn ?? now()
        let answer = await client.complete(request)
        let (exchange, failure): (Exchange, Failure?) =
            switch answer {
            case .success(let completion): (completion.exchange, nil)
            case .failure(let failure): (failure.exchange, failure)
            }
        var attempt = AttemptDraft(probe: exchange, failureClass: failure?.kind.rawValue ?? "ok")
        attempt.scheduledAt = intendedAt
        attempt.queued = max(0, sentAt - intendedAt) * 1_000_000
        attempt.price = prices[model]
        if failure?.bill != .unknown {
            attempt.nanoDollars =
                prices[model] == nil
                ? exchange.reportedNanoDollars : Money.nanoDollars(exchange.usage, price: prices[model])
        }
        charge = failure?.bill == .nothing ? 0 : attempt.nanoDollars
        if let failure { attempt.take(failure) }
        servers.identify(&attempt, at: request.endpoint.name, model: request.model)
        if case .success(let completion) = answer { attempt.finishReason = completion.finish.rawValue }
        let finished = FinishedTry(
            attempt,
            of: claimed,
            result: failure == nil ? .measured : .failed,
            charge: attempt.nanoDollars ?? 0
        )
        _ = try store.record([finished], study: text.study.name, owner: owner)
        return failure == nil
    }
}

/// Who answers at each endpoint, as far as it was asked.
final class KnownServers: Sendable {
    private let rows = Mutex<[String: ServerRow]>([:])

    func keep(_ row: ServerRow) { rows.withLock { $0[row.endpoint] = row } }

    /// Notes with an attempt who answered, and from which file.
    func identify(_ attempt: inout AttemptDraft, at endpoint: String, model: String) {
        guard let row = rows.withLock({ $0[endpoint] }) else { return }
        attempt.server = row.id
        let weights = ServerIdentity(json: row.identity).weights(of: model)
        attempt.build = weights.map { ModelBuild(digest: $0.digest, quantization: $0.quantization) }
    }
}
