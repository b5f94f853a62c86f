/// What a key does besides answering.
package enum Command: String, Sendable, CaseIterable {
    case undo, skip, later, comment, flag
    case open, part, search, view, difference, quote, guidelines, list, help, pause, quit
    case lastComment = "last-comment"
    case back, forward, keys, breaks

    /// The command of a name in settings and in line mode; `note` is an earlier name of `comment`.
    package init?(named name: String) {
        guard let command = name == "note" ? .comment : Command(rawValue: name) else { return nil }
        self = command
    }

    /// Whether it is obeyed before an item is up: it reads nothing and answers nothing.
    var isAlwaysObeyed: Bool { [.undo, .pause, .quit].contains(self) }
}

/// Part of an answer that a key gives to the question that is asked, never to another one.
package enum AnswerKey: Sendable, Hashable {
    case digit(Int)
    case sign, point
    case yes, no, left, right, tie, bothBad

    package static let allCases: [AnswerKey] =
        (0...9).map(AnswerKey.digit) + [.sign, .point, .yes, .no, .left, .right, .tie, .bothBad]

    /// Its name in settings.
    package var name: String {
        switch self {
        case .digit(let digit): "\(digit)"
        case .sign: "-"
        case .point: "."
        case .yes: "yes"
        case .no: "no"
        case .left: "left"
        case .right: "right"
        case .tie: "tie"
        case .bothBad: "both_bad"
        }
    }
}
