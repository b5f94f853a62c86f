import Collecting
import Faces
import Probing

extension Signals {
    /// Runs the work: the first signal sets the stop sign, so that what is under way may finish, the second cancels it.
    ///
    /// Returns whether a signal came too.
    static func stopping<Value: Sendable>(_ stop: StopSign, _ work: @escaping @Sendable () async throws -> Value)
        async throws
        -> (Value, Bool)
    {
        let context = Context.current
        let signals = Signals(areTaken: context.takesSignals)
        defer { signals.stop() }
        let (stream, counter) = (signals.stream, signals.counter)
        let task = Task { try await work() }
        let watcher = Task {
            for await _ in stream {
                if stop.isSet { return task.cancel() }
                stop.set()
                context.tell("\nstopping: what is under way may finish; Ctrl-C again stops now\n")
            }
        }
        defer { watcher.cancel() }
        let value = try await task.value
        return (value, counter.value > 0)
    }
}
