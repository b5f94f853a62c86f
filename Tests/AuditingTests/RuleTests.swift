import Agreement
import Auditing
import Fixtures
import Studies
import Testing

/// The rules of audits, held to values of two independent implementations.
struct RuleTests {
    static func cases(_ method: String) throws -> [GoldenCase] {
        try GoldenFile.cases(method, in: "rules", "audit")
    }

    @Test(arguments: try cases("hour_statistic")) func hoursAreTheUnit(_ golden: GoldenCase) throws {
        let days = try #require(golden.input["medians"]?.array)
        let medians = days.map { ($0.array ?? []).map(\.number) }
        let shifts = (golden.input["shifts"]?.array ?? []).map { ($0.array ?? []).compactMap(\.integer) }
        let test = HourTest(medians: medians, shifts: shifts)
        golden.check(test.statistic, "statistic")
        golden.check(test.p, "p")
        #expect((test.statistic == nil) == (test.undefined != nil))
    }

    @Test(arguments: try cases("usable_latency")) func aFailureLastsForEver(_ golden: GoldenCase) throws {
        let usable = UsableLatency(try #require(golden.input["latency"]?.array).map(\.number))
        golden.check(Double(usable.count), "n")
        golden.check(Double(usable.failures), "failures")
        golden.check(usable.successShare, "success_share")
        for share in try golden.numbers("quantiles") {
            golden.check(usable.quantile(share), "quantile", "\(share)")
            golden.check(usable.quantileOfSuccesses(share), "successes_only", "\(share)")
        }
        #expect(usable.showsMean == golden.expected["mean_shown"]?.bool)
    }

    @Test(arguments: try cases("availability")) func availabilityCountsDays(_ golden: GoldenCase) throws {
        let successes = try golden.numbers("success").map { $0 != 0 }
        let availability = Availability(successes, hours: try golden.numbers("hour"))
        golden.check(availability.share, "availability")
        golden.check(Double(availability.probes), "probes")
        golden.check(Double(availability.hours), "hours")
        golden.check(Double(availability.days), "days")
        #expect(availability.blocks.rawValue == golden.expected["blocks"]?.string)
        golden.check(availability.effectiveCount, "n_eff")
        golden.check(availability.low, "low")
        golden.check(availability.high, "high")
    }

    @Test(arguments: try cases("recovery")) func openOutagesAreCensored(_ golden: GoldenCase) throws {
        let recovery = Recovery(
            durations: try golden.numbers("duration"),
            ended: try golden.numbers("ended").map { $0 != 0 }
        )
        golden.check(Double(recovery.outages), "outages")
        golden.check(Double(recovery.open), "open")
        golden.check(recovery.median, "median")
        let steps = golden.expected["still_down"]?.array ?? []
        #expect(steps.count == recovery.stillDown.count)
        for (step, wanted) in zip(recovery.stillDown, steps) {
            golden.check(step.length, wanted.array?.first, "length")
            golden.check(step.share, wanted.array?.last, "share")
        }
    }

    @Test(arguments: try cases("break_even_accepted")) func qualityIsCarriedIntoTheDollars(_ golden: GoldenCase) throws
    {
        func band(_ name: String) throws -> Band {
            Band(
                low: try golden.number(name, "low"),
                central: try golden.number(name, "central"),
                high: try golden.number(name, "high")
            )
        }
        let month = try golden.number("self_month_per_replica")
        func curve(_ capacity: Double) -> BreakEven { BreakEven(perReplica: month, capacity: capacity) }
        let capacity = try band("capacity_per_replica")
        let even = BandedBreakEven(
            low: curve(capacity.low),
            central: curve(capacity.central),
            high: curve(capacity.high),
            api: try golden.number("api_per_request"),
            accepted: (try band("accepted_self"), try band("accepted_api")),
            upTo: try golden.number("up_to")
        )
        golden.check(even.perRequest, "per_request")
        golden.check(try #require(even.perAccepted), "per_accepted")
        golden.check(try #require(even.perAcceptedWholeBand), "per_accepted_whole_band")
        let cost = try #require(even.selfPerAccepted(try golden.number("requests")))
        golden.check(cost.low, "self_per_accepted", "low")
        golden.check(cost.central, "self_per_accepted", "central")
        golden.check(cost.high, "self_per_accepted", "high")
    }
}
