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
    /// How interval and standard error were made.
    public var method: String?
    /// Items that entered the figure.
    public var itemCount: Int
    /// Ratings that entered the figure.
    public var ratingCount: Int
    /// Why there is no value, in words.
    public var undefined: String?

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

/// Figures by name, in the order in which they are shown.
public struct Measures: Sendable, Equatable {
    /// The names and figures, in order.
    public private(set) var all: [(name: String, estimate: Estimate)] = []

    public init() {}

    /// The figure of that name.
    public subscript(name: String) -> Estimate? { all.first { $0.name == name }?.estimate }

    /// Adds a figure at the end.
    public mutating func append(_ name: String, _ estimate: Estimate) { all.append((name, estimate)) }

    public static func == (left: Measures, right: Measures) -> Bool {
        left.all.elementsEqual(right.all) { $0.name == $1.name && $0.estimate == $1.estimate }
    }
}
