import Testing

@testable import Probing

/// What probes may cost: nothing is sent that could pass it.
struct ProbeBudgetTests {
    @Test func whatIsUnderWayIsHeldBackAtItsWorst() {
        let budget = ProbeBudget(nanoDollars: 100, worst: 40)
        #expect(budget.hold() && budget.hold() && !budget.isSpent)
        // 20 are left besides the two that are under way.
        #expect(!budget.hold() && budget.isSpent)
    }

    @Test func whatAProbeDidCostIsTakenAndTheRestComesBack() {
        let budget = ProbeBudget(nanoDollars: 100, worst: 40)
        #expect(budget.hold() && budget.hold())
        budget.settle(10)
        // 90 are left and 40 held: exactly enough.
        #expect(budget.hold())
        budget.settle(30)
        budget.settle(30)
        #expect(!budget.hold())
    }

    @Test func aCostThatIsNotKnownCountsAtItsWorst() {
        let budget = ProbeBudget(nanoDollars: 100, worst: 40)
        for _ in 0..<2 {
            #expect(budget.hold())
            budget.settle(nil)
        }
        #expect(!budget.hold())
    }
}
