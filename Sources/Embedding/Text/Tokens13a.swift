/// The tokens of mteval-v13a, as sacrebleu's `13a` makes them.
enum Tokens13a {
    static func tokens(of text: String) -> [ArraySlice<Unicode.Scalar>] {
        var scalars = Array(text.unicodeScalars)
        while let last = scalars.last, PythonText.isSpace(last) { scalars.removeLast() }
        var line = removing("<skipped>", from: scalars)
        line = removing("-\n", from: line)
        line = line.map { $0 == "\n" ? " " : $0 }
        if line.contains("&") {
            for (entity, mark) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
                line = replacing(entity, by: mark, in: line)
            }
        }
        line = [" "] + line + [" "]
        line = line.flatMap { isSeparated($0) ? [" ", $0, " "] : [$0] }
        line = pairs(line, first: { !isDigit($0) }, second: isPoint) { [$0, " ", $1, " "] }
        line = pairs(line, first: isPoint, second: { !isDigit($0) }) { [" ", $0, " ", $1] }
        line = pairs(line, first: isDigit, second: { $0 == "-" }) { [$0, " ", $1, " "] }
        return PythonText.split(line)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

    private static func isPoint(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }

    private static func isSeparated(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x26, 0x28...0x2B, 0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    /// Replaces what matches two code points, from the left, no match overlapping another.
    private static func pairs(
        _ line: [Unicode.Scalar],
        first: (Unicode.Scalar) -> Bool,
        second: (Unicode.Scalar) -> Bool,
        by replacement: (Unicode.Scalar, Unicode.Scalar) -> [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        var replaced: [Unicode.Scalar] = []
        replaced.reserveCapacity(line.count + line.count / 4)
        var index = 0
        while index < line.count {
            if index + 1 < line.count, first(line[index]), second(line[index + 1]) {
                replaced += replacement(line[index], line[index + 1])
                index += 2
            } else {
                replaced.append(line[index])
                index += 1
            }
        }
        return replaced
    }

    private static func removing(_ word: String, from line: [Unicode.Scalar]) -> [Unicode.Scalar] {
        replacing(word, by: "", in: line)
    }

    private static func replacing(_ word: String, by mark: String, in line: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let (word, mark) = (Array(word.unicodeScalars), Array(mark.unicodeScalars))
        var replaced: [Unicode.Scalar] = []
        var index = 0
        while index < line.count {
            if line[index] == word[0], line[index...].starts(with: word) {
                replaced += mark
                index += word.count
            } else {
                replaced.append(line[index])
                index += 1
            }
        }
        return replaced
    }
}
