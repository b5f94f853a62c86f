import Agreement
import Studies

/// The cards of one rater, or of all, on every criterion that people rated too.
package struct JudgeCards: Sendable {
    package let all: [JudgeCard]
    /// Those that can be stored.
    package var maps: [JudgeMap] { all.compactMap(\.map) }
    /// Tags with fewer than ten labelled prompts.
    package let uncoveredTags: [String]

    /// Throws where no automatic rater bears that name.
    package init(_ set: RatingSet, rater: String?, choices: JudgeCard.Choices) throws {
        let known = set.raters.indices.filter { set.raters[$0].kind != .human }
        if let rater, !known.contains(where: { set.raters[$0].name == rater }) {
            let names = known.map { set.raters[$0].name }
            let list =
                names.isEmpty
                ? "no judge, panel or metric has scored anything" : "choose one of \(names.joined(separator: ", "))"
            throw RatingsError("no judge '\(rater)': \(list)")
        }
        var cards: [JudgeCard] = []
        for criterion in set.criteria.indices {
            guard let study = QualityStudy(set, criterion: criterion) else { continue }
            for number in study.automatic where rater.map({ $0 == set.raters[number].name }) ?? true {
                if let card = try JudgeCard(study, rater: number, choices: choices) { cards.append(card) }
            }
        }
        all = cards
        var prompts: [String: Set<Int>] = [:]
        for opinion in set.opinions where set.raters[Int(opinion.rater)].kind == .human {
            guard let prompt = set.subjects.unitNumber(of: Int(opinion.subject)) else { continue }
            for tag in set.subjects.tags(of: Int(opinion.subject)) { prompts[tag, default: []].insert(prompt) }
        }
        uncoveredTags = prompts.filter { $0.value.count < 10 }.map(\.key).sorted()
    }
}
