import SafeText

/// Emphasis, code, links and the like within one paragraph of safe text.
///
/// What does not close is shown as it stands, so that no character of content is lost.
struct MarkdownInline {
    private static let deepest = 6
    private let source: [Character]
    private let closings: [Int: Int]
    private var runs: [StyledRun] = []
    private var hopeless: Set<String> = []

    /// The runs of `text`; a line feed in it is a hard break.
    static func runs(_ text: String, _ style: TextStyle = []) -> [StyledRun] {
        guard text.utf8.contains(where: { "*_`[!\\<~".utf8.contains($0) }) else { return [StyledRun(text, style)] }
        return runs(Array(text), style, depth: 0)
    }

    private static func runs(_ source: [Character], _ style: TextStyle, depth: Int) -> [StyledRun] {
        var inline = MarkdownInline(source: source)
        inline.parse(style, depth)
        return inline.runs
    }

    private init(source: [Character]) {
        self.source = source
        closings = source.contains("[") ? Self.closings(of: source) : [:]
    }

    private mutating func parse(_ style: TextStyle, _ depth: Int) {
        var index = 0
        while index < source.count {
            let next: Int? =
                switch source[index] {
                case "\\": escape(index, style)
                case "`": code(index, style)
                case "*", "_", "~": depth < Self.deepest ? emphasis(index, style, depth) : nil
                case "!":
                    index + 1 < source.count && source[index + 1] == "[" ? link(index + 1, style, depth, true) : nil
                case "[": link(index, style, depth, false)
                default: nil
                }
            if let next {
                index = next
            } else {
                let length = run(at: index)
                for _ in 0..<length { add(source[index], style) }
                index += length
            }
        }
    }

    /// How many of the same delimiter stand here, or 1: a run that opens nothing is taken as a whole.
    private func run(at index: Int) -> Int {
        guard "*_~`".contains(source[index]) else { return 1 }
        var end = index
        while end < source.count, source[end] == source[index] { end += 1 }
        return end - index
    }

    private mutating func add(_ character: Character, _ style: TextStyle) {
        if runs.last?.style == style {
            runs[runs.count - 1].text.append(character)
        } else {
            runs.append(StyledRun(String(character), style))
        }
    }

    private mutating func escape(_ index: Int, _ style: TextStyle) -> Int? {
        guard index + 1 < source.count, let value = source[index + 1].asciiValue, value > 0x20,
            source[index + 1].isPunctuation || source[index + 1].isSymbol
        else { return nil }
        add(source[index + 1], style)
        return index + 2
    }

    private mutating func code(_ index: Int, _ style: TextStyle) -> Int? {
        let length = run(at: index)
        guard !hopeless.contains("`\(length)") else { return nil }
        var end = index + length
        while end < source.count {
            let found = source[end] == "`" ? run(at: end) : 0
            if found == length {
                runs.append(StyledRun(String(source[(index + length)..<end]), style.union(.code)))
                return end + length
            }
            end += max(1, found)
        }
        hopeless.insert("`\(length)")
        return nil
    }

    private mutating func emphasis(_ index: Int, _ style: TextStyle, _ depth: Int) -> Int? {
        let mark = source[index]
        let length = run(at: index)
        let start = index + length
        guard length <= 3, mark != "~" || length == 2, start < source.count, !source[start].isWhitespace,
            index == 0 || !isWord(source[index - 1]) || (mark != "_" && !source[start].isNumber),
            !hopeless.contains("\(mark)\(length)")
        else { return nil }
        guard let end = closing(mark, length, from: start) else {
            hopeless.insert("\(mark)\(length)")
            return nil
        }
        let styles: [TextStyle] = [.emphasis, .strong, [.emphasis, .strong]]
        let inner = style.union(mark == "~" ? .struck : styles[length - 1])
        runs += Self.runs(Array(source[start..<end]), inner, depth: depth + 1)
        return end + length
    }

    private func closing(_ mark: Character, _ length: Int, from start: Int) -> Int? {
        var index = start
        while index < source.count {
            if source[index] == "\\" {
                index += 2
                continue
            }
            let found = run(at: index)
            if source[index] == mark, found == length, !source[index - 1].isWhitespace,
                mark != "_" || index + found == source.count || !isWord(source[index + found])
            {
                return index
            }
            index += found
        }
        return nil
    }

    private func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    /// A link or an image: its text, then its target where it can be read.
    private mutating func link(_ index: Int, _ style: TextStyle, _ depth: Int, _ isImage: Bool) -> Int? {
        guard depth < Self.deepest, let close = closings[index], close + 1 < source.count,
            source[close + 1] == "(", let end = closings[close + 1]
        else { return nil }
        let text = Array(source[(index + 1)..<close])
        let target = String(source[(close + 2)..<end])
        if isImage { runs.append(StyledRun("image: ", style.union(.frame))) }
        runs += Self.runs(text, style.union(.link), depth: depth + 1)
        runs.append(StyledRun(text.isEmpty ? "(\(target))" : " (\(target))", style))
        return end + 1
    }

    /// Where each bracket that is closed on its line is closed: one pass, however many are never closed.
    private static func closings(of source: [Character]) -> [Int: Int] {
        var (square, round, closings) = ([Int](), [Int](), [Int: Int]())
        for (index, character) in source.enumerated() {
            switch character {
            case "[": square.append(index)
            case "(": round.append(index)
            case "]": if let open = square.popLast() { closings[open] = index }
            case ")": if let open = round.popLast() { closings[open] = index }
            case "\n": (square, round) = ([], [])
            default: break
            }
        }
        return closings
    }
}
