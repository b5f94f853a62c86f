import Yams

extension Fields {
    static let serviceKeys = ["ttft_p95", "per_token_p95", "failures"]

    /// The mapping `slo`.
    var serviceLevel: ServiceLevel {
        var level = ServiceLevel()
        guard let fields = fields("slo", known: Self.serviceKeys) else { return level }
        level.isGiven = true
        level.firstTokenP95 = fields.duration("ttft_p95")
        level.perTokenP95 = fields.duration("per_token_p95")
        level.failures = fields.number("failures", in: 0...1) ?? level.failures
        return level
    }

    /// The mapping `machine` of an endpoint.
    var machine: Machine? {
        let keys = ["name", "hourly", "currency", "shared", "pid_of"]
        guard let fields = fields("machine", known: keys) else { return nil }
        return Machine(
            name: fields.text("name"),
            hourly: fields.number("hourly", in: 0...1e6),
            currency: fields.text("currency") ?? "USD",
            isShared: fields.bool("shared") ?? false,
            processName: fields.text("pid_of")
        )
    }

    static let costKeys = [
        "requests_per_day", "peak_to_mean", "utilisation", "replicas_min", "gpus_per_replica", "gpu_hour", "owned",
        "electricity", "ops", "batch_share", "batch_price_factor", "share_moved", "judge_sample_share",
        "judge_per_verdict", "labels_per_month", "minutes_per_label", "reviewer_hour", "migration", "accepted",
        "hosted",
    ]

    /// The mapping `cost`.
    var costSettings: CostSettings {
        var cost = CostSettings()
        guard let fields = fields("cost", known: Self.costKeys) else { return cost }
        cost.given = Set(fields.all.map(\.name))
        for name in ["owned", "electricity"] {
            let members = fields.node(name)?.mapping?.compactMap { $0.key.string } ?? []
            cost.given.formUnion(members.map { "\(name).\($0)" })
        }
        let (amount, share) = (0...1e12, 0...1.0)
        func take(_ name: String, _ range: ClosedRange<Double>, _ target: inout Double) {
            target = fields.number(name, in: range) ?? target
        }
        // Without a request nothing costs anything by the request.
        take("requests_per_day", 0.01...1e9, &cost.requestsPerDay)
        take("peak_to_mean", 1...1e4, &cost.peakToMean)
        take("utilisation", 0.001...1, &cost.utilisation)
        cost.minimumReplicas = fields.integer("replicas_min", atLeast: 1) ?? cost.minimumReplicas
        take("gpus_per_replica", 0.01...1e4, &cost.gpusPerReplica)
        cost.gpuHour = fields.number("gpu_hour", in: amount)
        cost.owned = fields.owned
        cost.electricity = fields.electricity
        take("ops", amount, &cost.operations)
        take("batch_share", share, &cost.batchShare)
        take("batch_price_factor", share, &cost.batchPriceFactor)
        take("share_moved", share, &cost.shareMoved)
        take("judge_sample_share", share, &cost.judgeSampleShare)
        take("judge_per_verdict", amount, &cost.judgePerVerdict)
        take("labels_per_month", amount, &cost.labelsPerMonth)
        take("minutes_per_label", amount, &cost.minutesPerLabel)
        take("reviewer_hour", amount, &cost.reviewerHour)
        take("migration", amount, &cost.migration)
        if let accepted = fields.fields("accepted", known: ["criterion", "at_least"]),
            let criterion = accepted.requiredText("criterion")
        {
            cost.accepted = CostSettings.Accepted(criterion: criterion, atLeast: accepted.number("at_least"))
        }
        if let hosted = fields.fields("hosted", known: nil) {
            for entry in hosted.all {
                cost.hosted[entry.name] = Fields(
                    entry.value,
                    path: "cost.hosted.\(entry.name)",
                    known: ["input", "output", "cached_input"],
                    log: log
                ).flatMap(\.pricedTokens)
            }
        }
        return cost
    }

    private var owned: CostSettings.Owned? {
        let keys = ["price", "life_months", "residual", "interest_per_month"]
        guard let fields = fields("owned", known: keys), let price = fields.requiredNumber("price", in: 0...1e12) else {
            return nil
        }
        return CostSettings.Owned(
            price: price,
            lifeMonths: fields.number("life_months", in: 1...1200) ?? 36,
            // What is worth more in the end than it cost would earn money by standing there.
            residual: fields.number("residual", in: 0...price) ?? 0,
            interestPerMonth: fields.number("interest_per_month", in: 0...1) ?? 0
        )
    }

    private var electricity: CostSettings.Electricity? {
        let keys = ["idle_watts", "busy_watts", "pue", "price_per_kwh"]
        guard let fields = fields("electricity", known: keys),
            let price = fields.requiredNumber("price_per_kwh", in: 0...1e6)
        else {
            return nil
        }
        let idle = fields.number("idle_watts", in: 0...1e7) ?? 0
        return CostSettings.Electricity(
            idleWatts: idle,
            busyWatts: fields.number("busy_watts", in: idle...1e7) ?? idle,
            pue: fields.number("pue", in: 1...10) ?? 1,
            pricePerKWh: price
        )
    }

    private var pricedTokens: Price? {
        func pico(_ dollars: Double) -> Int64 { Int64((dollars * 1e6).rounded()) }
        guard let input = requiredNumber("input", in: 0...1e6), let output = requiredNumber("output", in: 0...1e6)
        else {
            return nil
        }
        let cached = number("cached_input", in: 0...1e6)
        return Price(input: pico(input), output: pico(output), cachedInput: cached.map(pico))
    }

    private func requiredNumber(_ name: String, in range: ClosedRange<Double>) -> Double? {
        guard node(name) != nil else {
            log.add("\(path) lacks '\(name)': add it", line: line)
            return nil
        }
        return number(name, in: range)
    }
}
