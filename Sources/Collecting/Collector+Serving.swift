import Store
import Studies

extension Collector {
    /// Why a lane looked up.
    private enum Event {
        case made([FinishedTry])
        case recorded, timer
    }

    /// Makes the requests of one endpoint, as many at a time as it bears.
    func serve(_ work: [Work]) async throws {
        guard let endpoint = work.first?.call.endpoint else { return }
        let byKey = Dictionary(work.map { ($0.draft.key, $0) }) { first, _ in first }
        @Sendable func recorded(_ finished: [FinishedTry]) async throws -> Event {
            guard let first = finished.first, let work = byKey[first.request.key] else { return .recorded }
            try await self.record(finished, at: endpoint, ModelScope(work.call))
            return .recorded
        }
        try await withThrowingTaskGroup(of: Event.self) { group in
            var (running, hasTimer) = (0, false)
            var lanes = lanes(of: work)
            lane: while !Task.isCancelled {
                switch try step(endpoint, byKey, &lanes) {
                case .make(let work, let job):
                    running += 1
                    tally.pause = nil
                    group.addTask { .made(try await self.makeAll(work, job)) }
                    continue
                case .over where running == 0: break lane
                case .wait(let pause) where !hasTimer && (running == 0 || pause != nil):
                    hasTimer = true
                    if running == 0, let pause, pause >= 1000 {
                        tally.pause = pause
                        show(endpoint)
                    }
                    // A short nap, so that a drain is seen soon.
                    let nap = min(200, max(1, pause ?? 20))
                    group.addTask {
                        try? await Task.sleep(for: .milliseconds(nap))
                        return .timer
                    }
                case .over, .wait: break
                }
                switch try await group.next() {
                case .made(let finished): group.addTask { try await recorded(finished) }
                case .recorded: running -= 1
                case .timer: hasTimer = false
                case nil: break
                }
            }
            // What was cancelled is recorded too.
            while let event = try await group.next() {
                if case .made(let finished) = event { group.addTask { try await recorded(finished) } }
            }
        }
    }
}
