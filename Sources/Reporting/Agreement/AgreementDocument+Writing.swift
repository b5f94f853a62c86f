import Agreement
import Foundation
import SafeText
import Studies

extension AgreementDocument {
    /// The document as text in that format.
    package func written(as format: Format) -> String {
        switch format {
        case .json: String(decoding: json.compactBytes, as: UTF8.self) + "\n"
        case .csv: flat.written(as: .csv)
        case .table: text { $0.written(as: .table) }
        case .markdown: text(heading: "### ") { $0.written(as: .markdown) }
        }
    }

    /// Every figure as one row.
    private var flat: Table {
        var table = Table(columns: [
            .init("criterion"), .init("level"), .init("group"), .init("a"), .init("b"), .init("measure"),
            .init("value"),
            .init("low"), .init("high"), .init("se"), .init("n_items"), .init("n_ratings"), .init("method"),
            .init("undefined"),
        ])
        for criterion in criteria {
            let report = criterion.report
            func add(_ group: String, _ a: String, _ b: String, _ measures: Measures) {
                for (name, estimate) in measures.all {
                    let texts = [report.criterion, report.level.rawValue, group, a, b, name].map(Table.Cell.text)
                    let figures = [estimate.value, estimate.low, estimate.high, estimate.standardError]
                        .map { Table.Cell.number($0) }
                    let rest: [Table.Cell] = [
                        .count(estimate.itemCount), .count(estimate.ratingCount), .text(estimate.method ?? ""),
                        .text(estimate.undefined ?? ""),
                    ]
                    table.rows.append(texts + figures + rest)
                }
            }
            add("people", "", "", report.measures)
            for pair in report.pairs { add("pair", pair.a, pair.b, pair.measures) }
            for automatic in report.automatic {
                add("automatic", automatic.rater, "people", automatic.measures)
                add("ceiling", "each person", "other people", automatic.ceiling)
            }
        }
        return table
    }

    private func text(heading: String = "", _ write: (Table) -> String) -> String {
        let percent = Figures.fixed(options.confidence * 100, decimals: 0)
        var text = ""
        for criterion in criteria {
            let report = criterion.report
            let guess = criterion.levelSource == "guessed" ? ", guessed: declare it with --level" : ""
            text += heading + TerminalText.line(report.criterion)
            text += " (\(report.level.rawValue)\(guess)): \(Figures.count(report.itemCount, "item")), "
            text += "\(Figures.count(report.ratingCount, "rating")) by "
            text += report.raters.map { "\(TerminalText.line($0.name)) \($0.count)" }.joined(separator: ", ") + "\n\n"
            text += write(criterion.figures(confidence: percent)) + "\n"
        }
        text += notes.map { TerminalText.line($0) + "\n" }.joined()
        let interval =
            options.resamples > 0
            ? "Intervals: \(percent) %, percentile bootstrap over items (or clusters), "
                + "\(options.resamples) resamples, seed \(options.seed). Unit: pooled over items.\n"
            : "No intervals: --resamples is 0. Unit: pooled over items.\n"
        return text + interval
    }
}

extension AgreementDocument.Criterion {
    /// People among themselves, then pairs of people, then each automatic rater beside the human ceiling.
    fileprivate func figures(confidence: String) -> Table {
        var table = Table(columns: [
            .init("who"), .init("measure"), .init("value", alignment: .right),
            .init("interval", title: "\(confidence) % interval"),
            .init("n", title: "items", alignment: .right), .init("note"),
        ])
        func add(_ who: String, _ measures: Measures, only names: [String]? = nil) {
            for (name, estimate) in measures.all where names?.contains(name) ?? true {
                let isFirst = table.rows.last.map { $0[0].value != .string(who) } ?? true
                table.rows.append([
                    Table.Cell(.string(who), text: isFirst ? who : ""), .text(name), .number(estimate.value),
                    .text(Figures.interval(estimate.low, estimate.high)), .count(estimate.itemCount),
                    .text(estimate.undefined.map { "undefined: \($0)" } ?? warning(estimate)),
                ])
            }
        }
        let kinds = Dictionary(report.raters.map { ($0.name, $0.kind) }) { first, _ in first }
        add("people", report.measures)
        for pair in report.pairs where kinds[pair.a] == .human && kinds[pair.b] == .human {
            add("\(pair.a) – \(pair.b)", pair.measures, only: Self.shown)
        }
        for automatic in report.automatic {
            add("\(automatic.rater) – people", automatic.measures)
            add("a person – others", automatic.ceiling)
        }
        return table
    }

    /// The measures of pairs that the table shows; JSON and CSV have all.
    private static let shown = ["percent_agreement", "cohen.unweighted", "cohen.quadratic", "spearman"]

    private func warning(_ estimate: Estimate) -> String {
        guard let method = estimate.method, let colon = method.range(of: "; ") else { return "" }
        return String(method[colon.upperBound...])
    }
}
