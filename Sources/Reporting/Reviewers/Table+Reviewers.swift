package import Agreement
import Studies

extension Table {
    /// One row a figure about a reviewer, marked where it is worth a talk.
    package init(_ figures: [ReviewerFigure]) {
        self.init(columns: [
            .init("reviewer"), .init("check"), .init("criterion"), .init("value", alignment: .right),
            .init("low", alignment: .right),
            .init("high", alignment: .right), .init("n", alignment: .right), .init("noted"), .init("words"),
        ])
        rows = figures.map { figure in
            let estimate = figure.estimate
            return [
                .text(figure.reviewer), .text(figure.check), .text(figure.criterion ?? ""),
                .number(estimate.value, decimals: 2),
                .number(estimate.low, decimals: 2), .number(estimate.high, decimals: 2), .count(estimate.itemCount),
                Cell(.bool(figure.isNoted), text: figure.isNoted ? "yes" : ""), .text(figure.words),
            ]
        }
    }
}
