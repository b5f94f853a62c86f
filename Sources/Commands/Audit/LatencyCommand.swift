import ArgumentParser
import Auditing
import Foundation
import Ratings
import Reporting
import Store
import Studies

/// One or more of a closed set, separated by commas.
struct Listed<Member: RawRepresentable & CaseIterable & Sendable>: ExpressibleByArgument
where Member.RawValue == String, Member.AllCases: Sendable {
    let members: [Member]

    init?(argument: String) {
        let found = argument.split(separator: ",").map { Member(rawValue: $0.trimmingCharacters(in: .whitespaces)) }
        guard !found.isEmpty, !found.contains(where: { $0 == nil }) else { return nil }
        members = found.compactMap(\.self)
    }

    static var allValueStrings: [String] { Member.allCases.map(\.rawValue) }
}

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
              slam latency --by model,hour --purpose probe --timezone Europe/Rome
              slam latency --model moss-3b --by hour
            """
    )

    @Option(
        help:
            "Group attempts by model, endpoint, purpose, hour, weekday, concurrency or prompt-length; several separated by commas. Default: purpose,model."
    )
    var by: [Listed<LatencyAxis>] = []

    @Option(
        help: "Only attempts for response, judgement, embedding or probe; several separated by commas. Default: all."
    )
    var purpose: [Listed<Attempt.Purpose>] = []

    @Option(help: "The time zone of hours and days; default: UTC.")
    var timezone: String?

    @OptionGroup var wanted: ModelOption
    @OptionGroup var intervals: IntervalArguments
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        if let timezone, TimeZone(identifier: timezone) == nil {
            throw ValidationError("--timezone: '\(timezone)' is no time zone, such as Europe/Rome")
        }
    }

    func run() async throws {
        let (context, study) = (Context.current, try place.readStudy())
        let store = try place.open(.existing)
        let written = try context.reading("reading attempts") {
            try document(study, store).written(as: output.format)
        }
        try context.write(written)
    }

    private func document(_ study: Study, _ store: Store) throws -> LatencyDocument {
        let named = purpose.flatMap(\.members)
        let purposes = named.isEmpty ? [.probe, .response] : named
        let axes = by.flatMap(\.members)
        let attempts = try store.auditedAttempts(of: study.name, purposes: Set(purposes)).placed(in: study)
        let isBlind = try store.shownModels(of: study.name).isBlind
        var document = try LatencyDocument(
            study: study.name,
            attempts: attempts,
            isBlind: isBlind,
            planned: try store.blindPrompts(of: study.name),
            axes: axes.isEmpty ? [.purpose, .model] : axes,
            clock: LocalClock(timeZone: timezone.flatMap { TimeZone(identifier: $0) } ?? .gmt),
            selection: wanted.selection,
            AuditOptions(confidence: intervals.confidence, resamples: intervals.resamples, seed: intervals.seed)
        )
        let loads = LoadReport.reports(
            attempts,
            study.serviceLevel,
            unfinished: try store.unfinishedLoads(of: study.name),
            confidence: intervals.confidence
        ).filter { wanted.selection.wants(model: $0.model) }
        document.loads = LoadDocument(level: study.serviceLevel, reports: loads, isBlind: isBlind)
        document.servers = try store.lastReadings(of: study.name).map { ($0.endpoint, $0.at, $0.figures) }
        if !isBlind {
            let repeated = LatencyDocument.repeated(try store.repeatedTexts(of: study.name), of: study)
                .filter { wanted.selection.wants(model: $0.model) }
            let scores = repeated.isEmpty ? [] : try RatingSet(study: study.name, in: store).judgedScores
            document.take(repeated, judged: scores)
        }
        return document
    }
}
