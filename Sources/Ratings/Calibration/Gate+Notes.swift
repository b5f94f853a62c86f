import Agreement
import Studies

extension Gate {
    /// What a reader of the figures that these requirements rest on must know of the ratings, as `models` and `calibrate` say it.
    package func notes(on requirements: [Requirement]) -> [RatingNote] {
        let named = requirements.map(\.criterion)
        // One that names no criterion may rest on any.
        let criteria = named.contains(nil) ? nil : Set(named.compactMap(\.self))
        let isByModel = requirements.contains { $0.figure.isByModel }
        let bands = set.notes.filter { note in
            guard case .tieBand(let rater, _, _, _) = note else { return false }
            return requirements.contains { $0.arguments.contains(rater) }
        }
        return (models.notes + bands).filter { note in
            if case .replaced = note, !isByModel { return false }
            guard let criteria, let criterion = note.criterion else { return true }
            return criteria.contains(criterion)
        }
    }
}

extension Requirement.Figure {
    /// Whether it is of one model's responses.
    fileprivate var isByModel: Bool {
        switch self {
        case .mean, .corrected, .noninferior: true
        case .alpha, .agreement, .spearman, .unparsed, .stale, .labels, .prompts, .replace: false
        }
    }
}

extension CorrectedQuality.Refusal {
    /// Why a corrected figure is in no gate.
    var words: String {
        switch self {
        case .fewLabels(let count): "labels on \(count) of at least 30 prompts of this model"
        case .outsideRange(let share):
            "\(Figures.fixed(share * 100, decimals: 0)) % of unlabelled scores lie where nothing was labelled"
        }
    }
}
