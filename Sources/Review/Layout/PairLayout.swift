package import SafeText

/// Two texts beside each other where there is room, else one above the other; neither gets a column more.
package struct PairLayout: Sendable, Equatable {
    /// The columns from which two texts stand beside each other.
    package static let besideFrom = 100

    package let lines: [StyledLine]

    /// Lays out two texts under headings of ours.
    package init(_ titles: (String, String), _ texts: (TextLayout, TextLayout), columns: Int) {
        let isBeside = columns >= Self.besideFrom
        let width = Self.width(columns: columns)
        let sides = [(titles.0, texts.0), (titles.1, texts.1)].map { title, text in
            let warning = text.warning.map {
                Wrapping.lines("! " + $0, columns: width).map { StyledLine([StyledRun($0)]) }
            }
            return [Self.heading(title, width)] + (warning ?? []) + text.lines
        }
        guard isBeside else {
            lines = sides[0] + [StyledLine()] + sides[1]
            return
        }
        lines = (0..<max(sides[0].count, sides[1].count)).map { index in
            let left = index < sides[0].count ? sides[0][index] : StyledLine()
            let right = index < sides[1].count ? sides[1][index] : StyledLine()
            return right.prefixed(by: left.padded(to: width + 2))
        }
    }

    /// The columns that each text gets.
    package static func width(columns: Int) -> Int { columns >= besideFrom ? (columns - 2) / 2 : columns }

    /// The heading of a text: a rule that begins in the first column, where no text of others does.
    package static func heading(_ title: String, _ columns: Int) -> StyledLine {
        let rest = max(0, columns - DisplayWidth.of(title) - 4)
        return StyledLine([StyledRun("── \(title) " + String(repeating: "─", count: rest), .heading)])
    }
}
