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
}

extension RatingSet {
    /// The set with the wanted ratings alone; throws words for a name that it does not have.
    package func selecting(_ selection: RatingSelection) throws -> RatingSet {
        let isCriterion = try Self.chosen(selection.criteria, of: criteria.map(\.name), "criterion")
        let isRater = try Self.chosen(selection.raters, of: raters.map(\.name), "rater")
        let isModel = try Self.chosen(selection.models, of: subjects.models, "model")
        var set = self
        if !selection.raters.isEmpty || !selection.models.isEmpty {
            for place in criteria.indices { set.criteria[place].seen = points(of: place) }
        }
        set.isOfSomeLetters = isBlind && !selection.models.isEmpty
        set.opinions = opinions.filter { opinion in
            (isCriterion[Int(opinion.criterion)] || criteria[Int(opinion.criterion)].isMetric)
                && isRater[Int(opinion.rater)]
                // The anchor has no similarity, which would tell who it is.
                && !(set.isOfSomeLetters && raters[Int(opinion.rater)].kind == .metric)
                && (selection.models.isEmpty
                    || subjects.letteredWriters(of: Int(opinion.subject)).allSatisfy {
                        $0.contains { isModel[Int($0)] }
                    })
        }
        if set.isOfSomeLetters { set.notes.append(.lettersWithoutCounts) }
        set.notes = set.notes.filter { note in
            note.criterion.map { name in selection.criteria.isEmpty || selection.criteria.contains(name) } ?? true
        }
        if !selection.raters.isEmpty || !selection.models.isEmpty || !selection.criteria.isEmpty {
            set.isWhole = false
        }
        return set
    }

    /// The points of a criterion that declares none: those that occur, so that a part is on the scale of the whole.
    private func points(of criterion: Int) -> [Double]? {
        guard criteria[criterion].categories == nil, !criteria[criterion].isMetric else { return nil }
        return criteria[criterion].seen ?? ratings(on: criterion).seen
    }

    static func chosen(_ wanted: [String], of names: [String], _ what: String) throws -> [Bool] {
        if let unknown = wanted.first(where: { !names.contains($0) }) {
            let hint = Spelling.nearest(to: unknown, among: names).map { "did you mean '\($0)'?" }
            throw RatingsError("no \(what) '\(unknown)': \(hint ?? "there are \(names.joined(separator: ", "))")")
        }
        return names.map { wanted.isEmpty || wanted.contains($0) }
    }
}
