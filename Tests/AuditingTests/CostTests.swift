import Auditing
import Fixtures
import Studies
import Testing

/// Costs, held to exact rational arithmetic.
struct CostTests {
    static func cases(_ method: String) throws -> [GoldenCase] {
        try GoldenFile.cases(method, in: "rules", "audit", "cost")
    }

    @Test(arguments: try cases("api")) func anAPIIsPaidByTheToken(_ golden: GoldenCase) throws {
        let cost = try #require(APICost(golden.input))
        golden.check(cost.perAttempt, "per_request_one_attempt")
        let requests = try golden.number("requests_per_month")
        golden.check(cost.perRequest * requests, "per_month")
        golden.check(cost.perRequest * 1000, "per_thousand_requests")
    }

    @Test(arguments: try cases("self_hosted")) func anIdleReplicaIsPaidFor(_ golden: GoldenCase) throws {
        let cost = try #require(SelfHostedCost(golden.input))
        let month = cost.month(try golden.number("requests_per_month"))
        golden.check(month.meanRate, "mean_rate_per_second")
        golden.check(month.peakRate, "peak_rate_per_second")
        golden.check(month.replicasUnrounded, "replicas_unrounded")
        golden.check(Double(month.replicas), "replicas")
        golden.check(month.utilisation, "mean_utilisation")
        golden.check(month.dollars, "per_month")
        golden.check(month.perRequest.map { $0 * 1000 }, "per_thousand_requests")
        if golden.expected["watt_hours_per_request"] != nil {
            golden.check(month.wattHoursPerRequest, "watt_hours_per_request")
        }
        let parts = golden.expected["parts_per_month"]?.members ?? []
        #expect(parts.map(\.0) == month.parts.map(\.name))
        for part in month.parts { golden.check(part.dollars, "parts_per_month", part.name) }
        // The step curve and the month are the same arithmetic.
        golden.check(BreakEven(cost).dollars(month.requests), "per_month")
    }

    @Test(arguments: try cases("break_even")) func breakEvenIsAStepCurve(_ golden: GoldenCase) throws {
        let api = try #require(golden.input["api"].flatMap { APICost($0) })
        let cost = try #require(golden.input["self_hosted"].flatMap { SelfHostedCost($0) })
        let upTo = try golden.number("up_to_requests_per_month")
        golden.check(api.perRequest, "api_per_request")
        let intervals = BreakEven(cost).cheaper(than: api.perRequest, upTo: upTo)
        golden.check(intervals, "self_is_cheaper_on")
        golden.check(intervals.first?.lowerBound, "first")
        golden.check(cost.capacity, "requests_per_replica_month")
        for point in try #require(golden.expected["points"]?.array) {
            let requests = try #require(point["requests"]?.number)
            let month = cost.month(requests)
            golden.check(api.perRequest * requests, point["api"], "api")
            golden.check(month.dollars, point["self_hosted"], "self_hosted")
            golden.check(Double(month.replicas), point["replicas"], "replicas")
            golden.check(api.perRequest * requests / month.dollars, point["ratio_api_to_self"], "ratio")
        }
    }

    @Test(arguments: try cases("accepted")) func theSelfHostedPartIsPaidWhole(_ golden: GoldenCase) throws {
        var cost = HybridCost(
            requests: try golden.number("requests_per_month"),
            apiPerMonth: try golden.number("api_per_month"),
            selfPerMonth: try golden.number("self_per_month"),
            shareMoved: try golden.number("share_moved")
        )
        cost.acceptedAPI = try #require(golden.input["accepted"]?["api"].flatMap { Band(json: $0) })
        cost.acceptedSelf = try #require(golden.input["accepted"]?["self"].flatMap { Band(json: $0) })
        cost.judgeSampleShare = golden.input["judge_sample_share"]?.number ?? 0
        cost.judgePerVerdict = golden.input["judge_cost_per_verdict"]?.number ?? 0
        cost.labelsPerMonth = golden.input["labels_per_month"]?.number ?? 0
        cost.minutesPerLabel = golden.input["minutes_per_label"]?.number ?? 0
        cost.reviewerHour = golden.input["reviewer_hour"]?.number ?? 0
        cost.migration = golden.input["migration_cost"]?.number ?? 0
        golden.check(cost.judgePerMonth, "judge_per_month")
        golden.check(cost.peoplePerMonth, "people_per_month")
        golden.check(cost.perMonth, "hybrid_per_month")
        golden.check(cost.savingPerMonth, "saving_per_month")
        golden.check(cost.paybackMonths, "payback_months")
        golden.check(cost.apiPerAccepted.central, "cost_per_accepted", "api")
        golden.check(cost.perAccepted.central, "cost_per_accepted", "hybrid", "estimate")
        golden.check(cost.perAccepted.low, "cost_per_accepted", "hybrid", "low")
        golden.check(cost.perAccepted.high, "cost_per_accepted", "hybrid", "high")
        golden.check(cost.savingPerAcceptedPercent, "saving_per_accepted_percent")
    }

    @Test(arguments: try cases("effective_cost")) func goodputIsNotTheHighestRate(_ golden: GoldenCase) throws {
        let limit = try golden.number("slo_p95_first_token_ms")
        let loads = try #require(golden.input["load_test"]?.array)
        let steps = loads.compactMap { step in
            step["requests_per_second"]?.number.map {
                LoadCurve.Step(rate: $0, holds: step["p95_first_token_ms"]?.number.map { $0 <= limit } ?? false)
            }
        }
        #expect(steps.count == loads.count)
        let curve = LoadCurve(steps)
        golden.check(curve.goodput, "goodput_at_slo")
        golden.check(curve.saturation, "saturation")
        let (tokens, hour) = (try golden.number("output_tokens_per_response"), try golden.number("gpu_hour"))
        let gpus = golden.input["gpus_per_replica"]?.number ?? 1
        func effective(_ rate: Double) -> (perMillion: Double, utilisation: Double, penalty: Double)? {
            curve.goodput.flatMap {
                LoadCurve.effective(offered: rate, goodput: $0, outputTokens: tokens, gpuHour: hour, gpus: gpus)
            }
        }
        golden.check(curve.goodput.flatMap { effective($0)?.perMillion }, "per_million_output_tokens_at_goodput")
        for point in golden.expected["curve"]?.array ?? [] {
            let found = effective(try #require(point["offered"]?.number))
            golden.check(found?.utilisation, point["utilisation"], "utilisation")
            golden.check(found?.perMillion, point["per_million_output_tokens"], "per million")
            golden.check(found?.penalty, point["penalty"], "penalty")
        }
    }
}

