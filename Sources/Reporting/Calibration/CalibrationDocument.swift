package import Agreement
package import Ratings
import Studies

/// The cards of judges, panels and metrics.
package struct CalibrationDocument: Sendable {
    package static let schema = "slam.calibrate.v1"

    let cards: [JudgeCard]
    private let options: IntervalOptions
    private let notes: [RatingNote]
    private let uncovered: [String]
    /// Of a table in a file, where it lies.
    private let file: String?
    /// What became of the maps, in a sentence; nil where there is none.
    private let stored: String?

    /// `uncovered` are the tags with fewer than ten labelled prompts.
    package init(
        _ cards: [JudgeCard],
        options: IntervalOptions,
        notes: [RatingNote],
        uncovered: [String],
        stored: String? = nil,
        file: String? = nil
    ) {
        self.file = file
        self.stored = stored
        self.cards = cards
        self.options = options
        self.notes = notes
        self.uncovered = uncovered
    }

    /// Its tables, by the keys of the JSON.
    package enum Part: String, Sendable, CaseIterable {
        case verdicts, conditions, refusals, figures, people
        case altTest = "alt_test"
        case confusion, curve, maps, slices, disagreements
    }

    package func written(as format: Format, only part: Part? = nil) -> String {
        report.written(as: format, only: part?.rawValue)
    }

    private var report: SectionedReport {
        SectionedReport(
            schema: Self.schema,
            head: [
                ("seed", .number(Double(options.seed))), ("resamples", .number(Double(options.resamples))),
                ("confidence", .number(options.confidence)),
            ],
            opening: cards.isEmpty
                ? [Self.nothing]
                : cards.flatMap { [sentence($0), range($0)] + Self.unscored($0) + Self.echoes($0) + family($0) },
            sections: [
                .init("verdicts", title: "Verdicts", verdicts), .init("conditions", title: "Conditions", conditions),
                .init("refusals", title: "Refusals", refusals, shown: Table(columns: refusals.columns)),
                .init("figures", title: "Figures", figures(all: true), shown: figures(all: false)),
                .init("people", title: "Each person", people(all: true), shown: people(all: false)),
                .init("alt_test", title: "The alternative annotator test of each person", altTests),
                .init("confusion", title: "People's consensus (down) by the judge's verdict", confusion, shown: matrix),
                .init("curve", title: "Calibration curve: what people gave where the judge gave a score", curve),
                .init("maps", title: "Maps from the judge's scores to people's (error out of fold)", maps),
                .init("slices", title: "Slice less rest", slices(all: true), shown: slices(all: false)),
                .init("disagreements", title: "Largest disagreements (selected as extreme)", disagreements),
            ],
            sentences: smallSlices + reading + [stored].compactMap(\.self) + notes.map(\.sentence)
        )
    }

    private static let nothing =
        "Nothing to calibrate: no judge, panel or metric has scored an item that people scored."

    /// The verdict in words.
    private func sentence(_ card: JudgeCard) -> String {
        let found = card.calibration
        let failed = found.conditions.filter { !$0.holds }.map { Self.words($0.condition, unit: card.unit) }
        var sentence = "\(card.rater) on '\(card.criterion)': \(Self.verdict(card))"
        if card.isInterim, let planned = card.plannedCount {
            sentence += " (\(found.promptCount) of \(planned) planned \(card.unit)s)"
        }
        if let more = found.more { sentence += ", about \(Figures.count(more, "more labelled \(card.unit)"))" }
        if !failed.isEmpty { sentence += ". Not met: \(failed.joined(separator: "; "))" }
        if !found.refusals.isEmpty {
            sentence += ". Refused: \(found.refusals.map { Self.words($0, unit: card.unit) }.joined(separator: "; "))"
        }
        return sentence + "."
    }

    /// Before the planned number of prompts every verdict is interim.
    private static func verdict(_ card: JudgeCard) -> String {
        (card.isInterim ? "interim: " : "") + card.calibration.verdict.rawValue
    }

    /// What the verdict is for.
    private func range(_ card: JudgeCard) -> String {
        let version = card.version.map { " version \($0.prefix(12))" } ?? ""
        let tags =
            uncovered.isEmpty
            ? "" : "; tags with fewer than 10 labelled prompts are not covered: \(Figures.listed(uncovered))"
        let people = card.calibration.personCount
        return
            "This is for these \(card.unit)s (\(card.calibration.promptCount)), raters (\(people)\(people == 1 ? ": one person's opinion" : "")), \(card.rater)\(version), criterion '\(card.criterion)', ε \(card.calibration.epsilon), margin \(Figures.fixed(card.calibration.margin, decimals: 3))\(tags)."
    }

    /// People whose ratings may not be their own.
    private static func echoes(_ card: JudgeCard) -> [String] {
        let copied = card.copied.map { ["Warning: \($0.words), and 'slam check' replaces nobody on it."] } ?? []
        return copied
            + card.calibration.echoes.map { one in
                let (judge, people) = (
                    Figures.fixed(one.toJudge * 100, decimals: 0), Figures.fixed(one.toPeople * 100, decimals: 0)
                )
                return
                    "Warning: person \(one.person + 1) gave \(card.rater)'s own score on \(judge) % of \(Figures.count(one.itemCount, "item")), and that of anybody less like it on at most \(people) %: where people saw the judge's scores first, they are no evidence for it."
            }
    }

    /// A judge that may favour its own.
    private func family(_ card: JudgeCard) -> [String] {
        guard let found = card.family else { return [] }
        // A family may bear a model's name.
        let family = found.isNamed ? " '\(found.family)'" : ""
        let warning = "Warning: \(card.rater) is of the same family\(family) as models that it judges"
        guard found.isNamed else {
            return ["\(warning); how much it favours them can be measured once the study is unblinded."]
        }
        let leftOut =
            found.unknownCount > 0 ? " \(Figures.count(found.unknownCount, "text")) of unknown family left out." : ""
        guard let bias = found.bias, let value = bias.value else {
            return ["\(warning); how much it favours them is not measured.\(leftOut)"]
        }
        let interval = Figures.interval(bias.low, bias.high)
        return [
            "\(warning): judge less people is \(Figures.fixed(value, decimals: 3)) \(interval) more on them than on the others, n = \(bias.itemCount).\(leftOut)"
        ]
    }

    /// How to read the largest disagreements in full.
    private var reading: [String] {
        cards.filter { !$0.worst.isEmpty }.map { card in
            "To read them by number: slam disagreements\(file.map { " '\($0)'" } ?? "") --rater '\(card.rater)' --criterion '\(card.criterion)' --limit \(card.worst.count)\(file == nil ? " --texts" : "")"
        }
    }

    private var curve: Table {
        var table = Table(columns: [
            .init("judge"), .init("criterion"), .init("score", title: "judge's", alignment: .right),
            .init("people", alignment: .right), .init("interval"),
            .init("n", title: "items", alignment: .right), .init("prompts", alignment: .right),
            .init("picture", title: "● people, ○ judge"), .init("note"),
        ])
        for card in cards {
            let ends = card.curve.flatMap { [$0.judge, $0.people.value ?? $0.judge] }
            guard let low = ends.min(), let high = ends.max() else { continue }
            for step in card.curve {
                table.rows.append([
                    .text(card.rater), .text(card.criterion), .number(step.judge, decimals: 2),
                    .number(step.people.value, decimals: 2), ModelsDocument.interval(step.people),
                    .count(step.itemCount), .count(step.promptCount),
                    Table.Cell(.null, text: Self.picture(step, low, high)),
                    .text(step.people.low == nil ? step.people.method ?? "" : ""),
                ])
            }
        }
        return table
    }

    private var verdicts: Table {
        Table(
            columns: [
                .init("judge"), .init("kind", isLesser: true), .init("criterion"), .init("verdict"),
                .init("more", title: "more prompts", alignment: .right), .init("prompts", alignment: .right),
                .init("people", alignment: .right), .init("labelled", alignment: .right),
                .init("unlabelled", alignment: .right, isLesser: true),
                .init("missing", title: "missing verdicts", alignment: .right, isLesser: true),
            ],
            rows: cards.map { card in
                [
                    .text(card.rater), .text(card.kind.rawValue), .text(card.criterion),
                    .text(Self.verdict(card)), .count(card.calibration.more),
                    .count(card.calibration.promptCount), .count(card.calibration.personCount),
                    .count(card.counts.labelled), .count(card.counts.unlabelled), .count(card.counts.missing),
                ]
            }
        )
    }

    private var conditions: Table {
        Table(
            columns: [.init("judge"), .init("criterion"), .init("condition"), .init("holds")],
            rows: cards.flatMap { card in
                card.calibration.conditions.map { condition, holds in
                    [
                        .text(card.rater), .text(card.criterion),
                        Table.Cell(.string(condition.rawValue), text: Self.words(condition, unit: card.unit)),
                        Table.Cell(.bool(holds), text: holds ? "yes" : "no"),
                    ]
                }
            }
        )
    }

    /// People read them in the opening sentence.
    private var refusals: Table {
        Table(
            columns: [.init("judge"), .init("criterion"), .init("refusal"), .init("reason")],
            rows: cards.flatMap { card in
                card.calibration.refusals.map { refusal in
                    [
                        .text(card.rater), .text(card.criterion), .text(Self.name(refusal)),
                        .text(Self.words(refusal, unit: card.unit)),
                    ]
                }
            }
        )
    }

    /// How an interval was made stands in JSON and CSV.
    private func figures(all: Bool) -> Table {
        var table = Table(columns: [
            .init("judge"), .init("criterion"), .init("figure"), .init("value", alignment: .right), .init("interval"),
            .init("n", title: "items", alignment: .right), .init("note"),
        ])
        if all { table.columns.append(.init("method")) }
        func add(_ card: JudgeCard, _ name: String, _ estimate: Estimate?) {
            guard let estimate else { return }
            var words = estimate.undefined.map { ["undefined: \($0)"] } ?? []
            if estimate.low == nil, estimate.value != nil, let method = estimate.method { words.append(method) }
            words += estimate.warnings.map(\.description)
            let row: [Table.Cell] = [
                .text(card.rater), .text(card.criterion), .text(name), .number(estimate.value),
                ModelsDocument.interval(estimate), .count(estimate.itemCount),
                .remarks(words),
            ]
            table.rows.append(all ? row + [.text(estimate.method ?? "")] : row)
        }
        for card in cards {
            let found = card.calibration
            let isNominal = found.ceiling?.isNominal ?? true
            let ceiling = card.agreement?.humanCeiling
            add(
                card,
                isNominal ? "a person agrees with the others" : "a person's mean error to the others",
                ceiling?.person
            )
            add(
                card,
                isNominal ? "the judge agrees with the same others" : "the judge's mean error to the same others",
                ceiling?.judge
            )
            for (name, estimate) in Self.altTest(card) { add(card, name, estimate) }
            for (name, estimate) in card.agreement?.measures.all ?? [] {
                add(card, Self.words(measure: name), estimate)
            }
            let name = isNominal ? "judge less person" : "a person's error less the judge's"
            add(card, "\(name) (90 %)", found.difference)
            add(
                card,
                "\(name), missing verdicts at their worst (90 %)",
                found.missingCount > 0 ? found.worstDifference : nil
            )
            add(card, "judge beyond a constant or the better guess (\(card.isPairs ? 90 : 95) %)", found.skill)
            add(card, "correlation of judge and people within each model (95 %)", found.reading)
            add(card, "people's alpha (90 %)", found.peopleAlpha)
            // Of scores it is agreement's Pearson above.
            if card.confusion != nil {
                let within = card.isPairs ? " within pairs of models" : ""
                add(card, "correlation of judge and people\(within) (95 %)", found.association)
            }
            add(card, "expected calibration error", card.curveError)
            add(card, "judge less people, its own family less the others", card.family?.bias)
        }
        return table
    }

    /// What `--calibrated` takes, where it is stored.
    private var maps: Table {
        Table(
            columns: [
                .init("judge"), .init("criterion"), .init("form"), .init("labels", alignment: .right),
                .init("prompts", alignment: .right), .init("before", title: "error before", alignment: .right),
                .init("after", title: "after", alignment: .right), .init("judge_version", title: "judge version"),
                .init("criterion_sha256", title: "criterion version"), .init("labels_sha256", title: "labels' hash"),
            ],
            rows: cards.compactMap(\.map).map { map in
                let hashes = [map.origin.judgeVersion, map.origin.criterionSHA256, map.origin.labelsSHA256]
                return [
                    .text(map.rater), .text(map.criterion),
                    Table.Cell(.string(map.map.form.rawValue), text: map.map.form.words), .count(map.labelCount),
                    .count(map.promptCount), .number(map.before), .number(map.after),
                ] + hashes.map { $0.isEmpty ? .unknown : Table.Cell(.string($0), text: String($0.prefix(12))) }
            }
        )
    }

    private func people(all: Bool) -> Table {
        Table(
            columns: [
                .init("judge"), .init("criterion"), .init("person"), .init("figure", title: "own", alignment: .right),
                .init("interval"), .init("n", title: "items", alignment: .right),
            ] + (all ? [.init("method")] : []),
            rows: cards.flatMap { card in
                (card.agreement?.humanCeiling.byPerson ?? []).enumerated().filter { $0.element.cellCount > 0 }.map {
                    place,
                    person in
                    [
                        .text(card.rater), .text(card.criterion), .text("person \(place + 1)"),
                        .number(person.value.value), ModelsDocument.interval(person.value), .count(person.cellCount),
                    ] + (all ? [.text(person.value.method ?? "")] : [])
                }
            }
        )
    }

    private var confusion: Table {
        var table = Table(columns: [
            .init("judge"), .init("criterion"), .init("people"), .init("verdict", title: "judge's"),
            .init("n", title: "items", alignment: .right),
        ])
        for card in cards {
            for (row, counts) in (card.confusion ?? []).enumerated() {
                for (column, count) in counts.enumerated() where count > 0 {
                    table.rows.append([
                        .text(card.rater), .text(card.criterion), Self.value(card.categories[row], card),
                        Self.value(card.categories[column], card), .count(count),
                    ])
                }
            }
        }
        return table
    }

    /// The same as a table for each judge: what it said across.
    private var matrix: Table {
        let words = cards.filter { $0.confusion != nil }.flatMap { card in card.categories.map { card.word($0) } }
            .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        var table = Table(
            columns: [.init("judge"), .init("criterion"), .init("people")]
                + words.enumerated().map { place, word in
                    .init("\(place)", title: "judge: \(word)", alignment: .right)
                }
        )
        for card in cards {
            for (row, counts) in (card.confusion ?? []).enumerated() {
                let own = Dictionary(zip(card.categories.map { card.word($0) }, counts)) { first, _ in first }
                table.rows.append(
                    [.text(card.rater), .text(card.criterion), .text(card.word(card.categories[row]))]
                        + words.map { .count(own[$0]) }
                )
            }
        }
        return table
    }

    /// The number for programs, its word for people.
    static func value(_ value: Double, _ card: JudgeCard) -> Table.Cell {
        Table.Cell(.number(value), text: card.word(value))
    }
}
