import Agreement
package import Studies

/// Rates a plan many times by simulation, to see how far its figures scatter.
package struct PrecisionSimulation {
    /// More rated items than this are thinned, and the half-widths scaled by the root of the share.
    static let limit = 3000

    /// For each rated item its model and how many people rate it.
    private var units: [(model: Int, raters: [Int])] = []
    private let raterCount: Int
    private let modelCount: Int
    private let share: Double

    package init(_ rows: [PlannedRow], models: [Int64: Int], study: Study) {
        raterCount = study.reviewers.count
        modelCount = study.models.count
        var raters: [Int64: [Int]] = [:]
        for row in rows where row.phase == .blind && row.isItem {
            let count = raters[row.first]?.count ?? 0
            raters[row.first, default: []].append(row.reviewer ?? count % max(1, study.reviewers.count))
        }
        let all = raters.sorted { $0.key < $1.key }
        let step = max(1, (all.count + Self.limit - 1) / Self.limit)
        for (place, entry) in all.enumerated() where place % step == 0 {
            guard let model = models[entry.key] else { continue }
            units.append((model, entry.value))
        }
        share = all.isEmpty ? 1 : Double(units.count) / Double(all.count)
    }

    /// The half-widths when people agree as is assumed; nil when nothing is rated.
    package func precision(_ assumed: PlanForecast.Assumptions, scale: Scale) -> PlanForecast.Precision? {
        let (alpha, simulations) = (assumed.alpha, assumed.simulations)
        guard units.count > 1, simulations > 1 else { return nil }
        var simulator = Simulator(seed: assumed.seed)
        let span = (scale.max - scale.min) / 4
        // True quality scatters by one span; the error is what makes the agreement.
        let noise = span * ((1 - alpha) / alpha).squareRoot()
        var alphas: [Double] = []
        var means = [[Double]](repeating: [], count: modelCount)
        for _ in 0..<simulations {
            var sums = [(total: Double, count: Int)](repeating: (0, 0), count: modelCount)
            var scores: [[Double]] = []
            for unit in units {
                let quality = (scale.min + scale.max) / 2 + span * simulator.normal()
                let text = SimulatedText(quality: quality, length: 400)
                let given = unit.raters.map { place in
                    simulator.score(text, by: SimulatedRater(name: "", noise: noise), place: place, scale: scale)
                }
                sums[unit.model].total += given.reduce(0, +) / Double(given.count)
                sums[unit.model].count += 1
                scores.append(given)
            }
            for (model, sum) in sums.enumerated() where sum.count > 0 {
                means[model].append(sum.total / Double(sum.count))
            }
            let starts = scores.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
            // They are finite, and their rows ascend.
            if let value = (try? ScoreRows(scores: scores.flatMap(\.self), starts: starts))?.intervalAlpha() {
                alphas.append(value)
            }
        }
        let spreads = means.compactMap(Self.deviation)
        let factor = Distributions.normalQuantile(0.5 + assumed.confidence / 2) * share.squareRoot()
        return PlanForecast.Precision(
            alpha: Self.deviation(alphas).map { $0 * factor },
            mean: spreads.isEmpty ? nil : spreads.reduce(0, +) / Double(spreads.count) * factor,
            assumed: alpha,
            simulations: simulations
        )
    }

    private static func deviation(_ values: [Double]) -> Double? { Dispersion(values)?.deviation }
}
