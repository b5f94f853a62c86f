import Studies

/// Whose ratings of what are wanted; an empty list means all.
package struct RatingSelection: Sendable {
    package var criteria: [String]
    package var raters: [String]
    package var models: [String]

    package init(criteria: [String] = [], raters: [String] = [], models: [String] = []) {
        self.criteria = criteria
        self.raters = raters
        self.models = models
    }

    /// Whether a criterion is among what is wanted.
    package func wants(criterion: String) -> Bool { criteria.isEmpty || criteria.contains(criterion) }

    /// Whether a rater is.
    package func wants(rater: String) -> Bool { raters.isEmpty || raters.contains(rater) }

    /// Whether a model is.
    package func wants(model: String) -> Bool { models.isEmpty || models.contains(model) }

    /// What of it a set has; nil where that is nothing of what was chosen.
    package func within(_ set: RatingSet) -> RatingSelection? {
        let known = RatingSelection(
            criteria: criteria.filter(set.criteria.map(\.name).contains),
            raters: raters.filter(set.raters.map(\.name).contains),
            models: models.filter(set.subjects.models.contains)
        )
        let isLost = [(criteria, known.criteria), (raters, known.raters), (models, known.models)].contains {
            !$0.0.isEmpty && $0.1.isEmpty
        }
        return isLost ? nil : known
    }

    /// The figures on what is wanted, each as it was made of all; throws words for a name that none of them bears.
    ///
    /// A figure without a name rests on all of that kind, and is not one's own.
    package func narrowing<Figure>(
        _ figures: [Figure],
        criterion: (Figure) -> String? = { _ in nil },
        rater: (Figure) -> String? = { _ in nil },
        model: (Figure) -> String? = { _ in nil }
    ) throws -> [Figure] {
        var kept = figures
        func keep(_ wanted: [String], _ what: String, _ name: (Figure) -> String?) throws {
            guard !wanted.isEmpty else { return }
            try Self.check(wanted, among: figures.compactMap(name), what)
            kept.removeAll { figure in name(figure).map { !wanted.contains($0) } ?? true }
        }
        try keep(criteria, "criterion", criterion)
        try keep(raters, "rater", rater)
        try keep(models, "model", model)
        return kept
    }

    /// Without the notes on other criteria than the wanted.
    package func narrowing(_ notes: [RatingNote]) -> [RatingNote] {
        notes.filter { note in note.criterion.map(wants(criterion:)) ?? true }
    }

    /// Throws words for a wanted name that is none of these, which may stand there more than once.
    package static func check(_ wanted: [String], among names: [String], _ what: String) throws {
        guard let unknown = wanted.first(where: { !names.contains($0) }) else { return }
        var known: [String] = []
        for name in names where known.last != name && !known.contains(name) { known.append(name) }
        let hint = Spelling.nearest(to: unknown, among: known).map { "did you mean '\($0)'?" }
        let list = known.isEmpty ? "there is none" : "there are \(known.joined(separator: ", "))"
        throw RatingsError("no \(what) '\(unknown)': \(hint ?? list)")
    }
}
