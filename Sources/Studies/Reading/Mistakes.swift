/// Something in a study's files that must be mended: what failed, on which thing, and what to do.
package struct StudiesError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// One mistake in a file.
package struct Mistake: Error, Sendable, Equatable, CustomStringConvertible {
    package var file: String
    /// From 1; nil where the mistake is of the whole file.
    package var line: Int?
    /// What is wrong, and what to do.
    package var message: String

    package init(file: String, line: Int?, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    /// One line, whatever the file's names hold: none of them writes a line of its own.
    package var description: String {
        let text = line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
        return String(text.map { $0.isNewline ? "␊" : $0 })
    }
}

/// Every mistake of one or several files, together.
package struct Mistakes: Error, Sendable, CustomStringConvertible {
    package let all: [Mistake]

    package init(_ all: [Mistake]) { self.all = all }

    package var description: String { all.map(\.description).joined(separator: "\n") }
}
