package import Auditing
import Inference
import Store
import Studies
import Synchronization

/// A schedule that is being followed: its probes are sent, and the servers asked now and then what they say of themselves.
package struct ProbeRun: Sendable {
    package let prober: Prober
    package let schedule: ProbeSchedule
    let stop: StopSign
    private let lastReadings = ReadingTimes()

    package init(_ prober: Prober, _ schedule: ProbeSchedule, stop: StopSign = StopSign()) {
        self.stop = stop
        self.prober = prober
        self.schedule = schedule
    }

    /// Until `end`, in milliseconds UTC, or the stop sign; cancelling the task keeps what is under way as cancelled.
    package func run(until end: Int64, atOnce: Int) async throws -> ProbeLoop.Summary {
        let row = ProbeScheduleRow(
            sha256: schedule.hash,
            isLoad: false,
            definition: definition.canonicalText,
            at: prober.now()
        )
        try prober.store.keep(row, of: prober.text.study.name)
        let loop = ProbeLoop(
            atOnce: atOnce,
            now: prober.now,
            sleep: { time in
                guard await sleep(until: time) else { return false }
                return prober.budget?.hold() ?? true
            },
            isKnown: { try prober.isKnown($0, of: schedule) },
            call: { probe in
                // What this program does before it sends is no wait for the model.
                let turn = prober.now()
                try await readServer(of: probe.model)
                return try await prober.send(probe, of: schedule, inTurnAt: turn) ?? true
            }
        )
        return try await loop.run(schedule, until: end)
    }

    private var definition: JSONValue {
        .object([
            ("models", .array(schedule.models.map(JSONValue.string))),
            ("prompts", .array(schedule.prompts.map(JSONValue.string))), ("slot_ms", .number(Double(schedule.slot))),
            ("max_tokens", .number(Double(prober.text.maxTokens))),
        ])
    }

    private func sleep(until time: Int64) async -> Bool {
        // Short naps, so that the stop sign is seen soon.
        while !stop.isSet, !Task.isCancelled, case let pause = time - prober.now(), pause > 0 {
            try? await Task.sleep(for: .milliseconds(min(pause, 200)))
        }
        return !stop.isSet && !Task.isCancelled
    }

    /// At most every ten minutes; each model's own server, so that none waits for another's.
    private func readServer(of model: String) async throws {
        let study = prober.text.study
        guard let endpoint = study.model(named: model)?.endpoint, lastReadings.isDue(endpoint, at: prober.now()) else {
            return
        }
        // What a slow server says of itself keeps no later probe from its time.
        try await prober.readServers(
            of: schedule.models.filter { study.model(named: $0)?.endpoint == endpoint },
            within: min(Prober.longestReading, .milliseconds(schedule.slot / 2))
        )
    }
}

/// When each server was last asked what it says of itself.
final class ReadingTimes: Sendable {
    private static let pause: Int64 = 600_000
    private let last = Mutex<[String: Int64]>([:])

    func isDue(_ endpoint: String, at time: Int64) -> Bool {
        last.withLock { last in
            if let last = last[endpoint], time - last < Self.pause { return false }
            last[endpoint] = time
            return true
        }
    }
}

extension Prober {
    /// What a server says of itself is small: what has not come within this time does not come.
    static let longestReading = Duration.seconds(10)

    /// Asks the servers behind these models, all at once, what they say of themselves, and keeps it.
    package func readServers(of models: [String], within longest: Duration = longestReading) async throws {
        let known = models.compactMap { text.study.model(named: $0) }
        let names = Set(known.map(\.endpoint)).sorted()
        let all = await withTaskGroup(of: ServerFacts.self) { group in
            for endpoint in names.compactMap({ text.study.endpoint(named: $0) }) {
                let served = known.filter { $0.endpoint == endpoint.name }.map(\.model)
                group.addTask { await ServerFacts(of: endpoint, serving: served, client, within: longest) }
            }
            return await group.reduce(into: [ServerFacts]()) { $0.append($1) }
        }
        for facts in all.sorted(by: { $0.endpoint.name < $1.endpoint.name }) {
            if let identity = facts.identity {
                let row = try store.keepServer(
                    identity.json,
                    at: facts.endpoint,
                    of: text.study.name,
                    asked: now()
                )
                servers.keep(row)
            }
            guard let figures = facts.figures else { continue }
            let reading = ServerReading(endpoint: facts.endpoint.name, at: now(), figures: figures.canonicalText)
            try store.keep(reading, of: text.study.name)
        }
    }

    /// Keeps a load test, so that its requests can be told from probes of the day.
    package func keep(_ test: LoadTest) throws {
        let definition = JSONValue.object([
            ("model", .string(test.model)), ("prompts", .array(test.prompts.map(JSONValue.string))),
            ("step_ms", .number(Double(test.stepLength))), ("max_tokens", .number(Double(text.maxTokens))),
        ])
        let row = ProbeScheduleRow(sha256: test.hash, isLoad: true, definition: definition.canonicalText, at: now())
        try store.keep(row, of: text.study.name)
    }
}

/// What a server says of itself: who it is, and its figures.
private struct ServerFacts: Sendable {
    let endpoint: Endpoint
    let identity: ServerIdentity?
    let figures: JSONValue?

    init(of endpoint: Endpoint, serving models: [String], _ client: ModelClient, within longest: Duration) async {
        self.endpoint = endpoint
        async let identity = client.identity(of: endpoint, models: models, within: longest)
        async let figures = ModelClient.within(longest) { await ServerReadings.read(endpoint, with: client) }
        (self.identity, self.figures) = await (identity, figures)
    }
}
