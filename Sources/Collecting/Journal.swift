import Store

/// Group commit: what is finished within a moment is written by one transaction, so that a disk's pace is not the run's.
actor Journal {
    /// How long a try waits for others to share its transaction.
    private static let patience = Duration.milliseconds(10)

    private let write: @Sendable ([FinishedTry]) throws -> [Bool]
    private var waiting: [(finished: FinishedTry, continuation: CheckedContinuation<Bool, any Error>)] = []
    private var isTimed = false
    /// How many the transaction that runs writes.
    private var writing = 0
    /// Whether to write again as soon as the transaction that runs is over.
    private var isDue = false

    init(write: @escaping @Sendable ([FinishedTry]) throws -> [Bool]) { self.write = write }

    /// Returns when the try is durable; false when its claim had been lost. No more than `most` can come to be
    /// written together.
    func record(_ finished: FinishedTry, of most: Int) async throws -> Bool {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append((finished, continuation))
            if waiting.count + writing >= most { return flush() }
            guard !isTimed else { return }
            isTimed = true
            Task {
                try? await Task.sleep(for: Self.patience)
                isTimed = false
                flush()
            }
        }
    }

    private func flush() {
        guard writing == 0 else {
            isDue = true
            return
        }
        isDue = false
        guard !waiting.isEmpty else { return }
        writing = waiting.count
        let group = waiting
        waiting = []
        Task {
            do {
                let kept = try await commit(group.map(\.finished))
                for (place, member) in group.enumerated() { member.continuation.resume(returning: kept[place]) }
            } catch {
                for member in group { member.continuation.resume(throwing: error) }
            }
            writing = 0
            if isDue { flush() }
        }
    }

    @concurrent
    private nonisolated func commit(_ tries: [FinishedTry]) async throws -> [Bool] { try write(tries) }
}
