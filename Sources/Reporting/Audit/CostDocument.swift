package import Auditing
import Foundation
package import Ratings
import SafeText
import Studies

/// What replacing the API costs, with every input beside it.
package struct CostDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.cost.v1"

    package var study: String
    package var report: CostReport
    /// Whether accepted shares are withheld because the study is blind.
    package var isBlind: Bool

    /// The candidates that are shown.
    let candidates: [CandidateCost]

    /// `selection` names the models that are wanted; the baseline stands beside them, and no figure of it changes.
    package init(
        study: String,
        report: CostReport,
        isBlind: Bool,
        selection: RatingSelection = RatingSelection()
    ) throws {
        self.study = study
        self.report = report
        self.isBlind = isBlind
        try RatingSelection.check(selection.models, among: [report.baseline] + report.candidates.map(\.model), "model")
        candidates = report.candidates.filter { selection.wants(model: $0.model) }
    }

    /// The document as text in that format; CSV has a row for each figure.
    package func written(as format: Format) -> String {
        switch format {
        case .json: json.printed
        case .csv: flat.written(as: .csv)
        case .table, .markdown: text(format)
        }
    }

    private func text(_ format: Format) -> String {
        var parts = [summary.written(as: format)]
        for candidate in candidates { parts.append(words(of: candidate, format)) }
        parts.append("What it rests on\n\n" + inputs.written(as: format))
        parts.append(paper)
        return parts.joined(separator: "\n")
    }

    static func dollars(_ value: Double?) -> String {
        guard let value else { return "–" }
        guard value.isFinite else { return "unbounded" }
        guard value != 0 else { return "$0" }
        let decimals = abs(value) >= 100 ? 0 : abs(value) >= 1 ? 2 : abs(value) >= 0.01 ? 4 : 6
        return "$" + Figures.fixed(value, decimals: decimals)
    }

    /// Why nothing is said of accepted responses.
    private var reasonWithheld: String {
        guard report.inputs.contains(where: { $0.name == "accepted.at_least" }) else {
            return "no criterion says what is accepted: name it and its 'at_least' under cost.accepted in study.yaml"
        }
        return isBlind
            ? "run 'slam unblind' first" : "needs blind labels of at least \(AcceptedShares.fewestPrompts) prompts"
    }

    private static func times(_ ratio: Double) -> String {
        ratio.isFinite ? Figures.fixed(ratio, decimals: 3) : "unbounded"
    }

    static func band(_ band: Band?) -> String {
        guard let band, band.low != band.high else { return "–" }
        return "[\(dollars(band.low)), \(dollars(band.high))]"
    }

    private var summary: Table {
        let percent = Figures.fixed(report.options.confidence * 100, decimals: 0)
        var table = Table(columns: [
            .init("model"), .init("per_request", title: "$ a request", alignment: .right),
            .init("per_request_band", title: "by goodput"),
            .init("per_month", title: "$ a month", alignment: .right, isLesser: true),
            .init("replicas", alignment: .right, isLesser: true),
            .init("utilisation", alignment: .right, isLesser: true),
            .init("penalty", title: "1/utilisation", alignment: .right, isLesser: true),
            .init("per_million", title: "$ per M out", alignment: .right, isLesser: true),
            .init("per_accepted", title: "$ per accepted", alignment: .right),
            .init("accepted_band", title: "\(percent) %"),
            .init("hosted", title: "hosted, $ a request", alignment: .right, isLesser: true), .init("note"),
        ])
        let requests = report.requestsPerMonth
        table.rows.append([
            .text("\(report.baseline) (API)"), .text(Self.dollars(report.api?.perRequest)), .text(""),
            .text(Self.dollars(report.api.map { $0.perRequest * requests })), .text(""), .text(""), .text(""),
            .text(
                Self.dollars(
                    report.api.map { $0.perRequest / max(1e-9, report.traffic.outputTokens) * 1e6 }
                )
            ), .text(apiPerAccepted.map { Self.dollars($0.central) } ?? "withheld"), .text(Self.band(apiPerAccepted)),
            .text(""), .text(report.apiMissing ?? ""),
        ])
        for candidate in candidates {
            let accepted = candidate.breakEven?.selfPerAccepted(requests)
            table.rows.append([
                .text(candidate.model), .text(Self.dollars(candidate.perRequest?.central)),
                .text(Self.band(candidate.perRequest)), .text(Self.dollars(candidate.month?.dollars)),
                .count(candidate.month?.replicas), .number(candidate.month?.utilisation, decimals: 4),
                .number(candidate.month?.penalty, decimals: 0), .text(Self.dollars(candidate.perMillionOutput)),
                .text(accepted.map { Self.dollars($0.central) } ?? "withheld"), .text(Self.band(accepted)),
                .text(Self.dollars(candidate.hosted?.perRequest)), .text(candidate.missing ?? ""),
            ])
        }
        return table
    }

    /// Why a candidate is not compared.
    private func incomparable(_ candidate: CandidateCost) -> String {
        let reason = candidate.missing ?? report.apiMissing ?? "nothing to compare with"
        return "\(TerminalText.line(candidate.model)): \(reason)."
    }

    /// What is not told, and why.
    fileprivate var notes: [String] {
        candidates.compactMap { candidate in
            guard let even = candidate.breakEven, candidate.goodput != nil else { return incomparable(candidate) }
            guard even.perAccepted == nil || even.perAcceptedWholeBand == nil else { return nil }
            return "\(candidate.model): per accepted response withheld, \(reasonWithheld)."
        }
    }

    private func words(of candidate: CandidateCost, _ format: Format) -> String {
        let name = TerminalText.line(candidate.model)
        guard let even = candidate.breakEven, let goodput = candidate.goodput else {
            return PageWidth.lines([incomparable(candidate)])
        }
        func listed(_ intervals: [ClosedRange<Double>]) -> String {
            guard !intervals.isEmpty else { return "nowhere" }
            let words = intervals.prefix(6).map { interval in
                let ends = [interval.lowerBound, interval.upperBound].map { Figures.fixed($0, decimals: 0) }
                // Where the search stops is no end of it.
                let isOpen = interval.upperBound >= report.searchedRequests
                return isOpen ? "from \(ends[0]) on (looked up to \(ends[1]))" : "\(ends[0])–\(ends[1])"
            }
            return words.joined(separator: ", ") + (intervals.count > 6 ? ", … (\(intervals.count) intervals)" : "")
        }
        var lines = [
            "\(name): goodput \(Figures.fixed(goodput.central, decimals: 2)) requests/s a replica "
                + "[\(Figures.fixed(goodput.low, decimals: 2)), \(Figures.fixed(goodput.high, decimals: 2))] (\(candidate.goodputSource ?? "")).",
            "Requests a month at which a request is not dearer than the API's: \(listed(even.perRequest)).",
            candidate.hasGoodputInterval
                ? "… even at the low end of goodput (only there 'cheaper' holds): \(listed(even.perRequestWholeBand))."
                : "Nothing is called cheaper: the load test's rate has no interval above 0 (20 requests a step are needed).",
        ]
        if let accepted = even.perAccepted, let whole = even.perAcceptedWholeBand {
            lines.append(
                "… per accepted response: \(listed(accepted)); over the whole band: \(candidate.hasGoodputInterval ? listed(whole) : "cannot be told")."
            )
        } else {
            lines.append("Per accepted response: withheld, \(reasonWithheld).")
        }
        lines += acceptedLines(of: candidate)
        if let ratio = candidate.ratioPerAccepted {
            lines.append(
                "Self over API per accepted response: \(Self.times(ratio.value)) "
                    + "[\(Self.times(ratio.low)), \(Self.times(ratio.high))], \(ratio.prompts) prompts resampled."
            )
        }
        if let hybrid = candidate.hybrid {
            let saving = hybrid.savingPerMonth
            lines.append(
                "Hybrid (\(Figures.fixed(hybrid.shareMoved * 100, decimals: 0)) % moved, the rest to the API): \(Self.dollars(hybrid.perMonth)) a month, "
                    + (saving > 0 ? "saves \(Self.dollars(saving))" : "costs \(Self.dollars(-saving)) more")
                    + "; payback \(Self.payback(hybrid))."
            )
            if candidate.accepted != nil { lines.append(Self.acceptedLine(of: hybrid)) }
        }
        let curves = [even.curves, even.curvesPerAccepted].compactMap(\.self)
        let plots = curves.map { CostPlot.text($0, requests: report.requestsPerMonth) + "\n" }
        let picture = plots.joined() + tornado(candidate)
        return PageWidth.lines(lines)
            + (format == .markdown ? "\n```\n\(picture)```\n" : "\n" + picture)
    }

    private static func payback(_ hybrid: HybridCost) -> String {
        guard let months = hybrid.paybackMonths else { return "undefined: nothing is saved" }
        return hybrid.migration > 0
            ? Figures.fixed(months, decimals: 1) + " months" : "at once: no cost of migration is given"
    }

    private func tornado(_ candidate: CandidateCost) -> String {
        // Prices of a token may be small: their first two digits stand.
        func value(_ value: Double) -> String {
            Figures.fixed(value, decimals: value > 0 && value < 0.1 ? 2 - Int(log10(value).rounded(.down)) : 2)
        }
        let width = candidate.tornado.map(\.input.count).max() ?? 0
        var text = "     API over self cost with one input at half and twice (goodput: its ends):\n"
        for input in candidate.tornado {
            let ratios = [input.ratioAtLow, input.ratioAtHigh].map { $0.map { Figures.fixed($0, decimals: 3) } ?? "–" }
            let name = input.input.padding(toLength: width, withPad: " ", startingAt: 0)
            text += "     \(name) \(value(input.low)) → \(ratios[0])×, \(value(input.high)) → \(ratios[1])×\n"
        }
        return text
    }

    private var inputs: Table {
        var table = Table(columns: [
            .init("input"), .init("value", alignment: .right), .init("unit"), .init("origin"),
        ])
        for input in report.inputs {
            table.rows.append([
                .text(input.name), .number(input.value, decimals: 3), .text(input.unit), .text(input.origin),
            ])
        }
        return table
    }
}

