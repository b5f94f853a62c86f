import Agreement
package import Ratings
import Studies

extension DisagreementDocument {
    /// The listed ratings of a set, each with its texts.
    package init(
        _ set: RatingSet,
        listed: [ListedDisagreement],
        count: Int,
        texts: [[(title: String, text: String)]]
    ) {
        let rows = zip(listed, texts).map { Row($0, $1) }
        var notes: [String] = []
        let hasMetric = set.rated.contains { $0.level != .nominal && $0.raters.contains { $0.kind == .metric } }
        if hasMetric { notes.append("Metrics have scales of their own and are left out.") }
        if set.isBlind { notes.append("Who wrote a text is withheld until 'slam unblind', by letter too.") }
        if set.isOfStudy {
            notes.append(
                "To settle them: 'slam adjudicate'; a discussed rating comes in by 'slam import' with its item and phase."
            )
        }
        notes += set.notes.filter { $0.isStale || $0.isWithheld || $0.isOfEdits }.map(\.sentence)
        if !set.isOfStudy { notes += set.notes.filter(\.isOfTable).map(\.sentence) }
        self.init(source: set.name, rows: rows, count: count, notes: notes)
    }
}

extension DisagreementDocument.Row {
    fileprivate init(_ listed: ListedDisagreement, _ texts: [(title: String, text: String)]) {
        let ratings = listed.ratings
        // One text that somebody knows would name a letter that stands beside it, and with it all others.
        let models = ratings.isBlind ? [] : ratings.subjects.letters(of: listed.subject)
        self.init(
            criterion: ratings.name,
            disagreement: listed.disagreement,
            score: ratings.word(listed.disagreement.score),
            people: listed.disagreement.consensus.map(ratings.word),
            hasWords: ratings.criterion.words != nil,
            scores: listed.scores.map { "\($0.rater) \(ratings.word($0.value))" }.joined(separator: ", "),
            prompt: ratings.subjects.prompt(of: listed.subject),
            model: models.isEmpty ? nil : models.joined(separator: "="),
            texts: texts
        )
    }
}

extension CriterionRatings {
    /// A value as its word, or as a number without needless decimals.
    fileprivate func word(_ value: Double) -> String {
        if let word = criterion.word(of: value) { return word }
        if let words = criterion.words, value >= 0, value <= Double(words.count - 1) {
            let (below, above) = (words[Int(value)], words[Int(value.rounded(.up))])
            return below == above ? below : "\(below)–\(above)"
        }
        return value == value.rounded() ? JSONValue.canonicalNumber(value) : Figures.fixed(value, decimals: 2)
    }
}
