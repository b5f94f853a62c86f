import Auditing
import Testing

@testable import Studies

/// What joins the table of models besides quality.
struct ModelAuditTests {
    private static let study = Study(
        name: "s",
        endpoints: [Endpoint(name: "api", kind: .openai, url: "http://127.0.0.1:1/v1")],
        models: [
            Model(name: "large", endpoint: "api", model: "l", isBaseline: true),
            Model(name: "small", endpoint: "api", model: "s", memoryMB: 3000),
        ]
    )

    /// A probe every minute, the small model's ten seconds later, `cached` of 100 input tokens from a cache; one in ten fails,
    /// and is billed.
    private static func probes(_ model: String, count: Int, seconds: Double, cached: Int = 0) -> [Attempt] {
        (0..<count).map { number in
            var attempt = Attempt(
                purpose: .probe,
                model: model,
                startedAt: Int64(number) * 60_000 + (model == "small" ? 10_000 : 0),
                outcome: number % 10 == 9 ? .failure("overloaded") : .success
            )
            attempt.timing.firstToken = .seconds(seconds)
            attempt.timing.total = .seconds(seconds * 2)
            attempt.usage = Attempt.Usage(input: 100, output: 10, cached: cached)
            attempt.slot = Attempt.Slot(schedule: "x", number: number)
            return attempt
        }
    }

    private static func audits(_ attempts: [Attempt], prices: [String: Price] = [:]) -> [ModelAudit] {
        ModelAudit.all(
            study,
            CostReport.Evidence(attempts: attempts, loads: [], prices: prices),
            memory: ["large": 7000],
            AuditOptions(resamples: 50)
        )
    }

    @Test func eachModelHasItsLatencyReliabilityCostAndMemory() throws {
        let attempts = Self.probes("large", count: 100, seconds: 0.5) + Self.probes("small", count: 100, seconds: 0.25)
        let price = Price(input: 30_000_000, output: 60_000_000)
        let found = Self.audits(attempts, prices: ["large": price])
        #expect(found.map(\.model) == ["large", "small"])
        #expect(found.map { $0.median.value } == [0.5, 0.25] && found.map(\.median.count) == [100, 100])
        #expect(found.map { $0.availability?.share } == [0.9, 0.9])
        #expect(found.map(\.memoryMB) == [7000, 3000] && found.map(\.isMemoryMeasured) == [true, false])
        // 100 tokens at $30 and 10 at $60 a million, of ten attempts for nine responses.
        #expect(abs(try #require(found[0].perRequest?.central) - 0.0036 / 0.9) < 1e-9)
        #expect(found[1].perRequest == nil && found[1].costMissing?.contains("slam probe --load small") == true)
    }

    /// What an API is paid for: its own tokens, retries and cache, not those of the small model beside it.
    @Test func theBaselinesTrafficIsItsOwnOnceModelsStandByName() throws {
        func responses(_ model: String, output: Int, cached: Int, failures: Int) -> [Attempt] {
            (0..<10).map { number in
                var attempt = Attempt(
                    purpose: .response,
                    model: model,
                    startedAt: Int64(number),
                    outcome: number < failures ? .failure("overloaded") : .success
                )
                attempt.usage = Attempt.Usage(input: 100, output: output, cached: cached)
                return attempt
            }
        }
        let attempts =
            responses("large", output: 60, cached: 0, failures: 0)
            + responses("small", output: 400, cached: 90, failures: 5)
        func report(isBlind: Bool) throws -> CostReport {
            try CostReport(
                Self.study,
                CostReport.Evidence(attempts: attempts, loads: [], prices: [:], isBlind: isBlind)
            )
        }
        let open = try report(isBlind: false)
        #expect(open.traffic.outputTokens == 60 && open.traffic.attemptsPerResponse == 1)
        #expect(open.traffic.cachedTokens == 0 && open.traffic.cachedCount == 10)
        #expect(open.candidates.first?.traffic?.outputTokens == 400)
        #expect(open.inputs.contains { $0.name == "output_tokens of small" && $0.value == 400 })
        // All models together until then, without the cache of a server that is not the API's.
        let blind = try report(isBlind: true)
        #expect(blind.traffic.cachedTokens == 0 && blind.traffic.cachedCount == 0)
        #expect(abs(blind.traffic.outputTokens - (600.0 + 2000) / 15) < 1e-9)
        #expect(blind.candidates.first?.traffic == blind.traffic)
        #expect(blind.inputs.first?.origin.contains("known after 'slam unblind'") == true)
        // Probes carry names.
        let probed = attempts + Self.probes("large", count: 10, seconds: 1, cached: 50)
        let beside = try CostReport(
            Self.study,
            CostReport.Evidence(attempts: probed, loads: [], prices: [:], isBlind: true)
        )
        #expect(beside.traffic.cachedTokens == 50 && beside.traffic.cachedOrigin == "probes of large")
    }

