import Inference
import Store
import Studies

extension Collector {
    /// How far this run's claims may go: neither it alone nor all runs together since it began pass its limit.
    func allowance(_ work: [String: Work]) -> Allowance {
        var allowance = Allowance { work[$0]?.worstNanoDollars }
        allowance.own = limit
        allowance.spentByRun = own
        allowance.all = SpendingLimit(
            nanoDollars: limit.nanoDollars.map { accountAtStart.spent + $0 },
            requests: limit.requests.map { accountAtStart.requests + $0 }
        )
        return allowance
    }
}

extension Work {
    /// What the request can cost at most, in nano-dollars: no token is shorter than a byte; nil where a price or `max_tokens`
    /// is not known.
    package var worstNanoDollars: Int64? {
        guard let largest = call.largestOutputTokens, var price, let input = price.input else { return nil }
        price.input = max(input, price.cacheWrite ?? 0)
        price.output = price.output.map { max($0, price.reasoning ?? 0) }
        price.reasoning = nil
        let usage = Usage(input: Int64(call.largestInputTokens), output: Int64(largest))
        return Money.nanoDollars(usage, price: price)
    }
}

extension Failure {
    /// What goes on the account for it, in nano-dollars, where its usage costs `known` and the request `worst` at most.
    func charge(known: Int64?, worst: Int64) -> Int64 {
        switch bill {
        case .nothing: 0
        case .asUsed: known ?? worst
        case .unknown: worst
        }
    }
}
