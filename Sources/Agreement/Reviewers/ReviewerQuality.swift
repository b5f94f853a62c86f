/// What the ratings of one reviewer say about how they were made, next to those of the others.
package struct ReviewerQuality {
    /// A result is noted only when chance gives it less often than this.
    static let level = 0.005
    /// So few scores say nothing of how they vary.
    static let fewestScores = 20

    let name: String
    let own: [ReviewerRating]
    let others: [ReviewerRating]
    /// The distance of two points of a criterion's scale.
    let steps: [String: Double]
    let confidence: Double

    package init(
        of name: String,
        among ratings: [ReviewerRating],
        steps: [String: Double],
        confidence: Double = 0.95
    ) {
        self.name = name
        own = ratings.filter { $0.reviewer == name }.sorted { $0.order < $1.order }
        others = ratings.filter { $0.reviewer != name }
        self.steps = steps
        self.confidence = confidence
    }

    /// Every check in a fixed order; one that the ratings do not allow is undefined and says why.
    package var figures: [ReviewerFigure] {
        [pace, tooFast, sameScore, repeats, gold, attention] + byCriterion(severity) + [positionPreference]
            + byCriterion(lengthPreference)
    }

    var blind: [ReviewerRating] { own.filter { $0.purpose == .blind } }

    func undefined(_ check: String, _ count: Int, _ why: String) -> ReviewerFigure {
        figure(check, Estimate(undefined: why, itemCount: count, ratingCount: count), why)
    }

    func figure(_ check: String, _ estimate: Estimate, noted: Bool = false, _ words: String) -> ReviewerFigure {
        ReviewerFigure(reviewer: name, check: check, criterion: nil, estimate: estimate, isNoted: noted, words: words)
    }

    /// A share of so many with Wilson's interval; nil of none.
    func share(_ count: Int, of total: Int) -> (estimate: Estimate, low: Double, high: Double)? {
        guard total > 0 else { return nil }
        let value = Double(count) / Double(total)
        let (low, high) = wilson(share: value, count: Double(total), confidence: confidence)
        return (estimate(value, (low, high), total, "Wilson (1927)"), low, high)
    }

    func estimate(_ value: Double, _ interval: (low: Double, high: Double), _ count: Int, _ method: String) -> Estimate
    {
        var estimate = Estimate(value: value, itemCount: count, ratingCount: count)
        (estimate.low, estimate.high, estimate.method) = (interval.low, interval.high, method)
        return estimate
    }

    /// How many standard errors half an interval is.
    var quantile: Double { normalQuantile(confidence: confidence) }

    /// The median seconds of a showing, with the interval of its order statistics.
    private var pace: ReviewerFigure {
        let times = own.compactMap(\.milliseconds).map { Double($0) / 1000 }.sorted()
        guard times.count > 5 else { return undefined("pace", times.count, "too few timed ratings") }
        let half = quantile * Double(times.count).squareRoot() / 2
        let middle = Double(times.count - 1) / 2
        let low = times[max(0, Int((middle - half).rounded(.down)))]
        let high = times[min(times.count - 1, Int((middle + half).rounded(.up)))]
        let median = estimate(times[times.count / 2], (low, high), times.count, "order statistics")
        return figure("pace", median, "seconds a showing, median")
    }

    /// The share that came faster than the texts can be read.
    private var tooFast: ReviewerFigure {
        let timed = own.compactMap(\.isTooFast)
        guard let share = share(timed.count { $0 }, of: timed.count), timed.count > 5 else {
            return undefined("too_fast", timed.count, "too few timed ratings")
        }
        let noted = share.low > 0.2
        let words = noted ? "many ratings came faster than the texts can be read" : "reading time was taken"
        return figure("too_fast", share.estimate, noted: noted, words)
    }

    /// The share of the most frequent score, next to the others' share of theirs.
    private var sameScore: ReviewerFigure {
        let scores = blind.filter { !$0.isPair }
        func mostFrequent(_ ratings: [ReviewerRating]) -> Int {
            Dictionary(grouping: ratings, by: \.value).map(\.value.count).max() ?? 0
        }
        guard let criterion = scores.first?.criterion else { return undefined("same_score", 0, "no scores") }
        let one = scores.filter { $0.criterion == criterion }
        guard let share = share(mostFrequent(one), of: one.count), one.count >= Self.fewestScores else {
            return undefined("same_score", one.count, "too few scores").on(criterion)
        }
        let rest = Dictionary(
            grouping: others.filter { $0.purpose == .blind && $0.criterion == criterion },
            by: \.reviewer
        )
        let usual = Moments.median(
            rest.values.filter { $0.count >= Self.fewestScores }.map { Double(mostFrequent($0)) / Double($0.count) }
        )
        let isOnlyOne = mostFrequent(one) == one.count && usual ?? 0 <= 0.9
        let noted = isOnlyOne || share.low > min(0.95, (usual ?? 0.8) + 0.1)
        let words =
            switch (noted, usual == nil) {
            case (true, true): "one score was given to nearly everything"
            case (true, false): "one score was given far more often than by others"
            case (false, true): "nobody else to compare with"
            case (false, false): "scores vary as the others' do"
            }
        return figure("same_score", share.estimate, noted: noted, words).on(criterion)
    }

    /// How often a hidden repeat got the same score, within one step.
    private var repeats: ReviewerFigure {
        let firsts = Dictionary(blind.map { ("\($0.subject) \($0.criterion)", $0.value) }) { one, _ in one }
        let steps = own.filter { $0.purpose == .repeat }.compactMap { again in
            firsts["\(again.subject) \(again.criterion)"].map { distance($0, again) }
        }
        guard let share = share(steps.count { $0 <= 1.001 }, of: steps.count) else {
            return undefined("self_agreement", 0, "no repeats")
        }
        let noted = share.high < 0.6
        let words = noted ? "the same items were seen differently the second time" : "repeats agree"
        return figure("self_agreement", share.estimate, noted: noted, words)
    }

    /// How often a known item got its score, within one step.
    private var gold: ReviewerFigure {
        let steps = own.filter { $0.purpose == .gold }.compactMap { rating in
            rating.known.map { distance($0, rating) }
        }
        guard let share = share(steps.count { $0 <= 1.001 }, of: steps.count) else {
            return undefined("gold", 0, "no gold items")
        }
        let noted = share.high < 0.6
        let words = noted ? "gold items were scored otherwise: go over the guidelines" : "gold items agree"
        return figure("gold", share.estimate, noted: noted, words)
    }

    /// In steps of the criterion's scale.
    private func distance(_ value: Double, _ rating: ReviewerRating) -> Double {
        abs(value - rating.value) / (steps[rating.criterion] ?? 1)
    }
}
