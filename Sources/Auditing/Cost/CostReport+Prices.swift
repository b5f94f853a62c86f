import Studies

extension APICost {
    /// Nil without a price of input and output, and where the price says nothing of such requests.
    init?(_ price: Price, _ traffic: CostReport.Traffic, _ settings: CostSettings) {
        guard let input = price.input, let output = price.output, Self.missing(price, traffic) == nil else {
            return nil
        }
        self.init(
            inputTokens: traffic.inputTokens,
            cachedInputTokens: traffic.cachedTokens,
            outputTokens: traffic.outputTokens,
            prices: TokenPrices(
                input: Double(input) / 1e6,
                output: Double(output) / 1e6,
                cachedInput: price.cachedInput.map { Double($0) / 1e6 }
            ),
            batchShare: settings.batchShare,
            batchPriceFactor: settings.batchPriceFactor,
            attemptsPerResponse: traffic.attemptsPerResponse
        )
        prices.cacheWrite = price.cacheWrite.map { Double($0) / 1e6 }
        prices.reasoning = price.reasoning.map { Double($0) / 1e6 }
        cacheWriteTokens = traffic.cacheWriteTokens
        reasoningTokens = prices.reasoning == nil ? 0 : traffic.reasoningTokens ?? 0
        perCall = price.request.map { Double($0) / 1e12 } ?? 0
    }

    /// Why a price cannot be used for such requests, in words; nil where it can.
    static func missing(_ price: Price?, _ traffic: CostReport.Traffic) -> String? {
        guard let price, price.input != nil, price.output != nil else {
            return "no price: give it in study.yaml, or 'slam prices import'"
        }
        if let longest = price.longestInput, traffic.longestInput > longest {
            return "no price of prompts above \(longest) tokens, and one has \(traffic.longestInput)"
        }
        if price.reasoning != nil, traffic.reasoningTokens == nil {
            return "reasoning is priced apart, and not every answer tells how much it is"
        }
        if traffic.cacheWriteTokens > 0, price.cacheWrite == nil {
            return "no price of what is written to a cache: prompts are, so give it"
        }
        return nil
    }
}

extension CostReport {
    /// Machines in another currency are left out: their amount is none of dollars.
    static func hourlyCosts(_ study: Study) -> [(name: String, dollars: Double)] {
        var costs: [(name: String, dollars: Double)] = []
        if let hour = study.cost.gpuHour { costs.append(("gpu_hour", hour)) }
        for endpoint in study.endpoints {
            guard let machine = endpoint.machine, machine.isInDollars, let hourly = machine.hourly else { continue }
            costs.append(("machine.hourly of \(endpoint.name)", hourly))
        }
        if let owned = study.cost.owned {
            costs.append(("owned, by the month", SelfHostedCost.Owned(owned).perMonth / SelfHostedCost.hoursPerMonth))
        }
        return costs
    }

    /// What goodput keeps: the highest rate at which these hold.
    static func promises(_ level: ServiceLevel) -> [Input] {
        let origin = level.isGiven ? "study.yaml" : "default"
        var inputs: [Input] = []
        for (name, promise) in [("ttft_p95", level.firstTokenP95), ("per_token_p95", level.perTokenP95)] {
            guard let promise else { continue }
            inputs.append(Input(name: "slo.\(name)", value: promise.seconds, unit: "s", origin: origin))
        }
        return inputs + [Input(name: "slo.failures", value: level.failures, unit: "share of requests", origin: origin)]
    }

    /// Prices of the API and of others who serve the same weights, in dollars.
    static func prices(_ study: Study, _ prices: [String: Price]) -> [Input] {
        var inputs: [Input] = []
        func add(_ name: String, _ price: Price, _ origin: String) {
            let parts = [
                ("input", price.input), ("cached_input", price.cachedInput), ("cache_write", price.cacheWrite),
                ("output", price.output), ("reasoning", price.reasoning),
            ]
            for (part, pico) in parts {
                guard let pico else { continue }
                let value = Double(pico) / 1e6
                inputs.append(Input(name: "\(name).\(part)", value: value, unit: "$ a million tokens", origin: origin))
            }
            guard let pico = price.request else { return }
            inputs.append(
                Input(name: "\(name).request", value: Double(pico) / 1e12, unit: "$ a request", origin: origin)
            )
        }
        if let base = study.baseline, let price = prices[base.name] {
            add("price of \(base.name)", price, base.price == nil ? "imported list" : "study.yaml")
        }
        for model in study.models where !model.isBaseline && study.cost.hosted[model.name] == nil {
            if let price = model.price { add("price of \(model.name)", price, "study.yaml") }
        }
        for (name, price) in study.cost.hosted.sorted(by: { $0.key < $1.key }) {
            add("hosted.\(name)", price, "study.yaml")
        }
        return inputs
    }
}

extension SelfHostedCost.Owned {
    init(_ owned: CostSettings.Owned) {
        self.init(
            price: owned.price,
            lifeMonths: owned.lifeMonths,
            residual: owned.residual,
            interestPerMonth: owned.interestPerMonth
        )
    }
}
