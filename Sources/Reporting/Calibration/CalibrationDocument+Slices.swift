import Agreement
import Ratings
import Studies

/// Where judge and people differ: slices of the items, and the largest disagreements.
extension CalibrationDocument {
    /// Slices of too few prompts, as a count.
    var smallSlices: [String] {
        cards.compactMap { card in
            let small = card.slices.filter { $0.difference == nil }
            guard !small.isEmpty else { return nil }
            let names = small.map { "\($0.trait) \($0.name) (\($0.promptCount))" }
            return
                "\(card.rater) on '\(card.criterion)': too few prompts to compare with the rest: \(Figures.listed(names))."
        }
    }

    /// Then its name in each row tells nothing.
    private var hasOneCriterion: Bool { Set(cards.map(\.criterion)).count < 2 }

    /// Those that survive first; of fewer than ten prompts only the counts, which people read in one sentence.
    func slices(all: Bool) -> Table {
        Table(
            columns: [
                .init("judge"), .init("criterion", isLesser: hasOneCriterion), .init("trait"), .init("slice"),
                .init("prompts", alignment: .right), .init("difference", alignment: .right), .init("interval"),
                .init("survives", title: "after Holm"),
            ],
            rows: cards.flatMap { card in
                let own = all ? card.slices : card.slices.filter { $0.difference != nil }
                return (own.filter(\.isSurvivor) + own.filter { !$0.isSurvivor }).map { slice in
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

    /// A verdict as its word, a score with two decimals.
    private static func shown(_ value: Double, _ card: JudgeCard) -> Table.Cell {
        card.confusion == nil ? .number(value, decimals: 2) : Self.value(value, card)
    }

    var disagreements: Table {
        Table(
            columns: [
                .init("judge"), .init("criterion", isLesser: hasOneCriterion), .init("number", alignment: .right),
                .init("item"), .init("prompt"),
                .init("people", alignment: .right), .init("verdict", title: "judge's", alignment: .right),
            ],
            rows: cards.flatMap { card in
                card.worst.enumerated().map { place, found in
                    [
                        .text(card.rater), .text(card.criterion), .count(place + 1),
                        Table.Cell(.string(found.subject), text: Self.short(found.subject)),
                        .text(found.prompt ?? ""), found.people.map { Self.shown($0, card) } ?? .unknown,
                        Self.shown(found.judge, card),
                    ]
                }
            }
        )
    }
}
