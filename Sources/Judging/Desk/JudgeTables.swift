import Collecting
package import Ratings
import Store
import Studies

/// The verdicts of a study as tables for audits, one for each criterion that a judge scores.
package struct JudgeTables {
    package private(set) var tables: [VerdictTable] = []
    package private(set) var notes: [String] = []

    package init(_ desk: JudgeDesk) throws {
        let study = desk.study
        let (set, figures) = try RatingSet.ofTwo(study: study.name, in: desk.store, lengths: true)
        let unanswered = try desk.unanswered()
        let arms = try desk.armRecords()
        let scored = Set(desk.judgements.flatMap(\.criteria).map(\.name) + set.criteriaOfJudges)
        for criterion in study.criteria where scored.contains(criterion.name) {
            guard let number = set.number(ofCriterion: criterion.name) else { continue }
            var table = VerdictTable(set, criterion: number, study: study, figures: figures)
            table.append(
                (unanswered + arms).filter { $0.record.criterion == criterion.name },
                set,
                study
            )
            tables.append(table)
        }
        notes = desk.staleNotes(set) + desk.exampleNotes + (try desk.modelNotes())
        notes += try desk.probabilityNotes() + desk.waitingNotes()
    }
}

extension JudgeDesk {
    /// A record that is no rating of the study, with what it came to.
    fileprivate typealias Further = (record: RatingRecord, arm: Arm, state: VerdictTable.Value?, target: ItemID?)

    /// Verdicts that are wanted and not there: requests that failed for good are errors, the others are missing.
    fileprivate func unanswered() throws -> [Further] {
        let work = try work()
        let states = try store.states(of: Set(work.map(\.draft.key)), purpose: .judgement, study: study.name)
        return work.flatMap { work -> [Further] in
            let state = states[work.draft.key]
            guard state != .done, let question = Question(json: work.draft.detail),
                let judgement = judgement(of: work.draft.asked, question)
            else { return [] }
            let value = state == .failed ? VerdictTable.Value.error : .missing
            return judgement.records(of: Reply(text: ""), to: question).map { ($0, .plain, value, nil) }
        }
    }

    /// The verdicts of audits' arms, read from their replies, with the item that an injection was to favour.
    fileprivate func armRecords() throws -> [Further] {
        try store.replies(of: study.name).flatMap { stored -> [Further] in
            guard let question = Question(json: stored.detail), question.arm != .plain,
                let judgement = judgement(of: stored.asked, question)
            else { return [] }
            return judgement.records(of: Reply(stored), to: question).map { ($0, question.arm, nil, question.target) }
        }
    }

    /// The judgement of today that asks just that.
    func judgement(of judge: String, _ question: Question) -> Judgement? {
        judgements.first { $0.judge.name == judge && $0.asked == question.asked }
    }

    /// What of the stored verdicts is stale, and why, a line for each judge and criterion.
    package func staleNotes(_ set: RatingSet) -> [String] {
        let items = judgements.isEmpty ? [] : Set(subjects.map(\.subject.name))
        return judgements.flatMap { judgement in
            judgement.criteria.compactMap { criterion in
                let counts = set.staleVerdicts(
                    of: judgement.judge.name,
                    on: criterion.name,
                    version: judgement.version,
                    among: items
                )
                let parts = [
                    (counts.gone, "of a response that is not current"),
                    (counts.reworded, "of another wording of the criterion"),
                    (counts.older, "of another version of the judge"),
                ]
                let sum = parts.reduce(0) { $0 + $1.0 }
                guard sum > 0 else { return nil }
                let list = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
                return
                    "\(judgement.judge.name) on '\(criterion.name)': \(Figures.count(sum, "stale verdict")): \(list)."
            }
        }
    }

    /// Where the server changed the model, or its weights, under a judge's name.
    package func modelNotes() throws -> [String] {
        try store.judgeCalls(of: study.name).filter { $0.serverModels.count > 1 }.map {
            "\($0.judge): the server answered as \($0.serverModels.joined(separator: " and as ")) under the same name."
        } + weightNotes()
    }

    /// Judges whose verdicts of today come from more than one file of weights, or may.
    package func weightNotes() throws -> [String] { try store.weightNotes(of: study, [.judgement]).map { $0 + "." } }

    /// How much probability lies outside the scale, of scores that are weighted by it.
    func probabilityNotes() throws -> [String] {
        let weighted = judgements.filter(\.judge.manner.isWeighted)
        let records = weighted.isEmpty ? [] : try store.currentRatings(of: study.name)
        return weighted.compactMap { judgement in
            let shares = records.filter { $0.version == judgement.version }.compactMap(\.leftOutShare)
            guard let most = shares.max() else { return nil }
            let mean = shares.reduce(0, +) / Double(shares.count)
            let texts = [mean, most].map { Figures.fixed($0 * 100, decimals: 2) }
            return
                "\(judgement.judge.name): \(Figures.count(shares.count, "score")) weighted by token probabilities; \(texts[0]) % of the probability lay outside the scale and was left out, \(texts[1]) % at most."
        }
    }

    /// Which items are examples in a judge's prompt.
    package var exampleNotes: [String] {
        judgements.compactMap { judgement in
            guard !judgement.exampleItems.isEmpty else { return nil }
            let names = judgement.exampleItems.map { "\($0.rawValue.prefix(12))…" }.joined(separator: ", ")
            return
                "\(judgement.judge.name): \(Figures.count(judgement.exampleItems.count, "item")) in its prompt as examples, not asked and in no figure: \(names)."
        }
    }
}
