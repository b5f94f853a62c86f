import Agreement
import Studies

/// People's ratings on one criterion that no figure of a model has any more, because of what was changed since they were given:
/// another response stands in the place of the rated one, or its prompt reads otherwise.
///
/// Whoever changes single responses after people rated chooses which prompts count.
struct LeftOutRatings: Sendable {
    /// By rating the models that lost it; of a pair both.
    private let models: [Set<Int32>]
    private let isPairs: Bool

    init(_ study: QualityStudy) {
        let (set, isPairs) = (study.set, study.isPairs)
        self.isPairs = isPairs
        models = study.humanActs.compactMap { act -> Set<Int32>? in
            let subject = Int(act.subject)
            let isReworded = act.staleness == .prompt
            guard isReworded || set.subjects.hasReplaced else { return nil }
            if isPairs {
                guard isReworded || set.subjects.isReplaced(subject), let pair = set.subjects.writersOfPair(subject)
                else { return nil }
                return [Int32(pair.left), Int32(pair.right)]
            }
            let writers = Set(set.subjects.writers(of: subject).joined())
            let lost = isReworded ? writers : writers.subtracting(set.subjects.figuredWriters(of: subject).joined())
            return lost.isEmpty ? nil : lost
        }
    }

    /// How many of them are of one of these models, or, of pairs, of both.
    func count(of wanted: Set<Int>) -> Int {
        let wanted = Set(wanted.map(Int32.init))
        return models.count { isPairs ? $0 == wanted : !$0.isDisjoint(with: wanted) }
    }
}

extension QualityStudy {
    /// People's ratings on this criterion as it is asked today, also those of texts and prompts that were changed since.
    fileprivate var humanActs: [Act] {
        self.set.acts.filter { act in
            Int(act.criterion) == criterion && (act.staleness == nil || act.staleness == .prompt)
                && act.outcome == .rated && set.raters[Int(act.rater)].kind == .human
        }
    }

    /// How many of people's ratings are left out because their prompt reads otherwise today.
    var rewordedCount: Int { self.set.rewordedLabels[Int32(criterion)] ?? 0 }
}
