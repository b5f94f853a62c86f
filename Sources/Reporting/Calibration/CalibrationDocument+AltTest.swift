import Agreement
import Ratings
import Studies

extension CalibrationDocument {
    /// The alternative annotator test's two figures of a judge; none for a metric on a scale of its own.
    static func altTest(_ card: JudgeCard) -> [(name: String, estimate: Estimate)] {
        guard let test = card.calibration.altTest else { return [] }
        let tested = test.people.filter { !$0.isSkipped }
        let ratings = tested.reduce(0) { $0 + $1.itemCount }
        func figure(_ value: Double?, _ words: String) -> Estimate {
            guard let value else {
                let reason = "nobody has 30 items with another person and a verdict"
                return Estimate(undefined: reason, itemCount: test.itemCount, ratingCount: ratings)
            }
            var estimate = Estimate(value: value, itemCount: test.itemCount, ratingCount: ratings)
            estimate.method = words
            return estimate
        }
        let people = Figures.count(tested.count, "person", plural: "people")
        let isPassed = "of \(people) tested, ε \(card.calibration.epsilon); it passes from .5 on"
        return [
            ("alternative annotator test: winning rate", figure(test.winningRate, isPassed)),
            (
                "alternative annotator test: advantage probability",
                figure(test.advantageProbability, "mean over \(people) tested")
            ),
        ]
    }

    /// Each person's part of it: how often the judge, and the person, is at least as near to the others.
    var altTests: Table {
        var table = Table(columns: [
            .init("judge"), .init("criterion"), .init("person"), .init("n", title: "items", alignment: .right),
            .init("judge_near", title: "judge as near", alignment: .right),
            .init("person_near", title: "person as near", alignment: .right),
            .init("difference", alignment: .right), .init("p", alignment: .right),
            .init("adjusted_p", title: "p (Benjamini–Yekutieli)", alignment: .right), .init("rejected"), .init("note"),
        ])
        for card in cards {
            guard let test = card.calibration.altTest else { continue }
            for (number, person) in zip(card.calibration.people, test.people) where person.itemCount > 0 {
                let wilcoxon = person.wilcoxonP.map { ", Wilcoxon's p \(Figures.fixed($0, decimals: 3))" } ?? ""
                table.rows.append([
                    .text(card.rater), .text(card.criterion), .text("person \(number + 1)"), .count(person.itemCount),
                    .number(person.judgeAdvantage), .number(person.personAdvantage), .number(person.meanDifference),
                    .number(person.isSkipped ? nil : person.p), .number(person.adjustedP),
                    Table.Cell(.bool(person.isRejected), text: person.isRejected ? "yes" : "no"),
                    .text(person.isSkipped ? "not tested: fewer than 30 items\(wilcoxon)" : ""),
                ])
            }
        }
        return table
    }
}
