import Studies
import Testing

@testable import Auditing

/// What moves a cost, and in which direction.
struct CostRuleTests {
    @Test func aModelThatIsAcceptedHalfAsOftenCostsTwiceAsMuchAnAccepted() throws {
        func ratio(_ own: Double, _ api: Double) throws -> AcceptedRatio {
            let accepted = (0..<30).map { _ in (own: own, api: api) }
            let options = AuditOptions(resamples: 20)
            return try #require(
                AcceptedRatio(selfPerRequest: 1, apiPerRequest: 4, accepted: accepted, options)
            )
        }
        #expect(try ratio(1, 1).value == 0.25 && ratio(0.5, 1).value == 0.5 && ratio(1, 0.5).value == 0.125)
        #expect(try ratio(0.5, 1).low == 0.5 && ratio(0.5, 1).prompts == 30)
    }

    /// A replica costs 100 a month and an API 8 a request: ten a replica are never cheaper, twenty from 12.5 on, forty too.
    @Test func cheaperHoldsAtTheLowEndOfGoodputAlone() {
        func even(_ capacity: Double) -> BreakEven { BreakEven(perReplica: 100, capacity: capacity) }
        let found = BandedBreakEven(low: even(10), central: even(20), high: even(40), api: 8, upTo: 40)
        #expect(found.perRequest == [12.5...20, 25...40] && found.perRequestWholeBand.isEmpty)
        #expect(found.perAccepted == nil && found.perAcceptedWholeBand == nil && found.selfPerAccepted(10) == nil)
        let sure = BandedBreakEven(low: even(20), central: even(40), high: even(80), api: 8, upTo: 40)
        #expect(sure.perRequest == [12.5...40] && sure.perRequestWholeBand == [12.5...20, 25...40])
    }

    /// A machine that costs nothing is not cheaper where its current costs more than the API.
    @Test func whatARequestAddsCountsBesideAMachineThatCostsNothing() {
        func cheaper(_ perRequest: Double, _ perReplica: Double = 0) -> [ClosedRange<Double>] {
            BreakEven(perReplica: perReplica, capacity: 10, perRequest: perRequest).cheaper(than: 2, upTo: 100)
        }
        #expect(cheaper(1) == [0...100] && cheaper(2) == [0...100] && cheaper(3).isEmpty)
        #expect(cheaper(1, 5) == [5...100] && cheaper(2, 5).isEmpty)
        // Ten requests of a replica save 10, and it costs 12: never.
        #expect(cheaper(1, 12).isEmpty)
        let fixed = BreakEven(perReplica: 5, capacity: 10, fixed: 12, perRequest: 1)
        #expect(fixed.cheaper(than: 2, upTo: 100) == [27...30, 32...100])
    }

    /// The worst of the band is the own share at its lowest beside the API's at its highest.
    @Test func theWholeBandSparesNeitherShare() {
        let even = BreakEven(perReplica: 100, capacity: 100)
        let found = BandedBreakEven(
            low: even,
            central: even,
            high: even,
            api: 8,
            accepted: (Band(low: 0.5, central: 0.8, high: 1), Band(low: 0.4, central: 0.8, high: 1)),
            upTo: 100
        )
        #expect(found.perAccepted == [12.5...100] && found.perAcceptedWholeBand == [25...100])
        #expect(found.selfPerAccepted(50) == Band(low: 2, central: 2.5, high: 4))
    }

    @Test func whatMovesTheRatioMostStandsFirst() {
        func input(_ name: String, _ low: Double?, _ high: Double?) -> Sensitivity {
            Sensitivity(name, low: 1, high: 4) { $0 == 1 ? low : high }
        }
        let found = Sensitivity.tornado([
            input("still", 1, 1), input("unknown", nil, 2), input("down", 4, 1), input("up", 1, 6),
            input("as far", 1, 4),
        ])
        #expect(found.map(\.input) == ["up", "down", "as far", "still", "unknown"])
    }

    /// Of 100 tokens in 40 come from a cache, at a tenth of the price: twice the input has twice the cached ones.
    @Test func twiceTheInputIsTwiceTheCachedInput() throws {
        let cost = APICost(
            inputTokens: 100,
            cachedInputTokens: 40,
            outputTokens: 10,
            prices: TokenPrices(input: 10, output: 1, cachedInput: 1)
        )
        let found = cost.sensitivities { ($0.perRequest * 1e6).rounded() }
        let input = try #require(found.first { $0.input == "input_tokens" })
        #expect(input.low == 50 && input.high == 200 && input.ratioAtLow == 330 && input.ratioAtHigh == 1290)
        let cached = try #require(found.first { $0.input == "price.cached_input" })
        #expect(cached.low == 0.5 && cached.high == 2 && cached.ratioAtLow == 630 && cached.ratioAtHigh == 690)
    }

    @Test func aVerdictsCostHoldsItsFailures() throws {
        func verdict(_ judge: String, _ nano: Int64?, _ outcome: Attempt.Outcome = .success) -> Attempt {
            var attempt = Attempt(purpose: .judgement, model: judge, startedAt: 0, outcome: outcome)
            attempt.nanoDollars = nano
            return attempt
        }
        let attempts = [
            verdict("j", 3_000_000), verdict("j", 3_000_000), verdict("j", 1_000_000, .failure("truncated")),
            verdict("k", 1_000_000, .failure("truncated")), verdict("l", nil), verdict("m", 2_000_000),
        ]
        let found = VerdictCost.means(attempts)
        #expect(Set(found.keys) == ["j", "m"])
        #expect(try abs(#require(found["j"]) - 0.0035) < 1e-12 && abs(#require(found["m"]) - 0.002) < 1e-12)
    }

    @Test func bitsAParameterAreEightTimesItsBytes() throws {
        let first = try #require(PaperModel.all.first)
        #expect(first.sizeGB == 3.8 && first.parametersBillion == 7)
        #expect(abs(try #require(first.bitsPerParameter) - 30.4 / 7) < 1e-12)
    }
}
