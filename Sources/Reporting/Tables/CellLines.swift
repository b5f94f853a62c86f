import SafeText

/// The lines of a cell in a column that is narrower than it: whole words, a long one broken behind its hyphens and dots.
enum CellLines {
    /// A name on more lines than that says less than a cut one.
    private static let mostOfName = 4
    private static let joints: Set<Character> = ["-", "_", ".", "/", ":", "–"]

    /// A name, nothing of it left out; nil where it takes too many lines.
    static func ofName(_ cell: String, within width: Int) -> [String]? {
        guard DisplayWidth.of(cell) > width else { return [cell] }
        let lines = lines(cell, within: width)
        return lines.count <= mostOfName ? lines : nil
    }

    /// Words, however many.
    static func ofWords(_ cell: String, within width: Int) -> [String] {
        let hasLongWord = cell.split(separator: " ").contains { DisplayWidth.of(String($0)) > width }
        return hasLongWord ? lines(cell, within: width) : Wrapping.lines(cell, columns: width)
    }

    private static func lines(_ cell: String, within width: Int) -> [String] {
        var (lines, line) = ([String](), "")
        for word in cell.split(separator: " ") {
            for (number, piece) in pieces(of: word, within: width).enumerated() {
                let joined = line + (number == 0 && !line.isEmpty ? " " : "") + piece
                if line.isEmpty || DisplayWidth.of(joined) <= width {
                    line = joined
                } else {
                    lines.append(line)
                    line = piece
                }
            }
        }
        return lines + (line.isEmpty && !lines.isEmpty ? [] : [line])
    }

    /// A word that fits as it is; else its parts up to each joint, and what is longer than a line by the letter.
    private static func pieces(of word: Substring, within width: Int) -> [String] {
        guard DisplayWidth.of(String(word)) > width else { return [String(word)] }
        var (pieces, piece) = ([String](), "")
        for character in word {
            if DisplayWidth.of(piece + String(character)) > width, !piece.isEmpty {
                pieces.append(piece)
                piece = ""
            }
            piece.append(character)
            guard joints.contains(character) else { continue }
            pieces.append(piece)
            piece = ""
        }
        return pieces + (piece.isEmpty ? [] : [piece])
    }
}
