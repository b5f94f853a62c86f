import Foundation
import SafeText
import Studies

/// The session as lines to be read aloud or piped: no frames, no columns, one thing after the other.
package struct SpokenText {
    private let session: Session
    private let briefing: Briefing

    package init(_ session: Session, _ briefing: Briefing) {
        (self.session, self.briefing) = (session, briefing)
    }

    private var map: KeyMap { session.preferences.keys }

    /// What is shown now, whole; what was stored stands first where that is new since `before`.
    package func whole(since before: Session? = nil) -> [String] {
        switch session.state {
        case .rating, .confiding, .reasoning, .writing, .skipping:
            guard session.showing != nil else { return asked }
            // What was stored is heard before the next text, not after it.
            return said(since: before) + item + open
        case .starting: return changes + [MarkdownSpeech.text(briefing.guidelines)] + asked
        case .finished: return finished
        case .reading(.help): return help
        case .reading(.guidelines): return [MarkdownSpeech.text(briefing.guidelines)] + questions
        case .reading(.list(let items)):
            return items.map { item in
                let words = TerminalText.line(item.words)
                let marks = item.marks.isEmpty ? "" : " \(item.marks.joined(separator: ", "))."
                return "Item \(item.number): \(words)\(words.hasSuffix(".") ? "" : ".")\(marks)"
            }
                + ["Write a number to go there, or an empty line."]
        case .learning(let expectations):
            return expectations.map {
                "Expected for \($0.criterion): \(JSONValue.canonicalNumber($0.value)). "
                    + TerminalText.line($0.explanation ?? "")
            } + ["An empty line goes on."]
        default: return asked
        }
    }

    /// What is to be known before the first item: for a new reviewer the guidelines, else what changed in them.
    package var welcome: [String] {
        guard briefing.formerGuidelines == nil, session.showing != nil, !session.isSettling else { return changes }
        return [
            "You rate blind: nothing here says who wrote a text. Each rating is saved before the next item is read."
        ]
            + (briefing.guidelines.isEmpty ? [] : ["Guidelines:", MarkdownSpeech.text(briefing.guidelines)])
            + ["Write help to hear the commands."]
    }

    /// That the guidelines changed, and how.
    private var changes: [String] {
        let changes = briefing.changes
        return changes.isEmpty
            ? [] : ["The guidelines changed since you read them."] + changes.map { TerminalText.line($0) }
    }

    /// Where words stand in the texts of the item, line by line.
    package func places(of words: String) -> [String] {
        guard let showing = session.showing else { return [] }
        let named: [(String, String?)] =
            [("System text", showing.system), ("Prompt", showing.prompt), ("Reference", showing.reference)]
            + showing.texts.enumerated().map { (name(of: $0, in: showing), $1) }
        let found = named.flatMap { name, text in
            plain(text ?? "").split(separator: "\n", omittingEmptySubsequences: false).enumerated()
                .filter {
                    $0.element.range(of: words, options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive])
                        != nil
                }
                .map { "\(name), line \($0.offset + 1): \(TerminalText.line(String($0.element)))" }
        }
        guard !found.isEmpty else { return ["'\(TerminalText.line(words))' is not in the texts."] }
        let rest = found.count - Self.mostPlaces
        return found.prefix(Self.mostPlaces) + (rest > 0 ? ["\(rest) more lines have it."] : [])
    }

    private static let mostPlaces = 20

    private func name(of place: Int, in showing: Showing) -> String {
        switch showing.subject {
        case .item: "Response"
        case .pair: place == 0 ? "Response A" : "Response B"
        case .set: "Response \(place + 1)"
        }
    }

    private func plain(_ text: String) -> String { TerminalText.block(text) }

    /// A text as the view has it: rendered as on a screen, as it was written, or as its bytes.
    private func spoken(_ text: String) -> [String] {
        let safe = Neutralised(text, showsReturns: session.view != .rendered)
        let words =
            switch session.view {
            case .rendered: MarkdownSpeech.rated(text)
            case .raw: plain(text)
            case .hex: HexDump.lines(Array(text.utf8), columns: ItemLayout.widest).map(\.text).joined(separator: "\n")
            }
        return (safe.summary.map { ["Note: \($0)."] } ?? []) + [words]
    }

    /// The counts without signs.
    private var progress: String {
        StatusLine.words(session.progress).replacing(" · ", with: ", ").replacing("~", with: "about ")
    }

    /// The item once more, or the guidelines before it; what is asked comes after it.
    package var again: [String] {
        session.state == .starting ? [MarkdownSpeech.text(briefing.guidelines)] : item
    }

    private var item: [String] {
        guard let showing = session.showing else { return [] }
        var lines = ["Item. \(progress)."]
        if showing.isRevision {
            lines.append(
                showing.earlier.isEmpty
                    ? "You skipped this one before; it stays skipped unless you answer."
                    : "You rated this one before; it stands unless you change it."
            )
        }
        if showing.adjudication?.isOwn == true {
            lines.append("You rated this item yourself: your decision is marked so.")
        }
        if let system = showing.system { lines += ["System text:"] + spoken(system) }
        lines += ["Prompt:"] + spoken(showing.prompt)
        if let reference = showing.reference { lines += ["Reference:"] + spoken(reference) }
        if !showing.tags.isEmpty { lines.append("Tags: " + TerminalText.line(showing.tags.joined(separator: ", "))) }
        for (place, text) in showing.texts.enumerated() {
            let cut = showing.cut.contains(place) ? ", \(Showing.cutWords)" : ""
            lines += [name(of: place, in: showing) + "\(cut):"] + spoken(text)
        }
        return lines + ["End of the text."]
    }

    /// What was said last, and what is asked now.
    package var asked: [String] { said(since: session) + open }

    /// What was stored since `before`, what was said last, and what is asked now.
    package func asked(since before: Session) -> [String] {
        // That nothing is left is heard once.
        said(since: before) + (before.state == .finished && session.state == .finished ? [] : open)
    }

    /// What was stored, once: beside an answer that is refused it would sound like that one; and what was said last.
    private func said(since before: Session?) -> [String] {
        let isNew = before.map { $0.doneCount != session.doneCount || $0.savedWords != session.savedWords } ?? true
        let saved = isNew && !session.savedWords.isEmpty ? [session.savedAloud] : []
        return (saved + (session.message.isEmpty ? [] : [Self.inLines(session.message)])).map {
            TerminalText.line($0) + "."
        }
    }

    /// A message in which no key is named that a line does not have.
    package static func inLines(_ message: String) -> String {
        message.replacing(#/\b(Esc|Enter)\b/#, with: "an empty line")
    }

    /// What is waited for.
    private var open: [String] {
        var lines: [String] = []
        switch session.state {
        case .rating: lines += question
        case .skipping:
            lines.append("Why is it skipped? \(numbered(Session.reasons)) An empty line: not skipped.")
        case .confiding(let name):
            lines.append("How sure are you of \(name)? 1 guessing, to 5 certain. An empty line answers again.")
        case .reasoning(let name):
            let reasons = session.applying.first { $0.name == name }?.asks.reasons ?? []
            lines.append("Why, for \(name)? \(numbered(reasons)) An empty line answers again.")
        case .writing(.note): lines.append("Write the comment as one line.")
        case .writing(.lastNote): lines.append("Write the comment on the last item as one line.")
        case .writing(.skipReason): lines.append("Write the reason as one line.")
        case .writing(.search): lines.append("Write what is searched for.")
        case .guessing:
            lines.append(
                "Which kind of model wrote it? " + numbered(session.sitting.guess?.labels ?? [])
                    + " 0 cannot tell. An empty line gives no answer."
            )
        case .failed(let reason): lines.append("Not done: \(TerminalText.line(reason)). An empty line tries again.")
        case .paused: lines.append("Paused. An empty line goes on.")
        case .starting: lines.append("An empty line begins.")
        case .finished: lines += finished
        default: break
        }
        return lines
    }

    private var question: [String] {
        var lines = session.applying.filter { session.answer(to: $0.name) != nil }.map { criterion in
            "\(criterion.name): \(session.answer(to: criterion.name).map(criterion.aloud) ?? "")."
        }
        if session.showsScores, let adjudication = session.showing?.adjudication {
            for criterion in adjudication.criteria(like: session.criteria) {
                lines += adjudication.scores.filter { $0.answer.criterion == criterion.name }.map {
                    "\(criterion.name), reviewer \($0.letter): \(TerminalText.line(criterion.aloud($0.answer)))."
                }
            }
            lines += adjudication.comments.map { "Reviewer \($0.letter) wrote: \(TerminalText.line($0.note))." }
        }
        guard let asked = session.asked else { return lines + ["All is answered: an empty line saves."] }
        let place = "Question \(session.place + 1) of \(session.applying.count). "
        return lines + [
            (session.applying.count > 1 ? place : "")
                + "\(TerminalText.line(asked.name)): \(TerminalText.line(asked.question)) \(answers(to: asked))"
        ]
    }

    private func answers(to criterion: Criterion) -> String {
        let texts = session.showing?.texts.count ?? 1
        guard case .keys(let choices) = criterion.questionForm else {
            if case .typed(let scale) = criterion.questionForm { return number(on: scale) }
            let example = (1...max(1, texts)).reversed().map(String.init).joined()
            return "\(criterion.keyWords(map, texts: texts)), in one word such as \(example)."
        }
        return choices.map { choice in
            let mark = map.mark(of: choice.key)
            return choice.label.isEmpty ? mark : "\(mark) \(TerminalText.line(choice.label))"
        }.joined(separator: "; ") + "."
    }

    /// A number and what the points that have a word mean; a line ends it, so that no key is named.
    private func number(on scale: Scale) -> String {
        let ends = [scale.min, scale.max, scale.step].map(JSONValue.canonicalNumber)
        let step = scale.step == 1 ? "" : " in steps of \(ends[2])"
        let named = scale.anchors.map { "\(JSONValue.canonicalNumber($0.point)) \(TerminalText.line($0.label))" }
        return "a number from \(ends[0]) to \(ends[1])\(step)"
            + (named.isEmpty ? "." : ": \(named.joined(separator: "; ")).")
    }

    private func numbered(_ words: [String]) -> String {
        words.enumerated().map { "\($0 + 1) \(TerminalText.line($1))" }.joined(separator: "; ") + "."
    }

    private var questions: [String] {
        session.applying.map { "\($0.name): \(TerminalText.line($0.question)) \(answers(to: $0))" }
    }

    private var help: [String] {
        questions
            + [
                "Answers go to the question that is asked; several on one line, parted by spaces, answer one after the other."
            ]
            + KeyTable.commands.filter { row in
                !Self.ofScreens.contains(row.command) && session.offers(row.command)
            }.map {
                "\($0.command.rawValue): \($0.command == .search ? Self.searching : $0.words)."
            }
            + ["more: read the item again.", "left: how much is left."]
    }

    private static let searching = "search in the texts; each line that has the words is read"

    /// Commands that change only what a screen shows, or how keys are read there.
    private static let ofScreens: Set<Command> = [.keys, .pause, .open, .part, .difference, .quote]

    /// How far the reviewer is.
    package var left: String {
        let progress = session.progress
        let anyone = progress.leftForAnyone > 0 ? ", \(progress.leftForAnyone) left for anyone" : ""
        return "\(progress.done) rated, \(progress.skipped) skipped, \(progress.left) left for you\(anyone)."
    }

    /// What is said where the input ends before the items do.
    package var leaving: [String] { ["\(left) \(saved)"] }

    private var saved: String {
        session.progress.savedWords { _ in "back shows it, an empty line there saves it." }
    }

    private var finished: [String] {
        let progress = session.progress
        let rest = PageText.left(progress, of: briefing.reviewer)
        let anyone = progress.leftForAnyone > 0 ? " \(progress.leftForAnyone) left for anyone." : ""
        return [
            "\(PageText.ending(progress)). \(progress.done) rated, \(progress.skipped) skipped. \(rest)\(anyone) \(saved)",
            briefing.handIn,
            session.isSettling ? "Write quit to end." : "Write quit to end, or undo to reopen the last item.",
        ]
    }
}
