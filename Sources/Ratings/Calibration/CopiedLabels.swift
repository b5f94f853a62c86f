import Agreement
import Studies

/// That everybody who rated a criterion gave what one automatic rater gave, on every item that both scored.
///
/// It may be so where what is right is plain to all. It is so too where an automatic rater's scores came in under people's
/// names, and then no person has said anything: no figure can tell the two apart.
package struct CopiedLabels: Sendable, Equatable {
    package let rater: String
    package let personCount: Int
    package let itemCount: Int

    /// Below so many items, or so many off the commonest value, it is chance.
    private static let fewestItems = 30
    private static let fewestOffMode = 5

    init?(_ study: QualityStudy) {
        let found = study.automatic.indices.lazy.compactMap { Self.copied(study, $0) }.first
        guard let found else { return nil }
        self = found
    }

    /// The same of one automatic rater.
    init?(_ study: QualityStudy, rater number: Int) {
        guard let place = study.automatic.firstIndex(of: number), let found = Self.copied(study, place) else {
            return nil
        }
        self = found
    }

    private init(rater: String, personCount: Int, itemCount: Int) {
        (self.rater, self.personCount, self.itemCount) = (rater, personCount, itemCount)
    }

    private static func copied(_ study: QualityStudy, _ place: Int) -> CopiedLabels? {
        var (people, items, counts): (Set<Int>, Int, [Double: Int]) = ([], 0, [:])
        var all: Set<Int> = []
        for subject in study.subjects where !subject.labels.isEmpty {
            all.formUnion(subject.labels.map(\.person))
            guard case .score(let score) = subject.verdicts[place] else { continue }
            guard subject.labels.allSatisfy({ abs($0.value - score) <= 1e-12 }) else { return nil }
            people.formUnion(subject.labels.map(\.person))
            items += 1
            counts[score, default: 0] += 1
        }
        guard items >= fewestItems, items - (counts.values.max() ?? 0) >= fewestOffMode, people == all else {
            return nil
        }
        return CopiedLabels(
            rater: study.set.raters[study.automatic[place]].name,
            personCount: people.count,
            itemCount: items
        )
    }

    /// Why nothing is decided on it.
    package var words: String {
        let people = personCount == 1 ? "the one person" : "each of the \(personCount) people"
        return "\(people) gave what '\(rater)' gave on all \(itemCount) items: nothing shows that people rated"
    }
}
