import Agreement
package import Auditing
package import Ratings
import Studies

/// Quality beside latency, reliability, cost and memory, with the models that no other one beats. Only of an unblinded study.
package struct JoinedModels: Sendable {
    private let figures: ModelFigures
    private let audits: [String: ModelAudit]
    /// By criterion.
    private let fronts: [String: Front]

    /// The Pareto sets are those of all models; `shown` is what of the figures stands in the table.
    package init(_ figures: ModelFigures, shown: ModelFigures, audits: [ModelAudit]) throws {
        self.figures = shown
        self.audits = Dictionary(audits.map { ($0.model, $0) }) { first, _ in first }
        let wanted = Set(figures.isBlind ? [] : shown.criteria.map(\.name))
        let compared = figures.criteria.filter { wanted.contains($0.name) }
        fronts = try Dictionary(compared.map { ($0.name, try Front($0, figures, audits)) }) { first, _ in first }
    }

    /// One row for each criterion and model.
    var table: Table {
        var table = Table(columns: [
            .init("criterion"), .init("model"), .init("quality", title: "quality by people"),
            .init("latency", title: "median ms"), .init("p95", title: "p95 ms", isLesser: true),
            .init("condition", title: "of", isLesser: true), .init("reliability", title: "answered", isLesser: true),
            .init("cost", title: "$ a request"), .init("cost_accepted", title: "$ per accepted", isLesser: true),
            .init("memory_mb", title: "memory MB", alignment: .right, isLesser: true),
            .init("bits", alignment: .right, isLesser: true), .init("pareto"),
            .init("in_set", title: "share in the set", alignment: .right, isLesser: true), .init("note"),
        ])
        for criterion in figures.criteria {
            guard let front = fronts[criterion.name] else { continue }
            for quality in figures.order.filter(criterion.qualities.indices.contains).map({ criterion.qualities[$0] }) {
                let audit = audits[figures.models[quality.model]]
                table.rows.append(
                    [
                        .text(criterion.name), .text(figures.models[quality.model]), Self.quality(quality.people),
                        Self.latency(audit?.median), Self.latency(audit?.p95),
                        .text(audit?.condition.map { "\(audit?.metric.rawValue ?? ""), \($0.rawValue)" } ?? ""),
                        Self.reliability(audit), Self.dollars(audit?.perRequest),
                        Self.dollars(audit?.perAccepted), .number(audit?.memoryMB, decimals: 0),
                        .count(audit?.bits),
                    ] + front.cells(of: quality.model) + [.remarks(Self.note(audit))]
                )
            }
        }
        return table
    }

    /// Whether nothing is known of any model but its quality, so that the table says nothing new.
    var isQualityAlone: Bool {
        !audits.values.contains { audit in
            audit.median.value != nil || audit.availability?.share != nil || audit.perRequest != nil
                || audit.memoryMB != nil
        }
    }

    /// What the Pareto sets rest on.
    var sentences: [String] {
        if figures.isBlind {
            return ["Latency, reliability, cost and memory stand beside quality in one table: run slam unblind first."]
        }
        guard !audits.isEmpty else {
            return ["Latency, reliability, cost and memory are not joined: there is no study.yaml in Prompts/."]
        }
        if isQualityAlone {
            return [
                "Only quality is known: no model was probed, and none has a price or a size in memory to stand beside it."
            ]
        }
        return figures.criteria.compactMap { fronts[$0.name]?.sentence }.filter { !$0.isEmpty }
    }

    private static func quality(_ estimate: Estimate) -> Table.Cell {
        guard let value = estimate.value else {
            let reason = estimate.undefined ?? "not calibrated"
            return Table.Cell(.object([("undefined", .string(reason))]), text: "not calibrated: \(reason)")
        }
        let json: [(String, JSONValue)] = [
            ("value", .number(value)), ("low", .optional(estimate.low)), ("high", .optional(estimate.high)),
            ("n", .number(Double(estimate.itemCount))),
        ]
        let interval = Figures.interval(estimate.low, estimate.high, decimals: 2)
        return Table.Cell(
            .object(json),
            text: "\(Figures.fixed(value, decimals: 2)) \(interval), n \(estimate.itemCount)"
        )
    }

    private static func latency(_ figure: Figure?) -> Table.Cell {
        guard let figure else { return .unknown }
        // Why stands in the note, or the table fits no terminal.
        guard figure.value != nil else { return Table.Cell(figure.json(times: 1000), text: "–") }
        let text = "\(figure.text(times: 1000)) \(figure.interval(times: 1000)), n \(figure.count)"
        return Table.Cell(figure.json(times: 1000), text: text)
    }

    private static func reliability(_ audit: ModelAudit?) -> Table.Cell {
        guard let found = audit?.availability, let share = found.share else {
            return .unknown
        }
        var json: [(String, JSONValue)] = [
            ("value", .number(share)), ("low", .optional(found.low)), ("high", .optional(found.high)),
            ("n", .counted(found.probes)),
        ]
        if let warning = found.warning { json.append(("warning", .string(warning))) }
        let interval = Figures.interval(found.low, found.high)
        return Table.Cell(
            .object(json),
            text: "\(Figures.fixed(share, decimals: 3)) \(interval), n \(found.probes)"
        )
    }

    private static func dollars(_ band: Band?) -> Table.Cell {
        guard let band else { return .unknown }
        let json: [(String, JSONValue)] = [
            ("value", .optional(band.central)), ("low", .optional(band.low)), ("high", .optional(band.high)),
        ]
        let ends =
            band.low == band.high ? "" : " [\(CostDocument.dollars(band.low)), \(CostDocument.dollars(band.high))]"
        return Table.Cell(.object(json), text: CostDocument.dollars(band.central) + ends)
    }

    private static func note(_ audit: ModelAudit?) -> [String] {
        guard let audit else { return ["not in study.yaml"] }
        let latency = audit.median.value == nil ? audit.median.undefined.map { "latency: \($0.words)" } : nil
        return [audit.costMissing.map { "cost: \($0)" }, latency, audit.availability?.warning].compactMap(\.self)
    }
}

