import ArgumentParser
import Auditing
import Foundation
import Reporting
import Store
import Studies

extension LatencyAxis: ExpressibleByArgument {}
extension Attempt.Purpose: ExpressibleByArgument {}

/// `slam latency`.
struct LatencyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract:
            "Latency over the day and reliability, from every attempt: quantiles with intervals, peak hours, outages.",
        discussion: """
            Failures count as latencies without end and are never left out; buffered, warm, cold and unstreamed answers \
            stand apart. The prompt's cached share and the number of requests under way stand beside every figure, and \
            models that differ in them are not compared. Hours are the unit of every test: neighbouring attempts depend on \
            each other. Probes ('slam probe') are the sample to trust; what 'slam collect' measured came when it came.

            Example:
              slam latency --by model --by hour --purpose probe --timezone Europe/Rome
            """
    )

    @Option(help: "Tell attempts apart by: model, endpoint, purpose, hour, weekday, concurrency, prompt-length.")
    var by: [LatencyAxis] = []

    @Option(help: "Only attempts for: response, judgement, embedding, probe. May be given more than once.")
    var purpose: [Attempt.Purpose] = []

    @Option(help: "The time zone of hours and days; default: UTC.")
    var timezone: String?

    @OptionGroup var intervals: IntervalArguments
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        if let timezone, TimeZone(identifier: timezone) == nil {
            throw ValidationError("--timezone: '\(timezone)' is no time zone, such as Europe/Rome")
        }
    }

    func run() async throws {
        let study = try place.readStudy()
        let store = try place.open(.existing)
        try Context.current.write(try document(study, store).written(as: output.format))
    }

    private func document(_ study: Study, _ store: Store) throws -> LatencyDocument {
        let purposes = purpose.isEmpty ? [.probe, .response] : purpose
        let attempts = try store.auditedAttempts(of: study.name, purposes: Set(purposes)).placed(in: study)
        let isBlind = try store.shownModels(of: study.name).isBlind
        var document = LatencyDocument(
            study: study.name,
            attempts: attempts,
            isBlind: isBlind,
            axes: by.isEmpty ? [.purpose, .model] : by,
            clock: LocalClock(timeZone: timezone.flatMap { TimeZone(identifier: $0) } ?? .gmt),
            AuditOptions(confidence: intervals.confidence, resamples: intervals.resamples, seed: intervals.seed)
        )
        if !isBlind {
            document.takeRepeated(try store.repeatedTexts(of: study.name), of: study)
        }
        return document
    }
}
