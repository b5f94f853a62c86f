package import Studies

extension CostReport {
    /// What was measured and what is known of prices.
    package struct Evidence: Sendable {
        package var attempts: [Attempt]
        package var loads: [LoadReport]
        /// By model: from the study, or imported.
        package var prices: [String: Price]
        /// By candidate, prompt by prompt; empty while the study is blind or nobody has labelled.
        package var accepted: [String: [(own: Double, api: Double)]]
        /// Whether no response's tokens may be given for a named model.
        package var isBlind: Bool

        package init(
            attempts: [Attempt],
            loads: [LoadReport],
            prices: [String: Price],
            accepted: [String: [(own: Double, api: Double)]] = [:],
            isBlind: Bool = false
        ) {
            self.isBlind = isBlind
            self.attempts = attempts
            self.loads = loads
            self.prices = prices
            self.accepted = accepted
        }
    }

    /// Throws words where the study has no baseline, or nothing tells how many tokens a request takes.
    package init(_ study: Study, _ evidence: Evidence, _ options: AuditOptions = AuditOptions()) throws {
        guard let base = study.baseline else {
            throw AuditError("the study names no baseline: give one model 'baseline: true'")
        }
        let found = Traffic.ofBaseline(
            base.name,
            evidence.attempts,
            isBlind: evidence.isBlind,
            models: study.models.filter { !$0.isImported }.map(\.name)
        )
        guard let traffic = found else {
            let models =
                evidence.isBlind ? " of every model, or 'slam unblind', as one model's would tell its texts" : ""
            throw AuditError(
                "no attempt tells how many tokens a request takes: run 'slam probe' or 'slam collect' first\(models)"
            )
        }
        baseline = base.name
        self.options = options
        self.traffic = traffic
        // What verdicts took tells how long the responses were that came last.
        let verdicts = evidence.isBlind ? nil : VerdictCost.mean(evidence.attempts)
        var study = study
        if let verdicts, !study.cost.given.contains("judge_per_verdict") {
            study.cost.judgePerVerdict = verdicts.dollars
        }
        let settings = study.cost
        requestsPerMonth = settings.requestsPerDay * SelfHostedCost.hoursPerMonth / 24
        let price = evidence.prices[base.name]
        let api = price.flatMap { APICost($0, traffic, settings) }
        self.api = api
        apiMissing = api == nil ? APICost.missing(price, traffic) : nil
        let requests = requestsPerMonth
        let candidates = study.models.filter { $0.name != base.name }.map { model in
            CandidateMaking(
                study: study,
                model: model,
                traffic: (evidence.isBlind ? nil : Traffic(evidence.attempts, of: model.name)) ?? traffic,
                api: api,
                requests: requests,
                options: options
            )
            .candidate(evidence)
        }
        inputs =
            Self.inputs(study, traffic, verdicts: verdicts?.count) + Self.promises(study.serviceLevel)
            + Self.prices(study, evidence.prices)
            + candidates.compactMap { $0.outputTokens(beside: traffic) }
        self.candidates = candidates
        hourlyCosts = Self.hourlyCosts(study)
    }

