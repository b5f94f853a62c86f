import Review
import Studies
import Testing

/// Every combination of two to four kinds of criteria, in every state, under every key.
struct EveryKeyTests {
    private static func scale(_ name: String, _ low: Double, _ high: Double, _ step: Double = 1) -> Criterion {
        Criterion(name: name, question: "?", level: .ordinal, form: .scale(Scale(min: low, max: high, step: step)))
    }

    private static var confident: Criterion {
        var criterion = scale("confident", 1, 3)
        criterion.asks = Criterion.Asks(confidence: true)
        return criterion
    }

    private static var reasoned: Criterion {
        var criterion = Criterion(name: "reasoned", question: "?", level: .nominal, form: .accept)
        criterion.asks = Criterion.Asks(reasons: ["short", "long"])
        return criterion
    }

    private static let single: [Criterion] = [
        scale("short", 1, 5), scale("zero", 0, 4), scale("long", 0, 10), scale("halves", 1, 5, 0.5),
        scale("minus", -2, 2), Criterion(name: "send", question: "?", level: .nominal, form: .accept), confident,
        reasoned,
    ]
    private static let pairs: [Criterion] = (1...3).map {
        Criterion(
            name: "pair \($0)",
            question: "?",
            level: .nominal,
            form: .pairwise(tie: $0 != 2, bothBad: $0 == 3)
        )
    }
    private static let sets: [Criterion] = [RankingTests.best, RankingTests.strict]

    static let keys: [Key] =
        Array(" 0123456789ynabt=x-.,uswcCflgopqrvdKB?/<>\"zQ").map(Key.character) + [
            .enter, .escape, .backspace, .tab, .backTab, .left, .right, .up, .down, .pageUp, .pageDown, .home, .end,
            .paste(bytes: 3, text: "4y1"), .other("Ctrl-A"), .other("resize"), .character("д"),
        ]

    /// All lists of two to four of them, in their order and turned round.
    static func combinations(_ all: [Criterion]) -> [[Criterion]] {
        var lists: [[Criterion]] = [[]]
        for criterion in all { lists += lists.map { $0 + [criterion] } }
        let right = lists.filter { (2...4).contains($0.count) }
        return right + right.map { $0.reversed() }
    }

    /// Sessions in every state that a key can meet.
    static func states(_ criteria: [Criterion], _ showing: Showing) -> [Session] {
        var states: [Session] = []
        for answered in 0...criteria.count {
            var session = SessionTests.session(criteria, showing)
            for _ in 0..<answered where session.state == .rating { answer(&session, 1) }
            states.append(session)
            for key in "sc/pK1y" {
                var other = session
                _ = other.handle(.key(.character(key)), at: 1000)
                states.append(other)
            }
            for held in [false, true] {
                var unread = Session(criteria: criteria)
                _ = unread.handle(.item(showing, ReviewerProgress(left: 3)))
                if held { _ = unread.handle(.painted([])) }
                if held, let key = firstKey(unread) { _ = unread.handle(.key(key), at: 500) }
                states.append(unread)
            }
            var failed = session
            _ = failed.handle(.failed("the disk is full"))
            states.append(failed)
        }
        return states
    }

    private static func firstKey(_ session: Session) -> Key? {
        session.asked?.choices.first.flatMap { KeyMap().keys(of: .answer($0.key)).first }
    }

    /// Answers the asked question somehow.
    static func answer(_ session: inout Session, _ now: Int) {
        guard let asked = session.asked else { return }
        switch asked.questionForm {
        case .keys: if let key = firstKey(session) { _ = session.tap(key, at: now * 1000) }
        case .typed: for key in [Key.character("1"), .enter] { _ = session.tap(key, at: now * 1000) }
        case .order:
            for number in 1...(session.showing?.texts.count ?? 1) {
                _ = session.handle(.key(.character("\(number)".first ?? "1")))
            }
            _ = session.tap(.enter, at: now * 1000)
        }
        if case .confiding = session.state { _ = session.tap(.character("3"), at: now * 1000) }
        if case .reasoning = session.state { _ = session.tap(.character("1"), at: now * 1000) }
    }

