package import Store
package import Studies

extension Store {
    /// What people said so far about pairs of models, by their places in the study; `share` is 1 where the first won.
    package func comparedModels(of study: Study) throws -> [(first: Int, second: Int, share: Double)] {
        let places = Dictionary(study.models.enumerated().map { ($1.name, $0) }) { first, _ in first }
        let models = Dictionary(try responses(of: study.name).map { ($0.item, places[$0.model]) }) { one, _ in one }
        return try standingRatings(of: study.name).records.compactMap { record in
            guard record.kind == .human, case .pair(let pair) = record.subject, let value = record.value,
                case let first?? = models[pair.first], case let second?? = models[pair.second]
            else { return nil }
            return (first, second, (value + 1) / 2)
        }
    }
}

extension RatingSet {
    /// How far judges disagree on each item, by its row in the database, and the number of the next draw.
    package func disagreementByRow(in store: Store, of study: String) throws -> (shares: [Int64: Double], number: Int) {
        let items = try store.itemRows(of: study)
        let shares = disagreementOfJudges.compactMap { one in items[one.item].map { ($0, one.share) } }
        return (Dictionary(shares) { first, _ in first }, (draw?.number ?? 0) + 1)
    }
}
