/// A figure with its interval, or the reason why there is none.
///
/// A value or an end of `.infinity` says that so many attempts failed that it is not reached.
package struct Figure: Sendable, Equatable {
    package var value: Double?
    package var low: Double?
    package var high: Double?
    /// The attempts that it rests on, failures included.
    package var count: Int
    /// How the interval was made, or why there is none.
    package private(set) var basis: FigureBasis?
    /// Why there is no value.
    package var undefined: Undefined?

    package init(_ value: Double?, count: Int, undefined: Undefined? = nil) {
        self.value = value
        self.count = count
        self.undefined = undefined
    }

    /// The same figure with another interval.
    package func between(_ low: Double?, _ high: Double?, _ basis: FigureBasis) -> Figure {
        var figure = self
        (figure.low, figure.high, figure.basis) = (low, high, basis)
        return figure
    }

    /// The same in words.
    package var method: String? { basis?.words }
}

/// What a figure's interval rests on.
package enum FigureBasis: Sendable, Hashable {
    /// Nothing, and why.
    case absent(String)
    /// Nothing: all attempts lie in one hour.
    case oneHour
    /// Resamples, of what; where that is few of something, it is likely too narrow.
    case resamples(String, few: String? = nil)
    case formula(String)

    package var words: String {
        switch self {
        case .absent(let reason): "none: \(reason)"
        case .oneHour: "none: one hour only"
        case .resamples(let what, let few):
            "bootstrap \(what)\(few.map { "; interval likely too narrow (few \($0))" } ?? "")"
        case .formula(let name): name
        }
    }

    package var isOfResamples: Bool { if case .resamples = self { true } else { false } }

    package var areFew: Bool { if case .resamples(_, few: .some) = self { true } else { false } }

    /// Why there is no interval.
    package var lack: String? {
        switch self {
        case .absent(let reason): reason
        case .oneHour: "one hour only"
        case .resamples, .formula: nil
        }
    }
}

/// What the audit cannot compute, in words.
package struct AuditError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
