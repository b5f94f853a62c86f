import Review
import SafeText
import Studies

/// Several answers on one line: they go to the questions in turn, all of them or none.
struct LineAnswers {
    private let session: Session

    init(_ session: Session) { self.session = session }

    /// Presses the keys of all words, or says which one is bad; returns what is to be said.
    func take(_ words: [String], _ press: (Key) -> Void) -> [String] {
        var trial = session
        var keys: [Key] = []
        var echo: [String] = []
        var rest = words
        while !rest.isEmpty {
            let word = Self.next(&rest, trial)
            if let split = Self.split(word, trial) {
                rest = split + rest
                continue
            }
            guard trial.showingNumber == session.showingNumber, Self.isAsking(trial) else {
                let unused = ([word] + rest).joined(separator: " ")
                return ["'\(TerminalText.line(unused))' answers no question: nothing of this line was stored."]
            }
            // What was said before explains nothing of this word.
            trial.forgetMessage()
            guard let step = Self.step(word, &trial) else {
                let (quoted, told) = ("'\(word)'", SpokenText.inLines(trial.message))
                let reason = told.isEmpty ? quoted + Self.choices(trial) : "\(quoted): \(told)"
                let said = told.hasPrefix(quoted) ? told : reason
                return ["\(TerminalText.line(said)). Nothing of this line was stored."]
            }
            keys += step.keys
            echo.append(step.words)
        }
        for key in keys { press(key) }
        return [TerminalText.line(echo.joined(separator: "; ")) + "."]
    }

    /// The next word; of an order as many as it takes, so that '2 1 3' and '2 > 1 = 3' are one.
    private static func next(_ rest: inout [String], _ trial: Session) -> String {
        var word = rest.removeFirst()
        guard trial.state == .rating, case .order? = trial.asked?.questionForm else { return word }
        let count = trial.showing?.texts.count ?? 0
        while let more = rest.first, more.allSatisfy({ $0.isNumber || ">=".contains($0) }),
            word.count(where: \.isNumber) < count
        {
            word += more
            rest.removeFirst()
        }
        return word
    }

    private static func isAsking(_ session: Session) -> Bool {
        switch session.state {
        case .rating: session.asked != nil
        case .confiding, .reasoning: true
        default: false
        }
    }

    /// '43y' is three answers where each question takes one key.
    private static func split(_ word: String, _ trial: Session) -> [String]? {
        guard word.count > 1, trial.state == .rating, let asked = trial.asked,
            case .keys(let choices) = asked.questionForm,
            key(of: word, choices, trial) == nil,
            word.allSatisfy({ trial.preferences.keys.answer(of: .character($0)) != nil })
        else { return nil }
        return [String(word.prefix(1)), String(word.dropFirst())]
    }

    /// Gives a word to the question that the copy asks; nil where it is no answer.
    private static func step(_ word: String, _ trial: inout Session) -> (keys: [Key], words: String)? {
        switch trial.state {
        case .confiding(let name), .reasoning(let name):
            let before = trial.state
            guard let digit = Int(word), (0...9).contains(digit),
                let key = trial.preferences.keys.keys(of: .answer(.digit(digit))).first
            else { return nil }
            Self.press(key, &trial)
            guard trial.state != before, let answer = trial.answer(to: name) else { return nil }
            if case .confiding = before { return ([key], "sure: \(digit)") }
            return ([key], "why: \(answer.reason ?? "")")
        default:
            guard let asked = trial.asked, let keys = keys(of: word, asked, trial) else { return nil }
            let before = trial
            for key in keys { Self.press(key, &trial) }
            guard let answer = trial.answer(to: asked.name),
                answer != before.answer(to: asked.name) || trial.state != .rating || trial.asked?.name != asked.name
            else { return nil }
            return (keys, "\(asked.name): \(asked.aloud(answer))")
        }
    }

    /// Presses a key of a copy that nobody holds down.
    private static func press(_ key: Key, _ trial: inout Session) {
        _ = trial.handle(.released)
        _ = trial.handle(.key(key))
    }

    /// The keys of one word: a number is ended, a row of numbers is an order; a choice also by its word.
    private static func keys(of word: String, _ asked: Criterion, _ session: Session) -> [Key]? {
        let map = session.preferences.keys
        switch asked.questionForm {
        case .keys(let choices): return key(of: word, choices, session).map { [$0] }
        case .typed(let scale):
            let point = scale.anchors.first { $0.label.lowercased() == word.lowercased() }?.point
            let keys = (point.map(JSONValue.canonicalNumber) ?? word).map(Key.character)
            return keys.allSatisfy { map.answer(of: $0) != nil } ? keys + [.enter] : nil
        case .order:
            let keys = word.filter { $0 != ">" }.map(Key.character)
            return keys.allSatisfy { map.answer(of: $0) != nil } ? keys + [.enter] : nil
        }
    }

    /// Whether a letter in capitals answers the question that is asked.
    static func isAnswer(_ word: String, in session: Session) -> Bool {
        guard session.state == .rating, word.count == 1, case .keys(let choices)? = session.asked?.questionForm else {
            return false
        }
        return key(of: word, choices, session) != nil
    }

    private static func key(of word: String, _ choices: [Choice], _ session: Session) -> Key? {
        let map = session.preferences.keys
        let small = word.lowercased()
        for one in [word, small] where one.count == 1 {
            guard let character = one.first, let answer = map.answer(of: .character(character)) else { continue }
            if choices.contains(where: { $0.key == answer }) { return .character(character) }
        }
        let named = choices.first { $0.key.name == small || !$0.label.isEmpty && $0.label.lowercased() == small }
        return named.flatMap { map.keys(of: .answer($0.key)).first }
    }

    /// What may be answered now, in words.
    private static func choices(_ session: Session) -> String {
        switch session.state {
        case .confiding: return ": a number from 1, guessing, to 5, certain"
        case .reasoning(let name):
            let reasons = session.applying.first { $0.name == name }?.asks.reasons ?? []
            return ": a number from 1 to \(reasons.count)"
        default:
            let words = session.asked?.keyWords(session.preferences.keys, texts: session.showing?.texts.count ?? 1)
            return " is no answer here" + (words.map { ": \($0)" } ?? "")
        }
    }
}
