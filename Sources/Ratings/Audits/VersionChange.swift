package import Agreement

/// How the verdicts of one version of a judge differ from those of another, on the items that both judged.
package struct VersionChange: Sendable, Equatable {
    package var criterion: String
    package var isPairwise: Bool
    /// Items that both gave a verdict on.
    package var items: Int
    /// Items that only one gave a verdict on, while the other judged them too.
    package var lost = 0
    package var gained = 0
    /// Mean value of each, and the shift from the first to the second; on choices the share of the first text.
    package var before = Estimate()
    package var after = Estimate()
    package var shift = Estimate()
    /// The share of items on which the two give the same, and how they agree beyond chance or in rank.
    package var same = Estimate()
    package var association = Estimate()
    /// The agreement of each with people, and its change, on items that people rated.
    package var itemsWithPeople = 0
    package var peopleBefore = Estimate()
    package var peopleAfter = Estimate()
    package var peopleChange = Estimate()
    package var flips: [Flip] = []

    /// One item on which the two differ.
    package struct Flip: Sendable, Equatable {
        package var item: String
        package var prompt: String
        package var before: Double?
        package var after: Double?
        package var people: Double?
    }

    /// One item as both versions and people judged it.
    package struct Unit: Sendable {
        package var item: String
        package var prompt: String
        /// Nil where a version judged and gave no verdict.
        package var before: Double?
        package var after: Double?
        package var people: Double?
        /// Of a pair who wrote the first and the second text.
        package var models: PairVerdicts.Models?

        package init(
            item: String,
            prompt: String,
            before: Double?,
            after: Double?,
            people: Double?,
            models: PairVerdicts.Models? = nil
        ) {
            self.models = models
            self.item = item
            self.prompt = prompt
            self.before = before
            self.after = after
            self.people = people
        }
    }

    /// The change over these items, resampled by prompt; both versions and people share the resamples.
    package init(_ units: [Unit], criterion: String, isPairwise: Bool, options: IntervalOptions) {
        self.criterion = criterion
        self.isPairwise = isPairwise
        let shared = units.filter { $0.before != nil && $0.after != nil }
        items = shared.count
        lost = units.filter { $0.before != nil && $0.after == nil }.count
        gained = units.filter { $0.before == nil && $0.after != nil }.count
        flips = units.filter { $0.before != $0.after }.map {
            Flip(item: $0.item, prompt: $0.prompt, before: $0.before, after: $0.after, people: $0.people)
        }.sorted { ($1.distance, $0.item) < ($0.distance, $1.item) }
        guard !shared.isEmpty else { return }
        let clusters = Clusters(shared.map(\.prompt))
        let bootstrap = ClusterBootstrap(clusterCount: clusters.count, options: options)
        let sums = Sums(shared, clusters, isPairwise: isPairwise)
        let estimates = bootstrap.estimates { sums.figures($0) }
        (before, after, shift, same, association) = (
            estimates[0], estimates[1], estimates[2], estimates[3], estimates[4]
        )
        (peopleBefore, peopleAfter, peopleChange) = (estimates[5], estimates[6], estimates[7])
        itemsWithPeople = shared.filter { $0.people != nil }.count
        if isPairwise { takeKappas(shared, clusters, confidence: options.confidence) }
    }

    /// Kappas of choices are within pairs of models, as in every command.
    private mutating func takeKappas(_ units: [Unit], _ clusters: Clusters, confidence: Double) {
        func outcome(_ value: Double?) -> ComparisonOutcome? { value.map { $0 == 0 ? .tie : $0 > 0 ? .left : .right } }
        let both = units.enumerated().map { place, unit in
            PairVerdicts.Row(
                models: unit.models,
                prompt: clusters.places[place],
                verdicts: [outcome(unit.before), outcome(unit.after)]
            )
        }
        if let table = try? PairVerdicts(both) { association = ModelPairAgreement(table, confidence: confidence).cohen }
        let rated = units.enumerated().compactMap { place, unit -> PairedPairKappas.Row? in
            guard let truth = outcome(unit.people), let old = outcome(unit.before), let new = outcome(unit.after) else {
                return nil
            }
            return PairedPairKappas.Row(
                models: unit.models,
                prompt: clusters.places[place],
                first: new,
                second: old,
                truth: truth
            )
        }
        let kappas = PairedPairKappas(rated, confidence: confidence)
        (peopleBefore, peopleAfter, peopleChange) = (kappas.second, kappas.first, kappas.difference)
    }
}

extension VersionChange.Flip {
    /// How far apart the two lie; no verdict on one side lies farthest.
    fileprivate var distance: Double {
        guard let before, let after else { return .infinity }
        return abs(after - before)
    }
}

/// What the figures of a change are computed from.
private struct Sums {
    let before: [Double]
    let after: [Double]
    let people: [Double?]
    let places: [Int]
    let isPairwise: Bool
    /// The items that people rated, and the values in order, on a scale.
    private let rated: [Int]
    private let ranks: [WeightedRanks]

    init(_ units: [VersionChange.Unit], _ clusters: Clusters, isPairwise: Bool) {
        before = units.compactMap(\.before)
        after = units.compactMap(\.after)
        people = units.map(\.people)
        places = clusters.places
        self.isPairwise = isPairwise
        rated = people.indices.filter { units[$0].people != nil }
        let (before, after, rated) = (before, after, rated)
        let lists = [
            before, after, people.compactMap(\.self), rated.map { before[$0] }, rated.map { after[$0] },
        ]
        ranks = isPairwise ? [] : lists.map(WeightedRanks.init)
    }

    func figures(_ clusterWeights: [Double]) -> [Double?] {
        let weights = places.map { clusterWeights[$0] }
        let (was, now) = (mean(before, weights), mean(after, weights))
        let ratedWeights = rated.map { weights[$0] }
        let (old, new) = (agreement((2, 3), ratedWeights), agreement((2, 4), ratedWeights))
        return [
            was, now, was.flatMap { was in now.map { $0 - was } },
            mean(zip(before, after).map { $0 == $1 ? 1 : 0 }, weights), agreement((0, 1), weights), old,
            new,
            old.flatMap { old in new.map { $0 - old } },
        ]
    }

    private func mean(_ values: [Double], _ weights: [Double]) -> Double? {
        let total = weights.reduce(0, +)
        return total > 0 ? zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total : nil
    }

    /// Spearman's correlation on a scale, of the ordered values at those places; kappas of choices are no such sums.
    private func agreement(_ orders: (Int, Int), _ weights: [Double]) -> Double? {
        isPairwise ? nil : ranks[orders.0].correlation(with: ranks[orders.1], weights: weights)
    }
}
