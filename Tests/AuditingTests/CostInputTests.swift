import Testing

@testable import Auditing
@testable import Studies

/// What a cost rests on: prices whole, each shown, and nothing taken that does not fit.
struct CostInputTests {
    private static let study = Study(
        name: "s",
        endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
        models: [
            Model(name: "large", endpoint: "api", model: "l", isBaseline: true),
            Model(name: "small", endpoint: "api", model: "s"),
        ]
    )

    private static func probe(_ number: Int, _ usage: Attempt.Usage) -> Attempt {
        var attempt = Attempt(purpose: .probe, model: "large", startedAt: Int64(number) * 1000, outcome: .success)
        attempt.timing.total = .seconds(1)
        attempt.usage = usage
        return attempt
    }

    private func report(
        _ price: Price,
        _ usages: [Attempt.Usage],
        study: Study = Self.study,
        _ more: [Attempt] = []
    ) throws -> CostReport {
        let attempts = usages.enumerated().map { Self.probe($0.offset, $0.element) }
        return try CostReport(
            study,
            CostReport.Evidence(attempts: attempts + more, loads: [], prices: ["large": price])
        )
    }

    /// 100 in at $30, of them 20 from a cache at $3 and 10 written to one at $40; 50 out at $60, of them 30 reasoning at $90;
    /// half a cent a request.
    @Test func everyPartOfAPriceIsPaidOnce() throws {
        var price = Price(input: 30_000_000, output: 60_000_000, cachedInput: 3_000_000, cacheWrite: 40_000_000)
        price.reasoning = 90_000_000
        price.request = 5_000_000_000
        let usage = Attempt.Usage(input: 100, output: 50, cached: 20, cacheWrite: 10, reasoning: 30)
        let found = try report(price, [usage, usage])
        let tokens = 2_100.0 + 60 + 400 + 1_200 + 2_700
        #expect(try abs(#require(found.api?.perRequest) - (tokens / 1e6 + 0.005)) < 1e-12)
        let shown = found.inputs.filter { $0.name.hasPrefix("price of large") }
        #expect(shown.map(\.value) == [30, 3, 40, 60, 90, 0.005])
        #expect(shown.allSatisfy { $0.origin == "imported list" })
        let promised = found.inputs.filter { $0.name.hasPrefix("slo.") }
        #expect(promised.map { ($0.value * 1e9).rounded() } == [1e9, 6e7, 1e7])
        #expect(promised.allSatisfy { $0.origin == "default" })
    }

    @Test func aPriceThatDoesNotFitTheRequestsIsNone() throws {
        let usages = [Attempt.Usage(input: 100, output: 10), Attempt.Usage(input: 300, output: 10)]
        var price = Price(input: 1_000_000, output: 1_000_000, longestInput: 200)
        let long = try report(price, usages)
        #expect(long.api == nil && long.apiMissing?.contains("above 200 tokens, and one has 300") == true)
        price.longestInput = 300
        #expect(try report(price, usages).api != nil)
        price.reasoning = 5_000_000
        #expect(try report(price, usages).apiMissing?.hasPrefix("reasoning is priced apart") == true)
        // Of answers that tell it in part nothing is known of the others.
        let part = [Attempt.Usage(input: 100, output: 10, reasoning: 5), Attempt.Usage(input: 100, output: 10)]
        #expect(try report(price, part).apiMissing?.hasPrefix("reasoning is priced apart") == true)
        #expect(try report(Price(), usages).apiMissing?.hasPrefix("no price") == true)
        let written = [Attempt.Usage(input: 100, output: 10, cached: 0, cacheWrite: 10)]
        let unwritten = try report(Price(input: 1, output: 1), written).apiMissing
        #expect(unwritten?.hasPrefix("no price of what is written to a cache") == true)
        // What costs nothing is no unknown price.
        #expect(try report(Price(input: 0, output: 0), usages).api?.perRequest == 0)
    }

