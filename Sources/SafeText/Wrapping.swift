/// Breaks safe text into lines that fit a terminal.
package enum Wrapping {
    /// The lines of `block`, each at most `columns` wide, broken at spaces where there are any.
    ///
    /// No character is split; one that is wider than the line stands alone.
    package static func lines(_ block: String, columns: Int) -> [String] {
        block.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { lines([StyledRun(String($0))], columns: columns).map(\.text) }
    }

    /// One paragraph in styles as lines of at most `columns`; those after the first keep the indentation.
    package static func lines(_ runs: [StyledRun], columns: Int) -> [StyledLine] {
        if runs.count == 1, let plain = PlainWrapping(runs[0], columns: max(2, columns)) { return plain.lines() }
        var breaker = LineBreaker(columns: max(2, columns))
        for run in runs { breaker.take(run) }
        return breaker.end()
    }

    /// `line` with its tabs as spaces up to the next of the stops, which are four columns apart.
    package static func expandingTabs(_ line: Substring) -> String {
        guard line.utf8.contains(0x09) else { return String(line) }
        var (out, column) = ("", 0)
        for character in line {
            let width = character == "\t" ? 4 - column % 4 : DisplayWidth.of(character)
            if character == "\t" {
                out += String(repeating: " ", count: width)
            } else {
                out.append(character)
            }
            column += width
        }
        return out
    }
}

/// Fills lines greedily; a word is broken only where it is wider than a line.
private struct LineBreaker {
    // No line begins with these, and none ends with those (JIS X 4051, the common part).
    private static let closing = Set("、。，．・：；？！ー）」』】〉》〕］｝…‥々ゝゞァィゥェォッャュョぁぃぅぇぉっゃゅょ")
    private static let opening = Set("（「『【〈《〔［｛")

    let columns: Int
    private var lines: [StyledLine] = []
    private var line: [StyledRun] = []
    private var width = 0
    private var word: [StyledRun] = []
    private var wordWidth = 0
    private var spaces = 0
    private var spaceStyle: TextStyle = []
    private var indent = 0
    private var isAtStart = true
    private var lastWide: Character?
    private var isRightToLeft = false

    init(columns: Int) { self.columns = columns }

    mutating func take(_ run: StyledRun) {
        for character in run.text {
            if character == " " {
                flush()
                (spaces, spaceStyle) = (spaces + 1, run.style)
                continue
            }
            let columns = DisplayWidth.of(character)
            if character.utf8.count > 1 { breakBefore(character, columns) } else if lastWide != nil { flush() }
            append(character, columns, run.style)
        }
    }

    mutating func end() -> [StyledLine] {
        flush()
        if isAtStart, spaces > 0 { line.append(StyledRun(String(repeating: " ", count: min(spaces, columns)))) }
        if isAtStart { width = min(spaces, columns) }
        emit()
        return lines
    }

    /// Wide characters may part anywhere but where the rules of Japanese typesetting forbid it.
    private mutating func breakBefore(_ character: Character, _ columns: Int) {
        let parts = (columns == 2 && !word.isEmpty) || lastWide != nil
        let isForbidden = Self.closing.contains(character) || lastWide.map(Self.opening.contains) == true
        if parts, !isForbidden { flush() }
        lastWide = columns == 2 ? character : nil
        if !isRightToLeft { isRightToLeft = character.unicodeScalars.contains(where: RightToLeft.contains) }
    }

    private mutating func append(_ character: Character, _ columns: Int, _ style: TextStyle) {
        if word.last?.style == style {
            word[word.count - 1].text.append(character)
        } else {
            word.append(StyledRun(String(character), style))
        }
        wordWidth += columns
    }

    private mutating func flush() {
        lastWide = nil
        guard !word.isEmpty else { return }
        if isAtStart {
            indent = min(spaces, columns / 2)
            pad(indent)
            (spaces, isAtStart) = (0, false)
        }
        if width + spaces + wordWidth <= columns || width == indent, spaces + wordWidth + width <= columns {
            pad(spaces)
            add(word, wordWidth)
        } else {
            if width > indent { startLine() }
            width + wordWidth <= columns ? add(word, wordWidth) : split()
        }
        word.removeAll(keepingCapacity: true)
        (wordWidth, spaces) = (0, 0)
    }

    private mutating func split() {
        for run in word {
            for character in run.text {
                let columns = DisplayWidth.of(character)
                if width + columns > self.columns, width > indent { startLine() }
                add([StyledRun(String(character), run.style)], columns)
            }
        }
    }

    private mutating func add(_ runs: [StyledRun], _ columns: Int) {
        for run in runs {
            if line.last?.style == run.style {
                line[line.count - 1].text += run.text
            } else {
                line.append(run)
            }
        }
        width += columns
    }

    private mutating func pad(_ count: Int) {
        guard count > 0 else { return }
        add([StyledRun(String(repeating: " ", count: count), spaceStyle)], count)
    }

    private mutating func startLine() {
        emit()
        let style = spaceStyle
        spaceStyle = []
        pad(indent)
        spaceStyle = style
    }

    private mutating func emit() {
        // A mark of our own at both ends: a terminal that reorders right-to-left text cannot carry it across our frame.
        if isRightToLeft, !line.isEmpty {
            line[0].text = RightToLeft.fence + line[0].text
            line[line.count - 1].text += RightToLeft.fence
        }
        lines.append(StyledLine(runs: line, width: width))
        line = []
        width = 0
    }
}

/// Scripts written from right to left.
package enum RightToLeft {
    /// LEFT-TO-RIGHT MARK, which only we write.
    package static let fence = "\u{200E}"

    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }
}
