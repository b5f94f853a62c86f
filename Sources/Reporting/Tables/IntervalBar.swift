/// An interval as a small picture on a line from −1 to 1.
enum IntervalBar {
    private static let width = 21

    /// `─` from low to high, `●` at the value, `┊` at 0; empty where there is no value or it lies outside −1 to 1.
    static func text(_ value: Double?, _ low: Double?, _ high: Double?) -> String {
        guard let value, (-1...1).contains(value) else { return "" }
        var cells = [Character](repeating: " ", count: width)
        cells[width / 2] = "┊"
        if let low, let high, low <= high {
            for place in self.place(low)...self.place(high) { cells[place] = "─" }
        }
        cells[place(value)] = "●"
        return String(cells)
    }

    private static func place(_ value: Double) -> Int {
        Int(((min(1, max(-1, value)) + 1) / 2 * Double(width - 1)).rounded())
    }
}
