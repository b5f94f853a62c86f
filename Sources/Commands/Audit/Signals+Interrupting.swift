extension Signals {
    /// Runs the work, and cancels it at the first signal; whether that came.
    static func interruptible<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> (
        Value, Bool
    ) {
        let signals = Signals()
        defer { signals.stop() }
        let (stream, counter) = (signals.stream, signals.counter)
        let task = Task { try await work() }
        let watcher = Task {
            for await _ in stream { return task.cancel() }
        }
        defer { watcher.cancel() }
        let value = try await task.value
        return (value, counter.value > 0)
    }
}
