import Agreement
import SafeText
import Studies

extension AgreementDocument {
    /// What the figures mean, one sentence for the people and one for each automatic rater of every criterion.
    package var plainWords: String {
        criteria.flatMap { $0.report.sentences }.map { sentence in
            "- " + Wrapping.lines(sentence, columns: PageWidth.columns - 2).joined(separator: "\n  ") + "\n"
        }.joined()
    }
}

extension CriterionReport {
    fileprivate var sentences: [String] { [people] + automatic.map(sentence) }

    private var people: String {
        let names = ["alpha.\(level.rawValue)", "alpha.nominal.by_model_pair"]
        let name = names.first { measures[$0] != nil } ?? names[0]
        guard let alpha = measures[name], let value = alpha.value else {
            let isUnrated = !raters.contains { $0.kind == .human && $0.count > 0 }
            let reason = measures[name]?.undefined ?? (isUnrated ? "nobody rated it" : "no item has two ratings")
            return "'\(criterion)': inter-annotator agreement is undefined: \(reason)."
        }
        var text = "'\(criterion)': people agree with \(name) \(figure(alpha)) on \(alpha.itemCount) items"
        if let percent = measures["percent_agreement"]?.value, percent >= 0.9, value < 0.4 {
            text +=
                "; \(Figures.fixed(percent, decimals: 3)) of the pairs of ratings are equal all the same, because nearly all ratings are"
            text += " the same one, and chance alone would agree about as often"
        }
        return text + "."
    }

    private func sentence(_ rater: Automatic) -> String {
        let subject = "'\(criterion)': \(rater.rater)"
        let names = ["spearman", "cohen.unweighted", "cohen.by_model_pair", "percent_agreement"]
        let known = names.filter { rater.measures[$0] != nil }
        let valued = known.filter { rater.measures[$0]?.value != nil }
        // A figure with a person's beside it comes first: one alone says little.
        guard let name = valued.first(where: { rater.ceiling[$0]?.value != nil }) ?? valued.first,
            let own = rater.measures[name],
            let value = own.value
        else {
            let reason = known.first.flatMap { rater.measures[$0]?.undefined } ?? "no item has both"
            return "\(subject) cannot be compared with people: \(reason)."
        }
        let text = "\(subject) agrees with people with \(name) \(figure(own)) on \(own.itemCount) items"
        guard let ceiling = rater.ceiling[name], let top = ceiling.value else {
            if let reason = rater.ceiling[name]?.undefined ?? rater.ceiling.all.compactMap(\.estimate.undefined).first {
                return "\(text); what a person would reach is undefined: \(reason)."
            }
            let isMeasured = rater.ceiling.all.contains { $0.estimate.value != nil }
            return isMeasured
                ? "\(text); a person's is not defined for this measure."
                : "\(text); what a person would reach is not known: no item has two people and this rater."
        }
        let reaches = (own.high ?? value) >= top
        return
            "\(text); a person reaches \(figure(ceiling)), which lies \(reaches ? "within" : "above") its interval's reach."
    }

    private func figure(_ estimate: Estimate) -> String {
        guard let value = estimate.value else { return "–" }
        return "\(Figures.fixed(value, decimals: 3)) \(Figures.interval(estimate.low, estimate.high))"
    }
}
