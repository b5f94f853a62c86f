package import SafeText

/// Two texts beside each other where there is room, else one above the other; neither gets a column more.
package enum PairLayout {
    /// The columns from which two texts stand beside each other.
    package static let besideFrom = 100

    /// The columns that each text gets.
    package static func width(columns: Int) -> Int { columns >= besideFrom ? (columns - 2) / 2 : columns }

    /// The heading of a text: a rule that begins in the first column, where no text of others does.
    package static func heading(_ title: String, _ columns: Int) -> StyledLine {
        let rest = max(0, columns - DisplayWidth.of(title) - 4)
        return StyledLine([StyledRun("── \(title) " + String(repeating: "─", count: rest), .heading)])
    }
}
