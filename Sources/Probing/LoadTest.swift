import Auditing
package import Studies

/// Puts one model under more and more load until its service level breaks.
package struct LoadTest: Sendable {
    package let model: String
    package let prompts: [String]
    package let hash: String
    /// Milliseconds that each step lasts.
    package let stepLength: Int64
    /// The most requests of a step.
    package let mostRequests: Int

    package init(model: String, prompts: [String], definition: JSONValue, startedAt: Int64, seconds: Int, requests: Int)
    {
        self.model = model
        self.prompts = prompts
        stepLength = Int64(seconds) * 1000
        mostRequests = requests
        let members: [(String, JSONValue)] = [
            ("load", .string(model)), ("prompts", .array(prompts.map(JSONValue.string))),
            ("started_at", .number(Double(startedAt))), ("definition", definition),
        ]
        hash = SHA256.hex(of: JSONValue.object(members).canonicalBytes)
    }

    /// Sends the requests of one step; they stand in the store when it returns. `first` is the number of its first request.
    ///
    /// At so many at a time each sender goes on when its answer came; at a rate every request has its time, whatever the
    /// server does.
    package func run(_ load: Attempt.Load, first: Int, with prober: Prober, _ stop: StopSign) async throws -> Int {
        switch load {
        case .concurrency(let senders): try await closed(senders, load, first, prober, stop)
        case .rate(let rate): try await open(rate, load, first, prober, stop)
        }
    }

    private func closed(_ senders: Int, _ load: Attempt.Load, _ first: Int, _ prober: Prober, _ stop: StopSign)
        async throws -> Int
    {
        let end = prober.now() + stepLength
        return try await withThrowingTaskGroup(of: Void.self) { group in
            var sent = 0
            func add() {
                guard prober.budget?.hold() ?? true else { return stop.set() }
                let number = first + sent
                sent += 1
                group.addTask { try await send(number, load, at: prober.now(), prober) }
            }
            for _ in 0..<min(senders, mostRequests) { add() }
            while try await group.next() != nil {
                if sent < mostRequests, prober.now() < end, !Task.isCancelled, !stop.isSet { add() }
            }
            return sent
        }
    }

    private func open(_ rate: Double, _ load: Attempt.Load, _ first: Int, _ prober: Prober, _ stop: StopSign)
        async throws -> Int
    {
        let start = prober.now()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            var sent = 0
            while sent < mostRequests, !stop.isSet {
                let intended = start + Int64(Double(sent) * 1000 / rate)
                guard intended < start + stepLength else { break }
                let pause = intended - prober.now()
                if pause > 0 { try await Task.sleep(for: .milliseconds(pause)) }
                guard prober.budget?.hold() ?? true else {
                    stop.set()
                    break
                }
                let number = first + sent
                sent += 1
                group.addTask { try await send(number, load, at: intended, prober) }
            }
            try await group.waitForAll()
            return sent
        }
    }

    private func send(_ number: Int, _ load: Attempt.Load, at intended: Int64, _ prober: Prober) async throws {
        guard !prompts.isEmpty else { return }
        _ = try await prober.send(
            model: model,
            prompt: prompts[number % prompts.count],
            nonce: String(SHA256.hex(of: "\(hash) nonce \(number)").prefix(16)),
            slot: Attempt.Slot(schedule: hash, number: number, load: load),
            intendedAt: intended
        )
    }
}
