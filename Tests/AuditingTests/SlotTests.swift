import Auditing
import Fixtures
import Foundation
import Studies
import Testing

/// Slots with a stall, held to a queue that was worked out in fractions.
struct SlotTests {
    @Test(arguments: try RuleTests.cases("slots")) func whatWaitsIsMeasuredFromItsSlot(_ golden: GoldenCase)
        async throws
    {
        let (count, slot) = (try golden.number("slots"), try golden.number("slot_seconds"))
        let (service, stall) = (try golden.number("service_seconds"), try golden.number("stall_seconds"))
        let stalled = Int(try golden.number("stall_at"))
        // Every probe at the beginning of its slot: the loop alone is tried here, not the drawn times.
        var clock = 0.0
        var (felt, sent) = ([Double?](), [Double?]())
        for number in 0..<Int(count) {
            var attempt = Attempt(purpose: .probe, model: "m", startedAt: 0, outcome: .success)
            let intended = Double(number) * slot
            clock = max(clock, intended)
            attempt.timing.waited = .seconds(clock - intended)
            attempt.timing.total = .seconds(number == stalled ? stall : service)
            clock += number == stalled ? stall : service
            felt.append(attempt.latency(.total, fromIntended: true))
            sent.append(attempt.latency(.total, fromIntended: false))
        }
        for (name, values) in [("from_intended", felt), ("from_sending", sent)] {
            for (share, _) in try #require(golden.expected[name]?.members) {
                golden.check(UsableLatency(values).quantile(try #require(Double(share))), name, share)
            }
        }
    }
}
