package import Agreement
import Studies

extension VersionChange.Unit {
    /// Every subject on a criterion that both versions judged, by name.
    package static func all(_ set: RatingSet, before: JudgedVersion, after: JudgedVersion, criterion: Int) -> [Self] {
        let now = Dictionary(set.opinions(of: after).map { ($0.subject, $0.number) }) { first, _ in first }
        let people = set.consensus(on: criterion)
        return set.opinions(of: before).compactMap { own in
            now[own.subject].map { other in
                VersionChange.Unit(
                    item: set.subjects.name(of: Int(own.subject)),
                    prompt: set.subjects.unit(of: Int(own.subject)) ?? "",
                    before: own.number,
                    after: other,
                    people: people[own.subject],
                    models: set.criteria[criterion].kind == .pair ? set.subjects.writersOfPair(Int(own.subject)) : nil
                )
            }
        }.sorted { $0.item < $1.item }
    }
}

extension RatingSet {
    /// What changed on each criterion that two versions of a judge, or two judges, have in common; each is named as
    /// `judgedVersions(named:)` takes it.
    package func changes(from before: String, to after: String, options: IntervalOptions) throws -> [VersionChange] {
        let (old, new) = (try judgedVersions(named: before), try judgedVersions(named: after))
        return criteria.indices.compactMap { number in
            guard let old = old.first(where: { $0.criterion == criteria[number].name }),
                let new = new.first(where: { $0.criterion == criteria[number].name })
            else { return nil }
            return VersionChange(
                VersionChange.Unit.all(self, before: old, after: new, criterion: number),
                criterion: criteria[number].name,
                isPairwise: criteria[number].level == .nominal,
                options: options
            )
        }
    }
}
