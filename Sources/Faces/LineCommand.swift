import Review
import Reviewing
import SafeText
import Studies

/// What one line of a session without a screen does.
struct LineCommand {
    private let coordinator: ReviewCoordinator

    init(_ coordinator: ReviewCoordinator) { self.coordinator = coordinator }

    private var session: Session { coordinator.session }

    /// Obeys the line; returns what is to be said of it.
    func take(_ line: String) -> [String] {
        if case .writing = session.state { return write(line) }
        let words = line.split(separator: " ").map(String.init)
        guard let first = words.first else {
            press(.enter)
            return []
        }
        switch first {
        case "more": return SpokenText(session, Briefing(study: "", reviewer: "")).whole
        case "left": return [left]
        default: break
        }
        if let command = command(first) { return obey(command, words.dropFirst().joined(separator: " ")) }
        guard case .rating = session.state else { return single(first) }
        return answer(words)
    }

    private func command(_ word: String) -> Command? {
        if let command = Command(named: word) { return command }
        guard word.count == 1, let character = word.first else { return nil }
        return session.preferences.keys.command(of: .character(character))
    }

    private var left: String {
        let progress = session.progress
        return "\(progress.done) rated, \(progress.skipped) skipped, \(progress.left) left for you, "
            + "\(progress.leftForAnyone) left for anyone."
    }

    /// A command's word, and what follows it on the line: the number of a reason, a comment.
    private func obey(_ command: Command, _ rest: String) -> [String] {
        guard let key = session.preferences.keys.keys(of: command).first else { return [] }
        press(key)
        guard !rest.isEmpty else { return [] }
        if case .writing = session.state { return write(rest) }
        if session.state == .skipping, rest.count == 1, let digit = rest.first { press(.character(digit)) }
        return []
    }

    /// Confidence, reasons, guesses, numbers of a list: one number.
    private func single(_ word: String) -> [String] {
        for character in word { press(.character(character)) }
        if case .reading(.list) = session.state { press(.enter) }
        return []
    }

    private func write(_ text: String) -> [String] {
        for character in text { press(.character(character)) }
        press(.enter)
        return []
    }

    /// Answers to the questions in turn: all of them, or none where one is bad.
    private func answer(_ words: [String]) -> [String] {
        var trial = session
        var keys: [Key] = []
        var echo: [String] = []
        var rest = words
        while !rest.isEmpty {
            let word = rest.removeFirst()
            guard case .rating = trial.state, let asked = trial.asked, trial.showingNumber == session.showingNumber
            else {
                let unused = ([word] + rest).joined(separator: " ")
                return ["'\(TerminalText.line(unused))' answers no question: nothing of this line was stored."]
            }
            // '43y' is three answers where each question takes one key.
            if case .keys = asked.questionForm, word.count > 1 {
                rest = [String(word.prefix(1)), String(word.dropFirst())] + rest
                continue
            }
            let next = Self.keys(word, asked)
            for key in next { _ = trial.handle(.key(key)) }
            guard let answer = trial.answer(to: asked.name),
                answer != session.answer(to: asked.name) || !isStill(asked, trial)
            else {
                let reason = trial.message.isEmpty ? "is no answer to \(asked.name)" : trial.message
                return ["'\(TerminalText.line(word))': \(TerminalText.line(reason)). Nothing of this line was stored."]
            }
            keys += next
            echo.append("\(asked.name): \(asked.words(of: answer))")
        }
        for key in keys { press(key) }
        return [TerminalText.line(echo.joined(separator: "; ")) + "."]
    }

    /// Whether the same question is still asked after its keys.
    private func isStill(_ asked: Criterion, _ trial: Session) -> Bool {
        trial.state == .rating && trial.asked?.name == asked.name
    }

    /// The keys of one word: a number is ended, a row of numbers is an order.
    private static func keys(_ word: String, _ asked: Criterion) -> [Key] {
        let keys = word.map { Key.character($0 == ">" ? " " : $0) }.filter { $0 != .character(" ") }
        switch asked.questionForm {
        case .keys: return keys
        case .typed, .order: return keys + [.enter]
        }
    }

    private func press(_ key: Key) { coordinator.handle(.key(key)) }
}
