import Foundation

/// How a reviewer's scores lie to the others' of the same items: within one criterion, as each has a unit of its own.
extension ReviewerQuality {
    /// One item that others scored too.
    struct Difference {
        /// Own score less the mean of the others'.
        var value: Double
        var length: Int
        var prompt: String
    }

    /// A figure for each criterion that somebody scored, by name; one without a criterion where there is none.
    func byCriterion(_ figure: (String?) -> ReviewerFigure) -> [ReviewerFigure] {
        let scored = (own + others).filter { $0.purpose == .blind && !$0.isPair }
        let names = Set(scored.map(\.criterion)).sorted { RatingTable.precedes($0, $1) }
        return names.isEmpty ? [figure(nil)] : names.map { figure($0).on($0) }
    }

    /// The mean difference from the others on the same items.
    func severity(on criterion: String?) -> ReviewerFigure {
        let found = differences(on: criterion)
        let prompts = Clusters(found.map(\.prompt))
        let mean = clusteredMean(
            checked: found.map(\.value),
            clusters: prompts.places,
            confidence: confidence,
            unit: "prompts"
        )
        .cut(to: unit(of: criterion) == "share" ? -1...1 : nil)
        guard let value = mean.value, found.count >= 10 else {
            return undefined("severity", found.count, "too few shared items")
        }
        // The same difference on every prompt has no interval, and is clear.
        let differs = prompts.count > 1 && isClear(mean, from: 0)
        let direction = value < 0 ? "stricter" : "milder"
        let words = differs ? "\(direction) than the others; models are compared within each reviewer" : "as the others"
        return figure("severity", mean, "in \(unit(of: criterion)): \(words)")
    }

    /// Lengths that vary by less, as a standard deviation in doublings, are nearly one: a doubling would be ten times that.
    private static let leastSpread = 0.1

    /// Whether words may say that a figure is not the one of no preference: its interval says so, as everybody sees beside it.
    func isClear(_ estimate: Estimate, from none: Double) -> Bool {
        guard let value = estimate.value else { return false }
        return (estimate.low ?? value) > none + 1e-12 || (estimate.high ?? value) < none - 1e-12
    }

    /// How much more than the others' scores a text gets that is twice as long.
    func lengthPreference(on criterion: String?) -> ReviewerFigure {
        let points = differences(on: criterion).filter { $0.length > 0 }
        guard points.count >= 20 else { return undefined("length", points.count, "too few shared items") }
        let fit = LeastSquares(
            points.map { (x: log2(Double($0.length)), y: $0.value) },
            clusters: Clusters(points.map(\.prompt)).places
        )
        guard let line = fit else { return undefined("length", points.count, "all texts are of one length") }
        guard line.spread >= Self.leastSpread else {
            return undefined("length", points.count, "the texts are nearly of one length")
        }
        var slope = Estimate(value: line.slope, itemCount: points.count, ratingCount: points.count)
        let form = line.error.flatMap {
            ClosedForm.symmetric(
                line.slope,
                $0,
                confidence,
                degrees: line.clusterCount - 1,
                "least squares, cluster-robust over \(line.clusterCount) prompts"
            )
        }
        (slope.low, slope.high, slope.standardError) = (form?.low, form?.high, form?.standardError)
        slope.method = form?.method
        let noted = line.differsFromNone(level: Self.level)
        let longer = line.slope > 0 ? "longer" : "shorter"
        let differs = line.clusterCount > 1 && isClear(slope, from: 0)
        let words = differs ? "\(longer) texts get more than the others give them" : "no preference"
        return figure("length", slope, noted: noted, "in \(unit(of: criterion)) a doubling: \(words)")
    }

    /// Scales have points; of a choice between yes and no the mean is a share.
    private func unit(of criterion: String?) -> String {
        guard let criterion, steps[criterion] == nil else { return "points" }
        let isChoice = (own + others).allSatisfy { $0.criterion != criterion || [0, 1].contains($0.value) }
        return isChoice ? "share" : "points"
    }

    private func differences(on criterion: String?) -> [Difference] {
        func isScore(_ rating: ReviewerRating) -> Bool {
            rating.purpose == .blind && !rating.isPair && rating.criterion == criterion
        }
        let groups = Dictionary(grouping: others.filter(isScore), by: \.subject)
        return own.filter(isScore).compactMap { rating in
            guard let group = groups[rating.subject] else { return nil }
            let mean = group.reduce(0) { $0 + $1.value } / Double(group.count)
            return Difference(
                value: rating.value - mean,
                length: rating.lengths.first ?? 0,
                prompt: rating.prompt ?? "\(rating.subject)"
            )
        }
    }
}

/// A straight line through points that lie in clusters; nil where x does not vary.
private struct LeastSquares {
    let slope: Double
    /// The standard deviation of x.
    let spread: Double
    let clusterCount: Int
    /// The slope's standard error, √(G/(G − 1) Σ_g (Σ_{i∈g} (x_i − x̄) e_i)²) / Σ (x − x̄)² (Liang and Zeger, 1986); nil in one
    /// cluster.
    let error: Double?

    init?(_ points: [(x: Double, y: Double)], clusters: [Int]) {
        let (meanX, meanY) = (ClusterSums.mean(points.map(\.x)), ClusterSums.mean(points.map(\.y)))
        let squares = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        guard squares > 1e-9, points.count > 2 else { return nil }
        let slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / squares
        let effects = points.map { ($0.x - meanX) * ($0.y - meanY - slope * ($0.x - meanX)) }
        let sums = ClusterSums(effects, clusters: clusters)
        self.slope = slope
        spread = (squares / Double(points.count - 1)).squareRoot()
        clusterCount = sums.count
        error = sums.variance(of: squares).map { $0.squareRoot() }
    }

    /// Whether Student's t says so, two-sided, at that level.
    func differsFromNone(level: Double) -> Bool {
        guard let error, error > 1e-12 else { return false }
        return abs(slope) / error > Distributions.studentQuantile(1 - level / 2, Double(clusterCount - 1))
    }
}
