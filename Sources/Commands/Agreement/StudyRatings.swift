import Agreement
import Reporting
import Store
import Studies

/// The ratings of a study's raters, the current value of each.
struct StudyRatings {
    let copy: StudyCopy
    /// One record for each rater, criterion and subject.
    let ratings: [RatingRecord]

    init(copy: StudyCopy, ratings: [RatingRecord]) {
        self.copy = copy
        let nominal = Set(copy.criteria.filter { $0.level == .nominal }.map(\.name))
        self.ratings = copy.opinions.joined(ratings, nominal: nominal)
    }

    /// The ratings of every criterion that has some.
    func criteria(_ traits: ItemTraits) -> [CriterionRatings] {
        copy.criteria.filter { criterion in ratings.contains { $0.criterion == criterion.name } }
            .map { criterion($0, traits) }
    }

    /// What a reader must know before the figures.
    var notes: [String] {
        let unrated = copy.criteria.filter { criterion in !ratings.contains { $0.criterion == criterion.name } }
        return unrated.map { "No rating of '\($0.name)' yet." } + accounts
    }

    private func criterion(_ criterion: Studies.Criterion, _ traits: ItemTraits) -> CriterionRatings {
        let own = ratings.filter { $0.criterion == criterion.name && $0.outcome == .rated && $0.value != nil }
        // A metric has a scale of its own: it is correlated with every score on a scale.
        let rated = Set(own.map(\.subject))
        let metrics = ratings.filter {
            criterion.level != .nominal && criterion.subject == .item && $0.kind == .metric && $0.outcome == .rated
                && rated.contains($0.subject)
        }
        var items: [RatingSubject: (place: Int, prompt: String)] = [:]
        var raters: [String: (place: Int, kind: Studies.RaterKind)] = [:]
        var scores: [RatingTable.Score] = []
        for record in own + metrics {
            guard let value = record.value else { continue }
            let item = items[record.subject]?.place ?? items.count
            items[record.subject] = (item, record.prompt)
            let rater = raters[record.rater]?.place ?? raters.count
            raters[record.rater] = (rater, record.kind)
            scores.append(.init(item: item, rater: rater, value: value))
        }
        let declared = Set(criterion.values)
        let sortedItems = items.sorted { $0.value.place < $1.value.place }
        return CriterionRatings(
            name: criterion.name,
            level: Level(rawValue: criterion.level.rawValue) ?? .ordinal,
            levelSource: "study",
            categories: own.allSatisfy { $0.value.map(declared.contains) ?? true } ? criterion.values : nil,
            items: sortedItems.map(\.key.name),
            clusters: [],
            prompts: sortedItems.map(\.value.prompt),
            models: sortedItems.map { traits.models(of: $0.key) },
            tags: sortedItems.map { traits.tags[$0.value.prompt] ?? [] },
            lengths: sortedItems.map { traits.length(of: $0.key) },
            raters: raters.sorted { $0.value.place < $1.value.place }.map { ($0.key, $0.value.kind.agreementKind) },
            scores: scores,
            unparsed: unparsed(criterion.name)
        )
    }

    private func unparsed(_ criterion: String) -> [String: Int] {
        let lost = ratings.filter { $0.criterion == criterion && $0.outcome == .unparsed }
        return Dictionary(grouping: lost, by: \.rater).mapValues(\.count)
    }

    /// What raters did besides giving a value, a sentence for each rater and criterion.
    private var accounts: [String] {
        let others = ratings.filter { $0.outcome != .rated || $0.value == nil }
        let groups = Dictionary(grouping: others) {
            [$0.rater, $0.criterion, $0.outcome == .rated ? "both bad" : $0.outcome.rawValue]
        }
        return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, records in
            "\(key[0]) on '\(key[1])': \(records.count) \(key[2]), in no figure above."
        }
    }
}

extension Studies.Criterion {
    /// Every value that a rating can have, ascending.
    fileprivate var values: [Double] {
        switch form {
        case .scale(let scale): scale.points
        case .accept: [0, 1]
        case .pairwise(let tie, _): tie ? [-1, 0, 1] : [-1, 1]
        case .ranking(let most, _): (1...most).map(Double.init)
        }
    }
}
