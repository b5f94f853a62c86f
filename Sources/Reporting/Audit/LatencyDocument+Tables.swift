import Auditing
import Foundation
import SafeText
import Studies

extension LatencyDocument {
    /// What is known of a day, with the heat map and the quantiles as text.
    func words(of day: Day, _ format: Format) -> String {
        let test = day.profile.test
        let name = TerminalText.line(day.model)
        var text = "\(name): \(Self.title(day.metric)) over the day\n"
        if let p = test.p {
            let count = Figures.count(day.profile.days.count, "day")
            text +=
                p <= 1 - options.confidence
                ? "The hour matters (p = \(Figures.fixed(p, decimals: 4)), \(count), whole days shifted).\n"
                : "No difference between hours found (p = \(Figures.fixed(p, decimals: 3)), \(count)).\n"
        } else {
            text += "Whether the hour matters is undefined: \(test.undefined?.words ?? "").\n"
        }
        for (title, extreme) in [("Peak", day.profile.peak), ("Trough", day.profile.trough)] {
            guard let extreme else { continue }
            text +=
                "\(title) at \(extreme.hour):00: \(extreme.figure.text(times: 1000)) ms "
                + "\(extreme.figure.interval(times: 1000)) (\(extreme.figure.method ?? "no interval")).\n"
        }
        if day.profile.unreached > 0 {
            text += "\(Figures.count(day.profile.unreached, "hour")) without a median: half or more failed.\n"
        }
        let picture = HeatMap.text(day.cells) + "\n" + QuantilePlot.text(day.usable)
        return text + (format == .markdown ? "\n```\n\(picture)```\n" : "\n" + picture)
    }

    var reliable: Table {
        let percent = Figures.fixed(options.confidence * 100, decimals: 0) + " %"
        var table = Table(columns: [
            .init("model"), .init("probes", alignment: .right), .init("days", alignment: .right),
            .init("availability", alignment: .right), .init("interval", title: percent), .init("failures"),
            .init("outages", title: "outages (open)", alignment: .right),
            .init("recovery", title: "median recovery", alignment: .right),
            .init("longest", title: "longest", alignment: .right), .init("note"),
        ])
        for report in reliability {
            let known = report.availability
            let classes = report.classes.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
            table.rows.append([
                .text(report.model), .count(known.probes), .count(known.days),
                .text(known.share.map { Figures.fixed($0 * 100, decimals: 2) + " %" } ?? "–"),
                .text(
                    known.low.flatMap { low in
                        known.high.map {
                            "[\(Figures.fixed(low * 100, decimals: 2)), \(Figures.fixed($0 * 100, decimals: 2))]"
                        }
                    } ?? "–"
                ),
                .text(classes.isEmpty ? "none" : classes),
                .text("\(report.recovery.outages) (\(report.recovery.open))"),
                .text(
                    report.recovery.median.map(Self.duration) ?? (report.recovery.outages == 0 ? "–" : "not reached")
                ),
                .text(report.recovery.longest.map(Self.duration) ?? "–"), .text(known.warning ?? ""),
            ])
        }
        return table
    }

    /// Outages beyond chance and changes of the server, in sentences.
    var changes: String {
        var lines: [String] = []
        for report in reliability {
            if let found = report.alternation {
                lines.append(
                    "\(report.model): answers came in turn from \(Figures.count(found.servers.count, "server")) "
                        + "(\(Figures.quoted(found.servers))), changed \(Figures.count(found.changes, "time")): no drift at a time."
                )
            }
            for outage in report.outages where outage.isBeyondChance {
                let end = outage.to == nil ? "still open" : "over after \(Self.duration(outage.seconds))"
                lines.append(
                    "\(report.model): \(outage.failures) failures in a row from \(Self.time(outage.from)), \(end)."
                )
            }
            for drift in report.drifts {
                let ratio = drift.ratio.map { "medians × \(Figures.fixed($0, decimals: 2))" } ?? "no median to compare"
                let p = drift.p.map(Self.probability) ?? "too few hours for a test"
                lines.append(
                    "\(report.model): \(drift.parts.joined(separator: ", ")) changed at \(Self.time(drift.at)) "
                        + "from '\(drift.before)' to '\(drift.after)': \(ratio), \(p)."
                )
            }
        }
        return lines.isEmpty ? "" : "\n" + PageWidth.lines(lines)
    }

