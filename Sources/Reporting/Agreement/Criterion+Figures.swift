import Agreement
import Foundation
import Studies

extension AgreementDocument.Criterion {
    /// People among themselves, then pairs of people, then each automatic rater beside the human ceiling.
    func figures(_ view: AgreementView, confidence: String) -> Table {
        var table = Table(columns: [
            .init("who"), .init("measure"), .init("value", alignment: .right),
            .init("interval", title: "\(confidence) % interval"), .init("bar", title: "−1        0         1"),
            .init("n", title: "items", alignment: .right), .init("note"),
        ])
        // With two people a pair says what all people say, and so does each person beside the others.
        let isOfTwo = report.raters.count { $0.kind == .human } == 2
        var said = Said()
        func add(_ who: String, _ measures: Measures, only names: [String]? = nil, isOfPeople: Bool = true) {
            for (name, estimate) in measures.all
            where view.showsAll || names?.contains(name) ?? true || name.hasSuffix(".by_model_pair") {
                if isOfPeople, !said.isNew(isOfTwo ? "people" : who, name, estimate), !view.showsAll { continue }
                let isFirst = table.rows.last.map { $0[0].value != .string(who) } ?? true
                table.rows.append([
                    Table.Cell(.string(who), text: isFirst ? who : ""), .text(name), .number(estimate.value),
                    .text(Figures.interval(estimate.low, estimate.high)),
                    .text(Self.bar(name, estimate)),
                    .count(estimate.itemCount), .remarks(note(name, estimate, view)),
                ])
            }
        }
        let kinds = Dictionary(report.raters.map { ($0.name, $0.kind) }) { first, _ in first }
        add("people", report.measures, only: shownOfPeople)
        for pair in report.pairs where view.showsAll || kinds[pair.a] == .human && kinds[pair.b] == .human {
            add("\(pair.a) – \(pair.b)", pair.measures, only: Self.shownOfPairs)
        }
        for automatic in report.automatic {
            add("\(automatic.rater) – people", automatic.measures, isOfPeople: false)
            add("a person – others", automatic.ceiling)
        }
        return table
    }

    /// Figures of people that stand already: the same measure with the same value on as many items.
    private struct Said {
        private var figures: Set<[String]> = []

        mutating func isNew(_ who: String, _ name: String, _ estimate: Estimate) -> Bool {
            let value = estimate.value.map { Figures.fixed($0, decimals: 9) } ?? estimate.undefined ?? ""
            return figures.insert([who, name, value, "\(estimate.itemCount)"]).inserted
        }
    }

    /// A picture of a coefficient; what is in the scale's own units has none.
    static func bar(_ name: String, _ estimate: Estimate) -> String {
        let isBounded = !unbounded.contains(name) && !name.hasPrefix("bland_altman")
        return isBounded ? IntervalBar.text(estimate.value, estimate.low, estimate.high) : ""
    }

    /// Measures in the scale's own units.
    private static let unbounded = ["mae", "rmse", "bias"]

    /// The measures of pairs that the table shows; JSON and CSV have all.
    private static let shownOfPairs = ["percent_agreement", "cohen.unweighted", "cohen.quadratic", "spearman"]

    /// The measures of all people that suit the level; JSON, CSV and --all have all.
    private var shownOfPeople: [String] {
        switch report.level {
        case .nominal: ["percent_agreement", "alpha.nominal", "fleiss.identity", "gwet_ac.identity"]
        case .ordinal: ["percent_agreement", "alpha.ordinal", "fleiss.identity", "gwet_ac.ordinal", "kendall_w"]
        case .interval: ["percent_agreement", "alpha.interval", "icc.A_1", "icc.C_1", "icc.1_unbalanced"]
        case .ratio: ["percent_agreement", "alpha.ratio", "icc.A_1", "icc.C_1", "icc.1_unbalanced"]
        }
    }

    func note(_ name: String, _ estimate: Estimate, _ view: AgreementView) -> [String] {
        if let undefined = estimate.undefined { return ["undefined: \(undefined)"] }
        let word = view.showsWords ? estimate.value.flatMap { VerbalScale.word(name, $0) } : nil
        let besides = estimate.low == nil ? [estimate.method].compactMap(\.self) : estimate.warnings.map(\.description)
        return [word].compactMap(\.self) + besides
    }

    /// What the figures hide, a sentence each.
    var remarks: [String] {
        var remarks: [String] = []
        if report.arePairsLeftOut {
            remarks.append("\(report.raters.count) raters: the pairs are left out; --pairs lists them.")
        }
        if let complete = report.completeItems, complete.count > 0, complete.count < complete.ratedCount {
            remarks.append(
                "Figures of all people rest on the \(complete.count) of \(complete.ratedCount) items that all \(complete.personCount) scored."
            )
        }
        for automatic in report.automatic where automatic.withoutMajorityCount > 0 {
            let items = Figures.count(automatic.withoutMajorityCount, "item")
            remarks.append("\(automatic.rater): \(items) without a majority of people left out.")
        }
        if isWithoutModels {
            remarks.append(
                "No model is named for these pairs: chance is taken over all of them at once, so that a judge that only knows "
                    + "the better model looks good here. Columns model_a and model_b, or an export once unblinded, name them."
            )
        }
        remarks += diagnostics?.warnings(self) ?? []
        if let paradox { remarks.append(paradox) }
        return remarks
    }

    /// Whether coefficients of pairs were taken without knowing whose texts they are.
    private var isWithoutModels: Bool {
        let measures = [report.measures] + report.pairs.map(\.measures) + report.automatic.map(\.measures)
        return measures.contains { $0.all.contains { $0.estimate.warnings.contains(.modelsUnknown) } }
    }

    /// The paradox of high agreement and a low coefficient, told when it happens (Feinstein and Cicchetti, 1990).
    private var paradox: String? {
        let name = report.level == .nominal ? "alpha.nominal" : "alpha.\(report.level.rawValue)"
        guard let percent = report.measures["percent_agreement"]?.value, let alpha = report.measures[name]?.value,
            percent >= 0.8, alpha < 0.4
        else { return nil }
        let robust = report.measures["gwet_ac.identity"]?.value.map {
            " Gwet's AC1, which such marginals move less, is \(Figures.fixed($0, decimals: 3))."
        }
        return
            "Prevalence: \(Figures.fixed(percent * 100, decimals: 1)) % of the pairs of ratings are equal and \(name) is only "
            + "\(Figures.fixed(alpha, decimals: 3)), because nearly all ratings are of one category and chance alone would agree "
            + "about as often.\(robust ?? "")"
    }
}
