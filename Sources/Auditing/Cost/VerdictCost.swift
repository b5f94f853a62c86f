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