extension CostDocument {
    fileprivate var json: JSONValue {
        .object([
            ("schema", JSONValue.string(Self.schema)), ("study", JSONValue.string(study)),
            ("seed", JSONValue.number(Double(report.options.seed))),
            ("resamples", JSONValue.number(Double(report.options.resamples))),
            ("confidence", JSONValue.number(report.options.confidence)),
            ("baseline", JSONValue.string(report.baseline)), ("blind", JSONValue.bool(isBlind)),
            ("requests_per_month", JSONValue.number(report.requestsPerMonth)),
            ("api_per_request", JSONValue.optional(report.api?.perRequest)),
            ("api_missing", report.apiMissing.map(JSONValue.string) ?? .null),
            ("api_per_accepted", Self.json(apiPerAccepted)),
            ("inputs", JSONValue.array(report.inputs.map { Self.json($0) })),
            ("candidates", JSONValue.array(candidates.map { json($0) })),
            ("paper_assumptions", JSONValue.array(PaperRange.assumptions.map(JSONValue.string))),
            ("notes", JSONValue.array(notes.map(JSONValue.string))),
        ])
    }

    private static func json(_ input: CostReport.Input) -> JSONValue {
        .object([
            ("name", JSONValue.string(input.name)), ("value", JSONValue.number(input.value)),
            ("unit", JSONValue.string(input.unit)), ("origin", JSONValue.string(input.origin)),
        ])
    }

