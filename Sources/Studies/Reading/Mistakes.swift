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
    /// Whether `line` is the number of a row instead, from 1: the whole list stands on one line.
    package var isOfRow = false

    package init(file: String, line: Int?, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    /// One line, whatever the file's names hold: none of them writes a line of its own.
    package var description: String {
        let text =
            line.map { isOfRow ? "\(file), row \($0): \(message)" : "\(file):\($0): \(message)" }
            ?? "\(file): \(message)"
        return LongWord.cut(in: String(text.map { $0.isNewline ? "␊" : $0 }))
    }
}

/// Every mistake of one or several files, together.
package struct Mistakes: Error, Sendable, CustomStringConvertible {
    package let all: [Mistake]

    package init(_ all: [Mistake], areOfRows: Bool = false) {
        self.all = all.map { one in
            var mistake = one
            mistake.isOfRow = one.isOfRow || areOfRows
            return mistake
        }
    }

    /// One line each; of many that say the same the first five.
    package var description: String {
        let most = 5
        let counts = Dictionary(all.map { ([$0.file, $0.message], 1) }, uniquingKeysWith: +)
        var told: [[String]: Int] = [:]
        return all.compactMap { mistake in
            let key = [mistake.file, mistake.message]
            let (count, number) = (counts[key] ?? 0, (told[key] ?? 0) + 1)
            told[key] = number
            if number <= most || count == most + 1 { return mistake.description }
            guard number == most + 1 else { return nil }
            let what = mistake.isOfRow ? "rows" : "lines"
            return Mistake(
                file: mistake.file,
                line: nil,
                message: "and \(count - most) more \(what): \(mistake.message)"
            )
            .description
        }.joined(separator: "\n")
    }
}
