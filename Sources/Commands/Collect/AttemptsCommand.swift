import ArgumentParser
import Foundation
import Inference
import Reporting
import Store
import Studies

/// `slam attempts`.
struct AttemptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attempts",
        abstract: "List every attempt at a response, a judgement or an embedding, with what the server said.",
        discussion: """
            The newest stand first. Models are named here, so no text is shown: what an answer says stays blind, and until \
            'slam unblind' so do the times, tokens and ends of responses, and the times and tokens of verdicts and vectors, as \
            a text's length tells whose it is, what was said of \
            those that are answered or planned, and the prompts on which a model failed.

            A request is one prompt to one model (or judge); an attempt is one try at it, and a response is what a \
            complete one brought. 'limits: {attempts: N}' is how often a request is tried in a run; a refusal for a limit \
            may be tried four times as often. The classes of attempts beside ok:

            \(FailureClasses.help)

            Example:
              slam attempts --failed --limit 20
              slam attempts --class rate_limited --model large --format csv
              slam attempts --show 17
            """
    )

    @Option(
        help:
            "Show this attempt alone, by its number in the column id, with the first of what the server said; default: a list."
    )
    var show: Int64?

    @Flag(help: "Only attempts that failed.")
    var failed = false

    @Option(name: .customLong("class"), help: "Only this class: ok, rate_limited, cut, no_finish, …; default: all.")
    var failureClass: String?

    @Option(
        name: [.customLong("model"), .customLong("asked")],
        help: "Only this model or judge, by its name in the study; default: all."
    )
    var asked: String?

    @Option(help: "Only this prompt, by its id; default: all.")
    var prompt: String?

    @Option(help: "response, judgement or embedding; default: all.")
    var purpose: Purpose?

    @Option(help: "At most this many.")
    var limit = 50

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1") }
        if let failureClass, !FailureClasses.names.contains(failureClass) {
            let hint = Spelling.nearest(to: failureClass, among: FailureClasses.names).map { "did you mean '\($0)'? " }
            let all = FailureClasses.names.joined(separator: ", ")
            throw ValidationError("--class: no class '\(failureClass)'; \(hint ?? "")known: \(all)")
        }
    }

    func run() async throws {
        let study = try place.studyName()
        if let show { return try AttemptShow(show, of: study, in: place.open(.existing)).write() }
        let store = try place.open(.existing)
        let filter = AttemptFilter(
            purpose: purpose,
            failureClass: failureClass,
            asked: asked,
            prompt: prompt,
            isFailed: failed,
            limit: limit
        )
        let rows = try Context.current.reading("reading attempts") { try store.attempts(of: study, filter) }
        if rows.isEmpty { Context.current.tell("no attempt is like that.\n") }
        try Context.current.write(table(rows).written(as: output.format, schema: "slam.attempts.v1"))
        guard rows.contains(where: \.isWithheld) else { return }
        Context.current.tell(
            "Times, tokens and ends of responses and probes, and times and tokens of verdicts and vectors, are withheld until 'slam unblind'.\n"
        )
        let (mute, hidden) = (rows.count(where: \.isMute), rows.count(where: \.isOfHiddenPrompt))
        if mute > 0 {
            Context.current.tell(
                "What the server said is withheld until then for \(Figures.count(mute, "attempt")), as it may hold the text that is rated.\n"
            )
        }
        guard hidden > 0 else { return }
        Context.current.tell(
            "The prompt is withheld until then for \(Figures.count(hidden, "attempt")), as a model failed on it: who knows which one knows who wrote the others. They stand last, in no order of time.\n"
        )
    }

    private func table(_ rows: [AttemptRow]) -> Table {
        var table = Table(columns: [
            .init("at", isLesser: true), .init("purpose"), .init("asked"), .init("prompt"),
            .init("sample", alignment: .right, isLesser: true), .init("attempt", alignment: .right), .init("class"),
            .init("http", alignment: .right, isLesser: true), .init("total_ms", title: "ms", alignment: .right),
            .init("input_tokens", title: "in", alignment: .right, isLesser: true),
            .init("output_tokens", title: "out", alignment: .right, isLesser: true), .init("finish", isLesser: true),
            .init("said"),
            .init("id", alignment: .right),
        ])
        for row in rows {
            table.rows.append([
                .text(row.at.map(Self.time) ?? "–"), .text(row.purpose.rawValue), .text(row.asked),
                .text(row.prompt ?? "–"),
                .count(row.sample), .count(row.number), .text(row.failureClass), .count(row.httpStatus),
                .number(row.totalNanoseconds.map { Double($0) / 1e6 }, decimals: 1), .count(row.inputTokens),
                .count(row.outputTokens), .text(row.finishReason ?? "–"), .text(row.message ?? "–"),
                .count(row.id.map(Int.init)),
            ])
        }
        return table
    }

    /// UTC with milliseconds; made from whole seconds, since the formatter would cut the fraction.
    private static func time(_ milliseconds: Int64) -> String {
        let seconds = Date(timeIntervalSince1970: Double(milliseconds.quotientFloor(1000)))
        let fraction = String(1000 + milliseconds - milliseconds.quotientFloor(1000) * 1000).dropFirst()
        return seconds.formatted(.iso8601).replacing("Z", with: ".\(fraction)Z")
    }
}

extension Purpose: ExpressibleByArgument {}

extension Int64 {
    fileprivate func quotientFloor(_ divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
