import Dispatch
import Foundation

/// SIGINT, SIGTERM and SIGHUP as a stream.
package final class Signals {
    package let stream: AsyncStream<Void>
    /// How many came so far.
    package let counter: Counter
    private let continuation: AsyncStream<Void>.Continuation
    private let sources: [any DispatchSourceSignal]
    private static let numbers = [SIGINT, SIGTERM, SIGHUP]

    /// Without `areTaken` none ever comes, and the process is left as it is: what it does at a signal is one thing for all
    /// that run in it, and for every program that it starts.
    package init(areTaken: Bool) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let counter = Counter()
        self.stream = stream
        self.continuation = continuation
        self.counter = counter
        sources = (areTaken ? Self.numbers : []).map { number in
            // A dispatch source is told only of signals that do not end the process.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [counter] in
                counter.increment()
                continuation.yield()
            }
            source.activate()
            return source
        }
    }

    /// Gives the signals their usual effect again.
    package func stop() {
        guard !sources.isEmpty else { return }
        for source in sources { source.cancel() }
        for number in Self.numbers { signal(number, SIG_DFL) }
    }
}
