/// One key, or what came in its place.
package enum Key: Sendable, Hashable {
    case character(Character)
    case enter, escape, backspace, tab, backTab
    case left, right, up, down
    case pageUp, pageDown, home, end
    /// A paste: its size, and its text where it is short enough to be meant for a line.
    case paste(bytes: Int, text: String?)
    /// The terminal's answer to the question where its cursor is.
    case cursorReport
    /// Anything else that a terminal sends, in words.
    case other(String)

    private static let names: [(name: String, key: Key)] = [
        ("space", .character(" ")), ("enter", .enter), ("escape", .escape), ("tab", .tab), ("shift-tab", .backTab),
        ("left", .left), ("right", .right), ("up", .up), ("down", .down), ("pageup", .pageUp), ("pagedown", .pageDown),
        ("home", .home), ("end", .end), ("backspace", .backspace),
    ]

    /// The key of a name such as `f`, `space` or `left`; nil where there is none.
    package init?(named name: String) {
        if let known = Self.names.first(where: { $0.name == name.lowercased() && name.count > 1 }) {
            self = known.key
        } else if name.count == 1, let character = name.first, !character.isNewline {
            self = .character(character)
        } else {
            return nil
        }
    }

    /// The key as it is written on a screen and in settings.
    package var name: String {
        if let known = Self.names.first(where: { $0.key == self }) { return known.name }
        switch self {
        case .character(let character): return String(character)
        case .paste(let bytes, _): return "paste of \(bytes) bytes"
        case .cursorReport: return "cursor report"
        case .other(let words): return words
        default: return "?"
        }
    }

    /// A short mark for the rows of keys.
    package var mark: String {
        switch self {
        case .left: "←"
        case .right: "→"
        case .up: "↑"
        case .down: "↓"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .backspace: "Backspace"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        case .character(" "): "Space"
        default: name
        }
    }

    /// Whether its meaning is the same for everybody, so that nothing else can be put on it.
    var isFixed: Bool {
        switch self {
        case .character(let character): character == " "
        default: true
        }
    }
}