    /// A failure is billed where it brought tokens, and a load test is nobody's traffic.
    @Test func whatIsBilledIsWhatBroughtTokens() throws {
        let usage = Attempt.Usage(input: 100, output: 10)
        func attempt(_ number: Int, _ outcome: Attempt.Outcome, output: Int?, load: Attempt.Load? = nil) -> Attempt {
            var attempt = Self.probe(number, Attempt.Usage(input: 100, output: output))
            attempt.outcome = outcome
            attempt.slot = Attempt.Slot(schedule: load == nil ? "d" : "l", number: number, load: load)
            return attempt
        }
        func traffic(_ more: [Attempt]) throws -> CostReport.Traffic {
            try report(Price(input: 1, output: 1), [usage, usage], more).traffic
        }
        #expect(try traffic([]).attemptsPerResponse == 1)
        #expect(try traffic([attempt(2, .failure("overloaded"), output: nil)]).attemptsPerResponse == 1)
        #expect(try traffic([attempt(2, .failure("cut"), output: 10)]).attemptsPerResponse == 1.5)
        let loaded = try traffic([attempt(2, .success, output: 900, load: .concurrency(4))])
        #expect(loaded.outputTokens == 10 && loaded.count == 2)
    }

    /// Who owns the machine hires none, whatever an hour of one would cost.
    @Test func anOwnedMachineIsNotHiredToo() throws {
        let usage = Attempt.Usage(input: 10, output: 10)
        let hired = try candidate(every: 1000, usage, [:]).month?.parts.map(\.name) ?? []
        #expect(hired.contains("hire") && !hired.contains("hardware"))
        let owned = CostSettings.Owned(price: 7300, lifeMonths: 10, residual: 0, interestPerMonth: 0)
        let own = try candidate(every: 1000, usage, [:], owned: owned).month?.parts.map(\.name) ?? []
        #expect(!own.contains("hire") && own.contains("hardware"))
    }

    @Test func whatAVerdictCostIsMeasuredWhereNobodySaysOtherwise() throws {
        var verdict = Attempt(purpose: .judgement, model: "j", startedAt: 0, outcome: .success)
        verdict.nanoDollars = 3_000_000
        var failed = verdict
        failed.outcome = .failure("truncated")
        failed.nanoDollars = 1_000_000
        func input(_ study: Study) throws -> CostReport.Input {
            let usage = Attempt.Usage(input: 10, output: 10)
            let found = try report(Price(input: 1, output: 1), [usage], study: study, [verdict, verdict, failed])
            return try #require(found.inputs.first { $0.name == "judge_per_verdict" })
        }
        let measured = try input(Self.study)
        #expect(abs(measured.value - 0.0035) < 1e-12 && measured.origin == "measured: priced verdicts, n = 2")
        var told = Self.study
        told.cost.given = ["judge_per_verdict"]
        told.cost.judgePerVerdict = 0.5
        #expect(try input(told).value == 0.5)
    }

    @Test func onlyDollarsStandBesideThePaper() throws {
        var study = Self.study
        study.endpoints[0].machine = Machine(name: "g", hourly: 100, currency: "JPY", isShared: false)
        let usage = [Attempt.Usage(input: 10, output: 10)]
        #expect(try report(Price(), usage, study: study).hourlyCosts.isEmpty)
        study.endpoints[0].machine?.currency = "USD"
        study.cost.owned = CostSettings.Owned(price: 7300, lifeMonths: 10, residual: 0, interestPerMonth: 0)
        let found = try report(Price(), usage, study: study).hourlyCosts
        #expect(found.map(\.dollars) == [100, 1])
    }

