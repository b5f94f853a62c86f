/// What a judge of pairs has to beat: verdicts guessed from the other prompts without reading a text.
///
/// Two guessers, and the better of the two counts. *Majority of the pair*: 1/m when people's verdict is one of the m
/// categories that share the largest count among people's verdicts on the same two models under other prompts. *Order of the
/// models*: the model with the higher mean (win 1, tie ½) over all people's verdicts under other prompts wins. Where nothing
/// can be known, a guess is worth ½ unless the verdict is a tie.
public struct PairBaseline: Sendable {
    /// One pair with people's verdict and the judge's, by the row's own left and right.
    public struct Row: Sendable {
        public var prompt: Int
        /// Nil where the models are unknown: then all pairs are samples of one.
        public var models: PairVerdicts.Models?
        public var people: ComparisonOutcome
        public var judge: ComparisonOutcome

        public init(
            prompt: Int,
            models: PairVerdicts.Models?,
            people: ComparisonOutcome,
            judge: ComparisonOutcome
        ) {
            self.prompt = prompt
            self.models = models
            self.people = people
            self.judge = judge
        }
    }

    /// The share of people's verdicts that the judge gives too.
    public let judge: Estimate
    public let pairMajority: Estimate
    public let modelOrder: Estimate
    /// The larger of the two; the first when they are equal.
    public let baseline: Estimate
    /// Judge less baseline, paired by item, Student's t over prompts.
    public let difference: Estimate
    /// What the baseline is credited with, row by row.
    public let baselineByRow: [Double]
    /// Whether the order of the models is the better guesser.
    public let isModelOrder: Bool

    public init(_ rows: [Row], confidence: Double = 0.95, unit: String = "prompts") {
        let counts = PairBaselineCounts(rows)
        let majority = rows.map(counts.majorityCredit)
        let order = rows.map(counts.orderCredit)
        let hits = rows.map { $0.people == $0.judge ? 1.0 : 0 }
        let prompts = rows.map(\.prompt)
        func share(_ values: [Double]) -> Estimate {
            ClusteredShare(checked: values, clusters: prompts, confidence: confidence).estimate
        }
        judge = share(hits)
        pairMajority = share(majority)
        modelOrder = share(order)
        isModelOrder = (modelOrder.value ?? 0) > (pairMajority.value ?? 0)
        baseline = isModelOrder ? modelOrder : pairMajority
        baselineByRow = isModelOrder ? order : majority
        difference = clusteredMean(
            checked: zip(hits, baselineByRow).map { $0 - $1 },
            clusters: prompts,
            confidence: confidence,
            unit: unit
        )
        .cut(to: -1...1)
    }
}

/// People's verdicts counted in all and by prompt.
private struct PairBaselineCounts {
    /// Twice the verdicts by category, in the order of the models: so that halves are whole.
    private var pairs: [PairVerdicts.Models: [Int]] = [:]
    private var pairsByPrompt: [Key: [Int]] = [:]
    /// Twice the wins with half the ties, and verdicts, by model.
    private var models: [Int: (points: Int, count: Int)] = [:]
    private var modelsByPrompt: [ModelKey: (points: Int, count: Int)] = [:]

    private struct Key: Hashable {
        var prompt: Int
        var models: PairVerdicts.Models
    }

    private struct ModelKey: Hashable {
        var prompt: Int
        var model: Int
    }

    private static let unknown = PairVerdicts.Models(left: .min, right: .min)

    init(_ rows: [PairBaseline.Row]) {
        for row in rows {
            let (models, counts) = Self.counts(row)
            Self.add(counts, to: &pairs[models, default: [0, 0, 0]])
            Self.add(counts, to: &pairsByPrompt[Key(prompt: row.prompt, models: models), default: [0, 0, 0]])
            let points = row.people == .left ? 2 : row.people == .tie ? 1 : 0
            let written = row.models ?? Self.unknown
            for (model, points) in [(written.left, points), (written.right, 2 - points)] {
                Self.add(points, to: &self.models[model, default: (0, 0)])
                Self.add(points, to: &modelsByPrompt[ModelKey(prompt: row.prompt, model: model), default: (0, 0)])
            }
        }
    }

    // Static, so that no copy of the sums is kept while one of them changes.
    private static func add(_ counts: [Int], to sums: inout [Int]) {
        for place in 0..<3 { sums[place] += counts[place] }
    }

    private static func add(_ points: Int, to sum: inout (points: Int, count: Int)) {
        sum = (sum.points + points, sum.count + 1)
    }

    /// Twice the verdict of a row by category; of one model against itself each win is half a win of either side.
    private static func counts(_ row: PairBaseline.Row) -> (PairVerdicts.Models, [Int]) {
        let models = row.models ?? unknown
        if row.people == .tie { return (models.ordered, [0, 2, 0]) }
        if models.areOne { return (models, [1, 0, 1]) }
        return (models.ordered, (row.people == .left) != models.isTurned ? [2, 0, 0] : [0, 0, 2])
    }

    func majorityCredit(_ row: PairBaseline.Row) -> Double {
        let written = row.models ?? Self.unknown
        let all = pairs[written.ordered] ?? [0, 0, 0]
        let own = pairsByPrompt[Key(prompt: row.prompt, models: written.ordered)] ?? [0, 0, 0]
        let others = zip(all, own).map { $0 - $1 }
        guard let top = others.max(), top > 0 else { return row.people == .tie ? 0 : 0.5 }
        let category = row.people == .tie ? 1 : (row.people == .left) != written.isTurned ? 0 : 2
        return others[category] == top ? 1 / Double(others.count { $0 == top }) : 0
    }

    func orderCredit(_ row: PairBaseline.Row) -> Double {
        guard row.people != .tie else { return 0 }
        guard let written = row.models, !written.areOne, let left = mean(written.left, without: row.prompt),
            let right = mean(written.right, without: row.prompt),
            left.points * right.count != right.points * left.count
        else { return 0.5 }
        let isLeftBetter = left.points * right.count > right.points * left.count
        return isLeftBetter == (row.people == .left) ? 1 : 0
    }

    /// A model's points and verdicts under the other prompts; nil without one.
    private func mean(_ model: Int, without prompt: Int) -> (points: Int, count: Int)? {
        let all = models[model] ?? (0, 0)
        let own = modelsByPrompt[ModelKey(prompt: prompt, model: model)] ?? (0, 0)
        return all.count > own.count ? (all.points - own.points, all.count - own.count) : nil
    }
}
