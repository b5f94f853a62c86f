import Agreement

extension ModelFigures {
    /// The figures of what is wanted, each as it was made of all: of two models both must be wanted where several are.
    package func selecting(_ selection: RatingSelection) throws -> ModelFigures {
        try RatingSelection.check(selection.models, among: order.map { models[$0] }, "model")
        try RatingSelection.check(selection.criteria, among: criteria.map(\.name), "criterion")
        try RatingSelection.check(selection.raters, among: criteria.flatMap(\.automatic), "judge")
        func isWanted(_ model: Int) -> Bool { selection.wants(model: models[model]) }
        var found = self
        found.order = order.filter(isWanted)
        found.notes = selection.narrowing(notes)
        let wanted = criteria.filter { selection.wants(criterion: $0.name) }
        found.criteria = wanted.map { criterion in
            var own = criterion
            own.wantedRaters = selection.raters
            own.comparisons = criterion.comparisons.filter { isWanted($0.candidate) }
            own.pairs = criterion.pairs.filter { pair in
                let count = [pair.one, pair.other].count(where: isWanted)
                return count == 2 || count == 1 && found.order.count == 1
            }
            return own
        }
        return found
    }
}
