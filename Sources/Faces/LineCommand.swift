import Review
import Reviewing
import SafeText
import Studies

/// What one line of a session without a screen does.
struct LineCommand {
    private let coordinator: ReviewCoordinator
    private let briefing: Briefing

    init(_ coordinator: ReviewCoordinator, _ briefing: Briefing) {
        (self.coordinator, self.briefing) = (coordinator, briefing)
    }

    private var session: Session { coordinator.session }
    private var map: KeyMap { session.preferences.keys }
    private var spoken: SpokenText { SpokenText(session, briefing) }

    /// Obeys the line; returns what is to be said of it.
    func take(_ line: String) -> [String] {
        if case .writing(let kind) = session.state { return write(line, kind) }
        let words = line.split(separator: " ").map(String.init)
        guard let first = words.first else {
            press(leavesByEmptyLine ? .escape : .enter)
            return []
        }
        closePage(before: words)
        switch first.lowercased() {
        case "more": return spoken.again
        case "left": return [spoken.left]
        default: break
        }
        if !LineAnswers.isAnswer(first, in: session), let command = command(first) {
            return obey(command, words.dropFirst().joined(separator: " "))
        }
        switch session.state {
        case .rating, .confiding, .reasoning: return LineAnswers(session).take(words, press)
        case .skipping: return skip(words.joined(separator: " "))
        case .guessing, .reading(.list): return number(words)
        case .finished: return ["'\(TerminalText.line(line))' was not used: nothing is left to rate."]
        default: return ["'\(TerminalText.line(line))' is no command: an empty line goes on, help lists the commands."]
        }
    }

    /// Whether an empty line leaves what is asked besides the item: there is no key for it in lines.
    private var leavesByEmptyLine: Bool {
        switch session.state {
        case .reading(.list), .skipping, .confiding, .reasoning, .guessing: true
        default: false
        }
    }

    private func command(_ word: String) -> Command? {
        if let command = Command(named: word) ?? Command(named: word.lowercased()) { return command }
        guard word.count == 1, let character = word.first else { return nil }
        return map.command(of: .character(character))
    }

    /// Whatever comes after a page or a pause ends it and counts; in a list a number is that of an item.
    private func closePage(before words: [String]) {
        switch session.state {
        case .reading(.list) where words.count == 1 && Int(words[0]) != nil: break
        case .reading, .paused: press(.escape)
        default: break
        }
    }

    /// A command's word, and what follows it on the line: a reason, a comment, what is searched for.
    private func obey(_ command: Command, _ rest: String) -> [String] {
        guard let key = map.keys(of: command).first else { return [] }
        press(key)
        if command == .view { return viewed() }
        guard !rest.isEmpty else { return [] }
        switch session.state {
        case .writing(let kind): return write(rest, kind)
        case .skipping where command == .skip: return skip(rest)
        default: return ["'\(TerminalText.line(rest))' was not used."]
        }
    }

    /// The item in the view that was turned to.
    private func viewed() -> [String] {
        coordinator.forgetMessage()
        return ["View: \(session.view)."] + spoken.again
    }

    /// A reason by its number or its words; any other words are a reason of their own.
    private func skip(_ text: String) -> [String] {
        let reasons = Session.reasons
        if let place = reasons.firstIndex(of: text.lowercased()) { return press(digits: place + 1) }
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        if let number = Int(parts[0]) {
            guard parts.count > 1 else { return press(digits: number) }
            guard number == reasons.count else {
                return ["'\(TerminalText.line(text))': a number from 1 to \(reasons.count), or words. Not skipped yet."]
            }
        }
        _ = press(digits: reasons.count)
        guard case .writing(let kind) = session.state else { return [] }
        return write(parts.count > 1 && Int(parts[0]) != nil ? parts[1] : text, kind)
    }

    /// A guess, the number of an item in a list.
    private func number(_ words: [String]) -> [String] {
        guard words.count == 1, let number = Int(words[0]), number >= 0, words[0].count < 8 else {
            return ["'\(TerminalText.line(words.joined(separator: " ")))' is no number: nothing was done."]
        }
        let isList = if case .reading(.list) = session.state { true } else { false }
        guard isList || number < 10 else { return ["'\(number)' is none of them: nothing was done."] }
        let told = press(digits: number)
        if isList { press(.enter) }
        return told
    }

    /// Presses a number's digits, wherever the reviewer has put them.
    private func press(digits number: Int) -> [String] {
        for digit in "\(number)".compactMap(\.wholeNumberValue) {
            if let key = map.keys(of: .answer(.digit(digit))).first { press(key) }
        }
        return []
    }

    private func write(_ text: String, _ kind: Session.Line) -> [String] {
        if kind == .search {
            press(.escape)
            return text.isEmpty ? ["Nothing was searched for."] : spoken.places(of: text)
        }
        // What is there already is not heard while it is written: it stays, and what comes is told from it.
        if kind == .note, !session.line.isEmpty, !text.isEmpty { type(" · ") }
        type(text)
        let written = session.line
        press(.enter)
        return kind == .note && !written.isEmpty ? ["Comment: \(TerminalText.line(written))."] : []
    }

    private func type(_ text: String) { for character in text { press(.character(character)) } }

    /// Presses a key that nobody holds down.
    private func press(_ key: Key) {
        coordinator.handle(.released)
        coordinator.handle(.key(key))
    }
}
