import Agreement
package import Auditing
package import Ratings
import Studies

/// The quality of a study's models.
package struct ModelsDocument: Sendable {
    package static let schema = "slam.models.v1"

    let figures: ModelFigures
    private let joined: JoinedModels

    /// `audits` are what was measured besides quality; none stand beside letters. `selection` says what is shown of it.
    package init(
        _ figures: ModelFigures,
        audits: [ModelAudit],
        selection: RatingSelection = RatingSelection()
    ) throws {
        self.figures = try figures.selecting(selection)
        joined = try JoinedModels(figures, shown: self.figures, audits: figures.isBlind ? [] : audits)
    }

    /// Its tables, by the keys of the JSON.
    package enum Part: String, Sendable, CaseIterable { case qualities, comparisons, pairs, tags, joined }

    package func written(as format: Format, only part: Part? = nil) -> String {
        report.written(as: format, only: part?.rawValue)
    }

    private var report: SectionedReport {
        SectionedReport(
            schema: Self.schema,
            head: [
                ("seed", .number(Double(figures.options.seed))),
                ("resamples", .number(Double(figures.options.resamples))),
                ("confidence", .number(figures.options.confidence)),
                ("blind", .bool(figures.isBlind)),
                ("calibrated", .array(figures.maps.map { .object($0.members) })),
                ("baseline", figures.baseline.map { .string(figures.models[$0]) } ?? .null),
            ],
            sections: [
                .init("qualities", title: "Quality", qualities(all: true), shown: qualities(all: false)),
                .init(
                    "comparisons",
                    title: "Against the baseline",
                    comparisons(all: true),
                    shown: comparisons(all: false)
                ),
                .init("pairs", title: "Other pairs of models", pairs(all: true), shown: pairs(all: false)),
                .init("tags", title: "By tag of the prompts (tags decide nothing)", tags),
                .init(
                    "joined",
                    title: "Quality, latency, reliability, cost, memory",
                    joined.table,
                    shown: joined.isQualityAlone ? Table(columns: joined.table.columns) : nil,
                    reason: joined.sentences.first
                ),
            ],
            sentences: sentences + smallTags + joined.sentences
        )
    }

    /// People's figure of each model, then each correction beside the judge's own mean, which never stands alone.
    /// What missing verdicts could change stands in the note where people read it.
    private func qualities(all: Bool) -> Table {
        var table = Table(columns: [
            .init("criterion"), .init("model"), .init("by"), .init("value", alignment: .right),
            .init("interval"), .init("prompts", alignment: .right),
            .init("labels", alignment: .right, isLesser: true),
            .init("naive", title: "judge's mean", alignment: .right),
            .init("naive_n", title: "of", alignment: .right, isLesser: true),
            .init("worth", title: "worth labels", alignment: .right, isLesser: true),
            .init("worth_interval", title: "its interval", isLesser: true), .init("note"),
        ])
        if all { table.columns += [.init("missing"), .init("worst"), .init("worst_alike"), .init("method")] }
        func none(_ estimate: Estimate) -> [Table.Cell] {
            all ? [.unknown, .unknown, .unknown, method(estimate)] : []
        }
        for criterion in figures.criteria {
            for quality in figures.order.filter(criterion.qualities.indices.contains).map({ criterion.qualities[$0] }) {
                table.rows.append(
                    head(criterion, quality.model, "people") + cells(quality.people) + counts(quality)
                        + [.unknown, .unknown, .unknown, .unknown, .remarks(note(quality.people, []))]
                        + none(quality.people)
                )
                for (rater, corrected) in zip(criterion.automatic, quality.corrected) where criterion.shows(rater) {
                    guard let corrected else { continue }
                    let own: [Table.Cell] = [
                        .number(corrected.naive), figures.isBlind ? .unknown : .count(corrected.naiveCount),
                        .number(corrected.worth.value, decimals: 0), Self.worth(corrected.worth),
                        .remarks(note(corrected)),
                    ]
                    let row = head(criterion, quality.model, rater) + cells(corrected.estimate) + counts(quality) + own
                    table.rows.append(all ? row + missing(corrected) + [method(corrected.estimate)] : row)
                }
                for drawn in criterion.drawn where drawn.model == quality.model && criterion.shows(drawn.rater) {
                    table.rows.append(
                        head(criterion, quality.model, "\(drawn.rater) (drawn labels, weighted)")
                            + cells(drawn.estimate)
                            + [
                                figures.isBlind ? .unknown : .count(drawn.labelCount), .unknown, .unknown, .unknown,
                                .unknown, .unknown, .remarks(note(drawn)),
                            ] + none(drawn.estimate)
                    )
                }
                for mapped in criterion.mapped
                where mapped.model == quality.model && criterion.shows(mapped.used.map.rater) {
                    table.rows.append(
                        head(criterion, quality.model, "\(mapped.used.map.rater) (calibrated)")
                            + cells(mapped.mean.estimate) + counts(quality)
                            + [
                                .number(mapped.naive), figures.isBlind ? .unknown : .count(mapped.naiveCount),
                                .unknown, .unknown, .remarks(note(mapped.mean.estimate, mapped.refusals.map(words))),
                            ] + none(mapped.mean.estimate)
                    )
                }
            }
        }
        return table
    }

    /// How an interval was made; of letters not, as it counts what could betray one.
    private func method(_ estimate: Estimate) -> Table.Cell {
        figures.isBlind ? .unknown : .text(estimate.method ?? "")
    }

    /// How many verdicts are missing, and the ends of what they could change: whose they are could betray a letter.
    private func missing(_ corrected: CorrectedQuality) -> [Table.Cell] {
        guard !figures.isBlind else { return [.unknown, .unknown, .unknown] }
        return [
            .count(corrected.missingCount), Self.interval(corrected.worst?.apart),
            Self.interval(corrected.worst?.alike),
        ]
    }

    private func head(_ criterion: ModelFigures.Criterion, _ model: Int, _ by: String) -> [Table.Cell] {
        [.text(criterion.name), .text(figures.models[model]), .text(by)]
    }

    private func cells(_ estimate: Estimate) -> [Table.Cell] {
        [.number(estimate.value), Self.interval(estimate)]
    }

    /// Counts by model could betray a letter.
    private func counts(_ quality: ModelQuality) -> [Table.Cell] {
        figures.isBlind ? [.unknown, .unknown] : [.count(quality.promptCount), .count(quality.labelCount)]
    }

    static func interval(_ estimate: Estimate) -> Table.Cell {
        guard let low = estimate.low, let high = estimate.high else { return .unknown }
        return interval(low...max(low, high))
    }

    private static func worth(_ estimate: Estimate) -> Table.Cell {
        guard let low = estimate.low, let high = estimate.high else { return .unknown }
        return Table.Cell(.array([.number(low), .number(high)]), text: Figures.interval(low, high, decimals: 0))
    }

    private func note(_ estimate: Estimate, _ others: [String]) -> [String] {
        var words = others
        if let undefined = estimate.undefined { words.append("undefined: \(undefined)") }
        if estimate.value != nil, estimate.low == nil, let method = estimate.method { words.append(method) }
        // How many prompts a letter's labels come from could betray it.
        guard estimate.value == nil || estimate.low != nil else { return words }
        words += estimate.warnings.map { figures.isBlind ? "interval likely too narrow" : $0.description }
        return words
    }

    private func note(_ drawn: DrawnQuality) -> [String] {
        let kept = "labels drawn by disagreement, apart from those at random"
        let count = figures.isBlind ? kept : "\(kept): \(drawn.labelCount) of \(drawn.poolCount) that could be drawn"
        return note(drawn.estimate, [count])
    }

    private func words(_ refusal: CorrectedQuality.Refusal) -> String {
        switch refusal {
        case .fewLabels(let count):
            figures.isBlind
                ? "refused: too few labels of this model"
                : "refused: labels on \(count) of at least 30 prompts of this model, transport unverified"
        case .outsideRange(let share):
            "refused: \(Figures.fixed(share * 100, decimals: 0)) % of unlabelled scores lie where nothing was labelled"
        }
    }

    /// How many of a letter's responses have no label could betray it.
    private func words(_ unused: CorrectedMean.Unused) -> String {
        if figures.isBlind, case .fewUnlabelled = unused { return "too few unlabelled responses" }
        return unused.description
    }

    private func note(_ corrected: CorrectedQuality) -> [String] {
        var words = corrected.refusals.map(words)
        if let unused = corrected.unused { words.append("judge not used: \(self.words(unused))") }
        if let reason = corrected.worth.undefined, corrected.estimate.value != nil {
            words.append("worth undefined: \(reason)")
        }
        // Whose verdicts are missing could betray a letter.
        if corrected.missingCount > 0, let worst = corrected.worst, !figures.isBlind {
            let count = Figures.count(corrected.missingCount, "missing verdict")
            guard worst.apart.lowerBound < worst.apart.upperBound else {
                return note(corrected.estimate, words + ["\(count), without a part in it"])
            }
            let (alike, apart) = (worst.alike, worst.apart)
            let ends = Figures.interval(alike.lowerBound, alike.upperBound)
            let each = Figures.interval(apart.lowerBound, apart.upperBound)
            words.append("\(count): at worst \(each), with all of them alike \(ends)")
        }
        return note(corrected.estimate, words)
    }

    /// Tags that no model has ten labelled prompts of: their counts alone.
    private var smallTags: [String] {
        var (words, names): ([String], [String: [String]]) = ([], [:])
        for criterion in figures.criteria {
            let small = criterion.tags.filter { tag in tag.people.allSatisfy { $0 == nil } }
            let list = Figures.listed(
                small.map { "\($0.name) \($0.promptCount) (\(Figures.fixed($0.share * 100, decimals: 0)) %)" }
            )
            guard !list.isEmpty else { continue }
            if names[list] == nil { words.append(list) }
            names[list, default: []].append("'\(criterion.name)'")
        }
        return words.map { list in
            "Tags with fewer than 10 labelled prompts of a model, with their share of prompts, on \((names[list] ?? []).joined(separator: ", ")): \(list)."
        }
    }

    /// People's figure of each model within each tag; with fewer than ten prompts of a model the count alone.
    private var tags: Table {
        var table = Table(columns: [
            .init("criterion"), .init("tag"), .init("share", title: "share of prompts", alignment: .right),
            .init("prompts", title: "with labels", alignment: .right), .init("model"),
            .init("value", alignment: .right), .init("interval"), .init("note"),
        ])
        for criterion in figures.criteria {
            for tag in criterion.tags where tag.people.contains(where: { $0 != nil }) {
                for model in figures.order where tag.people.indices.contains(model) {
                    let estimate = tag.people[model]
                    table.rows.append([
                        .text(criterion.name), .text(tag.name), .number(tag.share, decimals: 2),
                        .count(tag.promptCount), .text(figures.models[model]), .number(estimate?.value),
                        estimate.map(Self.interval) ?? .unknown,
                        .remarks(estimate.map { note($0, []) } ?? ["fewer than 10 prompts with labels"]),
                    ])
                }
            }
        }
        return table
    }

    /// Whether a verdict is one look of several.
    private var hasLooks: Bool { figures.criteria.contains { $0.comparisons.contains { !$0.looks.isEmpty } } }

    /// How bounds were made stands in the note where people read it, if they were widened.
    private func comparisons(all: Bool) -> Table {
        var table = Table(columns: [
            .init("criterion"), .init("model"), .init("difference", alignment: .right),
            .init("interval", title: hasLooks ? "90 % interval, or the look's" : "90 % interval"),
            .init("interval_raters", title: "raters drawn too", isLesser: true), .init("prompts", alignment: .right),
            .init("raters", alignment: .right, isLesser: true), .init("margin", alignment: .right),
            .init("bounds", title: "bounds over all", isLesser: true),
            .init("p", title: "p (Holm)", alignment: .right, isLesser: true),
            .init("verdict"),
            .init("more", title: "more prompts", alignment: .right), .init("note"),
        ])
        if all { table.columns.append(.init("method")) }
        for criterion in figures.criteria {
            for comparison in criterion.comparisons {
                let method = comparison.test?.method ?? comparison.difference.method ?? ""
                table.rows.append(
                    [.text(criterion.name), .text(figures.models[comparison.candidate])]
                        + cells(comparison.difference)
                        + [
                            Self.interval(comparison.withRatersDrawn),
                            .count(comparison.difference.itemCount), .count(comparison.personCount),
                            .number(criterion.margin), Self.interval(comparison.test?.interval),
                            .number(comparison.adjustedP),
                            .text(verdict(comparison, criterion)),
                            comparison.verdict == .notEnough ? .count(comparison.test?.more) : .unknown,
                            .remarks(note(comparison, criterion)),
                        ] + (all ? [.text(method)] : [])
                )
            }
        }
        return table
    }

    private static func interval(_ range: ClosedRange<Double>?) -> Table.Cell {
        guard let range else { return .unknown }
        let (low, high) = (range.lowerBound, range.upperBound)
        return Table.Cell(.array([.number(low), .number(high)]), text: Figures.interval(low, high))
    }

    private func verdict(_ comparison: ModelComparison, _ criterion: ModelFigures.Criterion) -> String {
        guard let verdict = comparison.verdict else { return "" }
        return criterion.isInterim(comparison) ? "interim: \(verdict.rawValue)" : verdict.rawValue
    }

    private func note(_ comparison: ModelComparison, _ criterion: ModelFigures.Criterion) -> [String] {
        var words: [String] = []
        if let undefined = comparison.difference.undefined { words.append("undefined: \(undefined)") }
        if comparison.difference.value != nil, comparison.difference.low == nil,
            let method = comparison.difference.method
        {
            words.append(method)
        }
        words += criterion.lateReasons(comparison)
        if comparison.personCount == 1 { words.append("one person's opinion") }
        if comparison.verdict != nil, comparison.personCount > 1 {
            words.append("for these \(comparison.personCount) raters")
        }
        if comparison.leftOutCount > 0 {
            words.append("\(Figures.count(comparison.leftOutCount, "prompt")) without a common rater left out")
        }
        if let found = criterion.identical[comparison.candidate], comparison.difference.itemCount > 0 {
            let part =
                comparison.tieCount < found.count
                ? " of \(found.count) (as large a share as of the others is rated)" : ""
            words.append("\(comparison.tieCount)\(part) prompts are ties by definition: both gave one text")
        }
        if let spent = criterion.spent[comparison.candidate] { words.append(spent.reason) }
        if let look = criterion.earlierLooks[comparison.candidate] { words.append(look.words) }
        if !comparison.looks.isEmpty, comparison.difference.low != nil, let method = comparison.difference.method {
            words.append(method)
        }
        if comparison.verdict == .nonInferior, let copied = criterion.copied { words.append(copied.words) }
        // Without a prompt there is no difference that could be the same.
        if let test = comparison.test, test.count > 0, let reason = test.reason { words.append(reason) }
        if comparison.test?.isHopeless == true { words.append("more ratings will hardly help") }
        return words
    }

    /// Why a criterion of pairs has no row among the joined ones.
    private var pairsApart: [String] {
        let names = figures.criteria.filter { $0.qualities.isEmpty && !$0.comparisons.isEmpty }.map { "'\($0.name)'" }
        guard !names.isEmpty else { return [] }
        return [
            "Verdicts on pairs (\(names.joined(separator: ", "))) give no quality of one model, only a difference from the baseline: they stand under 'Against the baseline', and in no Pareto set."
        ]
    }

    private var sentences: [String] {
        var sentences: [String] = []
        if figures.isBlind {
            sentences.append(
                "Models stand as letters, without counts and without the baseline: run slam unblind first to compare them with it."
            )
        } else if figures.baseline == nil {
            sentences.append("No baseline: mark one of the models in study.yaml with baseline: true.")
        } else if figures.criteria.allSatisfy({ $0.margin == nil }) {
            sentences.append(
                "No margin: set criteria.NAME.margin in study.yaml, before anybody rates, to ask whether a model is non-inferior."
            )
        } else {
            sentences.append(
                "Non-inferior: the whole 90 % interval above −margin on at least 30 prompts, decided with Holm over all candidates and criteria; 'bounds over all' are Bonferroni's. Not: the whole 90 % interval below −margin."
            )
        }
        if figures.untestedCount > 0, figures.criteria.contains(where: { $0.margin != nil }) {
            sentences.append(
                "Holm counts \(Figures.count(figures.untestedCount, "more test")) of criteria whose margin was taken out after people had rated."
            )
        }
        if hasLooks {
            sentences.append(
                "Each look before all planned prompts is stored and spends a part of the error (O'Brien and Fleming's bounds, Lan and DeMets' spending): its interval and 'bounds over all' are widened for it, and decide in the place of the 90 % interval."
            )
        }
        sentences.append(
            "A corrected figure rests on people's labels; the judge's own mean corrects nothing and decides nothing."
        )
        if !figures.isBlind { sentences += pairsApart + pairNotes }
        if figures.hidesTags { sentences.append("By tag of the prompts: withheld until 'slam unblind'.") }
        return sentences + figures.notes.map(\.sentence)
    }
}
