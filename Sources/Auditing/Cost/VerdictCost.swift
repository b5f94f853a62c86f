package import Studies

/// What a judge's verdict cost, as measured.
package enum VerdictCost {
    /// By judge the dollars of all its priced attempts over those that succeeded.
    package static func means(_ attempts: [Attempt]) -> [String: Double] {
        let priced = attempts.filter { $0.purpose == .judgement && $0.nanoDollars != nil }
        return Dictionary(grouping: priced, by: \.model).compactMapValues { own in
            let successes = own.count { $0.outcome == .success }
            guard successes > 0 else { return nil }
            return Double(own.reduce(0) { $0 + ($1.nanoDollars ?? 0) }) / 1e9 / Double(successes)
        }
    }
}

extension VerdictCost {
    /// Of all judges' priced attempts together, with how many verdicts that is; nil of none.
    static func mean(_ attempts: [Attempt]) -> (dollars: Double, count: Int)? {
        let priced = attempts.filter { $0.purpose == .judgement && $0.nanoDollars != nil }
        let successes = priced.count { $0.outcome == .success }
        guard successes > 0 else { return nil }
        return (Double(priced.reduce(0) { $0 + ($1.nanoDollars ?? 0) }) / 1e9 / Double(successes), successes)
    }
}
