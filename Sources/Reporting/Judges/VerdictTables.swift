import Agreement
package import Ratings
import Studies

/// The reports as tables.
package enum VerdictTables {
    /// What a reader needs.
    package static func short(_ reports: [VerdictReport]) -> Table {
        let hasGroups = reports.contains { !$0.group.isEmpty }
        let columns: [Table.Column] = [
            .init("criterion"), .init("judge"), .init("items", alignment: .right, isLesser: true),
            .init("n", title: "verdicts / items", alignment: .right, isLesser: true),
            .init("value", title: "beside people", alignment: .right), .init("interval"),
            .init("range", title: "if wrong … right", isLesser: true),
            .init("association", title: "kappa or rank correlation", alignment: .right),
            .init("association_interval", title: "interval"),
            .init("people", title: "a person – others", alignment: .right, isLesser: true),
            .init("people_interval", title: "interval", isLesser: true),
            .init("orders", title: "both orders alike", alignment: .right, isLesser: true),
            .init("verdicts", isLesser: true),
        ]
        return Table(
            columns: (hasGroups ? [.init("group")] : []) + columns,
            rows: reports.map { report in
                let both = report.consistent + report.inconsistent
                let (measure, association) = report.figures
                let range = [report.ifWrong, report.ifRight].compactMap { $0.map { Figures.fixed($0, decimals: 3) } }
                let cells: [Table.Cell] = [
                    .text(report.criterion), .text(report.judge), .count(report.items),
                    .text("\(report.compared) / \(report.comparedItems)"),
                    .text(report.beside), .text(Figures.interval(measure.low, measure.high)),
                    range.isEmpty ? .unknown : .text(range.joined(separator: " … ")), .number(association.value),
                    .text(Figures.interval(association.low, association.high)),
                    .number(report.peopleAmongThemselves.value),
                    .text(Figures.interval(report.peopleAmongThemselves.low, report.peopleAmongThemselves.high)),
                    both > 0 ? .text("\(report.consistent) of \(both)") : .unknown, .text(report.account),
                ]
                return (hasGroups ? [.text(report.group)] : []) + cells
            }
        )
    }

    /// Every figure, for programs.
    package static func long(_ reports: [VerdictReport]) -> Table {
        let counts: [(String, (VerdictReport) -> Int)] = [
            ("items", \.items), ("items_with_people", \.itemsWithPeople), ("wanted", \.wanted), ("read", \.read),
            ("used", \.used),
            ("ties", \.ties), ("unparsed", \.unparsed), ("refused", \.refused), ("error", \.errors),
            ("missing", \.missing), ("correct", \.correct), ("correct_first", \.correctFirst),
            ("correct_second", \.correctSecond), ("correct_both", \.correctBoth), ("consistent", \.consistent),
            ("inconsistent", \.inconsistent), ("without_verdict", \.withoutVerdict),
            ("in_one_order", \.inOneOrder), ("undecided", \.undecided), ("compared", \.compared),
            ("compared_items", \.comparedItems),
        ]
        let figures: [(String, (VerdictReport) -> Double?)] = [
            ("agreement", \.agreement.value), ("agreement_low", \.agreement.low), ("agreement_high", \.agreement.high),
            ("distance", \.distance.value), ("distance_low", \.distance.low), ("distance_high", \.distance.high),
            ("spearman", \.spearman.value), ("spearman_low", \.spearman.low), ("spearman_high", \.spearman.high),
            ("people_among_themselves", \.peopleAmongThemselves.value),
            ("people_among_themselves_low", \.peopleAmongThemselves.low),
            ("people_among_themselves_high", \.peopleAmongThemselves.high), ("people_association", \.peopleAssociation),
            ("if_wrong", \.ifWrong), ("if_right", \.ifRight), ("chance", \.chance), ("kappa", \.kappa.value),
            ("kappa_low", \.kappa.low), ("kappa_high", \.kappa.high), ("kappa_as_wrong", \.kappaAsWrong),
            ("kappa_first", \.kappaFirst), ("kappa_second", \.kappaSecond),
            ("kappa_first_as_wrong", \.kappaFirstAsWrong), ("kappa_second_as_wrong", \.kappaSecondAsWrong),
            ("kappa_orders", \.kappaBetweenOrders), ("kappa_orders_as_wrong", \.kappaBetweenOrdersAsWrong),
        ]
        let names: [Table.Column] = [.init("group"), .init("criterion"), .init("judge")]
        return Table(
            columns: names + (counts.map(\.0) + figures.map(\.0)).map { .init($0, alignment: .right) } + [
                .init("warning")
            ],
            rows: reports.map { report in
                let texts = [report.group, report.criterion, report.judge].map(Table.Cell.text)
                let numbers = counts.map { Table.Cell.count($0.1(report)) } + figures.map { .number($0.1(report)) }
                return texts + numbers + [report.warning.map(Table.Cell.text) ?? .unknown]
            }
        )
    }
}

extension VerdictReport {
    /// What stands beside people, with its value.
    fileprivate var beside: String {
        let value = figures.0.value.map { Figures.fixed($0, decimals: 3) } ?? "–"
        return itemsWithPeople == 0 ? "nobody rated them" : isChoice ? "alike \(value)" : "apart \(value)"
    }

    /// The measure, and what tells it from chance: kappa of choices, Spearman's correlation of scores.
    fileprivate var figures: (Estimate, Estimate) {
        isChoice ? (agreement, kappa) : (distance, spearman)
    }

    /// Account, range and warning as a sentence; nil when every verdict is there and nothing is to be told.
    package var words: String? {
        guard read < wanted || warning != nil else { return nil }
        let name = group.isEmpty ? judge : "\(judge) on \(group)"
        var words = "\(name), '\(criterion)': \(account)"
        if let ifWrong, let ifRight, read < wanted {
            words += "; \(isChoice ? "share alike" : "mean distance") "
            words += "\(Figures.fixed(ifWrong, decimals: 3)) if the unread were wrong, "
            words += "\(Figures.fixed(ifRight, decimals: 3)) if right"
        }
        return words + (warning.map { "; \($0)" } ?? "") + "."
    }
}
