package import SafeText

/// The session as frames of a screen; a layout is kept until what it shows changes.
package struct ReviewScreen: Sendable {
    /// Below this nothing can be judged.
    package static let smallest = (columns: 60, rows: 18)

    private let briefing: Briefing
    private var laidOut: Subject?
    private var plain: [StyledLine] = []
    private var page = Pager()
    private var sought = ""

    package init(_ briefing: Briefing) { self.briefing = briefing }

    /// What a layout depends on.
    private struct Subject: Equatable {
        var number: Int
        var state: String
        var view: TextView
        var showsDifference: Bool
        var columns: Int
    }

    /// The first line of the text on the screen.
    package var top: Int { page.top }

    /// Exactly `rows` lines of at most `columns`.
    package mutating func frame(_ session: Session, columns: Int, rows: Int) -> [StyledLine] {
        guard columns >= Self.smallest.columns, rows >= Self.smallest.rows else {
            return Self.tooSmall(columns, rows)
        }
        layOut(session, columns)
        let footer = Footer(session: session, columns: columns, most: max(3, rows / 2)).lines
        page.rows = max(1, rows - footer.count - 1)
        page.settle()
        var lines = Array(page.shown)
        lines += [StyledLine](repeating: StyledLine(), count: page.rows - lines.count)
        lines.append(page.rule(columns))
        return Array((lines + footer).prefix(rows))
    }

    /// The whole text and the rows below it, for lines in place of a screen.
    package mutating func text(_ session: Session, columns: Int) -> [StyledLine] {
        layOut(session, columns)
        return page.lines + Footer(session: session, columns: columns).lines
    }

    /// Only the rows below the text.
    package func footer(_ session: Session, columns: Int) -> [StyledLine] {
        Footer(session: session, columns: columns).lines
    }

    /// Moves the text by a key of the pager; false where the key is none.
    package mutating func move(_ key: Key) -> Bool {
        switch key {
        case .pageDown: page.top += max(1, page.rows - 1)
        case .pageUp: page.top -= max(1, page.rows - 1)
        case .down: page.top += 1
        case .up: page.top -= 1
        case .home: page.top = 0
        case .end: page.top = page.lines.count
        case .tab: page.goToNextMatch()
        default: return false
        }
        page.settle()
        return true
    }

    /// Whether the keys of the pager move the text now.
    package func isReading(_ session: Session) -> Bool {
        switch session.state {
        case .writing, .reading(.keys): false
        default: true
        }
    }

    /// Whether more than the rows below the text changed.
    package func isStale(_ session: Session, after before: Session) -> Bool {
        Self.overlay(session) != Self.overlay(before) || session.showingNumber != before.showingNumber
            || session.view != before.view || session.showsDifference != before.showsDifference
            || session.sought != before.sought
    }

    private mutating func layOut(_ session: Session, _ columns: Int) {
        let overlay = Self.overlay(session)
        let subject = Subject(
            number: session.showingNumber,
            state: overlay,
            view: session.view,
            showsDifference: session.showsDifference,
            columns: columns
        )
        if subject != laidOut {
            let isNew = subject.number != laidOut?.number || subject.state != laidOut?.state
            plain = lines(session, columns)
            page.show(plain, from: isNew ? (overlay.isEmpty ? session.draft.top : 0) : page.top)
            laidOut = subject
            sought = ""
        }
        guard sought != session.sought else { return }
        sought = session.sought
        page.seek(sought, in: plain)
    }

    /// The name of what lies over the item; empty where the item shows.
    private static func overlay(_ session: Session) -> String {
        switch session.state {
        case .starting, .paused, .finished: "\(session.state)"
        // What the terminal sent last is part of the page of keys.
        case .reading(.keys): "\(session.state) \(session.lastKey?.name ?? "") \(session.preferences.keys.changes)"
        case .reading, .learning: "\(session.state)"
        default: ""
        }
    }

    private func lines(_ session: Session, _ columns: Int) -> [StyledLine] {
        let text = PageText(session: session, briefing: briefing, columns: columns)
        switch session.state {
        case .starting: return text.start
        case .finished: return text.finished
        case .paused: return text.paused
        case .learning(let expectations): return text.lesson(expectations)
        case .reading(.help): return text.help
        case .reading(.guidelines): return text.guidelines
        case .reading(.keys(let moving)): return text.keys(moving: moving)
        default:
            guard let showing = session.showing else { return [] }
            return ItemText(
                showing: showing,
                view: session.view,
                showsDifference: session.showsDifference,
                columns: columns
            ).lines
        }
    }

    private static func tooSmall(_ columns: Int, _ rows: Int) -> [StyledLine] {
        let words = "This window is \(columns)×\(rows): \(smallest.columns)×\(smallest.rows) is needed. Make it larger."
        let lines = Wrapping.lines([StyledRun(words)], columns: max(2, columns)).prefix(rows)
        return lines + [StyledLine](repeating: StyledLine(), count: max(0, rows - lines.count))
    }
}
