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

    /// Tokens and billed attempts of a request.
    package struct Traffic: Sendable, Equatable {
        package var inputTokens: Double
        package var cachedTokens: Double
        /// How many attempts tell what came from a cache, and which those are.
        package var cachedCount = 0
        package var cachedOrigin = ""
        /// What is written to a cache, by the attempts that tell what came from one.
        package var cacheWriteTokens = 0.0
        /// Tokens of the longest prompt.
        package var longestInput = 0
        package var outputTokens: Double
        /// Of these the reasoning; nil where not every answer tells it.
        package var reasoningTokens: Double?
        /// Attempts that were billed for each response that is kept.
        package var attemptsPerResponse: Double
        package var origin: String
        /// Whether it is of responses, and not of probes.
        package internal(set) var isOfResponses = false
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
    /// What the baseline is paid for.
    package let traffic: Traffic
    package let inputs: [Input]
    package let requestsPerMonth: Double
    /// Up to how many requests a month break-evens are looked for.
    package var searchedRequests: Double { requestsPerMonth * Self.searched }
    static let searched = 100.0
    /// Dollars a request of the API; nil where the baseline has no price that fits its requests.
    package let api: APICost?
    /// Why there is none, in words.
    package let apiMissing: String?
    package let candidates: [CandidateCost]
    /// What an hour of a machine costs in dollars, by where the study says so.
    package let hourlyCosts: [(name: String, dollars: Double)]
    /// How its intervals were made.
    package let options: AuditOptions
}

extension CostReport.Traffic {
    /// Of attempts: responses where there are any, else probes of the day; nil where no server told tokens.
    ///
    /// `model` takes its own attempts alone; without one all models are taken together, as before unblinding nothing is given
    /// for a named model's responses, and no cache counts: another server's says nothing of the API's.
    package init?(_ attempts: [Attempt], of model: String? = nil) {
        let own = attempts.filter { !$0.isOfItsUser && (model == nil || $0.model == model) }
        let responses = own.filter { $0.purpose == .response }
        let probes = own.filter { $0.purpose == .probe && $0.slot?.load == nil }
        let isOfResponses = responses.contains { $0.usage.output != nil }
        let used = isOfResponses ? responses : probes
        let told = used.filter { $0.outcome == .success && $0.usage.input != nil && $0.usage.output != nil }
        guard !told.isEmpty else { return nil }
        func mean(_ sum: (Attempt) -> Int) -> Double { Double(told.reduce(0) { $0 + sum($1) }) / Double(told.count) }
        let successes = used.count { $0.outcome == .success }
        let billedFailures = used.count { $0.outcome != .success && ($0.usage.output ?? 0) > 0 }
        let whose = model.map { " of \($0)" } ?? " of all models"
        self.init(
            inputTokens: mean { $0.usage.input ?? 0 },
            cachedTokens: 0,
            outputTokens: mean { $0.usage.output ?? 0 },
            attemptsPerResponse: Double(successes + billedFailures) / Double(max(1, successes)),
            origin: (isOfResponses ? "responses" : "probes") + whose,
            count: told.count
        )
        self.isOfResponses = isOfResponses
        longestInput = told.compactMap(\.usage.input).max() ?? 0
        let reasoning = told.compactMap(\.usage.reasoning)
        reasoningTokens = reasoning.count == told.count ? mean { $0.usage.reasoning ?? 0 } : nil
        if model != nil { takeCache(of: told, origin: origin) }
    }

    /// Takes the share of the prompt that those attempts' servers had cached.
    private mutating func takeCache(of told: [Attempt], origin: String) {
        let cached = told.filter { $0.usage.cached != nil }
        let tokens = cached.reduce(0) { $0 + ($1.usage.input ?? 0) }
        guard tokens > 0 else { return }
        func share(_ count: (Attempt.Usage) -> Int?) -> Double {
            Double(cached.reduce(0) { $0 + (count($1.usage) ?? 0) }) / Double(tokens)
        }
        cachedTokens = inputTokens * share(\.cached)
        cacheWriteTokens = inputTokens * share(\.cacheWrite)
        (cachedCount, cachedOrigin) = (cached.count, origin)
    }

    /// The traffic that the baseline is paid for: its own once models stand by name, else that of all models with the cache
    /// of its probes, which carry names.
    static func ofBaseline(_ name: String, _ attempts: [Attempt], isBlind: Bool, models: [String])
        -> CostReport.Traffic?
    {
        if !isBlind, let own = CostReport.Traffic(attempts, of: name) { return own }
        var all = CostReport.Traffic(isBlind ? attempts.withProbes(ofEach: models) : attempts)
        let probes = attempts.filter { $0.purpose == .probe && $0.slot?.load == nil && $0.model == name }
        all?.takeCache(of: probes.filter { $0.outcome == .success && !$0.isOfItsUser }, origin: "probes of \(name)")
        if isBlind, all?.isOfResponses ?? false {
            all?.origin += " (the API's own are known after 'slam unblind')"
        }
        return all
    }
}

/// What one candidate costs in place of the API.
package struct CandidateCost: Sendable {
    package let model: String
    /// Why there is no self-hosted figure, in words.
    package internal(set) var missing: String?
    package internal(set) var goodput: Band?
    package internal(set) var goodputSource: String?
    /// Its own tokens a request, where models stand by name, else those of all models.
    package internal(set) var traffic: CostReport.Traffic?
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
    /// Dollars a request at the hosted price of the same open weights, else at the model's own price.
    package internal(set) var hosted: APICost?
    /// Dollars a request as its own endpoint asks, by the study.
    package internal(set) var ownPrice: APICost?

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
        guard prompts.count >= Self.fewestPrompts,
            let own = Wilson.band(prompts.map(\.own), confidence: confidence),
            let api = Wilson.band(prompts.map(\.api), confidence: confidence)
        else { return nil }
        (self.prompts, self.own, self.api) = (prompts, own, api)
    }

    package static func == (left: AcceptedShares, right: AcceptedShares) -> Bool {
        left.own == right.own && left.api == right.api && left.prompts.count == right.prompts.count
    }
}

extension [Attempt] {
    /// Without the answers of probes in whose slot not each of these models answered: together with nobody's, or before and
    /// after one model was probed, they are its own.
    fileprivate func withProbes(ofEach models: [String]) -> [Attempt] {
        func isOfTheDay(_ attempt: Attempt) -> Bool {
            attempt.purpose == .probe && attempt.slot?.load == nil && attempt.outcome == .success
        }
        let answered = Dictionary(grouping: filter(isOfTheDay), by: \.slot).mapValues { Set($0.map(\.model)) }
        return filter { attempt in
            guard isOfTheDay(attempt) else { return true }
            return models.count > 1 && attempt.slot != nil && answered[attempt.slot]?.isSuperset(of: models) == true
        }
    }
}