/// The Pareto set of one criterion.
private struct Front: Sendable {
    private var standings: [Int: Pareto.Standing] = [:]
    private var shares: [Int: Double] = [:]
    /// Why a model has no place in it.
    private var missing: [Int: String] = [:]
    var sentence = ""

    init(_ criterion: ModelFigures.Criterion, _ figures: ModelFigures, _ all: [ModelAudit]) throws {
        let audits = Dictionary(all.map { ($0.model, $0) }) { first, _ in first }
        let rated = criterion.qualities.filter { $0.people.value != nil }
        for quality in criterion.qualities where quality.people.value == nil {
            missing[quality.model] = "not calibrated"
        }
        let found = rated.compactMap { quality in audits[figures.models[quality.model]].map { (quality, $0) } }
        guard found.count == rated.count, found.count > 1 else { return }
        let needed = Self.needed.filter { axis in found.count { axis.value($0.1) != nil } > 1 }
        for (quality, audit) in found {
            let lacking = needed.filter { $0.value(audit) == nil }.map(\.name)
            if !lacking.isEmpty { missing[quality.model] = "no \(lacking.joined(separator: ", no "))" }
        }
        let known = found.filter { missing[$0.0.model] == nil }
        let (axes, left) = Self.axes(known.map(\.1), needed)
        guard known.count > 1, !axes.isEmpty else {
            for quality in rated where missing[quality.model] == nil {
                missing[quality.model] = "only quality is known"
            }
            sentence = "No Pareto set on '\(criterion.name)': no two models have another axis that tells them apart."
            return
        }
        let entries = known.enumerated().map { place, pair in
            Pareto.Entry(
                name: figures.models[pair.0.model],
                quality: pair.0.people.value ?? .nan,
                costs: axes.map { $0.values[place] }
            )
        }
        let models = known.map(\.0.model)
        var intervals: [[Int]: (low: Double, high: Double)?] = [:]
        for better in models.indices {
            for worse in models.indices
            where better != worse && Pareto.isWorse(entries[worse], than: entries[better]) {
                let found = try criterion.difference(models[better], less: models[worse])
                intervals[[better, worse]] = found.low.flatMap { low in found.high.map { (low, $0) } }
            }
        }
        let placed = Pareto.standings(entries) { intervals[[$0, $1]] ?? nil }
        let drawn = Pareto.shares(entries, draws: criterion.draws(of: models, options: figures.options))
        for (place, model) in models.enumerated() {
            standings[model] = placed[place]
            shares[model] = drawn?[place]
        }
        sentence =
            "Pareto set on '\(criterion.name)': quality, \(axes.map(\.name).joined(separator: ", "))"
            + (left.isEmpty ? "" : "; left out: \(left)")
            + ". Dominated: worse on every axis, with the paired 95 % interval of quality beyond 0."
    }

    private typealias Axis = (name: String, value: @Sendable (ModelAudit) -> Double?)

    /// What a model must have to be placed, where two models have it.
    private static let needed: [Axis] = [
        ("latency", { $0.median.value }), ("failures", { $0.availability?.share.map { 1 - $0 } }),
        ("cost", { $0.perRequest?.central }),
    ]

    /// The axes that tell the placed models apart, and the names of the others. Memory is one only where every model's is
    /// known: an API has none.
    private static func axes(
        _ audits: [ModelAudit],
        _ needed: [Axis]
    ) -> ([(name: String, values: [Double])], String) {
        var (axes, left): ([(name: String, values: [Double])], [String]) = ([], [])
        let memory: Axis = ("memory", { $0.memoryMB })
        for axis in needed + [memory] {
            let known = audits.compactMap(axis.value)
            if known.count < audits.count || known.isEmpty {
                left.append("\(axis.name) (not known of all)")
            } else if axis.name == "latency", !ModelAudit.areComparable(audits) {
                left.append("latency (cached or shared differently)")
            } else if Set(known).count == 1 {
                left.append("\(axis.name) (the same of all)")
            } else {
                axes.append((axis.name, known))
            }
        }
        return (axes, left.joined(separator: ", "))
    }

    func cells(of model: Int) -> [Table.Cell] {
        let words: String
        switch standings[model] {
        case .efficient: words = "in the set"
        case .dominated(let by): words = "dominated by \(by)"
        case .notSeparable(let from): words = "not separable from \(from)"
        case nil: words = missing[model].map { "not placed: \($0)" } ?? ""
        }
        return [.text(words), .number(shares[model], decimals: 2)]
    }
}
