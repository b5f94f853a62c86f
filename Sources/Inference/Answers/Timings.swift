/// When the parts of an exchange came, in nanoseconds of the monotonic clock since the request's first byte was sent.
package struct Timings: Sendable, Equatable {
    /// The clock time at which the request was handed to the network, in milliseconds UTC.
    package var startedAt: Int64
    /// From there to the request's first byte: name, connection and TLS, near 0 on a connection that was open.
    package var connecting: Int64?
    /// Whether a connection was opened for this request.
    package var isNewConnection: Bool?
    /// The first byte of the answer's head.
    package var firstByte: Int64?
    /// The first content or reasoning that is not empty; nil unless streamed.
    package var firstToken: Int64?
    /// The first content that is not empty; nil unless streamed.
    package var firstAnswerToken: Int64?
    /// The last content or reasoning; nil unless streamed.
    package var lastToken: Int64?
    /// The end of the answer.
    package var done: Int64?
    /// Events that brought content or reasoning.
    package var chunks: Int
    /// The time between one such event and the next.
    package var gaps: Gaps?
    package var isStreamed: Bool
    /// Whether something on the way held the stream back: its token times say nothing then.
    package var isBuffered: Bool

    /// A summary of the times between chunks, in nanoseconds.
    package struct Gaps: Sendable, Equatable {
        package var median: Int64
        package var p95: Int64
        package var largest: Int64

        /// Nil for no gaps; quantiles are order statistics (the smallest value with at least that share below or at it).
        init?(_ gaps: [Int64]) {
            let sorted = gaps.sorted()
            guard let last = sorted.last else { return nil }
            median = sorted[(sorted.count - 1) / 2]
            p95 = sorted[(sorted.count * 95 + 99) / 100 - 1]
            largest = last
        }
    }

    package init(startedAt: Int64 = 0, isStreamed: Bool = false) {
        self.startedAt = startedAt
        self.isStreamed = isStreamed
        chunks = 0
        isBuffered = false
    }
}
