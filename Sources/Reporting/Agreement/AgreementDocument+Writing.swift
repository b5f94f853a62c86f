import Agreement
import Foundation
import Ratings
import SafeText
import Studies

extension AgreementDocument {
    /// The document as text in that format.
    package func written(as format: Format, view: AgreementView = AgreementView()) -> String {
        switch format {
        case .json: json.printed
        case .csv: flat.written(as: .csv)
        case .table: plainWords + (plainWords.isEmpty ? "" : "\n") + text(view) { $0.written(as: .table) }
        case .markdown: text(view, heading: "### ") { $0.written(as: .markdown) }
        }
    }

    /// Every figure as one row.
    private var flat: Table {
        var table = Table(columns: [
            .init("criterion"), .init("level"), .init("group"), .init("a"), .init("b"), .init("measure"),
            .init("value"),
            .init("low"), .init("high"), .init("se"), .init("n_items"), .init("n_ratings"), .init("method"),
            .init("undefined"), .init("items_of"),
        ])
        for criterion in criteria {
            let report = criterion.report
            // A ceiling is that of the items which one automatic rater scored too.
            func add(
                _ group: String,
                _ a: String,
                _ b: String,
                _ measures: [(name: String, estimate: Estimate)],
                hidesCounts: Bool = false,
                itemsOf: String = ""
            ) {
                for (name, estimate) in measures {
                    let texts = [report.criterion, report.level.rawValue, group, a, b, name].map(Table.Cell.text)
                    let figures = [estimate.value, estimate.low, estimate.high].map { Table.Cell.number($0) }
                    let rest: [Table.Cell] =
                        hidesCounts
                        ? [.unknown, .unknown, .unknown, .text(""), .text("")]
                        : [
                            .number(estimate.standardError), .count(estimate.itemCount), .count(estimate.ratingCount),
                            .text(estimate.method ?? ""), .text(estimate.undefined ?? ""),
                        ]
                    table.rows.append(texts + figures + rest + [.text(itemsOf)])
                }
            }
            for group in criterion.split?.groups ?? [] where criterion.isOnlySplit {
                add("\(criterion.split?.by ?? ""): \(group.name)", "", "", group.report.measures.all, hidesCounts: true)
                for automatic in group.report.automatic {
                    add("automatic", automatic.rater, "people", automatic.measures.all, hidesCounts: true)
                }
            }
            if criterion.isOnlySplit { continue }
            add("people", "", "", report.measures.all)
            for pair in report.pairs { add("pair", pair.a, pair.b, pair.measures.all) }
            for automatic in report.automatic {
                let rater = automatic.rater
                add("automatic", rater, "people", automatic.measures.all)
                add("ceiling", "each person", "other people", automatic.ceiling.all, itemsOf: rater)
                add("same_others", rater, "other people", automatic.besideTheSameOthers, itemsOf: rater)
            }
            for group in criterion.split?.groups ?? [] where !group.hidesCounts {
                add("\(criterion.split?.by ?? ""): \(group.name)", "", "", group.report.measures.all)
            }
        }
        return table
    }

    private func text(_ view: AgreementView, heading: String = "", _ write: (Table) -> String) -> String {
        let percent = Figures.fixed(options.confidence * 100, decimals: 0)
        var text = ""
        for criterion in criteria {
            let report = criterion.report
            let guess = criterion.levelSource == "guessed" ? ", guessed: declare it with --level" : ""
            let title = heading + TerminalText.line(report.criterion) + " (\(report.level.rawValue)\(guess))"
            let words = title + (criterion.isOnlySplit ? "" : counts(report))
            text += (heading.isEmpty ? PageWidth.wrapped(words) : words) + "\n\n"
            if !criterion.isOnlySplit { text += write(criterion.figures(view, confidence: percent)) + "\n" }
            for (title, table) in criterion.further(confidence: percent) {
                text += "\(TerminalText.line(title))\n\n\(write(table))\n"
            }
            if !criterion.isOnlySplit, !criterion.remarks.isEmpty { text += PageWidth.lines(criterion.remarks) + "\n" }
            text += view.showsCounts ? criterion.countTables.map { write($0) + "\n" }.joined() : ""
        }
        if view.showsWords { text += VerbalScale.footnote + "\n" }
        text += PageWidth.lines(notes.map(\.sentence))
        let interval =
            options.resamples > 0
            ? "Intervals: \(percent) %, \(options.resamples) resamples, seed \(options.seed); JSON and CSV name each one's method."
            : "No bootstrap: --resamples is 0."
        return text + PageWidth.wrapped("\(interval) Unit: \(unitWords).") + "\n"
    }

    private func counts(_ report: CriterionReport) -> String {
        let raters = report.raters.map { "\(TerminalText.line($0.name)) \($0.count)" }.joined(separator: ", ")
        return
            ": \(Figures.count(report.itemCount, "item")), \(Figures.count(report.ratingCount, "rating")) by \(raters)"
    }

    private var unitWords: String {
        switch unit {
        case "prompt": "the mean over prompts of the value within each"
        case "model": "models, by their means"
        default: "pooled over items"
        }
    }
}
