import Agreement
import Studies

/// The cards of one rater, or of all, on every criterion that people rated too.
package struct JudgeCards: Sendable {
    package let all: [JudgeCard]
    /// Those that can be stored.
    package var maps: [JudgeMap] { all.compactMap(\.map) }
    /// Tags with fewer than ten labelled prompts.
    package let uncoveredTags: [String]

    /// Those of the wanted raters on the wanted criteria; throws where no automatic rater, or no criterion, bears that name.
    package init(
        _ set: RatingSet,
        selection: RatingSelection = RatingSelection(),
        choices: JudgeCard.Choices
    ) throws {
        let known = set.raters.filter { $0.kind != .human }.map(\.name)
        if let rater = selection.raters.first, known.isEmpty {
            throw RatingsError("no judge '\(rater)': no judge, panel or metric has scored anything")
        }
        try RatingSelection.check(selection.raters, among: known, "judge")
        let rated = set.criteria.filter { !$0.isMetric }.map(\.name)
        try RatingSelection.check(selection.criteria, among: rated, "criterion")
        func isWanted(_ name: String, _ wanted: [String]) -> Bool { wanted.isEmpty || wanted.contains(name) }
        var cards: [JudgeCard] = []
        for criterion in set.criteria.indices where isWanted(set.criteria[criterion].name, selection.criteria) {
            guard let study = QualityStudy(set, criterion: criterion) else { continue }
            for number in study.automatic where isWanted(set.raters[number].name, selection.raters) {
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
