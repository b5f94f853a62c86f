import Review
package import Studies

/// One item on which people disagree, to be settled without names.
package struct AdjudicationCase: Sendable, Equatable {
    /// What one person gave; of a pair as it is stored, the item with the smaller id first.
    package struct Score: Sendable, Equatable {
        package var criterion: String
        package var value: Double?
        package var note: String?

        package init(criterion: String, value: Double?, note: String?) {
            (self.criterion, self.value, self.note) = (criterion, value, note)
        }
    }

    package var subject: RatingSubject
    /// The criteria that are disputed.
    package var criteria: [String]
    package var scores: [Score]
    /// Whether who settles it is among those who rated it.
    package var isOwn: Bool

    package init(subject: RatingSubject, criteria: [String], scores: [Score], isOwn: Bool) {
        (self.subject, self.criteria, self.scores, self.isOwn) = (subject, criteria, scores, isOwn)
    }

    /// The scores under letters drawn anew, as the screen has them.
    func adjudication(showsFirst: Bool, turned: (Double?) -> Double?) -> Adjudication {
        let drawn = scores.shuffled().enumerated().map { place, score in
            Adjudication.Score(
                letter: String(UnicodeScalar(UInt8(0x41 + place % 26))),
                answer: Answer(criterion: score.criterion, value: turned(score.value)),
                note: score.note
            )
        }
        return Adjudication(scores: drawn, showsFirst: showsFirst, isOwn: isOwn)
    }
}
