import Studies

extension Session {
    /// An answer key goes to the question that is asked and to no other.
    mutating func take(_ answer: AnswerKey, _ key: Key, _ now: Int) -> [Effect] {
        guard let asked else {
            message = "all is answered: Enter saves, \(Key.left.mark) changes an answer"
            return []
        }
        switch (asked.questionForm, answer) {
        case (.keys(let choices), _):
            guard let choice = choices.first(where: { $0.key == answer }) else { return refuse(key, asked) }
            return settle(asked, choice.value, [], key, now)
        case (.typed, .digit(let digit)): return type("\(digit)", asked)
        case (.typed, .sign): return type("-", asked)
        case (.typed, .point): return type(".", asked)
        case (.order(let tie), .digit(let digit)): return rank(digit, tie: tie, asked, key)
        case (.order(let tie), .tie): return tieNext(tie)
        default: return refuse(key, asked)
        }
    }

    private mutating func refuse(_ key: Key, _ asked: Criterion) -> [Effect] {
        let words = asked.keyWords(preferences.keys, texts: showing?.texts.count ?? 1)
        message = "'\(key.name)' answers nothing here: \(words)"
        return []
    }

    private mutating func type(_ text: String, _ asked: Criterion) -> [Effect] {
        guard draft.typed.count < 12 else { return [] }
        draft.typed += text
        begin(asked)
        return kept()
    }

    /// What is half typed is of this question, as it reads now.
    mutating func begin(_ asked: Criterion) {
        draft.begunFor = asked.name
        draft.versions[asked.name] = asked.sha256
    }

    /// Ends a number, takes what is held, saves a full order or a complete item.
    mutating func enter(_ now: Int) -> [Effect] {
        if let held { return takeHeld(held, now) }
        if let asked, case .typed = asked.questionForm, !draft.typed.isEmpty { return endNumber(asked, now) }
        if let asked, case .order = asked.questionForm, !draft.placing.isEmpty { return endOrder(asked, now) }
        guard !applying.isEmpty else {
            message =
                "the study asks nothing of this item any more; \(preferences.keys.mark(of: .forward)) (forward) goes on"
            return []
        }
        guard isComplete else {
            message = asked.map { "\($0.name) is not answered yet" } ?? ""
            return []
        }
        guard showing?.isRevision != true || isChanged else {
            message =
                "nothing is changed: it stands as it was; \(preferences.keys.mark(of: .forward)) (forward) goes on"
            return []
        }
        return save(now)
    }

    /// Begun changes of other items than the one on the screen.
    var unsavedElsewhere: Int {
        let isHere = showing?.isRevision == true && showing?.draft != nil
        return max(0, progress.unsaved - (isHere ? 1 : 0))
    }

    /// Whether what stood is changed.
    var isChanged: Bool {
        draft.answers != original.answers || draft.note != original.note || draft.isFlagged != original.isFlagged
    }

    private mutating func endNumber(_ asked: Criterion, _ now: Int) -> [Effect] {
        guard let value = Double(draft.typed) else {
            message = "'\(draft.typed)' is no number"
            return []
        }
        if let refusal = asked.refusal(of: value) {
            message = "\(draft.typed) \(refusal)"
            return []
        }
        return settle(asked, value, [], .enter, now)
    }

    private mutating func endOrder(_ asked: Criterion, _ now: Int) -> [Effect] {
        let missing = (0..<(showing?.texts.count ?? 0)).filter { !draft.placing.joined().contains($0) }
        guard missing.isEmpty, !draft.isTying else {
            message = "still to be placed: " + missing.map { "\($0 + 1)" }.joined(separator: " ")
            return []
        }
        return settle(asked, nil, draft.placing, .enter, now)
    }

    /// Takes an answer, or holds it where the end of a text was never painted.
    private mutating func settle(
        _ asked: Criterion,
        _ value: Double?,
        _ order: [[Int]],
        _ key: Key,
        _ now: Int
    ) -> [Effect] {
        let unread = unreadTexts
        guard !unread.isEmpty else { return put(asked, value, order, isUnread: false, key, now) }
        let names = "the end " + unread.map { "of \(showing?.name(of: $0) ?? "")" }.joined(separator: " and ")
        switch sitting.unread {
        case .flag: return put(asked, value, order, isUnread: true, key, now)
        case .refuse:
            message = "'\(key.name)' is not taken: \(names) was not shown. [Space] on"
            return []
        case .hold:
            // The same key again does nothing: it is no confirmation.
            held = Held(criterion: asked.name, value: value, order: order, key: key)
            return []
        }
    }