    /// A request is 100 tokens at $30 and 50 at $60 a million, so that either half makes half of it.
    @Test func whatTheAPIIsPaidForMovesTheRatioToo() throws {
        let usage = Attempt.Usage(input: 100, output: 50, cached: 0)
        let found = try candidate(every: 1000, usage, ["large": Price(input: 30_000_000, output: 60_000_000)])
        for name in ["input_tokens", "output_tokens", "price.input", "price.output"] {
            let input = try #require(found.tornado.first { $0.input == name }, "\(name)")
            #expect(input.high == 4 * input.low, "\(name)")
            #expect(abs(try #require(input.ratioAtHigh) / (try #require(input.ratioAtLow)) - 2) < 1e-9, "\(name)")
        }
        // Nobody is billed for less than the attempt that answered.
        let attempts = try #require(found.tornado.first { $0.input == "attempts_billed" })
        #expect(attempts.low == 1 && attempts.high == 2)
        // What is not paid for moves nothing.
        #expect(!found.tornado.contains { $0.input.hasPrefix("price.c") || $0.input == "batch_share" })
    }

    /// A machine of one's own and its current are what self-hosting costs: 1,000 dollars over ten months, and as much a month
    /// for power.
    @Test func ownedMachinesAndTheirPowerMoveTheRatio() throws {
        let watt = SelfHostedCost.hoursPerMonth / 1000
        let cost = SelfHostedCost(
            goodput: 1,
            owned: SelfHostedCost.Owned(price: 1000, lifeMonths: 10, residual: 0),
            power: SelfHostedCost.Power(idleWatts: 1, busyWatts: 1, pricePerKWh: 100 / watt),
            operations: 100
        )
        let found = cost.sensitivities { 300 / $0.month(1000).dollars }
        // Of 300 dollars a month in all, each third halved or doubled.
        let (cheap, dear) = (1.2, 0.75)
        let wanted: [(name: String, low: Double, high: Double)] = [
            ("peak_to_mean", 1, 1), ("utilisation", 1, 1), ("owned.price", cheap, dear),
            ("owned.life_months", dear, cheap), ("electricity.price_per_kwh", cheap, dear),
            ("electricity.pue", 1, dear), ("ops", cheap, dear),
        ]
        #expect(found.map(\.input) == wanted.map(\.name))
        for (input, ends) in zip(found, wanted) {
            let (low, high) = (try #require(input.ratioAtLow), try #require(input.ratioAtHigh))
            #expect(abs(low - ends.low) < 1e-9 && abs(high - ends.high) < 1e-9, "\(ends.name): \(low), \(high)")
        }
        // Nothing is sold for more than it cost.
        var sold = cost
        sold.owned?.residual = 800
        let half = sold.sensitivities { $0.owned?.perMonth }.first { $0.input == "owned.price" }
        #expect(half?.ratioAtLow == 0 && half?.ratioAtHigh == 120)
    }

    /// The model `small` under load, an answer each `every` milliseconds or all at the end, at a dollar an hour.
    private func candidate(
        every: Int64,
        _ usage: Attempt.Usage,
        _ prices: [String: Price],
        owned: CostSettings.Owned? = nil
    ) throws -> CandidateCost {
        var study = Self.study
        study.cost.gpuHour = 1
        study.cost.owned = owned
        let load = (0..<40).map { number in
            var attempt = Self.probe(0, usage)
            attempt.model = "small"
            attempt.startedAt = number == 0 ? 0 : every > 0 ? Int64(number) * every : 99_000
            attempt.slot = Attempt.Slot(schedule: "l", number: number, load: .concurrency(1))
            return attempt
        }
        let loads = LoadReport.reports(load, ServiceLevel(firstTokenP95: nil, perTokenP95: nil))
        let evidence = CostReport.Evidence(attempts: load + [Self.probe(0, usage)], loads: loads, prices: prices)
        return try #require(try CostReport(study, evidence).candidates.first)
    }

    /// Twenty answers that all come at the end: the interval of the rate reaches down to nothing, and bounds no cost.
    @Test func aRateThatMayBeNothingHasNoInterval() throws {
        let usage = Attempt.Usage(input: 10, output: 10)
        let bursts = try candidate(every: 0, usage, [:])
        #expect(!bursts.hasGoodputInterval && bursts.goodput?.low == bursts.goodput?.central)
        let even = try candidate(every: 1000, usage, [:])
        #expect(even.hasGoodputInterval && even.goodput?.central != nil)
    }
}
