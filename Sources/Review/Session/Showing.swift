import SafeText
package import Studies

/// What a reviewer sees of one item: texts, never who wrote them.
package struct Showing: Sendable, Equatable {
    package var prompt: String
    package var system: String?
    package var reference: String?
    package var tags: [String] = []
    /// One response, or the left and the right one, or those of a set.
    package var texts: [String]
    /// The places of the texts that stopped at a limit of tokens.
    package var cut: Set<Int> = []
    /// Whether the texts are a set to be ranked.
    package var isSet = false
    /// The criteria that are asked, by name; nil for all that apply.
    package var asks: [String]?
    /// What the reviewer gave before, where this item is gone back to.
    package var earlier: [Answer] = []
    /// The note that stands with them.
    package var earlierNote: String?
    /// Whether it was flagged.
    package var wasFlagged = false
    /// Whether its texts were read to their ends when it was rated.
    package var wasRead = false
    /// What the reviewer had begun before, as `Draft.text`.
    package var draft: String?
    /// Whether this was rated or skipped already, so that a rating revises.
    package var isRevision = false
    /// Whether this is a practice item, of which nothing is stored.
    package var isPractice = false
    /// Whether what was expected is said once it is rated.
    package var isTraining = false
    /// Whether the kind of its model is asked for once it is rated.
    package var asksGuess = false
    /// Whether the reviewer rates the first item ever, so that Enter saves it.
    package var isFirst = false
    /// Whether the reviewer sees this prompt for the first time, so that it is unfolded.
    package var isNewPrompt = false
    /// What others scored, where a disagreement is settled.
    package var adjudication: Adjudication?

    package init(prompt: String, texts: [String]) {
        self.prompt = prompt
        self.texts = texts
    }

    /// What is said of a response that stopped at a limit of tokens.
    package static let cutWords = "cut at the token limit"

    /// The place among the texts of what stands before them: prompt, system text, reference and tags.
    package static let head = -1

    /// The places of all that is to be read: what stands before the texts, then these.
    package var parts: Range<Int> { Self.head..<texts.count }

    /// What is rated.
    package var subject: Criterion.Subject { isSet ? .set : texts.count > 1 ? .pair : .item }

    /// The name of a text on the screen.
    package func name(of text: Int) -> String {
        guard text != Self.head else { return "the prompt" }
        return switch subject {
        case .item: "the response"
        case .pair: text == 0 ? "A" : "B"
        case .set: "response \(text + 1)"
        }
    }
}

/// The scores that disagree, under letters drawn anew for each item.
package struct Adjudication: Sendable, Equatable {
    /// One reviewer's score.
    package struct Score: Sendable, Equatable {
        package var letter: String
        package var answer: Answer
        package var note: String?

        package init(letter: String, answer: Answer, note: String?) {
            self.letter = letter
            self.answer = answer
            self.note = note
        }
    }

    package var scores: [Score]
    /// Whether the scores show before the own answer.
    package var showsFirst: Bool
    /// Whether who settles it rated it before.
    package var isOwn: Bool

    package init(scores: [Score], showsFirst: Bool, isOwn: Bool) {
        self.scores = scores
        self.showsFirst = showsFirst
        self.isOwn = isOwn
    }

    /// The questions that were scored, in the study's order.
    func criteria(like all: [Criterion]) -> [Criterion] {
        all.filter { criterion in scores.contains { $0.answer.criterion == criterion.name } }
    }

    /// The comment of each reviewer who wrote one, once: it is stored with each score of its item.
    var comments: [(letter: String, note: String)] {
        var comments: [(letter: String, note: String)] = []
        for score in scores {
            guard let note = score.note,
                !comments.contains(where: { $0.letter == score.letter && $0.note == note })
            else { continue }
            comments.append((score.letter, note))
        }
        return comments
    }
}

/// One value that a reviewer gave.
package struct Answer: Sendable, Equatable {
    package var criterion: String
    /// A scale point; accept 1, reject 0; left 1, right −1, tie 0, both bad nil.
    package var value: Double?
    /// Of a ranking the places of the texts on the screen, the best first, those of one rank together; else empty.
    package var order: [[Int]]
    /// From 1 to 5, where the criterion asks for it.
    package var confidence: Int?
    /// One of the criterion's reasons, where it has any.
    package var reason: String?

    package init(
        criterion: String,
        value: Double?,
        order: [[Int]] = [],
        confidence: Int? = nil,
        reason: String? = nil
    ) {
        self.criterion = criterion
        self.value = value
        self.order = order
        self.confidence = confidence
        self.reason = reason
    }
}

/// How far a reviewer is, and at what pace: the one count that every command uses.
package struct ReviewerProgress: Sendable, Equatable {
    package var done: Int
    package var skipped: Int
    /// What can still come to this reviewer.
    package var left: Int
    /// What of it is in a bundle and is rated there.
    package var inBundle = 0
    /// What of it is open in another session of this reviewer.
    package var elsewhere = 0
    /// For how many milliseconds the first of these is open there; nil where that is not known.
    package var elsewhereFor: Int64?
    /// What is left for whoever comes.
    package var leftForAnyone: Int
    /// Changes of rated items that were begun and are not saved.
    package var unsaved = 0
    /// Where all is saved that the bundle to be handed in lacks; nil where it has all.
    package var onlyIn: String?
    /// The median active time of the last items; nil before the fifth.
    package var secondsPerItem: Double?

    package init(
        done: Int = 0,
        skipped: Int = 0,
        left: Int = 0,
        leftForAnyone: Int = 0,
        secondsPerItem: Double? = nil
    ) {
        self.done = done
        self.skipped = skipped
        self.left = left
        self.leftForAnyone = leftForAnyone
        self.secondsPerItem = secondsPerItem
    }

    /// All that was or can still be this reviewer's.
    package var total: Int { done + skipped + left }

    /// Where items are open that are not open here, and for how long.
    package var otherSession: String {
        let first = elsewhere == 1 ? "" : "the first "
        let duration = elsewhereFor.map { ", \(first)for \(TimePassed.words(milliseconds: $0))" } ?? ""
        return "another session of yours" + duration
    }

    /// That everything is saved, or what is not and how it is: `remedy` says how a change is saved.
    package func savedWords(remedy: (Int) -> String) -> String {
        let changes = unsaved == 1 ? "1 change is NOT saved" : "\(unsaved) changes are NOT saved"
        let words = [
            onlyIn.map { "NOT in the bundle yet: '\(TerminalText.line($0))' has all. Open the bundle again." },
            unsaved > 0 ? "\(changes): \(remedy(unsaved))" : nil,
        ]
        .compactMap(\.self)
        return words.isEmpty ? "Everything is saved." : words.joined(separator: " ")
    }
}

/// Everything about one item that is stored with its rating.
package struct Submission: Sendable, Equatable {
    package var answers: [Answer]
    package var note: String?
    package var isFlagged: Bool
    /// Criteria that were answered though the end of a text was not shown.
    package var unread: [String]
    /// Whether the end of the prompt was never shown to this reviewer.
    package var isPromptUnread = false
    package var wasUnfolded: Bool
    package var time: Time

    /// Where the time of a showing went.
    package struct Time: Sendable, Equatable {
        /// Milliseconds.
        package var active: Int
        /// Milliseconds beyond the gap after which a reviewer counts as idle.
        package var idle: Int
        /// Milliseconds of each key since the showing, pauses left out.
        package var keys: [Int]
    }
}
