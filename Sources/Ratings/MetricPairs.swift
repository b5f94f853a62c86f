package import Agreement
package import Studies

/// Pairs of texts that answer one prompt and on which people have a verdict, with a metric's scores: what the audit of a
/// similarity rests on.
package struct MetricPairs: Sendable {
    /// One pair, the item with the smaller id first.
    package struct Pair: Sendable {
        package var first: ItemID
        package var second: ItemID
        package var prompt: Int
        /// The metric's score of the first less that of the second.
        package var difference: Double
        /// 1 where people hold the first for the better, −1 the second, 0 a tie.
        package var verdict: Double
        /// How often a person sides with the others: the mean over people, a person's tie counting half; nil where no person
        /// has others who decide.
        package var person: Double?
    }

    package let metric: String
    package let criterion: String
    package var pairs: [Pair] = []
    /// Pairs with a verdict of people of which a text has no score: the anchor's own, or one without a target.
    package var withoutScoreCount = 0

    /// On a criterion of pairs, the sign of people's mean verdict; on a scale, that of the difference of their means.
    ///
    /// Nil where the first is no metric, or the second nothing that people rate.
    package init?(_ set: RatingSet, metric number: Int, criterion: Int) {
        guard set.criteria[number].isMetric, !set.criteria[criterion].isMetric, !set.criteria[criterion].isGone else {
            return nil
        }
        metric = set.criteria[number].name
        self.criterion = set.criteria[criterion].name
        var scores: [ItemID: Double] = [:]
        for opinion in set.opinions(on: number) {
            guard case .item(let item)? = set.subjects.subject(Int(opinion.subject)) else { continue }
            scores[item] = opinion.number
        }
        let human = Self.human(set, criterion)
        switch set.criteria[criterion].kind {
        case .pair: addVerdicts(set, human, scores)
        case .item where set.criteria[criterion].level != .nominal: addScales(set, human, scores)
        case .item, .set: return nil
        }
        pairs.sort {
            ($0.prompt, $0.first.rawValue, $0.second.rawValue) < ($1.prompt, $1.first.rawValue, $1.second.rawValue)
        }
    }

    /// By subject what each person said of it.
    private static func human(_ set: RatingSet, _ criterion: Int) -> [Int: [Int32: Double]] {
        var values: [Int: [Int32: Double]] = [:]
        for opinion in set.opinions(on: criterion) where set.raters[Int(opinion.rater)].kind == .human {
            if let number = opinion.number { values[Int(opinion.subject), default: [:]][opinion.rater] = number }
        }
        return values
    }

    private mutating func addVerdicts(_ set: RatingSet, _ human: [Int: [Int32: Double]], _ scores: [ItemID: Double]) {
        for (subject, verdicts) in human {
            guard case .pair(let pair)? = set.subjects.subject(subject),
                let prompt = set.subjects.unitNumber(of: subject)
            else { continue }
            add(pair.first, pair.second, prompt, scores, verdicts)
        }
    }

    private mutating func addScales(_ set: RatingSet, _ human: [Int: [Int32: Double]], _ scores: [ItemID: Double]) {
        var byPrompt: [Int: [(item: ItemID, values: [Int32: Double])]] = [:]
        for (subject, values) in human {
            guard case .item(let item)? = set.subjects.subject(subject),
                let prompt = set.subjects.ownPrompt(of: subject)
            else { continue }
            byPrompt[prompt, default: []].append((item, values))
        }
        for (own, items) in byPrompt {
            let prompt = set.subjects.first(own)
            let items = items.sorted { $0.item.rawValue < $1.item.rawValue }
            for (place, one) in items.enumerated() {
                for other in items[(place + 1)...] {
                    // Only people who rated both: one who is mild says nothing of the two.
                    let both = one.values.compactMap { rater, value in
                        other.values[rater].map { (rater, value - $0) }
                    }
                    guard !both.isEmpty else { continue }
                    add(one.item, other.item, prompt, scores, Dictionary(uniqueKeysWithValues: both))
                }
            }
        }
    }

    /// `differences` are each person's own, above 0 where the first is the better.
    private mutating func add(
        _ one: ItemID,
        _ other: ItemID,
        _ prompt: Int,
        _ scores: [ItemID: Double],
        _ differences: [Int32: Double]
    ) {
        guard let first = scores[one], let second = scores[other] else { return withoutScoreCount += 1 }
        let own = differences.sorted { $0.key < $1.key }.map(\.value)
        let sum = own.reduce(0, +)
        let sides = own.compactMap { difference -> Double? in
            let others = sum - difference
            guard own.count > 1, others != 0 else { return nil }
            return difference == 0 ? 0.5 : (difference > 0) == (others > 0) ? 1 : 0
        }
        pairs.append(
            Pair(
                first: one,
                second: other,
                prompt: prompt,
                difference: first - second,
                verdict: sum > 0 ? 1 : sum < 0 ? -1 : 0,
                person: sides.isEmpty ? nil : sides.reduce(0, +) / Double(sides.count)
            )
        )
    }
}

extension MetricPairs {
    /// The share of pairs that people decided in which the score's sign is theirs; a tie of scores counts half.
    package func signAgreement(confidence: Double = 0.95) throws -> Estimate {
        let decided = pairs.filter { $0.verdict != 0 }
        let values = decided.map { pair in
            pair.difference == 0 ? 0.5 : (pair.difference > 0) == (pair.verdict > 0) ? 1 : 0
        }
        return try share(values, decided, confidence)
    }

    /// The band in which a difference is best called a tie, with its agreement out of fold.
    package func tieBand(confidence: Double = 0.95) throws -> TieBand {
        try TieBand(
            differences: pairs.map(\.difference),
            verdicts: pairs.map(\.verdict),
            clusters: pairs.map(\.prompt),
            confidence: confidence
        )
    }

    /// How often one person sides with the others, on pairs that these decide: what no metric need exceed.
    package func ceiling(confidence: Double = 0.95) throws -> Estimate {
        let rated = pairs.filter { $0.person != nil }
        return try share(rated.compactMap(\.person), rated, confidence)
    }

    /// Of pairs of unlike `feature` (a length, say) the share in which the text with more of it has the higher score; of
    /// people, in which they prefer it.
    package func prefersMore(_ feature: [ItemID: Double], byPeople: Bool, confidence: Double = 0.95) throws -> Estimate
    {
        let told = pairs.compactMap { pair -> (Pair, Double)? in
            guard let first = feature[pair.first], let second = feature[pair.second], first != second,
                (byPeople ? pair.verdict : pair.difference) != 0
            else { return nil }
            return (pair, first - second)
        }
        let values = told.map { pair, more in
            ((byPeople ? pair.verdict : pair.difference) > 0) == (more > 0) ? 1.0 : 0
        }
        return try share(values, told.map(\.0), confidence)
    }

    /// The share of pairs whose difference is no larger than `noise`.
    package func within(_ noise: Double, confidence: Double = 0.95) throws -> Estimate {
        try share(pairs.map { abs($0.difference) <= noise ? 1 : 0 }, pairs, confidence)
    }

    private func share(_ values: [Double], _ pairs: [Pair], _ confidence: Double) throws -> Estimate {
        try ClusteredShare(values, clusters: pairs.map(\.prompt), confidence: confidence).estimate
    }
}