    /// A key changes at most the asked question; what is stored is what the screen says afterwards. Gives what is wrong.
    static func mistake(_ state: Session, _ key: Key) -> String? {
        // What waited to be told from a key held down has counted long before.
        var before = state
        if before.lapsesAt != nil { _ = before.handle(.lapsed, at: 50_000) }
        var after = before
        let effects = after.handle(.key(key), at: 60_000)
        let confided: String? =
            switch before.state {
            case .confiding(let criterion), .reasoning(let criterion): criterion
            default: nil
            }
        let asked = before.asked?.name
        if before.draft.answers != after.draft.answers {
            let applying = before.applying
            for criterion in applying where before.answer(to: criterion.name) != after.answer(to: criterion.name) {
                // A save that failed and is left takes its last answer off the screen.
                if case .failed = before.state, criterion.name == applying.last?.name { continue }
                guard criterion.name == asked || criterion.name == confided else { return "changed \(criterion.name)" }
                if KeyMap().command(of: key) != nil, confided == nil { return "a command answered" }
            }
        }
        for effect in effects {
            guard case .save(let submission) = effect else { continue }
            let applying = after.applying
            guard after.state == .saving, submission.answers == applying.compactMap({ after.answer(to: $0.name) }),
                submission.answers.count == applying.count
            else { return "saved what is not on the screen" }
            _ = after.handle(.saved)
            for answer in submission.answers {
                let words = after.criteria.first { $0.name == answer.criterion }?.words(of: answer) ?? "?"
                guard after.savedWords.contains("\(answer.criterion) \(words)") else {
                    return "did not say what it saved"
                }
            }
        }
        return nil
    }

    @Test func aKeyChangesAtMostTheAskedQuestion() {
        var count = 0
        var set = Showing(prompt: "p", texts: ["one", "two", "three"])
        set.isSet = true
        for (all, showing) in [(Self.single, SessionTests.single), (Self.pairs, SessionTests.pair), (Self.sets, set)] {
            for criteria in Self.combinations(all) {
                for session in Self.states(criteria, showing) {
                    count += Self.keys.count
                    for key in Self.keys {
                        guard let mistake = Self.mistake(session, key) else { continue }
                        Issue.record("\(criteria.map(\.name)) in \(session.state), key \(key.name): \(mistake)")
                    }
                }
            }
        }
        #expect(count > 100_000)
    }

    /// What a state is called in the rules of the review.
    private static func name(_ session: Session) -> String {
        switch session.state {
        case .rating where session.held != nil: "held"
        case .rating where !session.draft.typed.isEmpty: "number half typed"
        case .rating: "rating"
        case .skipping: "skip reason"
        case .confiding: "confidence"
        case .reasoning: "reason"
        case .writing(.search): "search"
        case .writing: "comment"
        case .paused: "pause"
        case .saving: "saving"
        case .failed: "failed"
        default: "other"
        }
    }

    @Test func everyNamedStateIsAmongThem() {
        let names = Self.single.flatMap { first in
            Self.single.filter { $0.name != first.name }.flatMap { Self.states([first, $0], SessionTests.single) }
        }.map(Self.name)
        let named = [
            "rating", "number half typed", "held", "skip reason", "confidence", "reason", "comment", "search", "pause",
            "saving", "failed",
        ]
        for name in named { #expect(names.contains(name), "\(name)") }
        let keys = Self.keys.map(\.name)
        #expect(Self.keys.contains { if case .paste = $0 { true } else { false } } && keys.contains("resize"))
    }

    /// A key that is held down ends an item once and answers nothing of the next.
    @Test func aHeldKeyAnswersNothingOfTheNextItem() {
        for first in Self.single {
            var session = SessionTests.session([first], SessionTests.single)
            var saved = 0
            guard let key = Self.firstKey(session) else { continue }
            for time in 0..<40 {
                for effect in session.handle(.key(key), at: 1000 + time * 30) {
                    guard case .save = effect else { continue }
                    saved += 1
                    _ = session.handle(.saved, at: 1000 + time * 30)
                    session.show(SessionTests.single, at: 1000 + time * 30)
                }
            }
            #expect(saved <= 1, "\(first.name)")
        }
    }
}
