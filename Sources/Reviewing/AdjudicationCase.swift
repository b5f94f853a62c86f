import Review
package import Studies

/// One item on which people disagree, to be settled without names.
package struct AdjudicationCase: Sendable, Equatable {
    /// What one person gave; of a pair as it is stored, the item with the smaller id first.
    package struct Score: Sendable, Equatable {
        package var criterion: String
        package var value: Double?
        package var note: String?
        /// Stands for the person within the case, and for nobody outside it.
        package var person: Int

        package init(criterion: String, value: Double?, note: String?, person: Int = 0) {
            (self.criterion, self.value, self.note, self.person) = (criterion, value, note, person)
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

    /// The scores as the screen has them, each person's together under a letter drawn for this case; the letters begin
    /// where those of a pair's texts are far.
    func adjudication(showsFirst: Bool, turned: (Double?) -> Double?) -> Adjudication {
        let people = Set(scores.map(\.person)).sorted().shuffled()
        let drawn = people.enumerated().flatMap { place, person in
            let letter = Self.letters[place % Self.letters.count] + (place < Self.letters.count ? "" : "\(place)")
            return scores.filter { $0.person == person }.map { score in
                Adjudication.Score(
                    letter: letter,
                    answer: Answer(criterion: score.criterion, value: turned(score.value)),
                    note: score.note
                )
            }
        }
        return Adjudication(scores: drawn, showsFirst: showsFirst, isOwn: isOwn)
    }

    private static let letters = "KLMNOPQRSTUVWXYZ".map(String.init)
}
