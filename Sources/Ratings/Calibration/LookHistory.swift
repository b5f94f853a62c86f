package import Agreement
package import Studies

/// What earlier looks left to be said, where a further one can say nothing.
package struct SpentLooks: Sendable, Equatable {
    package let reason: String
    package let verdict: NonInferiority.Verdict
}

/// The looks that were taken at whether candidates are non-inferior, and what they leave to the next.
struct LookHistory {
    private let looks: [SequentialLook]
    /// Whether this is a look.
    private let isAsked: Bool

    init(_ looks: [SequentialLook], isAsked: Bool) { (self.looks, self.isAsked) = (looks, isAsked) }

    /// Sets each comparison's looks: where none was taken and none is asked for, nothing. Unasked, no look is taken before the
    /// planned number, whatever earlier ones said; from then on those spend their part.
    ///
    /// Throws words where a look is asked for and no number of prompts was planned.
    func prepare(_ criteria: inout [ModelFigures.Criterion], models: [String]) throws {
        if isAsked {
            let isPlanned = criteria.contains { $0.margin != nil && $0.plannedCount != nil }
            guard isPlanned else {
                throw RatingsError(
                    "--sequential needs calibration.planned_n and criteria.NAME.margin in study.yaml, set before anybody rates"
                )
            }
        }
        for place in criteria.indices {
            guard let margin = criteria[place].margin, let planned = criteria[place].plannedCount else { continue }
            for number in criteria[place].comparisons.indices {
                let comparison = criteria[place].comparisons[number]
                let before = looks.filter {
                    $0.criterion == criteria[place].name && $0.model == models[comparison.candidate]
                        && $0.margin == margin && $0.plannedCount == planned
                }
                guard isAsked || !before.isEmpty, comparison.difference.itemCount > 0 else { continue }
                guard isAsked || comparison.promptCount >= planned else {
                    criteria[place].earlierLooks[comparison.candidate] = before.last
                    continue
                }
                let (fractions, spent) = Self.next(comparison.promptCount, before, planned: planned)
                criteria[place].comparisons[number].looks = fractions
                criteria[place].spent[comparison.candidate] = spent
            }
        }
    }

    /// The shares at which it was looked at, this look last; and why it says nothing of its own.
    private static func next(
        _ count: Int,
        _ before: [SequentialLook],
        planned: Int
    ) -> (fractions: [Double], spent: SpentLooks?) {
        let now = min(1, Double(count) / Double(planned))
        let known = before.map(\.fraction).reduce(into: [Double]()) { known, fraction in
            if known.last.map({ $0 < fraction }) ?? true { known.append(fraction) }
        }
        guard let last = before.last, let reached = known.last else { return ([now], nil) }
        if count == last.promptCount || now > reached { return (now > reached ? known + [now] : known, nil) }
        guard count > last.promptCount else {
            let reason = "fewer prompts than at an earlier look (\(last.promptCount))"
            return (known, SpentLooks(reason: reason, verdict: .notEnough))
        }
        let reason = "the last planned look, at \(last.promptCount) prompts, said so and stands"
        return (known, SpentLooks(reason: reason, verdict: .init(rawValue: last.verdict) ?? .notEnough))
    }

    /// The looks that these figures are.
    func new(of criteria: [ModelFigures.Criterion], models: [String]) -> [SequentialLook] {
        criteria.flatMap { criterion in
            criterion.comparisons.compactMap { comparison -> SequentialLook? in
                guard let margin = criterion.margin, let planned = criterion.plannedCount, !comparison.looks.isEmpty,
                    criterion.spent[comparison.candidate] == nil, let verdict = comparison.verdict
                else { return nil }
                return SequentialLook(
                    criterion: criterion.name,
                    model: models[comparison.candidate],
                    promptCount: comparison.promptCount,
                    plannedCount: planned,
                    margin: margin,
                    verdict: verdict.rawValue
                )
            }
        }
    }
}

extension SequentialLook {
    /// What it said, where another figure stands.
    package var words: String {
        "the look at \(promptCount) of \(plannedCount) planned prompts said \(verdict), and only --sequential takes another before all of them"
    }
}
