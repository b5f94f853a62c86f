package import SafeText

/// One frame: exactly so many rows, and where the cursor rests.
package struct Frame: Sendable {
    package var lines: [StyledLine]
    /// From 0; at the mark ▶, or where text is written.
    package var cursor: (row: Int, column: Int)
}

/// The session as frames of a screen; a layout is kept until what it shows changes.
package struct ReviewScreen: Sendable {
    /// With fewer rows for an item its head gives way to the responses.
    private static let fewRows = 10
    /// Below this nothing can be judged.
    package static let smallest = (columns: 40, rows: 12)

    private let briefing: Briefing
    private let listsChanges: Bool
    private var laidOut: Subject?
    private var item: ItemLayout?
    private var panes: [Pane] = []
    private var page = Pane()
    private var current = 0
    private var search = PaneSearch()
    private var isWhole = false
    private var partStep = 0
    /// Lines of each pane painted without a gap from its first one.
    private var passed: [Int: Int] = [:]
    /// Lines of each text painted without a gap from its first one.
    private var seen: [Int: Int] = [:]

    /// With `listsChanges`, for a terminal without colour, what differs in a pair is listed line by line.
    package init(_ briefing: Briefing, listsChanges: Bool = false) {
        (self.briefing, self.listsChanges) = (briefing, listsChanges)
    }

    /// What a layout depends on.
    private struct Subject: Equatable {
        var number: Int
        var overlay: String
        var view: TextView
        var showsDifference: Bool
        var columns: Int
    }

    /// The first line of the text on the screen.
    package var top: Int { panes.indices.contains(current) ? panes[current].top : 0 }

    /// What the first line of what is rated says, where any of it is on the screen, else the first of all; blanks left out.
    package var topLine: String {
        guard panes.indices.contains(current) else { return "" }
        let pane = panes[current]
        let texts = pane.spans.filter { $0.text != Showing.head }.map(\.lines)
        let lines = pane.visible.filter { line in texts.contains { $0.contains(line) } } + Array(pane.visible)
        let words = lines.lazy.map { line in
            pane.lines[line].runs.filter { !$0.style.contains(.frame) }.map(\.text).joined()
        }
        return words.first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    }

    /// The places of the texts whose end was on the screen in the last frame, `Showing.head` for what stands before them.
    package private(set) var endsOnScreen: [Int] = []

    /// Exactly `rows` lines of at most `columns`.
    package mutating func frame(_ session: Session, columns: Int, rows: Int) -> Frame {
        guard columns >= Self.smallest.columns, rows >= Self.smallest.rows else {
            return Self.tooSmall(columns, rows)
        }
        layOut(session, columns)
        var footer = Footer(session: session, columns: columns, most: max(5, rows / 2)).rows
        let body = rows - footer.lines.count - 1
        var lines = [StatusLine(session: session, briefing: briefing, columns: columns).line]
        lines += Self.isOverlay(session) ? pageRows(session, columns, body) : itemRows(session, columns, body)
        if let missed = search.missed, !Self.isOverlay(session), footer.lines.count > 1 {
            let words = "'\(TerminalText.line(missed))' stands nowhere in the texts"
            footer.lines[footer.lines.count - 2] = Row.clipped([StyledRun(words)], columns)
        }
        // The keys stand whole, whatever of the text must go.
        lines = Array(lines.prefix(max(1, rows - footer.lines.count)))
        lines += [StyledLine](repeating: StyledLine(), count: max(0, rows - footer.lines.count - lines.count))
        let cursor = footer.cursor.map { (lines.count + $0.row, min(columns - 1, max(0, $0.column - 1))) }
        // A page is read from its first row on.
        let rest = Self.isOverlay(session) ? (1, 0) : (rows - 1, 0)
        return Frame(lines: Array((lines + footer.lines).prefix(rows)), cursor: cursor ?? rest)
    }

    private mutating func pageRows(_ session: Session, _ columns: Int, _ rows: Int) -> [StyledLine] {
        page.rows = max(1, rows)
        page.settle()
        if case .reading(.keys(_?)) = session.state, let row = page.lines.firstIndex(where: { $0.text.hasPrefix("▶") }),
            !page.visible.contains(row)
        {
            // What gets another key is on the screen, however far Tab went.
            page.top = row - page.rows / 2
            page.settle()
        }
        let isKeys = if case .reading(.keys) = session.state { true } else { false }
        return page.drawn(columns, hint: isKeys ? "[PgDn] on" : "[Space] on")
    }

    private mutating func itemRows(_ session: Session, _ columns: Int, _ rows: Int) -> [StyledLine] {
        guard let item else { return [] }
        arrange(item, session, rows)
        seekPart(session)
        search.seek(session, &panes, &current)
        for place in panes.indices { panes[place].settle() }
        note()
        if panes.indices.contains(current), panes[current].isWhole {
            current = panes.indices.first { !panes[$0].isWhole } ?? current
        }
        let part = session.preferences.keys.mark(of: .part)
        let others = panes.count { !$0.isWhole } > 1 ? "   [\(part)] to \(current == 0 ? "B" : "A")" : ""
        let hint = "[Space] on" + others
        let drawn = panes.indices.map { place -> [StyledLine] in
            let isCurrent = place == current || panes.count == 1
            return panes[place].drawn(
                min(columns, isBeside ? columns : ItemLayout.widest),
                hint: isCurrent ? hint : "[\(part)] here"
            )
        }
        noteEnds(drawn.map(\.count), rows)
        return headRows + drawn.flatMap(\.self)
    }

    /// Which ends stand within the rows that there are; what is cut off below them is on no screen.
    private mutating func noteEnds(_ heights: [Int], _ rows: Int) {
        endsOnScreen = !isWhole && headRows.count(where: { $0.width > 0 }) == item?.headHeight ? [Showing.head] : []
        var start = headRows.count
        for (pane, height) in zip(panes, heights) {
            let first = start + (pane.title == nil ? 0 : 1)
            endsOnScreen += pane.spans.filter { span in
                let end = span.lines.upperBound
                return span.lines.isEmpty
                    || end <= pane.visible.upperBound && end > pane.visible.lowerBound
                        && first + end - pane.visible.lowerBound <= rows
            }.map(\.text)
            start += height
        }
    }

    private var headRows: [StyledLine] = []
    private var isBeside: Bool { item?.isBeside == true }

    /// Gives the rows to head and panes: what fits stands, else the responses get three fifths at least.
    private mutating func arrange(_ item: ItemLayout, _ session: Session, _ rows: Int) {
        let whole = item.whole
        if whole.lines.count <= rows || session.isUnfolded {
            if !isWhole || panes.count != 1 { (panes, current, passed) = ([restored(whole, session)], 0, [:]) }
            (isWhole, headRows, panes[0].rows) = (true, [], max(1, rows))
            return
        }
        if isWhole || panes.isEmpty {
            (panes, current, passed) = (item.panes(rows).map { restored($0, session) }, 0, [:])
        }
        isWhole = false
        let titles = panes.count(where: { $0.title != nil })
        let wanted = panes.reduce(0) { $0 + $1.lines.count } + titles
        let part = rows < Self.fewRows ? (rows * 3 + 4) / 5 : rows * 3 / 5
        let least = min(wanted, max(part, rows - item.headHeight - 1))
        let full = item.head(max(1, rows - least - 1))
        // The blank row gives way before lines are hidden, and before the responses have less than their part.
        let isTight = full.count + 1 + wanted > rows
        let hasBlank = !(isTight && full.count + 1 + wanted <= rows + 3) && full.count < max(1, rows - least)
        headRows = full + (hasBlank ? [StyledLine()] : [])
        // A row of each response goes before the head; of few rows the responses' part, and one row of the head.
        let room = rows - titles - panes.count
        let most = max(0, rows < Self.fewRows ? min(room, max(1, min(rows - least, room - panes.count))) : room)
        if headRows.count > most { headRows = full.count <= most ? full : item.squeezedHead(most) }
        share(max(panes.count, rows - headRows.count - titles))
    }

    /// What is read of a text again starts where it was.
    private func restored(_ pane: Pane, _ session: Session) -> Pane {
        var pane = pane
        pane.top = laidOut.map { $0.number == session.showingNumber } == true ? session.draft.top : 0
        return pane
    }

    private mutating func share(_ rows: Int) {
        guard panes.count == 2 else {
            for place in panes.indices { panes[place].rows = rows }
            return
        }
        let needs = panes.map(\.lines.count)
        let half = rows / 2
        if needs[0] + needs[1] <= rows {
            (panes[0].rows, panes[1].rows) = (needs[0], rows - needs[0])
        } else if needs[0] <= half {
            (panes[0].rows, panes[1].rows) = (needs[0], rows - needs[0])
        } else if needs[1] <= rows - half {
            (panes[0].rows, panes[1].rows) = (rows - needs[1], needs[1])
        } else {
            (panes[0].rows, panes[1].rows) = (half, rows - half)
        }
    }

    /// Goes to the next part: the other text of a pair, else the next heading.
    private mutating func seekPart(_ session: Session) {
        guard partStep != session.partStep else { return }
        partStep = session.partStep
        guard panes.count == 1 else {
            current = (current + 1) % panes.count
            return
        }
        let parts = panes[0].parts
        panes[0].top = parts.first { $0 > panes[0].top && !panes[0].isAtEnd } ?? parts.first ?? 0
    }

    /// Remembers which lines were on the screen.
    private mutating func note() {
        for (place, pane) in panes.enumerated() where pane.visible.lowerBound <= passed[place] ?? 0 {
            passed[place] = max(passed[place] ?? 0, pane.visible.upperBound)
        }
        for pane in panes {
            for span in pane.spans {
                let known = seen[span.text] ?? 0
                guard pane.visible.lowerBound <= span.lines.lowerBound + known else { continue }
                seen[span.text] = max(
                    known,
                    min(pane.visible.upperBound, span.lines.upperBound) - span.lines.lowerBound
                )
            }
        }
    }

    /// Moves the text by a key; false where the key moves nothing. Where an answer is held, Space goes to the first line
    /// that was not shown.
    package mutating func move(_ key: Key, _ session: Session) -> Bool {
        guard isReading(session, key) else { return false }
        if Self.isOverlay(session) { return Self.move(&page, key) }
        let within = panes.flatMap { $0.spans.map(\.text) }
        if key == .character(" "), session.held != nil, let text = session.unreadTexts.first(where: within.contains) {
            for place in panes.indices {
                guard let span = panes[place].spans.first(where: { $0.text == text }) else { continue }
                current = place
                let unread = span.lines.lowerBound + (seen[text] ?? 0)
                // What stands before the text in the same pane, a long prompt, is not jumped over.
                panes[place].top = min(unread, max(panes[place].top, passed[place] ?? 0))
                panes[place].settle()
            }
            return true
        }
        guard panes.indices.contains(current) else { return false }
        goOn(key)
        return Self.move(&panes[current], key)
    }

    /// At the end of one text of a pair the keys that go down go on in the other.
    private mutating func goOn(_ key: Key) {
        guard [.character(" "), .pageDown, .down, .end].contains(key), panes[current].isAtEnd else { return }
        current = panes.indices.first { !panes[$0].isAtEnd } ?? current
    }

    private static func move(_ pane: inout Pane, _ key: Key) -> Bool {
        switch key {
        case .pageDown, .character(" "): pane.page(1)
        case .pageUp: pane.page(-1)
        case .down: pane.move(1)
        case .up: pane.move(-1)
        case .home: pane.move(-pane.top)
        case .end: pane.move(pane.lines.count)
        default: return false
        }
        return true
    }

    /// Whether a key may move the text now.
    private func isReading(_ session: Session, _ key: Key) -> Bool {
        switch session.state {
        case .writing: ![.character(" "), .home, .end].contains(key)
        case .reading(.keys(let moving)): moving == nil && key != .character(" ")
        // Any key goes on, as the page says; what has no room is read on first.
        case .paused: false
        case .learning: !page.isWhole
        default: true
        }
    }

    private static func isOverlay(_ session: Session) -> Bool { !overlay(session).isEmpty }

    private mutating func layOut(_ session: Session, _ columns: Int) {
        let subject = Subject(
            number: session.showingNumber,
            overlay: Self.overlay(session),
            view: session.view,
            showsDifference: session.showsDifference,
            columns: columns
        )
        guard subject != laidOut else { return }
        let before = laidOut
        if !subject.overlay.isEmpty {
            let top = before?.overlay.prefix(8) == subject.overlay.prefix(8) ? page.top : 0
            page = Pane(lines: PageText(session: session, briefing: briefing, columns: columns).lines)
            page.top = top
        } else if let showing = session.showing {
            var last = subject
            last.overlay = before?.overlay ?? ""
            if before?.number != subject.number { (seen, partStep) = ([:], session.partStep) }
            if item == nil || before.map({ last != $0 }) ?? true {
                item = ItemLayout(session, showing, columns: columns, listsChanges: listsChanges)
                (panes, isWhole) = ([], false)
                if before?.number == subject.number { seen = [:] }
                passed = [:]
            }
        }
        laidOut = subject
    }

    /// The name of what lies over the item; empty where the item shows.
    private static func overlay(_ session: Session) -> String {
        switch session.state {
        case .starting, .paused, .finished: "\(session.state)"
        // What the terminal sent last is part of the page of keys.
        case .reading(.keys): "\(session.state) \(session.lastKey?.name ?? "") \(session.preferences.keys.changes)"
        case .reading, .learning: "\(session.state)"
        case .writing, .failed: session.showing == nil ? "finished" : ""
        default: ""
        }
    }

    private static func tooSmall(_ columns: Int, _ rows: Int) -> Frame {
        let words =
            "This window is \(columns)×\(rows): \(smallest.columns)×\(smallest.rows) is needed. Make it larger, or use --line."
        let lines = Wrapping.lines([StyledRun(words)], columns: max(2, columns)).prefix(rows)
        let all = lines + [StyledLine](repeating: StyledLine(), count: max(0, rows - lines.count))
        return Frame(lines: Array(all), cursor: (0, 0))
    }
}
