import SafeText
import Studies

/// The texts of one item as lines, each laid out once.
struct ItemLayout: Sendable {
    /// Text is at most so wide: longer lines are hard to read.
    static let widest = 100

    /// Prompt, system text or reference, beside its name.
    struct Section: Sendable {
        var name: String
        var lines: [StyledLine]
        /// The fewest lines that are shown of it.
        var least: Int
    }

    let sections: [Section]
    /// The titles and lines of the responses.
    let responses: [(title: String, lines: [StyledLine])]
    let isBeside: Bool
    let columns: Int
    private let showing: Showing
    /// Whether only what differs is shown, so that nothing is read to its end by it.
    private let isExcerpt: Bool

    init(_ session: Session, _ showing: Showing, columns: Int, listsChanges: Bool = false) {
        isExcerpt = listsChanges && session.showsDifference && showing.subject == .pair
        self.showing = showing
        self.columns = columns
        isBeside = showing.subject == .pair && columns >= PairLayout.besideFrom
        var sections: [Section] = []
        if let system = showing.system { sections.append(Self.section("SYSTEM", system, 1, columns)) }
        sections.append(Self.section("PROMPT", showing.prompt, 3, columns))
        if let reference = showing.reference { sections.append(Self.section("REFERENCE", reference, 1, columns)) }
        if !showing.tags.isEmpty {
            let tags = TerminalText.line(showing.tags.joined(separator: ", "))
            sections.append(Self.section("TAGS", tags, 1, columns))
        }
        self.sections = sections
        let width = isBeside ? min(Self.widest, PairLayout.width(columns: columns)) : min(columns, Self.widest)
        responses = isExcerpt ? Self.changes(showing, width) : Self.texts(session, showing, width)
    }

    /// What only one text of a pair has, a stretch a line.
    private static func changes(_ showing: Showing, _ width: Int) -> [(String, [StyledLine])] {
        let safe = showing.texts.map { Neutralised($0).text }
        let difference = WordDifference(safe[0], safe[1])
        return [("A · LEFT", "− ", difference.left), ("B · RIGHT", "+ ", difference.right)].enumerated().map {
            place,
            side in
            let stretches = side.2.filter { !$0.style.isDisjoint(with: [.added, .removed]) }
            let gutter = StyledLine([StyledRun(place == 0 ? TextLayout.gutter : TextLayout.rightGutter, .frame)])
            let pieces = stretches.flatMap { $0.text.dropFirst(2).dropLast(2).split(whereSeparator: \.isNewline) }
            let words: [String] = pieces.filter { !$0.allSatisfy(\.isWhitespace) }.map { piece in
                side.1 + TerminalText.line(String(piece.drop { $0.isWhitespace }))
            }
            let told = words.isEmpty && safe[0] != safe[1] ? ["no words: at most spaces and line ends"] : words
            let lines = told.flatMap {
                Wrapping.lines([StyledRun($0)], columns: max(8, width - TextLayout.gutterWidth))
            }
            return (side.0 + "  only here", lines.map { $0.prefixed(by: gutter) })
        }
    }

    private static func section(_ name: String, _ text: String, _ least: Int, _ columns: Int) -> Section {
        let indent = name.count + 2
        let layout = TextLayout(text, columns: min(columns, widest) - indent, gutter: "")
        let warning = layout.warning.map { Row.wrapped("! " + $0, min(columns, widest) - indent) } ?? []
        let margin = StyledLine([StyledRun(String(repeating: " ", count: indent))])
        let lines = (warning + layout.lines).enumerated().map { number, line in
            let dimmed = StyledLine(line.runs.map { StyledRun($0.text, $0.style.union(.dim)) })
            return dimmed.prefixed(
                by: number == 0 ? StyledLine([StyledRun(name, .heading), StyledRun("  ")]) : margin
            )
        }
        return Section(
            name: name,
            lines: lines.isEmpty ? [StyledLine([StyledRun(name, .heading)])] : lines,
            least: least
        )
    }

    private static func texts(_ session: Session, _ showing: Showing, _ width: Int) -> [(String, [StyledLine])] {
        let gutters = showing.subject == .pair ? [TextLayout.gutter, TextLayout.rightGutter] : [TextLayout.gutter]
        var layouts: [TextLayout]
        if session.showsDifference, showing.subject == .pair {
            let safe = showing.texts.map { Neutralised($0) }
            let difference = WordDifference(safe[0].text, safe[1].text)
            layouts = zip([difference.left, difference.right], safe).enumerated().map { place, side in
                TextLayout(runs: side.0, columns: width, warning: side.1.summary, gutter: gutters[place])
            }
        } else {
            layouts = showing.texts.enumerated().map {
                TextLayout($1, columns: width, view: session.view, gutter: gutters[min($0, gutters.count - 1)])
            }
        }
        return layouts.enumerated().map { place, layout in
            let warning = layout.warning.map { Row.wrapped("! " + $0, width) } ?? []
            let name =
                switch showing.subject {
                case .item: "RESPONSE"
                case .pair: place == 0 ? "A · LEFT" : "B · RIGHT"
                case .set: "RESPONSE \(place + 1)"
                }
            let count = layout.lines.count
            let cut = showing.cut.contains(place) ? " · \(Showing.cutWords)" : ""
            return ("\(name)  \(count) \(count == 1 ? "line" : "lines")\(cut)", warning + layout.lines)
        }
    }

