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
        try await prober.readServers(of: schedule.models.filter { study.model(named: $0)?.endpoint == endpoint })
    }
}

/// When each server was last asked what it says of itself.
private final class ReadingTimes: Sendable {
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
    /// Asks the servers behind these models what they say of themselves, and keeps it.
    package func readServers(of models: [String]) async throws {
        let endpoints = Set(models.compactMap { text.study.model(named: $0)?.endpoint }).sorted()
        for endpoint in endpoints.compactMap({ text.study.endpoint(named: $0) }) {
            let served = models.compactMap { text.study.model(named: $0) }.filter { $0.endpoint == endpoint.name }
            if let found = await client.identity(of: endpoint, models: served.map(\.model)) {
                let row = try store.keepServer(found.json, at: endpoint, of: text.study.name, asked: now())
                servers.keep(row)
            }
            guard let figures = await ServerReadings.read(endpoint, with: client) else { continue }
            let reading = ServerReading(endpoint: endpoint.name, at: now(), figures: figures.canonicalText)
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
