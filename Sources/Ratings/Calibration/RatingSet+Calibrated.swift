import Agreement
import Studies

/// A stored map as it is used now.
package struct MapInUse: Sendable, Equatable {
    package let map: JudgeMap
    /// What is another than when it was fitted: judge version, criterion version, labels; empty where it is up to date.
    package let stale: [String]
    /// The share of the judge's scores without a label that lie where nothing was labelled, if it is 5 % or more.
    package let outside: Double?

    package init(_ map: JudgeMap, study: QualityStudy, rater: Int) {
        self.map = map
        let alike = study.set.criteria[study.criterion].versionsAlike
        stale = study.origin(of: rater).map { map.origin.moved(to: $0, alike: alike) } ?? []
        let share = map.range.shareOutside(study.unlabelledScores(of: rater))
        outside = share.flatMap { $0 >= 0.05 ? $0 : nil }
    }
}

extension RatingSet {
    /// The maps of these automatic raters that the store keeps, on the criteria of this set, as they stand now.
    ///
    /// Throws words where a name is no automatic rater's, or none of its scores has a map.
    package func maps(named names: [String], among known: [JudgeMap]) throws -> [MapInUse] {
        var used: [MapInUse] = []
        for name in names where !used.contains(where: { $0.map.rater == name }) {
            guard let rater = raters.firstIndex(where: { $0.name == name && $0.kind != .human }) else {
                let own = raters.filter { $0.kind != .human }.map(\.name)
                let list = own.isEmpty ? "no judge, panel or metric has scored anything" : own.joined(separator: ", ")
                throw RatingsError("no judge '\(name)' to calibrate: \(own.isEmpty ? list : "choose one of \(list)")")
            }
            let own = known.filter { $0.rater == name }
            let found = own.compactMap { map -> MapInUse? in
                guard let number = number(ofCriterion: map.criterion),
                    let study = QualityStudy(self, criterion: number), study.automatic.contains(rater)
                else { return nil }
                return MapInUse(map, study: study, rater: rater)
            }
            guard !found.isEmpty else { throw RatingsError(Self.without(name, own)) }
            used += found
        }
        return used
    }

    private static func without(_ name: String, _ own: [JudgeMap]) -> String {
        guard own.isEmpty else {
            let criteria = own.map { "'\($0.criterion)'" }.joined(separator: ", ")
            return
                "the map of '\(name)' is on \(criteria), which nobody rates here: 'slam calibrate \(name)' fits it again"
        }
        return
            "no stored map of '\(name)': run 'slam calibrate \(name)' first, which stores one for each scale on which it and people scored at least 30 prompts; verdicts that are no scores have none"
    }

    /// The set with the scores of these maps' raters as people would have given them, as far as the maps know.
    ///
    /// A labelled item takes the map that was fitted without the fold of its prompt, any other the mean of the folds' maps.
    package func calibrated(by maps: [MapInUse]) -> RatingSet {
        var set = self
        for used in maps {
            guard let criterion = number(ofCriterion: used.map.criterion),
                let rater = raters.firstIndex(where: { $0.name == used.map.rater && $0.kind != .human })
            else { continue }
            var isLabelled = [Bool](repeating: false, count: subjects.count)
            for opinion in opinions(on: criterion) where isHuman(opinion) && opinion.number != nil {
                isLabelled[Int(opinion.subject)] = true
            }
            func mapped(_ opinion: Opinion) -> Opinion {
                guard let score = opinion.number else { return opinion }
                var opinion = opinion
                let fold = fold(of: Int(opinion.subject), seed: used.map.seed)
                let map = used.map.map
                opinion.criterion = Int32(criterion)
                opinion.value = isLabelled[Int(opinion.subject)] ? map(score, outside: fold) : map(score)
                return opinion
            }
            if raters[rater].kind == .metric {
                // Its own scores stay for the criteria on which it has no map.
                set.opinions += opinions.filter { Int($0.rater) == rater && criteria[Int($0.criterion)].isMetric }
                    .map(mapped)
            } else {
                set.opinions = set.opinions.map { opinion in
                    Int(opinion.rater) == rater && Int(opinion.criterion) == criterion ? mapped(opinion) : opinion
                }
            }
            set.calibrated.insert([Int32(rater), Int32(criterion)])
            set.notes.append(.calibrated(used))
        }
        set.opinions.sort { ($0.criterion, $0.rater, $0.subject) < ($1.criterion, $1.rater, $1.subject) }
        return set
    }

    private func fold(of subject: Int, seed: UInt64) -> Int {
        QualityStudy.fold(of: subjects.unit(of: subject) ?? subjects.name(of: subject), seed: seed)
    }
}

extension QualityStudy {
    /// An automatic rater's scores of what has no label.
    func unlabelledScores(of rater: Int) -> [Double] {
        guard let place = automatic.firstIndex(of: rater) else { return [] }
        return subjects.compactMap { subject in
            guard subject.labels.isEmpty, case .score(let score) = subject.verdicts[place] else { return nil }
            return score
        }
    }
}
