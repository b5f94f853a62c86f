/// One figure with what it rests on, or the reason why it is undefined.
public struct Estimate: Sendable, Equatable {
    /// Nil when undefined; never NaN.
    public var value: Double?
    /// The interval's lower end.
    public var low: Double?
    /// The interval's upper end.
    public var high: Double?
    /// The standard error.
    public var standardError: Double?
    /// How interval and standard error were made, with degrees of freedom where there are any.
    public var method: String?
    /// Whether interval and standard error are those of resamples, so that another seed gives others.
    public internal(set) var isResampled = false
    /// Items that entered the figure.
    public var itemCount: Int
    /// Ratings that entered the figure.
    public var ratingCount: Int
    /// Why there is no value, in words.
    public var undefined: String?
    /// What must be said against the interval.
    public var warnings: [EstimateWarning] = []
    /// The interval by formula, beside the one above, where the field has one.
    public var closedForm: ClosedForm?

    /// A figure without an interval yet.
    public init(value: Double, itemCount: Int, ratingCount: Int) {
        self.value = value
        self.itemCount = itemCount
        self.ratingCount = ratingCount
    }

    /// No figure, and why.
    public init(undefined: String, itemCount: Int, ratingCount: Int) {
        self.undefined = undefined
        self.itemCount = itemCount
        self.ratingCount = ratingCount
    }
}

/// What must be said against a figure: nearly always that its interval is likely too narrow.
public enum EstimateWarning: Sendable, Hashable, CustomStringConvertible {
    /// So few of what carries the figure (items with two ratings, clusters, prompts), named in the plural.
    case few(Int, String)
    /// So few items on which raters agree on another category than the commonest.
    case fewAgreedElsewhere(Int)
    /// So many resamples in which the figure is undefined.
    case undefinedResamples(Int)
    /// Pairs of texts of which no model is known: chance is taken over all of them at once.
    case modelsUnknown

    public var description: String {
        switch self {
        case .few(let count, let unit): "interval likely too narrow (few \(unit): \(count))"
        case .fewAgreedElsewhere(let count):
            "interval likely too narrow (only \(count) \(count == 1 ? "item" : "items") "
                + "with agreement on another category than the commonest)"
        case .undefinedResamples(let count):
            "interval likely too narrow (abilities are undefined in \(count) resamples)"
        case .modelsUnknown: "no models named: chance over all pairs"
        }
    }
}

/// An interval by formula.
public struct ClosedForm: Sendable, Equatable {
    public var low: Double
    public var high: Double
    /// Absent where the formula has an interval only.
    public var standardError: Double?
    /// The formula's authors, its distribution and its degrees of freedom.
    public var method: String

    public init(low: Double, high: Double, standardError: Double? = nil, method: String) {
        self.low = low
        self.high = high
        self.standardError = standardError
        self.method = method
    }

    /// Value ± quantile × standard error, cut at `limits`; nil when the error is no number.
    static func symmetric(
        _ value: Double,
        _ error: Double,
        _ confidence: Double,
        degrees: Int? = nil,
        within limits: ClosedRange<Double> = -Double.infinity...Double.infinity,
        _ formula: String
    ) -> ClosedForm? {
        // Without any spread a formula claims certainty.
        guard error.isFinite, error > 1e-12, degrees ?? 1 > 0 else { return nil }
        let tail = 1 - (1 - confidence) / 2
        let quantile =
            degrees.map { Distributions.studentQuantile(tail, Double($0)) } ?? Distributions.normalQuantile(tail)
        let distribution = degrees.map { "t with \($0) degrees of freedom" } ?? "normal"
        return ClosedForm(
            low: max(limits.lowerBound, value - quantile * error),
            high: min(limits.upperBound, value + quantile * error),
            standardError: error,
            method: "\(formula), \(distribution)"
        )
    }
}

/// Figures by name, in the order in which they are shown.
public struct Measures: Sendable, Equatable {
    /// The names and figures, in order.
    public private(set) var all: [(name: String, estimate: Estimate)] = []

    public init() {}

    /// The figure of that name.
    public subscript(name: String) -> Estimate? { all.first { $0.name == name }?.estimate }

    /// Adds a figure at the end.
    public mutating func append(_ name: String, _ estimate: Estimate) { all.append((name, estimate)) }

    /// Adds the figures of another list at the end.
    public mutating func append(_ others: Measures) { all += others.all }

    /// The same with another figure of that name, in its place.
    func replacing(_ name: String, _ other: (Estimate) -> Estimate) -> Measures {
        var new = self
        new.all = all.map { $0.name == name ? ($0.name, other($0.estimate)) : $0 }
        return new
    }

    public static func == (left: Measures, right: Measures) -> Bool {
        left.all.elementsEqual(right.all) { $0.name == $1.name && $0.estimate == $1.estimate }
    }
}
