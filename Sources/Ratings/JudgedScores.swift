import Studies

/// A judge's or panel's scores on one criterion, by the id of the item.
package struct JudgedScores: Sendable {
    package let rater: String
    package let criterion: String
    package let scores: [String: Double]
}

extension RatingSet {
    /// The scores of every judge and panel on each criterion of single texts.
    package var judgedScores: [JudgedScores] {
        criteria.indices.filter { criteria[$0].kind == .item }.flatMap { number in
            let own = Dictionary(
                grouping: opinions(on: number).filter { raters[Int($0.rater)].kind == .judge },
                by: \.rater
            )
            return own.sorted { $0.key < $1.key }.map { rater, opinions in
                let pairs = opinions.compactMap { opinion in
                    opinion.number.map { (subjects.name(of: Int(opinion.subject)), $0) }
                }
                return JudgedScores(
                    rater: raters[Int(rater)].name,
                    criterion: criteria[number].name,
                    scores: Dictionary(pairs) { first, _ in first }
                )
            }
        }
    }
}
