/// How a run of text is to be drawn.
package struct TextStyle: OptionSet, Sendable, Equatable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let strong = TextStyle(rawValue: 1)
    package static let emphasis = TextStyle(rawValue: 2)
    package static let struck = TextStyle(rawValue: 4)
    package static let code = TextStyle(rawValue: 8)
    package static let link = TextStyle(rawValue: 16)
    package static let heading = TextStyle(rawValue: 32)
    /// What only we draw: gutters, bullets, rules, table lines.
    package static let frame = TextStyle(rawValue: 64)
    package static let removed = TextStyle(rawValue: 128)
    package static let added = TextStyle(rawValue: 256)
    package static let match = TextStyle(rawValue: 512)
    /// What stands behind the response: prompt, system text, reference.
    package static let dim = TextStyle(rawValue: 1024)
    /// A key that may be pressed.
    package static let key = TextStyle(rawValue: 2048)
}

/// Some text in one style.
package struct StyledRun: Sendable, Equatable {
    package var text: String
    package var style: TextStyle

    package init(_ text: String, _ style: TextStyle = []) {
        self.text = text
        self.style = style
    }
}

/// One line of a screen.
package struct StyledLine: Sendable, Equatable {
    package var runs: [StyledRun]
    /// The columns it takes.
    package var width: Int

    package init(_ runs: [StyledRun] = []) {
        self.runs = runs
        width = runs.reduce(0) { $0 + DisplayWidth.of($1.text) }
    }

    init(runs: [StyledRun], width: Int) {
        self.runs = runs
        self.width = width
    }

    /// The line without its styles.
    package var text: String { runs.count == 1 ? runs[0].text : runs.map(\.text).joined() }

    /// The line with another before it.
    package func prefixed(by prefix: StyledLine) -> StyledLine {
        StyledLine(runs: prefix.runs + runs, width: prefix.width + width)
    }

    /// The line filled with spaces up to `columns`.
    package func padded(to columns: Int) -> StyledLine {
        guard width < columns else { return self }
        return StyledLine(runs: runs + [StyledRun(String(repeating: " ", count: columns - width))], width: columns)
    }
}
