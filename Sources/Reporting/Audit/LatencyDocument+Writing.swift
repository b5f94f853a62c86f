import Agreement
import Auditing
import Foundation
import SafeText
import Studies

extension LatencyDocument {
    /// The document as text in that format; CSV has a row for each figure.
    package func written(as format: Format) -> String {
        switch format {
        case .json: json.printed
        case .csv: flat.written(as: .csv)
        case .table, .markdown: text(format)
        }
    }

    private func text(_ format: Format) -> String {
        guard !rows.isEmpty || !loads.reports.isEmpty else {
            return "no attempt yet: run 'slam probe', or 'slam collect' first\n"
        }
        var parts = rows.isEmpty ? [] : [latency.written(as: format)]
        parts.append(PageWidth.lines(notes))
        for day in days { parts.append(words(of: day, format)) }
        if !comparisons.isEmpty { parts.append("Paired differences\n\n" + compared.written(as: format)) }
        if !reliability.isEmpty {
            parts.append("Reliability of the probes\n\n" + reliable.written(as: format) + changes)
        }
        if !repeatability.isEmpty {
            parts.append("Answers to one prompt at temperature 0\n\n" + repeated.written(as: format))
        }
        if !judged.isEmpty {
            let title = "How far judges' scores of such answers lie apart (mean absolute difference, by prompt)"
            parts.append(title + "\n\n" + judgedRepeats.written(as: format))
        }
        if !loads.reports.isEmpty {
            parts.append("Load tests, the newest of each model\n\n" + loads.written(as: format))
        }
        if !servers.isEmpty { parts.append("Servers, as they last said of themselves\n\n" + told.written(as: format)) }
        return parts.joined(separator: "\n")
    }

    /// What a server said of itself; until unblinding without what it counts of tokens and holds of them, as before and after
    /// one response that is its length.
    func figures(_ text: String) -> JSONValue? {
        guard let json = try? JSONValue(parsing: text), isBlind, let members = json.members else {
            return try? JSONValue(parsing: text)
        }
        return .object(members.filter { Self.openReadings.contains($0.0) })
    }

    /// What a server says that tells nothing of one response; what is not here waits for unblinding.
    private static let openReadings: Set<String> = [
        "build", "context_length", "model", "models", "process_memory_bytes", "slots", "llamacpp:requests_deferred",
        "llamacpp:requests_processing", "vllm:num_requests_running", "vllm:num_requests_waiting",
    ]

    private var told: Table {
        var table = Table(columns: [
            .init("endpoint"), .init("at"), .init("memory", title: "process MB", alignment: .right), .init("figures"),
        ])
        for server in servers {
            let json = figures(server.figures)
            let memory = json?["process_memory_bytes"]?.number.map { $0 / 1e6 }
            let rest = (json?.members ?? []).filter { $0.0 != "process_memory_bytes" }
            let words = rest.map { "\($0.0) \($0.1.string ?? $0.1.canonicalText)" }.joined(separator: ", ")
            table.rows.append([
                .text(server.endpoint), .text(Self.time(server.at)), .number(memory, decimals: 0), .text(words),
            ])
        }
        return table
    }

    private var latency: Table {
        var table = Table(
            columns: axes.map { .init($0.rawValue, title: $0.rawValue.replacingOccurrences(of: "-", with: " ")) } + [
                .init("condition", title: "how"), .init("n", alignment: .right), .init("failed"),
                .init("cached", alignment: .right, isLesser: true),
                .init("under_way", title: "under way", alignment: .right, isLesser: true),
                .init("time"), .init("median", alignment: .right), .init("median_interval", title: percent),
                .init("p95", alignment: .right, isLesser: true),
                .init("p95_interval", title: percent, isLesser: true),
                .init("p99", alignment: .right, isLesser: true),
                .init("p99_interval", title: percent, isLesser: true),
                .init("successes", title: "successes only", alignment: .right, isLesser: true),
            ]
        )
        for row in rows { for line in lines(of: row) { table.rows.append(line) } }
        return table
    }

    private var percent: String { Figures.fixed(options.confidence * 100, decimals: 0) + " %" }

    private func lines(of row: LatencyRow) -> [[Table.Cell]] {
        let failed = row.failures.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        let head: [Table.Cell] =
            row.keys.map { .text($0) } + [
                .text(row.condition.rawValue), .count(row.count), .text(failed.isEmpty ? "0" : failed),
                row.cachedShare.map { .text(Figures.fixed($0 * 100, decimals: 0) + " %") } ?? .unknown,
                .number(row.underWay, decimals: 1),
            ]
        let blank = head.map { _ in Table.Cell.text("") }
        var lines: [[Table.Cell]] = []
        func add(_ name: String, _ figures: [Figure], _ scale: Double, _ decimals: Int, _ successes: String) {
            var line: [Table.Cell] = lines.isEmpty ? head : blank
            line.append(.text(name))
            for figure in figures {
                line += [
                    .text(figure.text(times: scale, decimals: decimals)),
                    .text(figure.undefined?.cell ?? figure.interval(times: scale, decimals: decimals)),
                ]
            }
            while line.count < head.count + 7 { line.append(.text("")) }
            lines.append(line + [.text(successes)])
        }
        for metric in LatencyMetric.allCases {
            guard let figures = row.quantiles[metric] else { continue }
            let decimals = metric == .perToken ? 1 : 0
            let median = row.successMedians[metric].map { Figures.fixed($0 * 1000, decimals: decimals) } ?? "–"
            let share = row.successShare.map { $0 < 1 ? " (\(Figures.fixed($0 * 100, decimals: 1)) %)" : "" } ?? ""
            add("\(Self.title(metric)) ms", figures, 1000, decimals, median + share)
        }
        if row.tokensPerSecond.count > 0 {
            let median = row.medianTokensPerSecond.map { Figures.fixed($0, decimals: 1) } ?? "–"
            add("tokens/s", [row.tokensPerSecond], 1, 1, median)
        }
        if row.condition != .batch {
            add("CV of total", [row.spread.variation], 1, 3, "")
            add("QCD of total", [row.spread.quartileDispersion], 1, 3, "")
            add("jitter ms", [row.spread.jitter], 1000, 0, "")
        }
        return lines.isEmpty ? [head + [.text("no times")] + (0..<7).map { _ in .text("") }] : lines
    }

