import Agreement
import Foundation
import Studies

/// Gives the criteria of a bare table their level.
struct Scoring {
    var level: Level?

    /// The parts of a list separated by commas, without the space around them.
    static func split(_ list: String) -> [String] {
        list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The ratings of one criterion, as values.
    func criterion(_ ratings: BareTable.Ratings, of bare: BareTable) -> CriterionRatings {
        let items = bare.items.all
        return CriterionRatings(
            name: ratings.name,
            level: level ?? guess(ratings),
            levelSource: level == nil ? "guessed" : "declared",
            categories: ratings.categories,
            words: ratings.words,
            items: items,
            clusters: bare.clusters.isEmpty ? [] : items.indices.map(bare.clusters.name(of:)),
            prompts: bare.prompts.isEmpty ? [] : items.indices.map(bare.prompts.name(of:)),
            models: items.indices.map { [bare.models.name(of: $0)].compactMap(\.self) },
            raters: zip(bare.raters.all, bare.kinds).map { ($0, $1.agreementKind) },
            scores: ratings.scores.indices.map {
                .init(
                    item: Int(ratings.items[$0]),
                    rater: Int(ratings.raters[$0]),
                    value: ratings.values[Int(ratings.scores[$0])]
                )
            }
        )
    }

    /// Nominal for words and choices, ordinal for a few whole numbers or listed words, interval else.
    private func guess(_ ratings: BareTable.Ratings) -> Level {
        if ratings.isOfPairs { return .nominal }
        guard ratings.words == nil else { return ratings.categories == nil ? .nominal : .ordinal }
        let values = ratings.categories ?? ratings.values
        return values.count <= 11 && values.allSatisfy { $0 == $0.rounded() } ? .ordinal : .interval
    }
}

extension Studies.RaterKind {
    /// The same kind in the words of the library.
    var agreementKind: Agreement.RaterKind {
        switch self {
        case .human: .human
        case .judge: .judge
        case .metric: .metric
        }
    }
}
