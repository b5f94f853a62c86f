import Agreement
package import Studies

/// What of the store's copy of a study these figures rest on.
package struct StudyCopyParts: Sendable {
    package var baseline: String?
    package var margins: [String: Double]
    package var declared: [DeclaredMargin]
    package var settled: [SettledChoice]
    package var plannedCount: Int?
    /// Looks that were taken before, and whether this is one.
    package var looks: [SequentialLook]
    package var isSequential: Bool

    package init(
        baseline: String?,
        calibration: CalibrationSettings,
        declared: [DeclaredMargin],
        settled: [SettledChoice] = [],
        looks: [SequentialLook] = [],
        isSequential: Bool = false
    ) {
        self.baseline = baseline
        (self.looks, self.isSequential) = (looks, isSequential)
        margins = calibration.margins
        plannedCount = calibration.plannedCount
        self.declared = declared
        self.settled = settled
    }

    /// Which of the margin and the planned number in force are not those that were settled last when nobody had rated, in
    /// words; where the store does not know of any, the margin.
    func lateNumbers(_ criterion: String) -> [String] {
        guard let margin = margins[criterion] else { return [] }
        guard let settled = declared.last(where: { $0.criterion == criterion && $0.ratingsBefore == 0 }) else {
            return ["margin"]
        }
        return (settled.margin != margin ? ["margin"] : [])
            + (settled.plannedCount != plannedCount ? ["planned_n"] : [])
    }

    /// Whether the baseline in force is not the one that was settled when nobody had rated: of a table in a file nothing was.
    func isBaselineLate(_ criterion: String) -> Bool {
        guard let baseline, settled.contains(where: { $0.criterion == criterion }) else { return false }
        return settled.beforeRatings(of: criterion)?.baseline != SettledChoice.hash(ofBaseline: baseline)
    }

    /// What of a comparison on a criterion was chosen when people had rated already, in words: nothing more is decided then.
    func lateChoices(_ criterion: String) -> [String] {
        (lateNumbers(criterion) + (isBaselineLate(criterion) ? ["baseline"] : [])).map { "\($0) chosen after data" }
    }

    /// The hashes of every model that was to be compared on a criterion when nobody had rated it, or was since; nil where the
    /// store does not know.
    func settledCandidates(of criterion: String) -> Set<String>? {
        let own = settled.filter { $0.criterion == criterion }
        let first = own.lastIndex { $0.ratingsBefore == 0 } ?? own.startIndex
        let known = own[first...].compactMap(\.candidates)
        return known.isEmpty ? nil : Set(known.joined())
    }

    /// How many tests were settled on criteria that people rated and are not made: their margin or the criterion was taken out.
    func untestedCount(beside criteria: [ModelFigures.Criterion], in set: RatingSet) -> Int {
        guard !set.isBlind, let baseline else { return 0 }
        var rated: Set<Int32> = []
        for act in set.acts where set.raters[Int(act.rater)].kind == .human { rated.insert(act.criterion) }
        // A table in a file has no acts.
        for opinion in set.opinions where set.isHuman(opinion) { rated.insert(opinion.criterion) }
        return Set(rated.map { set.criteria[Int($0)].name }).reduce(0) { sum, name in
            var left = settledCandidates(of: name) ?? []
            left.remove(SettledChoice.hash(ofCandidate: baseline))
            if let found = criteria.first(where: { $0.name == name }), found.margin != nil {
                left.subtract(
                    found.comparisons.map { SettledChoice.hash(ofCandidate: set.modelNames[$0.candidate]) }
                )
            }
            return sum + left.count
        }
    }
}
