import Studies

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
        set.notes = selection.narrowing(set.notes)
        if !selection.raters.isEmpty || !selection.models.isEmpty || !selection.criteria.isEmpty {
            set.isWhole = false
        }
        return set
    }

    /// The numbers of the wanted criteria, those of metrics apart; throws words for a name that is none of theirs.
    package func numbers(of selection: RatingSelection) throws -> [Int] {
        let rated = criteria.indices.filter { !criteria[$0].isMetric }
        try RatingSelection.check(selection.criteria, among: rated.map { criteria[$0].name }, "criterion")
        return rated.filter { selection.wants(criterion: criteria[$0].name) }
    }

    /// The points of a criterion that declares none: those that occur, so that a part is on the scale of the whole.
    private func points(of criterion: Int) -> [Double]? {
        guard criteria[criterion].categories == nil, !criteria[criterion].isMetric else { return nil }
        return criteria[criterion].seen ?? ratings(on: criterion).seen
    }

    static func chosen(_ wanted: [String], of names: [String], _ what: String) throws -> [Bool] {
        try RatingSelection.check(wanted, among: names, what)
        return names.map { wanted.isEmpty || wanted.contains($0) }
    }
}
