/// A pause that doubles with every failure in a row, up to a minute; milliseconds.
struct DoublingPause {
    private static let first: Int64 = 1000
    private static let longest: Int64 = 60_000

    private(set) var milliseconds = Self.first

    /// The next one is twice as long.
    mutating func double() { milliseconds = min(Self.longest, milliseconds * 2) }
}