    /// One pane of everything, one part after the other.
    var whole: Pane {
        var pane = Pane()
        for section in sections {
            pane.parts.append(pane.lines.count)
            pane.lines += section.lines
        }
        pane.spans.append((Showing.head, 0..<pane.lines.count))
        pane.names.append((0..<pane.lines.count, "the prompt"))
        pane.lines.append(StyledLine())
        for part in panes(.max) {
            pane.parts.append(pane.lines.count)
            if let title = part.title { pane.lines.append(title) }
            let start = pane.lines.count
            pane.spans += part.spans.map { ($0.text, ($0.lines.lowerBound + start)..<($0.lines.upperBound + start)) }
            if !isBeside {
                pane.names += pane.spans.dropFirst(pane.names.count).map { ($0.lines, showing.name(of: $0.text)) }
            }
            pane.lines += part.lines
            pane.lines.append(StyledLine())
        }
        pane.lines.removeLast()
        return pane
    }

    /// The panes of the responses: one, or one for each of a pair that stands one above the other.
    func panes(_ rows: Int) -> [Pane] {
        switch showing.subject {
        case .pair where isBeside: return [beside]
        case .pair:
            return responses.enumerated().map { place, response in
                var pane = Pane(title: StyledLine([StyledRun(response.title, .heading)]), lines: response.lines)
                pane.spans = isExcerpt ? [] : [(place, 0..<response.lines.count)]
                pane.gutter = place == 0 ? TextLayout.gutter : TextLayout.rightGutter
                return pane
            }
        case .item:
            var pane = Pane(title: StyledLine([StyledRun(responses[0].title, .heading)]), lines: responses[0].lines)
            pane.spans = [(0, 0..<responses[0].lines.count)]
            return [pane]
        case .set:
            var pane = Pane()
            for (place, response) in responses.enumerated() {
                pane.parts.append(pane.lines.count)
                pane.lines.append(StyledLine([StyledRun(response.title, .heading)]))
                pane.spans.append((place, pane.lines.count..<(pane.lines.count + response.lines.count)))
                pane.lines += response.lines + [StyledLine()]
            }
            pane.lines.removeLast()
            pane.names = pane.spans.map { ($0.lines, showing.name(of: $0.text)) }
            return [pane]
        }
    }

    private var beside: Pane {
        let width = PairLayout.width(columns: columns)
        let (left, right) = (responses[0].lines, responses[1].lines)
        func row(_ left: StyledLine, _ right: StyledLine) -> StyledLine {
            right.prefixed(by: left.padded(to: width + 2))
        }
        var pane = Pane()
        pane.title = row(
            StyledLine([StyledRun(responses[0].title, .heading)]),
            StyledLine([StyledRun(responses[1].title, .heading)])
        )
        pane.lines = (0..<max(left.count, right.count)).map { number in
            let empty = StyledLine()
            return row(
                number < left.count ? left[number] : empty,
                number < right.count ? right[number] : empty
            )
        }
        pane.spans = isExcerpt ? [] : [(0, 0..<left.count), (1, 0..<right.count)]
        return pane
    }

    /// The sections in so many rows at most, each folded after its share with how much is hidden.
    func head(_ rows: Int) -> [StyledLine] {
        var shares = sections.map { min($0.least, $0.lines.count) }
        while shares.reduce(0, +) > max(rows, sections.count),
            let widest = shares.indices.max(by: { shares[$0] < shares[$1] }),
            shares[widest] > 1
        { shares[widest] -= 1 }
        // The prompt grows first, then reference and system text.
        let order = sections.indices.sorted { (sections[$0].least, $1) > (sections[$1].least, $0) }
        for place in order {
            let free = rows - shares.reduce(0, +)
            shares[place] += max(0, min(free, sections[place].lines.count - shares[place]))
        }
        return zip(sections, shares).flatMap { section, share -> [StyledLine] in
            var lines = Array(section.lines.prefix(share))
            let hidden = section.lines.count - share
            guard hidden > 0, let last = lines.popLast() else { return lines }
            let mark = " +\(hidden) [o]"
            let cut = Row.clipped(last.runs, min(columns, Self.widest) - DisplayWidth.of(mark) - 2)
            return lines + [Row.spread(cut.runs, Row.keyed(mark), min(columns, Self.widest))]
        }
    }

    /// The head where not even a row of each section has room: the prompt's row says how much of all is hidden.
    func squeezedHead(_ rows: Int) -> [StyledLine] {
        let order = sections.indices.sorted { (sections[$0].least, $1) > (sections[$1].least, $0) }
        let width = min(columns, Self.widest)
        let left = order.dropFirst(rows).reduce(0) { $0 + sections[$1].lines.count }
        return order.prefix(rows).sorted().map { place in
            let hidden = sections[place].lines.count - 1 + (place == order[0] ? left : 0)
            let line = sections[place].lines[0]
            guard hidden > 0 else { return line }
            let mark = " +\(hidden) [o]"
            let cut = Row.clipped(line.runs, width - DisplayWidth.of(mark) - 2)
            return Row.spread(cut.runs, Row.keyed(mark), width)
        }
    }

    /// The rows of the head in full.
    var headHeight: Int { sections.reduce(0) { $0 + $1.lines.count } }
}
