import Agreement
package import Ratings
import Studies

/// The audits as a table.
package enum AuditTable {
    package static func table(_ figures: [AuditFigure]) -> Table {
        let hasGroups = figures.contains { !$0.group.isEmpty }
        var columns: [Table.Column] = hasGroups ? [.init("group")] : []
        columns += [.init("criterion"), .init("judge"), .init("audit"), .init("figure")]
        columns += [.init("items", alignment: .right), .init("verdicts", alignment: .right, isLesser: true)]
        for (key, title) in [("judge_value", "judge"), ("people_value", "people"), ("difference", "judge − people")] {
            columns.append(.init(key, title: title, alignment: .right, isLesser: key == "people_value"))
            columns.append(.init("\(key)_interval", title: "interval", isLesser: key == "people_value"))
        }
        let rows = figures.map { figure in
            var cells: [Table.Cell] = hasGroups ? [.text(figure.group)] : []
            cells += [figure.criterion, figure.judge, figure.audit.title, figure.figure].map(Table.Cell.text)
            let counts: [Int?] = figure.isWithheld ? [nil, nil] : [figure.items, figure.verdicts]
            cells += counts.map { Table.Cell.count($0) }
            for estimate in [figure.value, figure.people, figure.difference] {
                cells += [.number(estimate.value), interval(estimate)]
            }
            let notes = [figure.note, unknownFamilies(figure.unknownFamilyCount)].compactMap(\.self)
            return cells + [notes.isEmpty ? Table.Cell(.null, text: "") : .text(notes.joined(separator: "; "))]
        }
        return Table(columns: columns + [.init("note")], rows: rows)
    }

    private static func unknownFamilies(_ count: Int) -> String? {
        count > 0 ? "\(Figures.count(count, "item")) of no one known family left out" : nil
    }

    /// Both ends, as an array elsewhere than in text.
    static func interval(_ estimate: Estimate) -> Table.Cell {
        guard let low = estimate.low, let high = estimate.high else { return .unknown }
        return Table.Cell(.array([.number(low), .number(high)]), text: Figures.interval(low, high))
    }
}
