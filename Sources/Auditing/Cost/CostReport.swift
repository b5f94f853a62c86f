import Agreement
package import Studies

/// What replacing an API by a model of one's own costs, from what was measured and what is assumed.
package struct CostReport: Sendable {
    /// A figure that the cost rests on, with where it comes from.
    package struct Input: Sendable, Equatable {
        package let name: String
        package let value: Double
        package let unit: String
        /// `measured …`, `study.yaml`, or `default`.
        package let origin: String
    }

    /// The traffic that all models are reckoned with.
    package struct Traffic: Sendable, Equatable {
        package var inputTokens: Double
        package var cachedTokens: Double
        /// How many of the attempts tell what came from a cache.
        package var cachedCount = 0
        package var outputTokens: Double
        /// Attempts that were billed for each response that is kept.
        package var attemptsPerResponse: Double
        package var origin: String
        package var count: Int

        package init(
            inputTokens: Double,
            cachedTokens: Double,
            outputTokens: Double,
            attemptsPerResponse: Double,
            origin: String,
            count: Int
        ) {
            self.inputTokens = inputTokens
            self.cachedTokens = cachedTokens
            self.outputTokens = outputTokens
            self.attemptsPerResponse = attemptsPerResponse
            self.origin = origin
            self.count = count
        }
    }

    package let baseline: String
    package let traffic: Traffic
    package let inputs: [Input]
    package let requestsPerMonth: Double
    /// Dollars a request of the API; nil where the baseline has no price.
    package let api: APICost?
    package let candidates: [CandidateCost]
}

extension CostReport.Traffic {
    /// Of attempts: responses where there are any, else probes of the day; nil where no server told tokens.
    ///
    /// All models together: the workload is one, and before unblinding nothing is given for a named model.
    package init?(_ attempts: [Attempt]) {
        let responses = attempts.filter { $0.purpose == .response && !$0.isOfItsUser }
        let probes = attempts.filter { $0.purpose == .probe && $0.slot?.load == nil && !$0.isOfItsUser }
        let used = responses.contains { $0.usage.output != nil } ? responses : probes
        let told = used.filter { $0.outcome == .success && $0.usage.input != nil && $0.usage.output != nil }
        guard !told.isEmpty else { return nil }
        func mean(_ sum: (Attempt) -> Int) -> Double { Double(told.reduce(0) { $0 + sum($1) }) / Double(told.count) }
        let cached = told.compactMap(\.usage.cached)
        let successes = used.count { $0.outcome == .success }
        let billedFailures = used.count { $0.outcome != .success && ($0.usage.output ?? 0) > 0 }
        self.init(
            inputTokens: mean { $0.usage.input ?? 0 },
            cachedTokens: cached.isEmpty ? 0 : Double(cached.reduce(0, +)) / Double(cached.count),
            outputTokens: mean { $0.usage.output ?? 0 },
            attemptsPerResponse: Double(successes + billedFailures) / Double(max(1, successes)),
            origin: used.first?.purpose == .response ? "responses of all models" : "probes",
            count: told.count
        )
        cachedCount = cached.count
    }
}

/// What one candidate costs in place of the API.
package struct CandidateCost: Sendable {
    package let model: String
    /// Why there is no self-hosted figure, in words.
    package internal(set) var missing: String?
    package internal(set) var goodput: Band?
    package internal(set) var goodputSource: String?
    /// Whether the load test says how sure its rate is; without that nothing is called cheaper.
    package internal(set) var hasGoodputInterval = false
    package internal(set) var month: SelfHostedCost.Month?
    /// Dollars a request at high, central and low goodput.
    package internal(set) var perRequest: Band?
    package internal(set) var perMillionOutput: Double?
    package internal(set) var breakEven: BandedBreakEven?
    package internal(set) var accepted: AcceptedShares?
    package internal(set) var ratioPerAccepted: AcceptedRatio?
    package internal(set) var hybrid: HybridCost?
    package internal(set) var tornado: [Sensitivity] = []
    /// Dollars a request at the hosted price of the same open weights.
    package internal(set) var hosted: APICost?

    init(model: String) { self.model = model }

    package var paybackMonths: Double? { hybrid?.paybackMonths }
}

/// How many responses of the baseline and of a candidate are accepted, prompt by prompt.
package struct AcceptedShares: Sendable, Equatable {
    /// Fewer prompts with blind labels say nothing of a cost.
    package static let fewestPrompts = 30

    package let own: Band
    package let api: Band
    package let prompts: [(own: Double, api: Double)]

    /// Nil with fewer than thirty prompts that both have labels for.
    package init?(_ prompts: [(own: Double, api: Double)], confidence: Double = 0.95) {
        guard prompts.count >= Self.fewestPrompts else { return nil }
        self.prompts = prompts
        func band(_ values: [Double]) -> Band {
            let share = values.reduce(0, +) / Double(values.count)
            let variance = Spread(values)?.deviation.map { $0 * $0 / Double(values.count) } ?? 0
            let count = Double(values.count)
            let quantiles = (
                Distributions.normalQuantile(0.5 + confidence / 2),
                Distributions.studentQuantile(0.5 + confidence / 2, count - 1)
            )
            let ratio = quantiles.0 / quantiles.1
            let effective = variance > 0 ? min(count, share * (1 - share) / variance * ratio * ratio) : count
            let ends = Wilson.interval(share, count: effective, confidence: confidence)
            return Band(low: ends.low, central: share, high: ends.high)
        }
        own = band(prompts.map(\.own))
        api = band(prompts.map(\.api))
    }

    package static func == (left: AcceptedShares, right: AcceptedShares) -> Bool {
        left.own == right.own && left.api == right.api && left.prompts.count == right.prompts.count
    }
}