    static func title(_ metric: LatencyMetric) -> String {
        switch metric {
        case .firstToken: "first token"
        case .perToken: "per token"
        case .total: "total"
        }
    }

    /// What must be known of the figures.
    var notes: [String] {
        var notes = [
            "Failures count as latencies without end; 'successes only' leaves them out. p95 needs 72 attempts, p99 368.",
            "Times of probes run from when they should have been sent. Hours are those of \(timeZone == "GMT" ? "UTC" : timeZone).",
        ]
        if isBlind {
            notes.append(
                "Until 'slam unblind' the attempts of responses are given as totals over all models; probes carry names."
            )
        }
        if hidesTotals {
            notes.append(
                "Whole times of probes are withheld until 'slam unblind': their prompts are of the blind plan, and a time tells how long a named model's answer is."
            )
        }
        if leftOut > 0 {
            notes.append("\(Figures.count(leftOut, "attempt")) stopped by the user or never sent: left out.")
        }
        if loadCount > 0 {
            notes.append(
                "\(Figures.count(loadCount, "request")) of load tests, in none of these figures: the newest test of each model stands below."
            )
        }
        for row in rows where row.successShare == 0 {
            let keys = row.keys.joined(separator: " ")
            notes.append("\(keys): all \(Figures.count(row.count, "attempt")) failed: there is no latency.")
        }
        let bases = Set(rows.flatMap { $0.quantiles.values.flatMap { $0.compactMap(\.basis) } })
        if bases.contains(where: { $0.lack != nil }) {
            notes.append("No interval where attempts depend on each other and lie in one hour.")
        }
        if bases.contains(where: \.isOfResamples) {
            notes.append(
                "Neighbouring attempts depend on each other: intervals by bootstrap over hours, seed \(options.seed)."
            )
        }
        let spreads = Set(
            rows.flatMap { [$0.spread.variation, $0.spread.quartileDispersion, $0.spread.jitter] }.compactMap(\.basis)
        )
        if spreads.contains(where: \.isOfResamples) {
            notes.append(
                "CV, QCD and jitter are of the total. Their intervals are by bootstrap over hours, seed \(options.seed), in runs of them where an hour is like the one before."
            )
        }
        if spreads.contains(.oneHour) {
            notes.append("CV, QCD and jitter of one hour have no interval.")
        }
        if bases.union(spreads).contains(where: \.areFew) {
            notes.append("Intervals over fewer than 20 hours, or runs of them, are likely too narrow.")
        }
        return notes
    }

    private var compared: Table {
        var table = Table(columns: [
            .init("a"), .init("b"), .init("time"), .init("pairs", alignment: .right), .init("hours", alignment: .right),
            .init("difference", title: "a − b, ms", alignment: .right), .init("interval", title: percent),
            .init("note"),
        ])
        for row in comparisons {
            let decimals = row.metric == .perToken ? 1 : 0
            table.rows.append([
                .text(row.first), .text(row.second), .text(Self.title(row.metric)), .count(row.pairs),
                .count(row.hours),
                .text(row.difference.text(times: 1000, decimals: decimals)),
                .text(row.difference.interval(times: 1000, decimals: decimals)),
                .text(
                    row.difference.undefined?.words ?? (row.hours < 20 ? "interval likely too narrow (few hours)" : "")
                ),
            ])
        }
        return table
    }

    private var repeated: Table {
        var table = Table(columns: [
            .init("model"), .init("prompts", alignment: .right), .init("pairs", alignment: .right),
            .init("identical", alignment: .right), .init("identical_interval", title: percent),
            .init("edit_distance", title: "edit distance", alignment: .right),
            .init("edit_distance_interval", title: percent), .init("note"),
        ])
        for (model, figures) in repeatability {
            table.rows.append([
                .text(model), .count(figures.prompts), .count(figures.pairs), .number(figures.identical),
                .text(Figures.interval(figures.identicalInterval?.low, figures.identicalInterval?.high)),
                .number(figures.editDistance),
                .text(Figures.interval(figures.distanceInterval?.low, figures.distanceInterval?.high)),
                .text(figures.withoutInterval ?? ""),
            ])
        }
        return table
    }

    private var judgedRepeats: Table {
        var table = Table(columns: [
            .init("model"), .init("judge"), .init("criterion"), .init("prompts", alignment: .right),
            .init("pairs", alignment: .right), .init("difference", alignment: .right),
            .init("interval", title: percent), .init("note"),
        ])
        for (model, figures) in judged {
            let found = figures.difference
            let note = found.low == nil ? found.undefined ?? found.method : found.warnings.first?.description
            table.rows.append([
                .text(model), .text(figures.judge), .text(figures.criterion), .count(figures.prompts),
                .count(figures.pairs), .number(found.value), .text(Figures.interval(found.low, found.high)),
                .text(note ?? ""),
            ])
        }
        return table
    }
}