    private static func json(_ band: Band?) -> JSONValue {
        guard let band else { return .null }
        var members: [(String, JSONValue)] = [
            ("low", .optional(band.low)), ("central", .optional(band.central)), ("high", .optional(band.high)),
            ("high_unbounded", .bool(band.high == .infinity)),
        ]
        if band.central == .infinity { members.append(("central_unbounded", .bool(true))) }
        if band.low == .infinity { members.append(("low_unbounded", .bool(true))) }
        return .object(members)
    }

    private static func json(_ intervals: [ClosedRange<Double>]?) -> JSONValue {
        guard let intervals else { return .null }
        return .array(intervals.map { .array([.number($0.lowerBound), .number($0.upperBound)]) })
    }

    private func json(_ candidate: CandidateCost) -> JSONValue {
        let (even, month) = (candidate.breakEven, candidate.month)
        let parts = month?.parts.map { ($0.name, JSONValue.number($0.dollars)) } ?? []
        let tornado = candidate.tornado.map { input in
            JSONValue.object([
                ("input", JSONValue.string(input.input)), ("low", JSONValue.number(input.low)),
                ("high", JSONValue.number(input.high)), ("ratio_at_low", JSONValue.optional(input.ratioAtLow)),
                ("ratio_at_high", JSONValue.optional(input.ratioAtHigh)),
            ])
        }
        let costs: [(String, JSONValue)] = [
            ("goodput", Self.json(candidate.goodput)), ("per_request", Self.json(candidate.perRequest)),
            ("per_month", JSONValue.optional(month?.dollars)), ("parts_per_month", JSONValue.object(parts)),
            ("replicas", month.map { JSONValue.counted($0.replicas) } ?? .null),
            ("utilisation", JSONValue.optional(month?.utilisation)), ("penalty", JSONValue.optional(month?.penalty)),
            ("per_million_output_tokens", JSONValue.optional(candidate.perMillionOutput)),
            ("hosted_per_request", JSONValue.optional(candidate.hosted?.perRequest)),
        ]
        let evens: [(String, JSONValue)] = [
            ("break_even_per_request", Self.json(even?.perRequest)),
            (
                "break_even_per_request_whole_band",
                Self.json(candidate.hasGoodputInterval ? even?.perRequestWholeBand : nil)
            ),
            ("break_even_per_accepted", Self.json(even?.perAccepted ?? nil)),
            (
                "break_even_per_accepted_whole_band",
                Self.json(candidate.hasGoodputInterval ? even?.perAcceptedWholeBand ?? nil : nil)
            ),
            ("self_per_accepted", Self.json(even?.selfPerAccepted(report.requestsPerMonth) ?? nil)),
            ("accepted_prompts", candidate.accepted.map { JSONValue.counted($0.prompts.count) } ?? .null),
            ("ratio_per_accepted", JSONValue.optional(candidate.ratioPerAccepted?.value)),
            ("ratio_per_accepted_low", JSONValue.optional(candidate.ratioPerAccepted?.low)),
            ("ratio_per_accepted_high", JSONValue.optional(candidate.ratioPerAccepted?.high)),
            ("ratio_per_accepted_unbounded", JSONValue.bool(candidate.ratioPerAccepted?.high == .infinity)),
            ("hybrid_per_month", JSONValue.optional(candidate.hybrid?.perMonth)),
            ("hybrid_per_accepted", Self.json(candidate.accepted == nil ? nil : candidate.hybrid?.perAccepted)),
            ("accepted_share", Self.json(candidate.accepted?.own)),
            ("api_accepted_share", Self.json(candidate.accepted?.api)),
            ("saving_per_month", JSONValue.optional(candidate.hybrid?.savingPerMonth)),
            ("payback_months", JSONValue.optional(candidate.paybackMonths)),
            ("sensitivity", JSONValue.array(tornado)),
        ]
        let head: [(String, JSONValue)] = [
            ("model", JSONValue.string(candidate.model)), ("missing", candidate.missing.map(JSONValue.string) ?? .null),
        ]
        return .object(head + costs + evens)
    }

