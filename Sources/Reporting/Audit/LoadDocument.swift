package import Auditing
import Foundation
package import Studies

/// Load tests with the service level that they were held to.
package struct LoadDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.load.v1"

    package var level: ServiceLevel
    package var reports: [LoadReport]
    private let isBlind: Bool
    /// How many steps were wanted of a test that was stopped before it ended; nil for whole ones.
    package var stoppedOf: Int?

    /// With `isBlind`, tokens a second are left out: beside requests a second they tell how long a named model's answers are.
    package init(level: ServiceLevel, reports: [LoadReport], isBlind: Bool = false) {
        self.level = level
        self.reports = reports
        self.isBlind = isBlind
    }

    /// The document as text in that format.
    package func written(as format: Format) -> String {
        switch format {
        case .json: json.printed
        case .csv: table.written(as: .csv)
        case .table, .markdown:
            reports.isEmpty
                ? "no load test yet: run 'slam probe --load MODEL'\n"
                : table.written(as: format) + "\n" + PageWidth.lines(reports.map { words(of: $0) })
        }
    }

    private var table: Table {
        let percent = Figures.fixed((reports.first?.confidence ?? 0.95) * 100, decimals: 0)
        var table = Table(columns: [
            .init("model"), .init("load"), .init("n", alignment: .right),
            .init("failed", alignment: .right, isLesser: true),
            .init("rate", title: "requests a second", alignment: .right),
            .init("rate_interval", title: "\(percent) %"),
            .init("tokens_per_second", title: "tokens/s", alignment: .right, isLesser: true),
            .init("ttft_p95", title: "first token p95 ms", alignment: .right),
            .init("per_token_p95", title: "per token p95 ms", alignment: .right), .init("holds", title: "SLO holds"),
            .init("note"),
        ])
        for report in reports {
            for step in report.steps {
                table.rows.append([
                    .text(report.model), .text(Self.words(of: step.load)), .count(step.count), .count(step.failures),
                    .number(step.rate.value, decimals: 2), .text(step.rate.interval(decimals: 2)),
                    .number(isBlind ? nil : step.tokensPerSecond, decimals: 1),
                    Self.milliseconds(step.firstTokenP95, decimals: 0),
                    Self.milliseconds(step.perTokenP95, decimals: 1),
                    .text(step.holds ? "yes" : "no"),
                    .text((step.misses + Self.remarks(step)).joined(separator: "; ")),
                ])
            }
        }
        return table
    }

    /// How many answers stand in no time of tokens.
    private static func remarks(_ step: LoadMeasurement) -> [String] {
        guard !step.withoutTokens.isEmpty else { return [] }
        let parts = step.withoutTokens.map { "\($0.count) \($0.condition.rawValue)" }.joined(separator: ", ")
        return ["\(parts) of \(step.count - step.failures) answers: no time of tokens"]
    }

    private static func milliseconds(_ seconds: Double?, decimals: Int) -> Table.Cell {
        seconds == .infinity
            ? Table.Cell(.string("not reached"), text: "∞") : .number(seconds.map { $0 * 1000 }, decimals: decimals)
    }

    package static func words(of load: Attempt.Load) -> String {
        switch load {
        case .concurrency(let count): "\(count) at a time"
        case .rate(let rate): "\(Figures.fixed(rate, decimals: 2))/s"
        }
    }

    /// Goodput in a sentence.
    func words(of report: LoadReport) -> String {
        if let stoppedOf {
            let steps = "step \(report.steps.count) of \(stoppedOf)"
            return "\(report.model): stopped in \(steps): no goodput; an earlier whole test stands."
        }
        let promise = "\(level.isGiven ? "slo" : "default slo"): \(level.words)"
        guard let best = report.curve.best else {
            return "\(report.model): no step holds the service level (\(promise))."
        }
        let interval = best.rateLow.flatMap { low in
            best.rateHigh.map { " [\(Figures.fixed(low, decimals: 2)), \(Figures.fixed($0, decimals: 2))]" }
        }
        let most = report.curve.saturation.map { Figures.fixed($0, decimals: 2) } ?? "–"
        return
            "\(report.model): goodput \(Figures.fixed(best.rate, decimals: 2)) requests/s\(interval ?? " (no interval)"), "
            + "highest rate \(most)/s (\(promise))."
            + (report.curve.isOpenEnded ? " No step broke it: with more load the goodput may be higher." : "")
    }

    private var json: JSONValue {
        .object([
            ("schema", .string(Self.schema)), ("slo", promise), ("models", models),
            ("notes", .array(reports.map { .string(words(of: $0)) })),
        ])
    }

    /// Each model's test, step by step.
    var models: JSONValue { .array(reports.map { json($0) }) }

    private var promise: JSONValue {
        .object([
            ("ttft_p95", JSONValue.optional(level.firstTokenP95?.inSeconds)),
            ("per_token_p95", JSONValue.optional(level.perTokenP95?.inSeconds)),
            ("failures", JSONValue.number(level.failures)), ("given", JSONValue.bool(level.isGiven)),
        ])
    }

    private func json(_ step: LoadMeasurement) -> JSONValue {
        .object([
            ("load", JSONValue.string(Self.words(of: step.load))), ("n", JSONValue.counted(step.count)),
            ("failures", JSONValue.counted(step.failures)), ("seconds", JSONValue.number(step.seconds)),
            ("rate", step.rate.json()), ("tokens_per_second", JSONValue.optional(isBlind ? nil : step.tokensPerSecond)),
            ("ttft_p95", JSONValue.optional(step.firstTokenP95)),
            ("per_token_p95", JSONValue.optional(step.perTokenP95)),
            (
                "without_tokens",
                JSONValue.object(step.withoutTokens.map { ($0.condition.rawValue, JSONValue.counted($0.count)) })
            ), ("holds", JSONValue.bool(step.holds)),
            ("misses", JSONValue.array(step.misses.map(JSONValue.string))),
        ])
    }

    private var isStopped: Bool { stoppedOf != nil }

    private func json(_ report: LoadReport) -> JSONValue {
        .object([
            ("model", JSONValue.string(report.model)), ("at", JSONValue.number(Double(report.at))),
            ("steps", JSONValue.array(report.steps.map { json($0) })),
            ("goodput", JSONValue.optional(isStopped ? nil : report.curve.goodput)),
            ("goodput_low", JSONValue.optional(isStopped ? nil : report.curve.best?.rateLow)),
            ("goodput_high", JSONValue.optional(isStopped ? nil : report.curve.best?.rateHigh)),
            ("saturation", JSONValue.optional(isStopped ? nil : report.curve.saturation)),
            ("is_open_ended", JSONValue.bool(report.curve.isOpenEnded)),
        ])
    }
}

extension Duration {
    /// Seconds, with fractions.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension ServiceLevel {
    /// What is promised, in a line.
    var words: String {
        let parts = [
            firstTokenP95.map { "first token p95 \(Figures.fixed($0.inSeconds * 1000, decimals: 0)) ms" },
            perTokenP95.map { "per token p95 \(Figures.fixed($0.inSeconds * 1000, decimals: 0)) ms" },
            "failures \(Figures.fixed(failures * 100, decimals: 1)) %",
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
