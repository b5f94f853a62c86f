import ArgumentParser
import Collecting
import Faces
import Foundation
import Inference
import Store
import Studies

/// One run of the queue from a command: progress, Ctrl-C, and the summary at its end.
struct Run {
    let store: Store
    let study: String
    let purpose: Purpose
    /// What one done request is called.
    let noun: String
    let limit: SpendingLimit
    /// Whether the endpoints' states are told too.
    var isVerbose = false
    /// Whether models go on although their server runs other weights than before.
    var acceptsChange = false
    /// Whether tokens, time and cost are not told: of one response they tell its model.
    var hidesAccount = false
    /// Whether they are told of a whole run alone: what came so far is of whoever was asked first.
    var hidesParts = false
    private let context = Context.current

    init(_ purpose: Purpose, of study: String, in store: Store, noun: String, limit: SpendingLimit = SpendingLimit()) {
        self.limit = limit
        self.purpose = purpose
        self.study = study
        self.store = store
        self.noun = noun
    }

    /// Makes the requests; true when every one of them is done. Throws exit code 130 when it was interrupted.
    func make(_ work: [Work]) async throws -> Bool {
        let progress = Progress(context, isVerbose: isVerbose)
        let hidesCost = hidesAccount || hidesParts
        let collector = Collector(
            store: store,
            client: ModelClient(),
            study: study,
            purpose: purpose,
            limit: limit,
            acceptsChange: acceptsChange,
            now: context.now,
            progress: { progress.show(hidesCost ? $0.withoutAccount : $0) }
        )
        let signals = Signals(areTaken: context.takesSignals)
        defer { signals.stop() }
        let (tally, wasInterrupted) = try await interruptible(collector, work, signals)
        progress.end()
        context.tell(tally.summary(noun, hidesAccount: hidesAccount || hidesParts && !tally.isSettled))
        if wasInterrupted { throw ExitCode(130) }
        return tally.isWhole
    }

    /// The first signal lets what is under way finish, the second cancels it and keeps what had come.
    private func interruptible(_ collector: Collector, _ work: [Work], _ signals: Signals) async throws -> (Tally, Bool)
    {
        let (stream, counter) = (signals.stream, signals.counter)
        return try await withThrowingTaskGroup(of: Tally?.self) { group in
            group.addTask { try await collector.run(work) }
            group.addTask { [context] in
                var count = 0
                for await _ in stream {
                    count += 1
                    guard count == 1 else { break }
                    context.tell("\nstopping: what is under way may finish; Ctrl-C again stops now\n")
                    await collector.drain()
                }
                return nil
            }
            while let tally = try await group.next() {
                group.cancelAll()
                if let tally { return (tally, counter.value > 0) }
            }
            throw StudiesError("the run ended without an account")
        }
    }
}