    private static func inputs(_ study: Study, _ traffic: Traffic, verdicts: Int?) -> [Input] {
        let cost = study.cost
        let measured = "measured: \(traffic.origin), n = \(traffic.count)"
        func given(_ key: String) -> String {
            if key == "judge_per_verdict", let verdicts, !cost.given.contains(key) {
                return "measured: priced verdicts, n = \(verdicts)"
            }
            return cost.given.contains(key) ? "study.yaml" : "default"
        }
        func assumed(_ key: String, _ value: Double, _ unit: String) -> Input {
            Input(name: key, value: value, unit: unit, origin: given(key))
        }
        var inputs = [
            Input(name: "input_tokens", value: traffic.inputTokens, unit: "tokens a request", origin: measured),
            Input(
                name: "cached_tokens",
                value: traffic.cachedTokens,
                unit: "tokens a request",
                origin: traffic.cachedCount == 0
                    ? "assumed: the API's server tells none"
                    : "measured: \(traffic.cachedOrigin), n = \(traffic.cachedCount)"
            ),
            Input(name: "output_tokens", value: traffic.outputTokens, unit: "tokens a request", origin: measured),
            Input(
                name: "attempts_billed",
                value: traffic.attemptsPerResponse,
                unit: "attempts a response",
                origin: measured
            ), assumed("requests_per_day", cost.requestsPerDay, "requests a day"),
            assumed("peak_to_mean", cost.peakToMean, "peak rate over mean rate"),
            assumed("utilisation", cost.utilisation, "share of goodput used at the peak"),
            assumed("replicas_min", Double(cost.minimumReplicas), "replicas"),
            assumed("gpus_per_replica", cost.gpusPerReplica, "GPUs"), assumed("ops", cost.operations, "$ a month"),
            assumed("batch_share", cost.batchShare, "share of the API's requests"),
            assumed("batch_price_factor", cost.batchPriceFactor, "of the price"),
            assumed("share_moved", cost.shareMoved, "share of requests on the small model"),
            assumed("judge_sample_share", cost.judgeSampleShare, "share of requests judged"),
            assumed("judge_per_verdict", cost.judgePerVerdict, "$ a verdict"),
            assumed("labels_per_month", cost.labelsPerMonth, "labels a month"),
            assumed("minutes_per_label", cost.minutesPerLabel, "minutes"),
            assumed("reviewer_hour", cost.reviewerHour, "$ an hour"), assumed("migration", cost.migration, "$ once"),
        ]
        if let rule = study.acceptance {
            inputs.append(
                Input(
                    name: "accepted.at_least",
                    value: rule.atLeast,
                    unit: "on '\(rule.criterion)'",
                    origin: given("accepted")
                )
            )
        }
        if let hour = cost.gpuHour { inputs.append(assumed("gpu_hour", hour, "$ a GPU hour")) }
        for endpoint in study.endpoints {
            guard let hourly = endpoint.machine?.hourly else { continue }
            let currency = endpoint.machine?.currency ?? "USD"
            inputs.append(
                Input(
                    name: "machine.hourly of \(endpoint.name)",
                    value: hourly,
                    unit: "\(currency) an hour",
                    origin: "study.yaml"
                )
            )
        }
        if let owned = cost.owned {
            inputs += [
                Input(name: "owned.price", value: owned.price, unit: "$ a replica", origin: "study.yaml"),
                assumed("owned.life_months", owned.lifeMonths, "months"),
                assumed("owned.residual", owned.residual, "$"),
                assumed("owned.interest_per_month", owned.interestPerMonth, "share"),
            ]
        }
        if let power = cost.electricity {
            inputs += [
                assumed("electricity.idle_watts", power.idleWatts, "W"),
                assumed("electricity.busy_watts", power.busyWatts, "W"),
                assumed("electricity.pue", power.pue, "site over machines"),
                assumed("electricity.price_per_kwh", power.pricePerKWh, "$ a kWh"),
            ]
        }
        return inputs
    }
}

extension CandidateCost {
    /// What a request's answer takes of this model, where that is its own figure and not the baseline's.
    fileprivate func outputTokens(beside baseline: CostReport.Traffic) -> CostReport.Input? {
        guard let traffic, traffic != baseline else { return nil }
        return CostReport.Input(
            name: "output_tokens of \(model)",
            value: traffic.outputTokens,
            unit: "tokens a request",
            origin: "measured: \(traffic.origin), n = \(traffic.count)"
        )
    }
}

/// What a candidate's cost is made from.
struct CandidateMaking {
    let study: Study
    let model: Model
    let traffic: CostReport.Traffic
    let api: APICost?
    let requests: Double
    let options: AuditOptions

    /// With every part that the evidence allows.
    func candidate(_ evidence: CostReport.Evidence) -> CandidateCost {
        var candidate = CandidateCost(model: model.name)
        candidate.traffic = traffic
        candidate.hosted = (study.cost.hosted[model.name] ?? model.price).flatMap { APICost($0, traffic, study.cost) }
        candidate.ownPrice = model.price.flatMap { APICost($0, traffic, study.cost) }
        candidate.accepted = evidence.accepted[model.name].flatMap {
            AcceptedShares($0, confidence: options.confidence)
        }
        let load = evidence.loads.first { $0.model == model.name }
        guard let goodput = goodput(load) else {
            candidate.missing =
                load == nil
                ? "measure first: slam probe --load \(model.name)"
                : "no step of the load test keeps the service level: slam probe --load \(model.name) with fewer at a time"
            return candidate
        }
        guard study.cost.owned != nil || hourly != nil else {
            candidate.missing = noHardwarePrice
            return candidate
        }
        let requestCount = load?.steps.reduce(0) { $0 + $1.count } ?? 0
        candidate.goodputSource = "load test, \(requestCount) requests"
        candidate.hasGoodputInterval = (load?.curve.best?.rateLow ?? 0) > 0
        fill(&candidate, goodput)
        return candidate
    }

