import Store

/// Group commit: what finishes while a transaction runs is written by the next one, so that a disk's pace is not the run's.
actor Journal {
    private enum Turn {
        /// Another's transaction wrote it; whether its claim still held.
        case written(Bool)
        /// The next transaction is this one's to make.
        case lead
    }

    private let write: @Sendable ([FinishedTry]) throws -> [Bool]
    private var waiting: [(finished: FinishedTry, turn: CheckedContinuation<Turn, any Error>)] = []
    private var isWriting = false
    /// How many the last transaction wrote.
    private var lastCount = 1

    init(write: @escaping @Sendable ([FinishedTry]) throws -> [Bool]) { self.write = write }

    /// Returns when the try is durable; false when its claim had been lost.
    func record(_ finished: FinishedTry) async throws -> Bool {
        if isWriting {
            let turn = try await withCheckedThrowingContinuation { waiting.append((finished, $0)) }
            if case .written(let isKept) = turn { return isKept }
        }
        isWriting = true
        // Where many finish at once, a moment's wait makes one transaction of several: most pages are written once.
        if lastCount > 1 { try? await Task.sleep(for: .milliseconds(2)) }
        let others = waiting
        waiting = []
        lastCount = others.count + 1
        let outcome: Result<[Bool], any Error>
        do { outcome = .success(try await commit([finished] + others.map(\.finished))) } catch {
            outcome = .failure(error)
        }
        for (place, other) in others.enumerated() {
            other.turn.resume(with: outcome.map { .written($0[place + 1]) })
        }
        if waiting.isEmpty { isWriting = false } else { waiting.removeFirst().turn.resume(returning: .lead) }
        return try outcome.get()[0]
    }

    @concurrent
    private nonisolated func commit(_ tries: [FinishedTry]) async throws -> [Bool] { try write(tries) }
}
