import ArgumentParser
import Collecting
import Faces
import Foundation
import Inference
import Reporting
import Store
import Studies

/// `slam batch read`.
struct BatchRead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read a batch's results; errors become attempts, and nothing is read twice.",
        discussion: """
            A result finds its request by custom_id. Times and prices of batches say nothing of those of calls: they stay \
            unknown.

            Example:
              slam batch read output-1.jsonl errors-1.jsonl
            """
    )

    @Argument(help: "Files of results; '-' is standard input.", completion: .file())
    var files: [String]

    @OptionGroup var place: WorkspaceOptions

    /// More new responses than this are left to `slam plan`.
    private static let mostPlanned = 100_000

    func run() async throws {
        let context = Context.current
        let store = try place.open(.existing)
        var reading = BatchReading(store: store, study: try place.readStudy(), now: context.now)
        let sources = try files.map { try ByteSource(path: $0) }
        let name = try place.studyName()
        // Anybody can make a line for a request: whether it is answered tells whose text a prompt lacks.
        reading.hidesKnown = try store.hasBlindPlan(name)
        let job = LongJob("reading results", isWriting: true, draw: context.draw)
        defer { job.end() }
        for source in sources { try reading.read(source, until: job.isStopped) }
        let wasStopped = job.isStopped()
        job.end()
        context.tell(reading.summary)
        if wasStopped {
            context.tell("Stopped: the rest was not read. Run it again: nothing is read twice.\n")
            throw ExitCode(130)
        }
        let held = try store.heldByBatches(name, at: context.now())
        if held > 0 {
            context.tell(
                "\(Figures.count(held, "request")) of earlier batch files \(held == 1 ? "has" : "have") no result yet: read the "
                    + "other files, or ask again with 'slam batch write --again'\n"
            )
        }
        // The lines stream through; a plan needs the whole study in memory.
        if reading.counts[.done] ?? 0 <= Self.mostPlanned {
            let study = try place.readStudy()
            try store.adoptAndTell(study)
            try store.topUpPlan(of: study)
        } else {
            context.tell("So many are not planned at once: 'slam plan' gives them to the reviewers.\n")
        }
        for mistake in reading.mistakes.prefix(20) { context.tell("\(mistake)\n") }
        let count = { reading.counts[$0] ?? 0 }
        if !reading.mistakes.isEmpty || count(.failed) + count(.wanted) + count(.unknown) > 0 {
            throw ExitCode.failure
        }
    }
}

/// Reads results a thousand a transaction.
private struct BatchReading {
    static let group = 1000

    let store: Store
    let study: String
    let now: @Sendable () -> Int64
    /// By model, how its endpoint's answers are read.
    private let manners: [String: BatchLine.Manner]
    private(set) var counts: [BatchOutcome: Int] = [:]
    /// By what becomes of the requests, their failures by class.
    private var failures: [BatchOutcome: [String: Int]] = [:]
    private(set) var mistakes: [Mistake] = []
    /// Whether it is not told how many were there already.
    var hidesKnown = false
    private var tries: [BatchedTry] = []

    init(store: Store, study: Study, now: @escaping @Sendable () -> Int64) {
        self.store = store
        self.study = study.name
        self.now = now
        let endpoints = Dictionary(study.endpoints.map { ($0.name, $0) }) { first, _ in first }
        manners = Dictionary(
            study.models.compactMap { model in
                endpoints[model.endpoint].map { endpoint in
                    let reasoning = model.reasoning ?? endpoint.reasoning
                    return (model.name, BatchLine.Manner(endings: endpoint.endings, reasoning: reasoning))
                }
            }
        ) { first, _ in first }
    }

    /// A line does not say which endpoint it is of; its request does.
    private func manner(of key: String) throws -> BatchLine.Manner {
        try store.modelAsked(by: key, study: study).flatMap { manners[$0] } ?? BatchLine.Manner()
    }

    /// Reads a file, or up to where somebody stops it: what was read stays.
    mutating func read(_ source: ByteSource, until isStopped: () -> Bool) throws {
        var lines = Lines(source)
        while !isStopped(), let (number, bytes) = lines.next() {
            guard bytes.contains(where: { $0 > 0x20 }) else { continue }
            let line = try bytes.withUnsafeBufferPointer { try BatchLine(reading: $0, at: now(), manner: manner) }
            guard let line else {
                let words = "no result of a batch: give the file as the service wrote it"
                mistakes.append(Mistake(file: source.name, line: number, message: words))
                continue
            }
            tries.append(BatchedTry(line))
            if tries.count == Self.group { try flush() }
        }
        if let failure = lines.failure { throw failure }
        try flush()
    }

    private mutating func flush() throws {
        for (batched, outcome) in zip(tries, try store.record(batch: tries, study: study)) {
            counts[outcome, default: 0] += 1
            failures[outcome, default: [:]][batched.attempt.failureClass, default: 0] += 1
        }
        tries.removeAll(keepingCapacity: true)
    }

    var summary: String {
        let count = { (outcome: BatchOutcome) in counts[outcome] ?? 0 }
        var text =
            hidesKnown
            ? "\(Figures.count(count(.done) + count(.known) + count(.differs), "response")) read, how many were new is "
                + "withheld until 'slam unblind'"
            : "\(Figures.count(count(.done), "response")) read, \(count(.known)) known before"
        text += count(.unknown) > 0 ? ", \(count(.unknown)) of no request of this study" : ""
        text += ".\n"
        if !hidesKnown, count(.differs) > 0 {
            text +=
                "\(Figures.count(count(.differs), "result")) of answered requests with another text: the first one stays\n"
        }
        if count(.wanted) > 0 {
            text +=
                "\(Figures.count(count(.wanted), "request")) wanted again\(classes(.wanted)): 'slam batch write' or "
            text += "'slam collect'\n"
        }
        if count(.failed) > 0 {
            text +=
                "\(Figures.count(count(.failed), "request")) failed\(classes(.failed)): see 'slam attempts --failed'\n"
            for kind in (failures[.failed] ?? [:]).keys.sorted() {
                text += Failure.Kind(rawValue: kind).map { "\(kind): \($0.remedy)\n" } ?? ""
            }
        }
        return text
    }

    private func classes(_ outcome: BatchOutcome) -> String { Tally.listed(failures[outcome] ?? [:]) }
}

extension BatchedTry {
    fileprivate init(_ line: BatchLine) {
        switch line.answer {
        case .success(let completion):
            var attempt = AttemptDraft(batched: completion.exchange, failureClass: "ok")
            attempt.finishReason = completion.finish.rawValue
            let result = AttemptResult.response(
                text: completion.text,
                reasoning: completion.reasoning,
                raw: completion.raw
            )
            self.init(key: line.customID, attempt: attempt, result: result)
        case .failure(let failure):
            var attempt = AttemptDraft(batched: failure.exchange, failureClass: failure.kind.rawValue)
            attempt.take(failure)
            let isWanted = failure.isRetryable || failure.kind == .cancelled || failure.stopsEndpoint
            self.init(key: line.customID, attempt: attempt, result: isWanted ? .retry(notBefore: 0) : .failed)
        }
    }
}
