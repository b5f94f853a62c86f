package import Agreement
package import Ratings
import Studies

/// The cards of judges, panels and metrics.
package struct CalibrationDocument: Sendable {
    package static let schema = "slam.calibrate.v1"

    private let cards: [JudgeCard]
    private let options: IntervalOptions
    private let notes: [RatingNote]
    private let uncovered: [String]

    /// `uncovered` are the tags with fewer than ten labelled prompts.
    package init(_ cards: [JudgeCard], options: IntervalOptions, notes: [RatingNote], uncovered: [String]) {
        self.cards = cards
        self.options = options
        self.notes = notes
        self.uncovered = uncovered
    }

    package func written(as format: Format) -> String {
        SectionedReport(
            schema: Self.schema,
            head: [("seed", .number(Double(options.seed))), ("resamples", .number(Double(options.resamples)))],
            opening: cards.flatMap { [sentence($0), range($0)] + family($0) },
            sections: [
                .init("verdicts", title: "Verdicts", verdicts), .init("conditions", title: "Conditions", conditions),
                .init("figures", title: "Figures", figures), .init("people", title: "Each person", people),
                .init("confusion", title: "People's consensus by the judge's verdict", confusion),
                .init("curve", title: "Calibration curve: what people gave where the judge gave a score", curve),
                .init("slices", title: "Slice less rest", slices),
                .init("disagreements", title: "Largest disagreements (selected as extreme)", disagreements),
            ],
            sentences: reading + notes.map(\.sentence)
        ).written(as: format)
    }

    /// The verdict in words.
    private func sentence(_ card: JudgeCard) -> String {
        let found = card.calibration
        let failed = found.conditions.filter { !$0.holds }.map { Self.words($0.condition) }
        var sentence = "\(card.rater) on '\(card.criterion)': \(found.verdict.rawValue)"
        if let more = found.more { sentence += ", about \(more) more labelled prompts" }
        if !failed.isEmpty { sentence += ". Not met: \(failed.joined(separator: "; "))" }
        if !found.refusals.isEmpty {
            sentence += ". Refused: \(found.refusals.map(Self.words).joined(separator: "; "))"
        }
        return sentence + "."
    }

    /// What the verdict is for.
    private func range(_ card: JudgeCard) -> String {
        let version = card.version.map { " version \($0.prefix(12))" } ?? ""
        let tags =
            uncovered.isEmpty
            ? "" : "; tags with fewer than 10 labelled prompts are not covered: \(uncovered.joined(separator: ", "))"
        return
            "This is for these prompts (\(card.calibration.promptCount)), raters (\(card.calibration.personCount)), \(card.rater)\(version), criterion '\(card.criterion)', ε \(card.calibration.epsilon), margin \(Figures.fixed(card.calibration.margin, decimals: 3))\(tags)."
    }

    /// A judge that may favour its own.
    private func family(_ card: JudgeCard) -> [String] {
        guard let found = card.family else { return [] }
        let warning = "Warning: \(card.rater) is of the same family '\(found.family)' as models that it judges"
        guard let bias = found.bias, let value = bias.value else {
            return ["\(warning); how much it favours them is not measured."]
        }
        let interval = Figures.interval(bias.low, bias.high)
        return [
            "\(warning): judge less people is \(Figures.fixed(value, decimals: 3)) \(interval) more on them than on the others, n = \(bias.itemCount)."
        ]
    }

    /// How to read the largest disagreements in full.
    private var reading: [String] {
        cards.filter { !$0.worst.isEmpty }.map { card in
            "To read them by number: slam disagreements --rater '\(card.rater)' --criterion '\(card.criterion)' --limit \(card.worst.count) --texts"
        }
    }

    private var curve: Table {
        var table = Table(columns: [
            .init("judge"), .init("criterion"), .init("score", title: "judge's", alignment: .right),
            .init("people", alignment: .right), .init("interval"),
            .init("n", title: "items", alignment: .right), .init("picture", title: "● people, ○ judge"),
        ])
        for card in cards {
            let ends = card.curve.flatMap { [$0.judge, $0.people.value ?? $0.judge] }
            guard let low = ends.min(), let high = ends.max() else { continue }
            for step in card.curve {
                table.rows.append([
                    .text(card.rater), .text(card.criterion), .number(step.judge, decimals: 2),
                    .number(step.people.value, decimals: 2), ModelsDocument.interval(step.people),
                    .count(step.count), Table.Cell(.null, text: Self.picture(step, low, high)),
                ])
            }
        }
        return table
    }

    private static func picture(_ step: CalibrationStep, _ low: Double, _ high: Double) -> String {
        let width = 21
        func place(_ value: Double) -> Int {
            high > low ? Int(((value - low) / (high - low) * Double(width - 1)).rounded()) : 0
        }
        var cells = [Character](repeating: "·", count: width)
        cells[place(step.judge)] = "○"
        if let people = step.people.value { cells[place(people)] = "●" }
        return String(cells)
    }

    private static func words(_ condition: JudgeCalibration.Condition) -> String {
        switch condition {
        case .altTest: "the alternative annotator test"
        case .people: "three people with 30 prompts each"
        case .classes: "ten prompts in each of two classes, and no class far below a person"
        case .skill: "better than a constant"
        case .ceiling: "within the margin of a person"
        case .peopleAgree: "people's alpha above .2"
        case .noRefusal: "no refusal"
        case .worstCase: "still so with missing verdicts at their worst"
        }
    }

    private static func words(_ refusal: JudgeCalibration.Refusal) -> String {
        switch refusal {
        case .fewPrompts(let count): "\(count) of at least 30 labelled prompts"
        case .labelsNotRandom(let count):
            "\(Figures.count(count, "label")) not drawn at random, left out of every figure"
        case .outsideRange(let share):
            "\(Figures.fixed(share * 100, decimals: 0)) % of unlabelled scores lie where nothing was labelled"
        case .peopleDisagree(let low):
            low.map { "people's alpha may be as low as \(Figures.fixed($0, decimals: 3)), not above .2" }
                ?? "people's alpha is undefined"
        }
    }

    private var verdicts: Table {
        Table(
            columns: [
                .init("judge"), .init("kind"), .init("criterion"), .init("verdict"),
                .init("more", title: "more prompts", alignment: .right), .init("prompts", alignment: .right),
                .init("people", alignment: .right), .init("labelled", alignment: .right),
                .init("unlabelled", alignment: .right), .init("missing", title: "missing verdicts", alignment: .right),
            ],
            rows: cards.map { card in
                [
                    .text(card.rater), .text(card.kind.rawValue), .text(card.criterion),
                    .text(card.calibration.verdict.rawValue), .count(card.calibration.more),
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
                        Table.Cell(.string(condition.rawValue), text: Self.words(condition)),
                        Table.Cell(.bool(holds), text: holds ? "yes" : "no"),
                    ]
                }
            }
        )
    }

    private var figures: Table {
        var table = Table(columns: [
            .init("judge"), .init("criterion"), .init("figure"), .init("value", alignment: .right), .init("interval"),
            .init("n", title: "items", alignment: .right), .init("note"),
        ])
        func add(_ card: JudgeCard, _ name: String, _ estimate: Estimate?) {
            guard let estimate else { return }
            var words = estimate.undefined.map { ["undefined: \($0)"] } ?? []
            if estimate.low == nil, estimate.value != nil, let method = estimate.method { words.append(method) }
            words += estimate.warnings.map(\.description)
            table.rows.append([
                .text(card.rater), .text(card.criterion), .text(name), .number(estimate.value),
                ModelsDocument.interval(estimate), .count(estimate.itemCount),
                .text(words.joined(separator: "; ")),
            ])
        }
        for card in cards {
            let found = card.calibration
            let isNominal = found.ceiling?.isNominal ?? true
            add(
                card,
                isNominal ? "a person agrees with the others" : "a person's mean error to the others",
                found.ceiling?.person
            )
            add(
                card,
                isNominal ? "the judge agrees with the same others" : "the judge's mean error to the same others",
                found.ceiling?.judge
            )
            add(card, "judge less person (90 %)", found.difference)
            add(
                card,
                "judge less person, missing verdicts at their worst (90 %)",
                found.missingCount > 0 ? found.worstDifference : nil
            )
            add(card, "judge beyond a constant or the better guess", found.skill)
            add(card, "people's alpha (90 %)", found.peopleAlpha)
            add(card, "correlation of judge and people", found.association)
            add(card, "judge's mean less people's", card.bias)
            if let error = card.curve.expectedError {
                table.rows.append([
                    .text(card.rater), .text(card.criterion), .text("expected calibration error"), .number(error),
                    .unknown, .count(card.curve.reduce(0) { $0 + $1.count }), .text("of the curve below"),
                ])
            }
            add(card, "judge less people, its own family less the others", card.family?.bias)
            if let map = card.map {
                table.rows.append([
                    .text(card.rater), .text(card.criterion), .text("error before a map, out of fold"),
                    .number(map.before), .unknown, .count(card.counts.labelled), .text(""),
                ])
                table.rows.append([
                    .text(card.rater), .text(card.criterion),
                    .text("error after a \(map.form.rawValue) map, out of fold"),
                    .number(map.after), .unknown, .count(card.counts.labelled), .text(""),
                ])
            }
        }
        return table
    }

    private var people: Table {
        Table(
            columns: [
                .init("judge"), .init("criterion"), .init("person"), .init("figure", title: "own", alignment: .right),
                .init("interval"), .init("n", title: "items", alignment: .right),
            ],
            rows: cards.flatMap { card in
                (card.calibration.ceiling?.byPerson ?? []).filter { $0.cellCount > 0 }.enumerated().map {
                    place,
                    person in
                    [
                        .text(card.rater), .text(card.criterion), .text("person \(place + 1)"),
                        .number(person.value.value), ModelsDocument.interval(person.value), .count(person.cellCount),
                    ]
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
                        .text(card.rater), .text(card.criterion), .number(card.categories[row], decimals: 0),
                        .number(card.categories[column], decimals: 0), .count(count),
                    ])
                }
            }
        }
        return table
    }

    private var slices: Table {
        Table(
            columns: [
                .init("judge"), .init("criterion"), .init("trait"), .init("slice"),
                .init("prompts", alignment: .right), .init("difference", alignment: .right), .init("interval"),
                .init("survives", title: "after Holm"),
            ],
            rows: cards.flatMap { card in
                card.slices.map { slice in
                    [
                        .text(card.rater), .text(card.criterion), .text(slice.trait), .text(slice.name),
                        .count(slice.promptCount), .number(slice.difference?.value),
                        slice.difference.map(ModelsDocument.interval) ?? .unknown,
                        Table.Cell(.bool(slice.isSurvivor), text: slice.isSurvivor ? "differs" : ""),
                    ]
                }
            }
        )
    }

    private var disagreements: Table {
        Table(
            columns: [
                .init("judge"), .init("criterion"), .init("number", alignment: .right), .init("item"), .init("prompt"),
                .init("people", alignment: .right), .init("verdict", title: "judge's", alignment: .right),
            ],
            rows: cards.flatMap { card in
                card.worst.enumerated().map { place, found in
                    [
                        .text(card.rater), .text(card.criterion), .count(place + 1),
                        Table.Cell(.string(found.subject), text: String(found.subject.prefix(12))),
                        .text(found.prompt ?? ""), .number(found.people, decimals: 2),
                        .number(found.judge, decimals: 2),
                    ]
                }
            }
        )
    }
}
