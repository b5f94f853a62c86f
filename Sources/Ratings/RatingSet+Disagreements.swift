package import Agreement
import Studies

/// One rating beside what other people said of the same subject.
package struct ListedDisagreement: Sendable {
    /// The place of its criterion among the sets' criteria that were asked for.
    package var ratings: CriterionRatings
    package var disagreement: Disagreement
    /// The number of the subject.
    package var subject: Int
    /// Who gave which score, sorted by name.
    package var scores: [(rater: String, value: Double)]
}

extension RatingSet {
    /// The ratings that depart most from what other people said, at most `limit`, and how many there are in all.
    ///
    /// Criteria have scales of their own: each keeps its order, and they take turns.
    package func disagreements(on chosen: [Int], of raters: [String], limit: Int) throws -> (
        listed: [ListedDisagreement], count: Int
    ) {
        let criteria = chosen.map(ratings)
        var found: [(place: Int, turn: Int, disagreement: Disagreement)] = []
        for (place, scored) in criteria.enumerated() {
            let all = try scored.table().disagreements(level: scored.level, of: raters.isEmpty ? nil : raters)
            found += all.enumerated().map { (place, $0.offset, $0.element) }
        }
        let listed = found.sorted { ($0.turn, $0.place) < ($1.turn, $1.place) }.prefix(limit)
        let finders = criteria.map { SubjectFinder($0) }
        return (
            listed.compactMap { finders[$0.place].listed($0.disagreement) }, found.count
        )
    }
}

extension RatingSet {
    /// One rater's largest disagreements among these subjects, numbered as 'slam disagreements' lists them.
    func disagreements(on criterion: Int, of rater: String, among subjects: Set<Int>, limit: Int) throws
        -> [ListedDisagreement]
    {
        let all = ratings(on: criterion)
        let own = all.selecting(all.items.indices.filter { subjects.contains(Int(all.items[$0])) })
        let finder = SubjectFinder(own)
        return try own.table().disagreements(level: own.level, of: [rater]).prefix(limit).compactMap(finder.listed)
    }
}

/// Finds the subject of a name, and who scored it.
private struct SubjectFinder {
    private let ratings: CriterionRatings
    private let places: [String: Int]
    private let scores: [[RatingTable.Score]]

    init(_ ratings: CriterionRatings) {
        self.ratings = ratings
        places = Dictionary(
            ratings.items.enumerated().map { (ratings.subjects.name(of: Int($1)), $0) }
        ) { first, _ in first }
        var scores = [[RatingTable.Score]](repeating: [], count: ratings.items.count)
        for score in ratings.scores { scores[score.item].append(score) }
        self.scores = scores
    }

    func listed(_ disagreement: Disagreement) -> ListedDisagreement? {
        guard let place = places[disagreement.item] else { return nil }
        // The anchor's texts have no score of a metric, which would betray its letter.
        let own = scores[place].filter { ratings.raters[$0.rater].kind != .metric }
        return ListedDisagreement(
            ratings: ratings,
            disagreement: disagreement,
            subject: Int(ratings.items[place]),
            scores: own.map { (ratings.raters[$0.rater].name, $0.value) }.sorted {
                Subjects.precedes($0.rater, $1.rater)
            }
        )
    }
}