    /// What one model was probed with alone is its own, whatever it is called.
    @Test func probesOfOneModelAreNobodysTrafficBeforeUnblinding() throws {
        func probes(_ model: String, _ slots: Range<Int>, output: Int) -> [Attempt] {
            slots.map { number in
                var attempt = Attempt(purpose: .probe, model: model, startedAt: Int64(number), outcome: .success)
                attempt.usage = Attempt.Usage(input: 100, output: output)
                attempt.slot = Attempt.Slot(schedule: "d", number: number)
                return attempt
            }
        }
        func traffic(_ attempts: [Attempt], isBlind: Bool = true) throws -> CostReport.Traffic {
            try CostReport(
                Self.study,
                CostReport.Evidence(attempts: attempts, loads: [], prices: [:], isBlind: isBlind)
            ).traffic
        }
        let large = probes("large", 0..<4, output: 60)
        #expect(try traffic(large, isBlind: false).outputTokens == 60)
        #expect(throws: AuditError.self) { try traffic(large) }
        let both = try traffic(large + probes("small", 1..<3, output: 100))
        #expect(both.outputTokens == 80 && both.count == 4)
    }

    @Test func anotherCurrencyIsNoDollars() throws {
        func missing(_ currency: String, gpuHour: Double? = nil) throws -> String? {
            var study = Self.study
            study.endpoints[0].machine = Machine(name: "g", hourly: 100, currency: currency, isShared: false)
            study.cost.gpuHour = gpuHour
            var attempts = Self.probes("large", count: 20, seconds: 0.1)
            for number in 0..<40 {
                var attempt = Self.probes("small", count: 1, seconds: 0.1)[0]
                attempt.startedAt = Int64(number) * 100
                attempt.slot = Attempt.Slot(schedule: "l", number: number, load: .concurrency(1))
                attempts.append(attempt)
            }
            let loads = LoadReport.reports(attempts, ServiceLevel(perTokenP95: nil))
            return try CostReport(study, CostReport.Evidence(attempts: attempts, loads: loads, prices: [:]))
                .candidates.first?.missing
        }
        #expect(try missing("JPY")?.contains("is in JPY, and the API's prices in dollars: give cost.gpu_hour") == true)
        #expect(try missing("JPY", gpuHour: 1) == nil)
        #expect(try missing("USD") == nil)
    }

    /// A candidate that an API serves costs what that asks; a price of 0 pays for no machine.
    @Test func aCandidateWithAPriceOfItsOwnCostsThat() throws {
        func small(_ price: Price) -> ModelAudit {
            var study = Self.study
            study.models[1].price = price
            let attempts = Self.probes("large", count: 20, seconds: 1) + Self.probes("small", count: 20, seconds: 1)
            let evidence = CostReport.Evidence(attempts: attempts, loads: [], prices: ["small": price])
            return ModelAudit.all(study, evidence, AuditOptions(resamples: 50))[1]
        }
        let paid = small(Price(input: 1_000_000, output: 2_000_000))
        // 100 in at $1 and 10 out at $2 a million, of twenty attempts for eighteen responses.
        #expect(abs(try #require(paid.perRequest?.central) - 0.00012 * 20 / 18) < 1e-12 && paid.costMissing == nil)
        let free = small(Price(input: 0, output: 0))
        #expect(free.perRequest == nil && free.costMissing?.contains("slam probe --load small") == true)
    }

    @Test func withoutAProbeNothingIsMeasured() {
        let found = Self.audits([])
        #expect(!found.isEmpty && found.allSatisfy { $0.median.undefined == .noProbe && $0.availability == nil })
        #expect(found.allSatisfy { $0.perRequest == nil && $0.costMissing != nil })
    }

    @Test func promptsCachedDifferentlyAreNotComparable() {
        let alike = Self.probes("large", count: 20, seconds: 1) + Self.probes("small", count: 20, seconds: 1)
        #expect(ModelAudit.areComparable(Self.audits(alike)))
        let cached =
            Self.probes("large", count: 20, seconds: 1, cached: 40) + Self.probes("small", count: 20, seconds: 1)
        #expect(!ModelAudit.areComparable(Self.audits(cached)))
    }

    @Test func aServerThatLoadsItsModelFirstIsOfAnotherKind() {
        var attempts = Self.probes("large", count: 20, seconds: 1) + Self.probes("small", count: 20, seconds: 1)
        for place in 20..<40 { attempts[place].timing.load = .seconds(2) }
        let found = Self.audits(attempts)
        #expect(found.map(\.condition) == [.fresh, .cold] && found[0].metric == found[1].metric)
        #expect(!ModelAudit.areComparable(found))
    }

    @Test func aLoadTestIsInNoLatencyAndNoAvailability() {
        var loads = Self.probes("small", count: 50, seconds: 9)
        for place in loads.indices { loads[place].slot?.load = .concurrency(8) }
        let found = Self.audits(Self.probes("small", count: 100, seconds: 0.25) + loads)
        #expect(found[1].median.value == 0.25 && found[1].median.count == 100 && found[1].availability?.probes == 100)
    }

    /// One of thirty accepted: Wilson's low end of 26.6 effective prompts is .0054, so that one accepted may cost 184 requests.
    @Test func theCostOfAnAcceptedResponseReachesAsFarAsItsShare() throws {
        let labels = (0..<30).map { (own: 1.0, api: $0 == 0 ? 1.0 : 0) }
        let evidence = CostReport.Evidence(
            attempts: Self.probes("large", count: 100, seconds: 0.5),
            loads: [],
            prices: ["large": Price(input: 30_000_000, output: 60_000_000)],
            accepted: ["small": labels]
        )
        let large = ModelAudit.all(Self.study, evidence, AuditOptions(resamples: 50))[0]
        let (request, accepted) = (try #require(large.perRequest), try #require(large.perAccepted))
        #expect(abs(accepted.central / request.central - 30) < 1e-9)
        #expect((170...200).contains(accepted.high / request.high), "\(accepted.high / request.high)")
    }
}
