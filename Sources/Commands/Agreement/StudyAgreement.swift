import Agreement
import Reporting
import Store
import Studies

/// The agreement of a study's raters, from the current value of each.
struct StudyAgreement {
    let copy: StudyCopy
    /// One record for each rater, criterion and subject.
    let ratings: [RatingRecord]

    init(copy: StudyCopy, ratings: [RatingRecord]) {
        self.copy = copy
        let nominal = Set(copy.criteria.filter { $0.level == .nominal }.map(\.name))
        self.ratings = copy.opinions.joined(ratings, nominal: nominal)
    }

    func document(_ options: IntervalOptions) throws -> AgreementDocument {
        let rated = copy.criteria.filter { criterion in ratings.contains { $0.criterion == criterion.name } }
        let unrated = copy.criteria.filter { criterion in !rated.contains(criterion) }
        return AgreementDocument(
            source: "study \(copy.name)",
            options: options,
            criteria: try rated.map { try criterion($0, options) },
            notes: unrated.map { "No rating of '\($0.name)' yet." } + accounts
        )
    }

    private func criterion(_ criterion: Studies.Criterion, _ options: IntervalOptions) throws
        -> AgreementDocument.Criterion
    {
        let own = ratings.filter { $0.criterion == criterion.name && $0.outcome == .rated && $0.value != nil }
        // A metric has a scale of its own: it is correlated with every score on a scale.
        let rated = Set(own.map(\.subject))
        let metrics = ratings.filter {
            criterion.level != .nominal && $0.kind == .metric && $0.outcome == .rated && rated.contains($0.subject)
        }
        let records = own + metrics
        var items: [String: (place: Int, prompt: String)] = [:]
        var raters: [String: (place: Int, kind: Studies.RaterKind)] = [:]
        var scores: [RatingTable.Score] = []
        for record in records {
            guard let value = record.value else { continue }
            let item = items[record.subject.name]?.place ?? items.count
            items[record.subject.name] = (item, record.prompt)
            let rater = raters[record.rater]?.place ?? raters.count
            raters[record.rater] = (rater, record.kind)
            scores.append(.init(item: item, rater: rater, value: value))
        }
        let sortedItems = items.sorted { $0.value.place < $1.value.place }
        let table = try RatingTable(
            items: sortedItems.map(\.key),
            raters: raters.sorted { $0.value.place < $1.value.place }.map { ($0.key, $0.value.kind.agreementKind) },
            scores: scores,
            categories: scores.allSatisfy { criterion.values.contains($0.value) } ? criterion.values : nil,
            clusters: sortedItems.map(\.value.prompt)
        )
        let report = CriterionReport(
            criterion: criterion.name,
            level: Level(rawValue: criterion.level.rawValue) ?? .ordinal,
            table: table,
            options: options
        )
        return AgreementDocument.Criterion(report: report, levelSource: "study")
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
        }
    }
}
