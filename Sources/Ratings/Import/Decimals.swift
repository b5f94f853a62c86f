import Studies

/// How a file writes decimals: with a point, with a comma, or with either as long as it keeps to one.
struct Decimals {
    private let decimal: NumberText.Decimal
    private var commaLine: Int?
    private var pointLine: Int?

    init(_ decimal: NumberText.Decimal, mayBeEither: Bool) { self.decimal = mayBeEither ? .either : decimal }

    /// Reads a cell; throws words where the file wrote the other kind before.
    mutating func read(_ text: String, line: Int) throws -> NumberText {
        let reading = NumberText(ArraySlice(text.utf8), decimal: decimal)
        guard decimal == .either, reading.value != nil else { return reading }
        if text.utf8.contains(CSVDialect.comma) { commaLine = commaLine ?? line }
        if text.utf8.contains(UInt8(ascii: ".")) { pointLine = pointLine ?? line }
        if let commaLine, let pointLine {
            let (name, other, earlier) =
                text.utf8.contains(CSVDialect.comma) ? ("comma", "point", pointLine) : ("point", "comma", commaLine)
            if earlier != line {
                throw StudiesError(
                    "'\(text)' has a decimal \(name), line \(earlier) a decimal \(other): write one kind"
                )
            }
        }
        return reading
    }
}
