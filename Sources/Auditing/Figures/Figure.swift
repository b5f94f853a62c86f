/// A figure with its interval, or the reason why there is none.
///
/// A value or an end of `.infinity` says that so many attempts failed that it is not reached.
package struct Figure: Sendable, Equatable {
    package var value: Double?
    package var low: Double?
    package var high: Double?
    /// The attempts that it rests on, failures included.
    package var count: Int
    /// How the interval was made.
    package var method: String?
    /// Why there is no value.
    package var undefined: Undefined?

    package init(_ value: Double?, count: Int, undefined: Undefined? = nil) {
        self.value = value
        self.count = count
        self.undefined = undefined
    }

    /// The same figure with another interval.
    package func between(_ low: Double?, _ high: Double?, _ method: String) -> Figure {
        var figure = self
        (figure.low, figure.high, figure.method) = (low, high, method)
        return figure
    }
}

/// What the audit cannot compute, in words.
package struct AuditError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