    /// Every figure as one row.
    fileprivate var flat: Table {
        var table = Table(columns: ["model", "figure", "value", "low", "high", "note"].map { .init($0) })
        func add(
            _ model: String,
            _ name: String,
            _ value: Double?,
            _ low: Double? = nil,
            _ high: Double? = nil,
            _ note: String = ""
        ) {
            let unbounded = value == .infinity ? "unbounded" : high == .infinity ? "high end unbounded" : note
            table.rows.append([
                .text(model), .text(name), .number(value, decimals: 9), .number(low, decimals: 9),
                .number(high, decimals: 9), .text(unbounded),
            ])
        }
        for input in report.inputs {
            add("", "input.\(input.name)", input.value, nil, nil, "\(input.unit); \(input.origin)")
        }
        add(report.baseline, "api_per_request", report.api?.perRequest, nil, nil, report.apiMissing ?? "")
        add(report.baseline, "api_per_accepted", apiPerAccepted?.central, apiPerAccepted?.low, apiPerAccepted?.high)
        for candidate in candidates {
            let band = candidate.perRequest
            add(candidate.model, "per_request", band?.central, band?.low, band?.high, candidate.missing ?? "")
            add(candidate.model, "per_month", candidate.month?.dollars)
            add(candidate.model, "replicas", candidate.month.map { Double($0.replicas) })
            add(candidate.model, "utilisation", candidate.month?.utilisation)
            add(candidate.model, "penalty", candidate.month?.penalty)
            add(candidate.model, "per_million_output_tokens", candidate.perMillionOutput)
            add(candidate.model, "hosted_per_request", candidate.hosted?.perRequest)
            let accepted = candidate.breakEven?.selfPerAccepted(report.requestsPerMonth)
            add(candidate.model, "per_accepted", accepted?.central, accepted?.low, accepted?.high)
            if let shares = candidate.accepted {
                let mix = candidate.hybrid?.perAccepted
                add(candidate.model, "accepted_share", shares.own.central, shares.own.low, shares.own.high)
                add(candidate.model, "hybrid_per_accepted", mix?.central, mix?.low, mix?.high)
                add(candidate.model, "api_accepted_share", shares.api.central, shares.api.low, shares.api.high)
                let ratio = candidate.ratioPerAccepted
                add(candidate.model, "ratio_per_accepted", ratio?.value, ratio?.low, ratio?.high)
            }
            add(candidate.model, "hybrid_per_month", candidate.hybrid?.perMonth)
            let even = candidate.breakEven
            // Without an interval of goodput there is no band.
            let whole = candidate.hasGoodputInterval ? even : nil
            let intervals = [
                ("break_even_per_request", even?.perRequest),
                ("break_even_per_request_whole_band", whole?.perRequestWholeBand),
                ("break_even_per_accepted", even?.perAccepted),
                ("break_even_per_accepted_whole_band", whole?.perAcceptedWholeBand),
            ]
            for (name, found) in intervals {
                for interval in found ?? [] {
                    add(candidate.model, name, nil, interval.lowerBound, interval.upperBound)
                }
            }
            add(candidate.model, "payback_months", candidate.paybackMonths)
            for input in candidate.tornado {
                let ends = [input.low, input.high].map(JSONValue.canonicalNumber).joined(separator: " and at ")
                add(candidate.model, "ratio.\(input.input)", nil, input.ratioAtLow, input.ratioAtHigh, "at \(ends)")
            }
        }
        return table
    }
}