    private static func probability(_ p: Double) -> String {
        p < 0.0001 ? "p < 0.0001" : "p = \(Figures.fixed(p, decimals: 4))"
    }

    static func duration(_ seconds: Double) -> String {
        if seconds < 120 { return "\(Figures.fixed(seconds, decimals: 0)) s" }
        if seconds < 7200 { return "\(Figures.fixed(seconds / 60, decimals: 0)) min" }
        return "\(Figures.fixed(seconds / 3600, decimals: 1)) h"
    }

    static func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
    }

    /// An end of an interval in a file: what is not reached is no missing one.
    private static func end(_ value: Double?) -> Table.Cell {
        value?.isInfinite == true ? .text("not reached") : .number(value)
    }

    /// Every figure as one row.
    var flat: Table {
        let names = [
            "section", "subject", "condition", "time", "figure", "value", "low", "high", "n", "method", "undefined",
        ]
        var table = Table(columns: names.map { .init($0) })
        func add(
            _ section: String,
            _ subject: String,
            _ condition: String,
            _ time: String,
            _ name: String,
            _ figure: Figure
        ) {
            table.rows.append([
                .text(section), .text(subject), .text(condition), .text(time), .text(name), .number(figure.value),
                Self.end(figure.low), Self.end(figure.high), .count(figure.count), .text(figure.method ?? ""),
                .text(figure.value == .infinity ? "not reached" : figure.undefined?.words ?? ""),
            ])
        }
        for row in rows {
            let subject = row.keys.joined(separator: " ")
            for metric in LatencyMetric.allCases {
                for (name, figure) in zip(["median", "p95", "p99"], row.quantiles[metric] ?? []) {
                    add("latency", subject, row.condition.rawValue, metric.rawValue, name, figure)
                }
            }
            add("latency", subject, row.condition.rawValue, "", "tokens_per_second", row.tokensPerSecond)
            let spread = [
                ("mean", row.spread.mean), ("cv", row.spread.variation),
                ("quartile_dispersion", row.spread.quartileDispersion), ("jitter", row.spread.jitter),
                ("jitter_rfc3550", row.spread.smoothedJitter),
            ]
            for (name, figure) in spread { add("latency", subject, row.condition.rawValue, "total", name, figure) }
            for (name, value) in [("cached_share", row.cachedShare), ("under_way", row.underWay)] {
                add("latency", subject, row.condition.rawValue, "", name, Figure(value, count: row.count))
            }
            for failure in row.failures {
                add(
                    "failures",
                    subject,
                    row.condition.rawValue,
                    "",
                    failure.name,
                    Figure(Double(failure.count), count: row.count)
                )
            }
        }
        for day in days {
            add(
                "day",
                day.model,
                "",
                day.metric.rawValue,
                "p",
                Figure(day.profile.test.p, count: day.profile.days.count, undefined: day.profile.test.undefined)
            )
        }
        for row in comparisons {
            add(
                "comparison",
                "\(row.first) - \(row.second)",
                "",
                row.metric.rawValue,
                "difference_of_medians",
                row.difference
            )
        }
        for report in reliability {
            let known = report.availability
            let figure = Figure(known.share, count: known.probes).between(
                known.low,
                known.high,
                .formula(known.warning ?? known.blocks.rawValue)
            )
            add("reliability", report.model, "", "", "availability", figure)
            add(
                "reliability",
                report.model,
                "",
                "",
                "median_recovery_seconds",
                Figure(report.recovery.median, count: report.recovery.outages)
            )
        }
        return table
    }
}
