package import Studies

/// What a server may be asked in any minute.
package struct MinuteLimits: Sendable {
    static let length: Int64 = 60_000

    let requests: Int?
    let tokens: Int?

    /// Nil where nothing is limited.
    package init?(_ limits: Endpoint.Limits) {
        guard limits.requestsPerMinute != nil || limits.tokensPerMinute != nil else { return nil }
        requests = limits.requestsPerMinute
        tokens = limits.tokensPerMinute
    }

    /// Whether a request that may take `expected` tokens fits beside so many with so many tokens. One that takes more than a
    /// whole minute's fits when nothing else is left.
    func hasRoom(for expected: Int, beside count: Int, taking total: Int) -> Bool {
        count < requests ?? .max && (tokens.map { total + min(expected, $0) <= $0 } ?? true)
    }

    /// Milliseconds until such a request fits beside `uses`, the oldest first.
    func wait(for expected: Int, beside uses: [MinuteUse], at now: Int64) -> Int64 {
        var (count, total) = (uses.count, uses.reduce(0) { $0 + $1.tokens })
        for use in uses where !hasRoom(for: expected, beside: count, taking: total) {
            count -= 1
            total -= use.tokens
            if hasRoom(for: expected, beside: count, taking: total) { return use.at + Self.length - now }
        }
        return 0
    }
}

/// A request of the last minute.
struct MinuteUse {
    /// Milliseconds of the machine's clock since it was started, which all its programs share.
    var at: Int64
    var tokens: Int
}

/// What became of the wish to make a request now.
package enum MinuteAnswer: Sendable, Equatable {
    /// To be wished again after so many milliseconds.
    case wait(Int64)
    /// Noted, under this number.
    case taken(Int64)
}
