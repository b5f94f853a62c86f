package import Agreement
import Studies

/// Models by what people would have given them, from one judge's mapped scores of all responses and labels of some.
package struct CalibratedRanking: Sendable {
    /// One model that can be ranked.
    package struct Player: Sendable {
        package let quality: MappedQuality
        /// 1 for the best mean; the ends are what the intervals of the differences leave open.
        package let rank: Int
        package let ranks: ClosedRange<Int>
        /// Numbers of models whose difference from it may be 0.
        package let indistinguishable: [Int]
    }

    package let criterion: String
    package let used: MapInUse
    /// Best first.
    package let players: [Player]
    /// Without enough labels of their own, or scored where nothing was labelled.
    package let leftOut: [MappedQuality]
    /// How models are called: letters before unblinding.
    package let models: [String]
    package let isBlind: Bool
    package let source: String
    package let notes: [RatingNote]
    package let options: IntervalOptions

    /// Throws words where the criterion has no map, or models stand as letters that a metric would betray.
    package init(_ set: RatingSet, maps: [MapInUse], criterion wanted: String?, options: IntervalOptions) throws {
        let names = maps.map(\.map.criterion)
        guard let used = wanted.map({ name in maps.first { $0.map.criterion == name } }) ?? maps.first,
            wanted != nil || names.count == 1, let number = set.number(ofCriterion: used.map.criterion),
            let study = QualityStudy(set, criterion: number)
        else {
            throw RatingsError(
                "name a criterion with a map with --criterion: choose one of \(names.joined(separator: ", "))"
            )
        }
        let kind = set.raters.first { $0.name == used.map.rater && $0.kind != .human }?.kind
        if set.isBlind, kind == .metric {
            throw RatingsError(
                "a similarity has no score for its anchor's own texts, which would betray a letter: run 'slam unblind' first"
            )
        }
        let all = try MappedQuality.all(study, used, confidence: options.confidence)
        let shown = set.subjects.models
        self.used = used
        self.options = options
        criterion = study.name
        models = shown
        isBlind = set.isBlind
        source = "\(set.name), criterion '\(study.name)', \(used.map.rater) calibrated"
        notes = set.notes + [.calibrated(used)] + (set.isBlind ? [.lettersWithoutCounts] : [])
        leftOut = all.filter { !$0.isSure }.sorted { Subjects.precedes(shown[$0.model], shown[$1.model]) }
        let sure = all.filter(\.isSure).sorted { one, other in
            let (first, second) = (one.mean.estimate.value ?? 0, other.mean.estimate.value ?? 0)
            return first == second ? Subjects.precedes(shown[one.model], shown[other.model]) : first > second
        }
        players = sure.enumerated().map { place, own in
            Self.player(own, at: place, among: sure, confidence: options.confidence)
        }
    }

    private static func player(
        _ own: MappedQuality,
        at place: Int,
        among all: [MappedQuality],
        confidence: Double
    ) -> Player {
        var (better, worse, close) = (0, 0, [Int]())
        for (number, other) in all.enumerated() where number != place {
            let difference = own.mean.difference(from: other.mean, confidence: confidence)
            if let low = difference.low, low > 0 {
                worse += 1
            } else if let high = difference.high, high < 0 {
                better += 1
            } else {
                close.append(other.model)
            }
        }
        return Player(
            quality: own,
            rank: place + 1,
            ranks: (better + 1)...(all.count - worse),
            indistinguishable: close
        )
    }
}