extension Band {
    fileprivate init?(json: JSONValue) {
        if let number = json.number {
            self.init(number)
        } else if let low = json["low"]?.number, let high = json["high"]?.number,
            let estimate = json["estimate"]?.number
        {
            self.init(low: low, central: estimate, high: high)
        } else {
            return nil
        }
    }
}

extension APICost {
    fileprivate init?(_ json: JSONValue) {
        guard let input = json["input_tokens"]?.number, let output = json["output_tokens"]?.number,
            let price = json["price_per_million"], let pricedInput = price["input"]?.number,
            let pricedOutput = price["output"]?.number
        else { return nil }
        self.init(
            inputTokens: input,
            cachedInputTokens: json["cached_input_tokens"]?.number ?? 0,
            outputTokens: output,
            prices: TokenPrices(input: pricedInput, output: pricedOutput, cachedInput: price["cached_input"]?.number),
            batchShare: json["batch_share"]?.number ?? 0,
            batchPriceFactor: json["batch_price_factor"]?.number ?? 1,
            attemptsPerResponse: json["billed_attempts_per_response"]?.number ?? 1
        )
    }
}

extension SelfHostedCost {
    fileprivate init?(_ json: JSONValue) {
        guard let goodput = json["goodput_per_replica"]?.number, let most = json["max_utilisation"]?.number else {
            return nil
        }
        let owned = json["owned"].map {
            Owned(
                price: $0["price"]?.number ?? 0,
                lifeMonths: $0["life_months"]?.number ?? 36,
                residual: $0["residual"]?.number ?? 0,
                interestPerMonth: $0["interest_per_month"]?.number ?? 0
            )
        }
        let power = json["power"].map {
            Power(
                idleWatts: $0["idle_watts"]?.number ?? 0,
                busyWatts: $0["busy_watts"]?.number ?? 0,
                pue: $0["pue"]?.number ?? 1,
                pricePerKWh: $0["price_per_kwh"]?.number ?? 0
            )
        }
        self.init(
            goodput: goodput,
            maxUtilisation: most,
            peakToMean: json["peak_to_mean"]?.number ?? 1,
            minimumReplicas: json["minimum_replicas"]?.integer ?? 1,
            gpusPerReplica: json["gpus_per_replica"]?.number ?? 1,
            gpuHour: json["gpu_hour"]?.number,
            owned: owned,
            power: power,
            operations: json["ops_per_month"]?.number ?? 0
        )
    }
}
