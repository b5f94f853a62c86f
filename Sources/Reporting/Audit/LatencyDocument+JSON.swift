import Agreement
import Auditing
import Studies

extension LatencyDocument {
    var json: JSONValue {
        .object([
            ("schema", .string(Self.schema)), ("study", .string(study)), ("blind", .bool(isBlind)),
            ("totals_withheld", .bool(hidesTotals)),
            ("timezone", .string(timeZone)), ("unit", .string("seconds")), ("seed", .number(Double(options.seed))),
            ("resamples", .counted(options.resamples)), ("confidence", .number(options.confidence)),
            ("by", .array(axes.map { .string($0.rawValue) })), ("left_out", .counted(leftOut)),
            ("in_load_tests", .counted(loadCount)), ("rows", .array(rows.map(row))), ("day", .array(days.map(day))),
            ("comparisons", .array(comparisons.map(comparison))), ("reliability", .array(reliability.map(\.json))),
            ("servers", .array(servers.map(told))), ("load_tests", loads.models),
            (
                "repeatability",
                .array(
                    repeatability.map { model, figures in
                        .object([
                            ("model", .string(model)), ("prompts", .counted(figures.prompts)),
                            ("pairs", .counted(figures.pairs)), ("identical", .optional(figures.identical)),
                            ("identical_low", .optional(figures.identicalInterval?.low)),
                            ("identical_high", .optional(figures.identicalInterval?.high)),
                            ("edit_distance", .optional(figures.editDistance)),
                            ("edit_distance_low", .optional(figures.distanceInterval?.low)),
                            ("edit_distance_high", .optional(figures.distanceInterval?.high)),
                        ])
                    }
                )
            ),
            (
                "judged_repeatability",
                .array(
                    judged.map { model, figures in
                        .object([
                            ("model", .string(model)), ("judge", .string(figures.judge)),
                            ("criterion", .string(figures.criterion)), ("prompts", .counted(figures.prompts)),
                            ("pairs", .counted(figures.pairs)), ("difference", .optional(figures.difference.value)),
                            ("low", .optional(figures.difference.low)), ("high", .optional(figures.difference.high)),
                        ])
                    }
                )
            ),
            ("notes", .array(notes.map(JSONValue.string))),
        ])
    }

    private func told(_ server: (endpoint: String, at: Int64, figures: String)) -> JSONValue {
        .object([
            ("endpoint", .string(server.endpoint)), ("at", .number(Double(server.at))),
            ("figures", figures(server.figures) ?? .null),
        ])
    }

    private func row(_ row: LatencyRow) -> JSONValue {
        let keys = zip(axes, row.keys).map { ($0.rawValue, JSONValue.string($1)) }
        let times = LatencyMetric.allCases.compactMap { metric -> (String, JSONValue)? in
            guard let figures = row.quantiles[metric] else { return nil }
            let names = ["median", "p95", "p99"]
            let all = zip(names, figures).map { ($0, $1.json()) }
            return (metric.rawValue, .object(all + [("median_of_successes", .optional(row.successMedians[metric]))]))
        }
        return .object([
            ("keys", .object(keys)), ("condition", .string(row.condition.rawValue)), ("n", .counted(row.count)),
            ("failures", .object(row.failures.map { ($0.name, .counted($0.count)) })),
            ("success_share", .optional(row.successShare)), ("cached_share", .optional(row.cachedShare)),
            ("under_way", .optional(row.underWay)), ("times", .object(times)),
            ("tokens_per_second", row.tokensPerSecond.json()), ("cv", row.spread.variation.json()),
            ("mean", row.spread.mean.json()), ("quartile_dispersion", row.spread.quartileDispersion.json()),
            ("jitter", row.spread.jitter.json()), ("jitter_rfc3550", row.spread.smoothedJitter.json()),
            ("rank_correlation_lag_1", .optional(row.lagOne)),
        ])
    }

    private func day(_ day: Day) -> JSONValue {
        func extreme(_ found: DayProfile.Extreme?) -> JSONValue {
            found.map { .object([("hour", .counted($0.hour)), ("mean_of_medians", $0.figure.json())]) } ?? .null
        }
        let test = day.profile.test
        return .object([
            ("model", .string(day.model)), ("time", .string(day.metric.rawValue)),
            ("days", .counted(day.profile.days.count)), ("hours_not_reached", .counted(day.profile.unreached)),
            ("statistic", .optional(test.statistic)), ("p", .optional(test.p)),
            ("undefined", (test.undefined?.words).map(JSONValue.string) ?? .null), ("peak", extreme(day.profile.peak)),
            ("trough", extreme(day.profile.trough)),
            ("hours", .array(day.profile.means.map(JSONValue.optional))),
            ("cv_of_hours", .optional(day.profile.variationOfHours)),
            ("kruskal_wallis", .optional(day.description?.statistic)),
            ("eta_squared", .optional(day.description?.etaSquared)),
            ("weekday_by_hour", .array(day.cells.map { .array($0.map(JSONValue.optional)) })),
        ])
    }

    private func comparison(_ comparison: LatencyComparison) -> JSONValue {
        .object([
            ("a", .string(comparison.first)), ("b", .string(comparison.second)),
            ("time", .string(comparison.metric.rawValue)), ("pairs", .counted(comparison.pairs)),
            ("hours", .counted(comparison.hours)), ("difference_of_medians", comparison.difference.json()),
        ])
    }
}

extension ReliabilityReport {
    var json: JSONValue {
        .object([
            ("model", .string(model)), ("probes", .counted(availability.probes)),
            ("hours", .counted(availability.hours)),
            ("days", .counted(availability.days)), ("availability", .optional(availability.share)),
            ("low", .optional(availability.low)), ("high", .optional(availability.high)),
            ("n_eff", .optional(availability.effectiveCount)), ("blocks", .string(availability.blocks.rawValue)),
            ("warning", availability.warning.map(JSONValue.string) ?? .null),
            ("failures", .object(classes.map { ($0.name, .counted($0.count)) })),
            ("outages", .array(outages.map(\.json))), ("open_outages", .counted(recovery.open)),
            ("median_recovery_seconds", .optional(recovery.median)),
            ("longest_outage_seconds", .optional(recovery.longest)),
            (
                "still_down",
                .array(recovery.stillDown.map { .array([.number($0.length), .number($0.share)]) })
            ), ("left_out", .counted(leftOut)), ("drift", .array(drifts.map(\.json))),
            ("alternation", alternation?.json ?? .null),
        ])
    }
}

extension Outage {
    fileprivate var json: JSONValue {
        .object([
            ("from", .number(Double(from))), ("to", to.map { .number(Double($0)) } ?? .null),
            ("seconds", .number(seconds)), ("failures", .counted(failures)), ("beyond_chance", .bool(isBeyondChance)),
        ])
    }
}

extension Alternation {
    fileprivate var json: JSONValue {
        .object([("servers", .array(servers.map(JSONValue.string))), ("changes", .counted(changes))])
    }
}

extension Drift {
    fileprivate var json: JSONValue {
        .object([
            ("at", .number(Double(at))), ("changed", .array(parts.map(JSONValue.string))), ("before", .string(before)),
            ("after", .string(after)), ("ratio_of_medians", .optional(ratio)), ("p", .optional(p)),
        ])
    }
}
