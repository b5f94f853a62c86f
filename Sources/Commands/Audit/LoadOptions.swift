import ArgumentParser
import Auditing
import Faces
import Probing
import Ratings
import Reporting
import Studies

/// The options of a load test.
struct LoadOptions: ParsableArguments {
    @Option(help: "Put this model under load instead, and find its goodput; default: none.")
    var load: String?

    @Option(help: "Requests at a time, step by step; default: 1,2,4,8,16,32.")
    var steps: String?

    @Option(help: "Requests a second instead, step by step, whatever the server does; default: --steps.")
    var rates: String?

    @Option(help: "How many seconds a step lasts; default: 30.")
    var seconds: Int?

    @Option(help: "The most requests of a step; default: 400.")
    var requests: Int?

    @Option(help: "With --load: coverage of the intervals, between 0 and 1; default: 0.95.")
    var confidence: Double?

    func validate() throws {
        let isGiven = [steps != nil, rates != nil, seconds != nil, requests != nil, confidence != nil].contains(true)
        guard load != nil || !isGiven else {
            throw ValidationError(
                "--steps, --rates, --seconds, --requests and --confidence are of a load test: give --load MODEL"
            )
        }
        guard confidence.map({ $0 > 0 && $0 < 1 }) ?? true else {
            throw ValidationError("--confidence must lie between 0 and 1")
        }
        guard steps == nil || rates == nil else {
            throw ValidationError("--steps is requests at a time, --rates requests a second: give one of the two")
        }
        guard seconds ?? 1 > 0, requests ?? 1 > 0 else {
            throw ValidationError("--seconds and --requests must be at least 1")
        }
        guard loads != nil else { throw ValidationError("--steps and --rates are numbers above 0, such as 1,2,4,8") }
    }

    private var loads: [Attempt.Load]? {
        if let rates {
            let numbers = Scoring.split(rates).map { Double($0) }
            let isFine = !numbers.isEmpty && numbers.allSatisfy { $0.map { $0 > 0 && $0 <= 10_000 } ?? false }
            return isFine ? numbers.compactMap { $0.map(Attempt.Load.rate) } : nil
        }
        let numbers = Scoring.split(steps ?? "1,2,4,8,16,32").map { Int($0) }
        let isFine = !numbers.isEmpty && numbers.allSatisfy { $0.map { (1...1024).contains($0) } ?? false }
        return isFine ? numbers.compactMap { $0.map(Attempt.Load.concurrency) } : nil
    }

    /// Steps the load until the service level breaks, and prints what came of each step.
    func run(_ model: String, _ prober: Prober, prompts: [String], isBlind: Bool, _ format: Format) async throws {
        let context = Context.current
        let ramp = try prober.ramp(
            model,
            loads ?? [],
            prompts: prompts,
            seconds: seconds ?? 30,
            requests: requests ?? 400,
            confidence: confidence ?? 0.95
        )
        let (report, wasInterrupted) = try await Signals.stopping(ramp.stop) {
            try await ramp.run { step in
                context.tell("\(LoadDocument.words(of: step.load)): \(step.count) requests done\n")
            }
        }
        let level = ramp.level
        var document = LoadDocument(level: level, reports: report.map { [$0] } ?? [], isBlind: isBlind)
        if ramp.stop.isSet { document.stoppedOf = ramp.stepCount }
        try context.write(document.written(as: format))
        if wasInterrupted { throw ExitCode(130) }
    }
}