    private func fill(_ candidate: inout CandidateCost, _ goodput: Band) {
        let month = cost(goodput.central).month(requests)
        let band = Band(
            low: cost(goodput.high).month(requests).dollars / requests,
            central: month.dollars / requests,
            high: cost(goodput.low).month(requests).dollars / requests
        )
        candidate.goodput = goodput
        candidate.month = month
        candidate.perRequest = band
        candidate.perMillionOutput = traffic.outputTokens > 0 ? band.central / traffic.outputTokens * 1e6 : nil
        guard let api else { return }
        let shares = candidate.accepted
        candidate.breakEven = BandedBreakEven(
            low: BreakEven(cost(goodput.low)),
            central: BreakEven(cost(goodput.central)),
            high: BreakEven(cost(goodput.high)),
            api: api.perRequest,
            accepted: shares.map { ($0.own, $0.api) },
            upTo: requests * CostReport.searched
        )
        if let shares {
            candidate.ratioPerAccepted = AcceptedRatio(
                selfPerRequest: band.central,
                apiPerRequest: api.perRequest,
                accepted: shares.prompts,
                options
            )
        }
        candidate.hybrid = hybrid(api, month, shares)
        candidate.tornado = tornado(api, goodput)
    }

    /// Dollars an hour; another currency's amount is none of them.
    private var hourly: Double? {
        let machine = study.endpoint(named: model.endpoint)?.machine
        return (machine?.isInDollars ?? true ? machine?.hourly : nil) ?? study.cost.gpuHour
    }

    private var noHardwarePrice: String {
        guard let machine = study.endpoint(named: model.endpoint)?.machine, machine.hourly != nil, !machine.isInDollars
        else {
            return "no hardware price: give endpoints.\(model.endpoint).machine.hourly, cost.gpu_hour or cost.owned"
        }
        return "endpoints.\(model.endpoint).machine.hourly is in \(machine.currency), and the API's prices in dollars: "
            + "give cost.gpu_hour in dollars"
    }

    private func goodput(_ load: LoadReport?) -> Band? {
        guard let best = load?.curve.best, best.rate > 0 else { return nil }
        // An interval down to nothing bounds no cost: it is none.
        guard let low = best.rateLow, low > 0, let high = best.rateHigh else { return Band(best.rate) }
        return Band(low: min(low, best.rate), central: best.rate, high: max(best.rate, high))
    }

    private func cost(_ goodput: Double) -> SelfHostedCost {
        let settings = study.cost
        return SelfHostedCost(
            goodput: goodput,
            maxUtilisation: settings.utilisation,
            peakToMean: settings.peakToMean,
            minimumReplicas: settings.minimumReplicas,
            gpusPerReplica: settings.gpusPerReplica,
            gpuHour: settings.owned == nil ? hourly : nil,
            owned: settings.owned.map { SelfHostedCost.Owned($0) },
            power: settings.electricity.map {
                SelfHostedCost.Power(
                    idleWatts: $0.idleWatts,
                    busyWatts: $0.busyWatts,
                    pue: $0.pue,
                    pricePerKWh: $0.pricePerKWh
                )
            },
            operations: settings.operations
        )
    }

    private func hybrid(_ api: APICost, _ month: SelfHostedCost.Month, _ shares: AcceptedShares?) -> HybridCost {
        let settings = study.cost
        var hybrid = HybridCost(
            requests: requests,
            apiPerMonth: api.perRequest * requests,
            selfPerMonth: month.dollars,
            shareMoved: settings.shareMoved
        )
        if let shares { (hybrid.acceptedSelf, hybrid.acceptedAPI) = (shares.own, shares.api) }
        hybrid.judgeSampleShare = settings.judgeSampleShare
        hybrid.judgePerVerdict = settings.judgePerVerdict
        hybrid.labelsPerMonth = settings.labelsPerMonth
        hybrid.minutesPerLabel = settings.minutesPerLabel
        hybrid.reviewerHour = settings.reviewerHour
        hybrid.migration = settings.migration
        return hybrid
    }

    /// The ratio of API to self-hosted cost at half and twice each input, and at the ends of the measured goodput. Tokens move
    /// the API's side alone: what more of them does to goodput only another load test tells.
    private func tornado(_ api: APICost, _ goodput: Band) -> [Sensitivity] {
        func ratio(_ requests: Double, _ cost: SelfHostedCost) -> Double? {
            let dollars = cost.month(requests).dollars
            return dollars > 0 ? api.perRequest * requests / dollars : nil
        }
        let central = cost(goodput.central)
        var inputs = [
            Sensitivity("requests_per_day", low: study.cost.requestsPerDay / 2, high: study.cost.requestsPerDay * 2) {
                ratio($0 * SelfHostedCost.hoursPerMonth / 24, central)
            },
            Sensitivity("goodput", low: goodput.low, high: goodput.high) { value in
                var changed = central
                changed.goodput = value
                return ratio(requests, changed)
            },
        ]
        inputs += central.sensitivities { ratio(requests, $0) }
        let month = central.month(requests).dollars
        inputs += api.sensitivities { month > 0 ? $0.perRequest * requests / month : nil }
        return Sensitivity.tornado(inputs)
    }
}
