import Agreement
import SafeText
import Studies

extension AgreementDocument {
    /// What the figures mean, one sentence for the people and one for each automatic rater of every criterion.
    package var plainWords: String {
        let criteria = criteria.filter { !$0.isOnlySplit }
        return criteria.flatMap { $0.report.sentences(isPooled: unit == "pooled") }.map { sentence in
            "- " + Wrapping.lines(sentence, columns: PageWidth.columns - 2).joined(separator: "\n  ") + "\n"
        }.joined()
    }
}

extension CriterionReport {
    /// What a person would reach is known of all items together alone: beside a mean over prompts it would mislead.
    fileprivate func sentences(isPooled: Bool) -> [String] {
        [people] + automatic.map { sentence($0, isPooled: isPooled) }
    }

    private var people: String {
        let names = ["alpha.\(level.rawValue)", "alpha.nominal.by_model_pair"]
        let name = names.first { measures[$0] != nil } ?? names[0]
        guard let alpha = measures[name], let value = alpha.value else {
            let isUnrated = !raters.contains { $0.kind == .human && $0.count > 0 }
            let reason = measures[name]?.undefined ?? (isUnrated ? "nobody rated it" : "no item has two ratings")
            return "'\(criterion)': inter-annotator agreement is undefined: \(reason)."
        }
        let items = Figures.count(alpha.itemCount, "item")
        var text = "'\(criterion)': people agree with \(name) \(figure(alpha)) on \(items)"
        if let percent = measures["percent_agreement"]?.value, percent >= 0.9, value < 0.4 {
            text +=
                "; \(Figures.fixed(percent, decimals: 3)) of the pairs of ratings are equal all the same, because nearly all ratings are"
            text += " the same one, and chance alone would agree about as often"
        }
        return text + "."
    }

    private func sentence(_ rater: Automatic, isPooled: Bool) -> String {
        let subject = "'\(criterion)': \(rater.rater)"
        let names = ["spearman", "cohen.unweighted", "cohen.by_model_pair", "percent_agreement"]
        let known = names.filter { rater.measures[$0] != nil }
        guard let name = known.first(where: { rater.measures[$0]?.value != nil }), let own = rater.measures[name]
        else {
            let reason = known.first.flatMap { rater.measures[$0]?.undefined } ?? "no item has both"
            return "\(subject) cannot be compared with people: \(reason)."
        }
        let items = Figures.count(own.itemCount, "item")
        let text = "\(subject) agrees with people with \(name) \(figure(own)) on \(items)"
        guard isPooled else { return "\(text)." }
        guard name == "spearman" else { return "\(text)\(share(rater.humanCeiling))." }
        let (person, same) = (rater.humanCeiling.personSpearman, rater.humanCeiling.judgeSpearman)
        guard let top = person.value else {
            let reason = person.undefined ?? "no item has two people and this rater"
            return "\(text); what a person would reach is undefined: \(reason)."
        }
        return
            "\(text); beside the others of each person it reaches \(figure(same)) where a person reaches \(figure(person))\(reach(same, top))."
    }

    /// Of kappas, which no person alone has, how often each is of one mind with the others.
    private func share(_ ceiling: HumanCeiling) -> String {
        guard ceiling.isNominal, let top = ceiling.person.value else {
            let reason = ceiling.person.undefined.map { ": \($0)" } ?? ""
            return "; what a person would reach is undefined\(reason)"
        }
        return
            "; with percent_agreement it agrees with the others \(figure(ceiling.judge)) where a person agrees with them"
            + " \(figure(ceiling.person))\(reach(ceiling.judge, top))"
    }

    /// How a person's figure lies to an automatic rater's interval; nothing where that has none.
    private func reach(_ own: Estimate, _ top: Double) -> String {
        guard let low = own.low, let high = own.high else { return "" }
        guard low <= top else {
            return ", which lies below its interval: it is closer to the consensus than one person is, not better"
        }
        return ", which lies \(high >= top ? "within" : "above") its interval"
    }

    private func figure(_ estimate: Estimate) -> String {
        guard let value = estimate.value else { return "–" }
        return "\(Figures.fixed(value, decimals: 3)) \(Figures.interval(estimate.low, estimate.high))"
    }
}
