import Agreement
package import Ratings
import Studies

/// One sentence whether a model may replace the baseline, and what would change it.
package struct ReplacementAnswer: Sendable {
    package let sentence: String

    /// Of the first criterion with a margin; says so where nothing can be said.
    package init(of candidate: String, in figures: ModelFigures) {
        guard let baseline = figures.baseline, let number = figures.models.firstIndex(of: candidate) else {
            sentence = "Whether \(candidate) may replace another model cannot be said: the study names no baseline."
            return
        }
        let question = "May \(candidate) replace \(figures.models[baseline])?"
        for criterion in figures.criteria {
            guard let margin = criterion.margin,
                let found = criterion.comparisons.first(where: { $0.candidate == number }), let test = found.test
            else { continue }
            let scope = "on '\(criterion.name)', \(Figures.count(test.count, "prompt"))"
            let figure =
                found.difference.value.map { "difference \(Figures.fixed($0, decimals: 2)) " } ?? "no difference "
            let interval = Figures.interval(found.difference.low, found.difference.high, decimals: 2)
            let about = "(\(scope): \(figure)\(interval), margin −\(Figures.fixed(margin, decimals: 2)))"
            sentence = "\(question) \(Self.verdict(found, criterion)) \(about): \(Self.change(found, criterion))"
            return
        }
        sentence =
            "\(question) Not enough data: no blind human rating on a criterion with a margin, and no judge decides it."
    }

    private static func verdict(_ found: ModelComparison, _ criterion: ModelFigures.Criterion) -> String {
        switch found.verdict {
        case .nonInferior: criterion.isInterim(found) ? "Yes so far" : "Yes"
        case .not: "Not"
        case .notEnough, nil: "Not enough data"
        }
    }

    private static func change(_ found: ModelComparison, _ criterion: ModelFigures.Criterion) -> String {
        switch found.verdict {
        case .nonInferior:
            return criterion.lateReasons(found).first.map { "but it decides nothing: \($0)." }
                ?? criterion.copied.map { "but \($0.words)." }
                ?? "what could change it are prompts unlike these."
        case .not: return "a better model or prompt would change it, more ratings will not."
        case .notEnough, nil:
            guard let more = found.test?.more else { return "more ratings will hardly change it." }
            return "people's ratings on about \(more) more prompts would decide it."
        }
    }
}
