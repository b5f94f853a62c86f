import Studies

extension Session {
    mutating func begin(_ showing: Showing, _ now: Int) {
        self.showing = showing
        isSettled = false
        isSettling = showing.adjudication != nil
        showingNumber += 1
        original = Draft(note: showing.earlierNote, isFlagged: showing.wasFlagged)
        original.answers = showing.earlier
        draft = showing.draft.flatMap(Draft.init(text:)) ?? original
        let versions = Dictionary(applying.map { ($0.name, $0.versionsAlike) }) { one, _ in one }
        draft.answers.removeAll { answer in
            guard let version = versions[answer.criterion] else { return true }
            // What was begun under another question answers that one.
            return draft.versions[answer.criterion].map { !version.contains($0) } ?? false
        }
        if !draft.placing.joined().allSatisfy(showing.texts.indices.contains) { draft.placing = [] }
        draft.read.removeAll { !showing.parts.contains($0) }
        if showing.wasRead || showing.isPractice { draft.read = Array(showing.parts) }
        view = sitting.view == .raw ? .raw : .rendered
        (showsDifference, sought, held, isUp, topLine) = (false, "", nil, false, "")
        isUnfolded = showing.isNewPrompt
        line = draft.note
        // An answer whose further question was open when the program ended is asked again.
        let asked = applying
        draft.answers.removeAll { answer in
            asked.first { $0.name == answer.criterion }.map { Self.lacks($0, answer) } ?? true
        }
        place = showing.isRevision ? 0 : firstOpen
        state = draft.isWriting ? .writing(.note) : .rating
        resumeHalfway(versions)
        if showing.draft != nil, !draft.isEmpty {
            message =
                showing.isRevision && isChanged
                ? "what you had begun is here again: NOT saved until Enter" : "what you had begun is here again"
        }
        stopwatch = Stopwatch(at: now, idleAfter: sitting.idleMilliseconds)
    }

    /// Goes back to the question that a number or an order was begun for; what is of none that is asked is dropped.
    private mutating func resumeHalfway(_ versions: [String: Set<String>]) {
        guard draft.isHalfway else { return draft.dropHalfway() }
        // Earlier builds did not keep which question it was: it goes where nothing else can be meant.
        let open = applying.filter { draft.typed.isEmpty ? $0.isRanking : $0.isTyped }
        let name = draft.begunFor.isEmpty && open.count == 1 ? open[0].name : draft.begunFor
        let isSame = draft.versions[name].map { versions[name]?.contains($0) == true } ?? draft.begunFor.isEmpty
        guard isSame, let place = applying.firstIndex(where: { $0.name == name }) else {
            message = "what was half typed is dropped: its question is another now"
            return draft.dropHalfway()
        }
        (self.place, draft.begunFor) = (place, name)
    }

    /// The first question without an answer; the count of questions where there is none.
    var firstOpen: Int { applying.firstIndex { answer(to: $0.name) == nil } ?? applying.count }

    /// Whether a further question of an answer is open.
    static func lacks(_ criterion: Criterion, _ answer: Answer) -> Bool {
        criterion.asks.confidence && answer.confidence == nil
            || !criterion.asks.reasons.isEmpty && answer.reason == nil
    }

    /// What was on the screen is known to be: the texts whose end it showed count as read.
    mutating func paint(_ ends: [Int], _ now: Int) -> [Effect] {
        guard showing != nil else { return [] }
        var effects: [Effect] = []
        if !isUp, state != .waiting, state != .saving {
            isUp = true
            stopwatch.restart(at: now)
            effects = showing?.isPractice == true ? [] : [.shown]
        }
        let new = ends.filter { !draft.read.contains($0) }
        guard !new.isEmpty, !isSettled else { return effects }
        draft.read = (draft.read + new).sorted()
        return effects + kept()
    }

    mutating func saved() -> [Effect] {
        guard state == .saving, let showing else { return [] }
        isSettled = true
        if !showing.isRevision {
            doneCount += 1
            // The next item brings the count of the store; until then this one is in it.
            if case .skip = pending { progress.skipped += 1 } else { progress.done += 1 }
            progress.left = max(0, progress.left - 1)
        }
        savedWords = Self.words(of: pending, applying)
        savedAloud = Self.words(of: pending, applying, isAloud: true)
        message = ""
        sinceBreak += stopwatch.active
        if let after = sitting.breakMilliseconds, preferences.wantsBreaks, sinceBreak >= after {
            let keys = preferences.keys
            message =
                "you have rated for \(sinceBreak / 60_000) min: \(keys.mark(of: .pause)) pauses, "
                + "\(keys.mark(of: .breaks)) turns this off"
        }
        return followUp()
    }

    /// What was stored, in words.
    static func words(of effect: Effect, _ criteria: [Criterion], isAloud: Bool = false) -> String {
        switch effect {
        case .save(let submission):
            let answers = submission.answers.map { answer in
                let criterion = criteria.first { $0.name == answer.criterion }
                let words = (isAloud ? criterion?.aloud(answer) : criterion?.words(of: answer)) ?? ""
                let more =
                    [answer.confidence.map { "sure \($0)" }, answer.reason].compactMap(\.self)
                    + (submission.unread.contains(answer.criterion) ? ["unread"] : [])
                return "\(answer.criterion) \(words)" + (more.isEmpty ? "" : " (\(more.joined(separator: ", ")))")
            }
            return "saved, last item: " + (answers + beside(submission)).joined(separator: ", ")
        case .skip(let reason, let submission):
            return "skipped, last item: " + ([reason] + beside(submission)).joined(separator: ", ")
        default: return ""
        }
    }

    /// What is stored beside the answers.
    private static func beside(_ submission: Submission) -> [String] {
        (submission.isFlagged ? ["flagged"] : []) + (submission.note.map { ["comment “\($0)”"] } ?? [])
    }

    /// What comes after a rating and before the next item.
    private mutating func followUp() -> [Effect] {
        guard let showing, !showing.isRevision, case .save = pending else { return ask(.next) }
        if showing.isTraining { return ask(.reveal) }
        guard showing.asksGuess, sitting.guess != nil else { return ask(.next) }
        state = .guessing
        return []
    }

    /// Remembers which line of the text is the first on the screen, and what it says.
    package mutating func scrolled(to top: Int, line: String = "", at now: Int = 0) -> [Effect] {
        topLine = line
        guard state == .rating else { return [] }
        stopwatch.key(at: now)
        guard draft.top != top else { return [] }
        draft.top = top
        return kept()
    }

    /// Takes what the first line on the screen says, for a quotation.
    package mutating func stands(at line: String) { topLine = line }

    /// Keeps what is begun, except of practice and of what is saved.
    mutating func kept() -> [Effect] {
        guard let showing, !showing.isPractice, !isSettled else { return [] }
        let isBegun = isChanged || draft.isHalfway || draft.isWriting
        return [.keep(showing.isRevision && !isBegun ? Draft() : draft)]
    }
}
