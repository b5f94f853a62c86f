/// A paired difference candidate − baseline within raters, so that who is severe moves nothing.
///
/// The mean over a rater's samples, d by (prompt, rater) with both, the mean over raters, then over prompts. With
/// ψ = (d − mean)/(raters of the prompt · G): V = k/(k − 1) Σ (sum of ψ)² by prompt, by rater and by cell.
public struct WithinRater: Sendable {
    /// One score.
    public struct Row: Sendable {
        public var prompt: Int
        public var rater: Int
        public var isCandidate: Bool
        public var score: Double

        public init(prompt: Int, rater: Int, isCandidate: Bool, score: Double) {
            self.prompt = prompt
            self.rater = rater
            self.isCandidate = isCandidate
            self.score = score
        }
    }

    public let promptCount: Int
    /// Prompts without a rater of both.
    public let leftOutCount: Int
    public let raterCount: Int
    /// By prompt, which holds for these raters.
    public let estimate: Estimate
    /// Each prompt's difference, prompts ascending.
    public let byPrompt: [(prompt: Int, difference: Double)]
    public let promptVariance: Double?
    public let raterVariance: Double?
    public let itemVariance: Double?
    /// With raters as drawn too: from three raters on.
    public let twoWay: ClosedRange<Double>?

    /// Throws when a score is not finite.
    public init(_ rows: [Row], confidence: Double = 0.95) throws(AgreementError) {
        try checkPairs(rows.map(\.score), rows.count)
        var sums: [Key: (baseline: (Double, Int), candidate: (Double, Int))] = [:]
        for row in rows {
            let key = Key(prompt: row.prompt, rater: row.rater)
            var sum = sums[key] ?? ((0, 0), (0, 0))
            if row.isCandidate {
                sum.candidate = (sum.candidate.0 + row.score, sum.candidate.1 + 1)
            } else {
                sum.baseline = (sum.baseline.0 + row.score, sum.baseline.1 + 1)
            }
            sums[key] = sum
        }
        let cells = sums.filter { $0.value.baseline.1 > 0 && $0.value.candidate.1 > 0 }
            .map { key, sum in
                let difference = sum.candidate.0 / Double(sum.candidate.1) - sum.baseline.0 / Double(sum.baseline.1)
                return Cell(key: key, difference: difference)
            }
            .sorted { ($0.key.prompt, $0.key.rater) < ($1.key.prompt, $1.key.rater) }
        let groups = Dictionary(grouping: cells, by: \.key.prompt)
        let prompts = groups.keys.sorted()
        promptCount = prompts.count
        leftOutCount = Set(rows.map(\.prompt)).count - prompts.count
        raterCount = Set(cells.map(\.key.rater)).count
        byPrompt = prompts.map { ($0, Moments.mean((groups[$0] ?? []).map(\.difference))) }
        guard !cells.isEmpty else {
            estimate = Estimate(undefined: "no rater scored both models on a prompt", itemCount: 0, ratingCount: 0)
            (promptVariance, raterVariance, itemVariance, twoWay) = (nil, nil, nil, nil)
            return
        }
        let mean = Moments.mean(byPrompt.map(\.difference))
        let count = Double(prompts.count)
        let parts = cells.map { cell in
            (cell.difference - mean) / (Double(groups[cell.key.prompt]?.count ?? 1) * count)
        }
        let byPromptVariance = ClusterSums(parts, clusters: cells.map(\.key.prompt)).variance(of: 1)
        let byRater = ClusterSums(parts, clusters: cells.map(\.key.rater)).variance(of: 1)
        let byItem = ClusterSums(parts, clusters: Array(cells.indices)).variance(of: 1)
        (promptVariance, raterVariance, itemVariance) = (byPromptVariance, byRater, byItem)
        var estimate = Estimate(value: mean, itemCount: prompts.count, ratingCount: rows.count)
        if let byPromptVariance {
            let name = "within raters, by prompt, for these \(raterCount) raters"
            estimate.fill(error: byPromptVariance.squareRoot(), degrees: prompts.count - 1, confidence, name)
        } else {
            estimate.method = "no interval: one prompt"
        }
        self.estimate = estimate
        twoWay = Self.twoWay(mean, (byPromptVariance, byRater, byItem), (prompts.count, raterCount), confidence)
    }

    private struct Key: Hashable {
        var prompt: Int
        var rater: Int
    }

    private struct Cell {
        var key: Key
        var difference: Double
    }

    private static func twoWay(
        _ mean: Double,
        _ variances: (prompt: Double?, rater: Double?, item: Double?),
        _ counts: (prompts: Int, raters: Int),
        _ confidence: Double
    ) -> ClosedRange<Double>? {
        guard counts.raters > 2, let prompt = variances.prompt, let rater = variances.rater, let item = variances.item
        else { return nil }
        let variance = max(prompt, prompt + rater - item)
        let (g, r) = (Double(counts.prompts), Double(counts.raters))
        let sum = prompt + rater
        var degrees = sum * sum / (prompt * prompt / (g - 1) + rater * rater / (r - 1))
        degrees = min(g - 1, max(min(g, r) - 1, degrees.isFinite ? degrees : g - 1))
        guard variance > 0 else { return nil }
        let half = Distributions.studentQuantile(0.5 + confidence / 2, degrees) * variance.squareRoot()
        return mean - half...mean + half
    }
}