    private mutating func takeHeld(_ held: Held, _ now: Int) -> [Effect] {
        guard let asked, asked.name == held.criterion else {
            self.held = nil
            return []
        }
        return put(asked, held.value, held.order, isUnread: !unreadTexts.isEmpty, held.key, now)
    }

    private mutating func put(
        _ asked: Criterion,
        _ value: Double?,
        _ order: [[Int]],
        isUnread: Bool,
        _ key: Key,
        _ now: Int
    ) -> [Effect] {
        drop(asked.name)
        draft.answers.append(Answer(criterion: asked.name, value: value, order: order))
        draft.versions[asked.name] = asked.sha256
        if isUnread { draft.unread.append(asked.name) }
        draft.dropHalfway()
        held = nil
        // The Enter that ends an order saves it: it has waited for one.
        return proceed(asked, now, isEntered: asked.isRanking && key == .enter)
    }

    /// Goes to what the answered question asks besides, then to the next question; when nothing is open, the item is saved.
    mutating func proceed(_ criterion: Criterion, _ now: Int, isEntered: Bool = false) -> [Effect] {
        state = .rating
        guard let answer = answer(to: criterion.name) else { return kept() }
        if criterion.asks.confidence, answer.confidence == nil {
            state = .confiding(criterion: criterion.name)
            return kept()
        }
        if !criterion.asks.reasons.isEmpty, answer.reason == nil {
            state = .reasoning(criterion: criterion.name)
            return kept()
        }
        let after = applying.firstIndex { $0.name == criterion.name }.map { $0 + 1 } ?? applying.count
        guard isComplete else {
            place = applying[after...].firstIndex { self.answer(to: $0.name) == nil } ?? firstOpen
            return kept()
        }
        // A correction goes through the questions that follow, so that several can be corrected at once.
        if showing?.isRevision == true, after < applying.count, !original.answers.isEmpty {
            place = after
            message = "Enter saves the change, and so does the last answer"
            return kept()
        }
        place = applying.count
        return complete(now, isEntered: isEntered)
    }

    /// Everything is answered.
    mutating func complete(_ now: Int, isEntered: Bool = false) -> [Effect] {
        if draft.note.isEmpty, applying.contains(where: { $0.asks.note == .required }) {
            line = ""
            (draft.isWriting, draft.formerNote) = (true, "")
            state = .writing(.note)
            message = "this study wants a comment with the rating"
            return kept()
        }
        guard showing?.isRevision != true || isChanged else {
            message =
                "nothing is changed: it stands as it was; \(preferences.keys.mark(of: .forward)) (forward) goes on"
            return kept()
        }
        guard isEntered || !waitsForEnter else {
            // The row of the question says that Enter saves.
            let isOnce = showing?.isFirst == true && sitting.advance == .auto && showing?.adjudication == nil
            message =
                lostOn == showingNumber
                ? "a key was not used here: are the answers right? Enter saves"
                : isOnce ? "Enter saves this one: the next ones are saved by their last answer" : ""
            return kept()
        }
        return save(now)
    }

    mutating func save(_ now: Int) -> [Effect] {
        if draft.note.isEmpty, applying.contains(where: { $0.asks.note == .required }) { return complete(now) }
        guard showing?.isPractice != true else {
            message = "practice: nothing was stored"
            return nextPractice()
        }
        let answers = applying.compactMap { answer(to: $0.name) }
        return ask(.save(submission(answers)), .saving)
    }

    func submission(_ answers: [Answer]) -> Submission {
        Submission(
            answers: answers,
            note: draft.note.isEmpty ? nil : draft.note,
            isFlagged: draft.isFlagged,
            unread: draft.unread,
            isPromptUnread: unreadTexts.contains(Showing.head),
            wasUnfolded: draft.wasUnfolded,
            time: Submission.Time(active: stopwatch.active, idle: stopwatch.idle, keys: stopwatch.keys)
        )
    }
}
