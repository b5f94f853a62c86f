import Collecting
import Judging
import Reporting
import Store
import Studies

/// The verdicts of a study as tables for audits, one for each criterion that a judge scores.
struct JudgeTables {
    private(set) var tables: [VerdictTable] = []
    private(set) var notes: [String] = []

    init(_ desk: JudgeDesk) throws {
        let study = desk.study
        let current = try desk.store.currentVersions(of: study.name)
        let authors = VerdictTable.Authors(study: study, responses: try desk.store.responses(of: study.name))
        let unanswered = try desk.unanswered()
        let arms = try desk.armRecords()
        let nominal = Set(study.criteria.filter { $0.level == .nominal }.map(\.name))
        let panels = Set(study.panels.map(\.name))
        let opinions = Opinions(of: study).joined(try desk.store.currentRatings(of: study.name), nominal: nominal)
            .filter { panels.contains($0.rater) }
        // The version of today comes last, so that figures use it even where a later one was tried and taken back.
        let today = Set(desk.judgements.map(\.version))
        let judged = current.filter { $0.kind != .metric }
        let records =
            judged.filter { !today.contains($0.version ?? "") } + judged.filter { today.contains($0.version ?? "") }
        let scored = Set(
            desk.judgements.flatMap(\.criteria).map(\.name) + records.filter { $0.kind == .judge }.map(\.criterion)
        )
        for criterion in study.criteria where scored.contains(criterion.name) {
            var table = VerdictTable(criterion, records: records + opinions, study: study, authors: authors)
            for (record, state) in unanswered where record.criterion == criterion.name {
                table.append(record, state: state, study: study, authors: authors)
            }
            for (record, arm, target) in arms where record.criterion == criterion.name {
                table.append(record, arm: arm, target: target, study: study, authors: authors)
            }
            tables.append(table)
        }
        notes = desk.staleNotes(current) + desk.exampleNotes + (try desk.modelNotes()) + desk.weightNotes(current)
    }
}

extension JudgeDesk {
    /// Verdicts that are wanted and not there: requests that failed for good are errors, the others are missing.
    fileprivate func unanswered() throws -> [(RatingRecord, VerdictTable.Value)] {
        let work = try work()
        let states = try store.states(of: Set(work.map(\.draft.key)), purpose: .judgement, study: study.name)
        return work.flatMap { work -> [(RatingRecord, VerdictTable.Value)] in
            let state = states[work.draft.key]
            guard state != "done", let question = Question(json: work.draft.detail),
                let judgement = judgement(of: work.draft.asked, question)
            else { return [] }
            let value = state == "failed" ? VerdictTable.Value.error : .missing
            return judgement.records(of: Reply(text: ""), to: question).map { ($0, value) }
        }
    }

    /// The verdicts of audits' arms, read from their replies, with the item that an injection was to favour.
    fileprivate func armRecords() throws -> [(RatingRecord, Arm, ItemID?)] {
        try store.replies(of: study.name).flatMap { stored -> [(RatingRecord, Arm, ItemID?)] in
            guard let question = Question(json: stored.detail), question.arm != .plain,
                let judgement = judgement(of: stored.asked, question)
            else { return [] }
            return judgement.records(of: Reply(stored), to: question).map { ($0, question.arm, question.target) }
        }
    }

    /// The judgement of today that asks just that.
    func judgement(of judge: String, _ question: Question) -> Judgement? {
        judgements.first { $0.judge.name == judge && $0.asked == question.asked }
    }

    /// What of the stored verdicts is stale, and why, a line for each judge and criterion.
    func staleNotes(_ records: [RatingRecord]) -> [String] {
        let items = Set(subjects.map(\.subject))
        return judgements.flatMap { judgement in
            judgement.criteria.compactMap { criterion in
                let own = records.filter { $0.rater == judgement.judge.name && $0.criterion == criterion.name }
                let gone = own.filter { !items.contains($0.subject) }.count
                let reworded = own.filter { items.contains($0.subject) && $0.criterionSHA256 != criterion.sha256 }.count
                let old = own.filter {
                    items.contains($0.subject) && $0.criterionSHA256 == criterion.sha256
                        && $0.version != judgement.version
                }.count
                let parts = [
                    (gone, "of a response that is not current"), (reworded, "of another wording of the criterion"),
                    (old, "of another version of the judge"),
                ]
                guard gone + reworded + old > 0 else { return nil }
                let list = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
                return
                    "\(judgement.judge.name) on '\(criterion.name)': \(Figures.count(gone + reworded + old, "stale verdict")): \(list)."
            }
        }
    }

    /// Where the server changed the model under a judge's name.
    func modelNotes() throws -> [String] {
        try store.judgeCalls(of: study.name).filter { $0.serverModels.count > 1 }.map {
            "\($0.judge): the server answered as \($0.serverModels.joined(separator: " and as ")) under the same name."
        }
    }

    /// How much probability lies outside the scale, of scores that are weighted by it.
    func weightNotes(_ records: [RatingRecord]) -> [String] {
        judgements.filter(\.judge.manner.isWeighted).compactMap { judgement in
            let shares = records.filter { $0.version == judgement.version }.flatMap(\.flags).compactMap { flag in
                flag.hasPrefix("left_out:") ? Double(flag.dropFirst("left_out:".count)) : nil
            }
            guard let most = shares.max() else { return nil }
            let mean = shares.reduce(0, +) / Double(shares.count)
            let texts = [mean, most].map { Figures.fixed($0 * 100, decimals: 2) }
            return
                "\(judgement.judge.name): \(Figures.count(shares.count, "score")) weighted by token probabilities; \(texts[0]) % of the probability lay outside the scale and was left out, \(texts[1]) % at most."
        }
    }

    /// Which items are examples in a judge's prompt.
    var exampleNotes: [String] {
        judgements.compactMap { judgement in
            guard !judgement.exampleItems.isEmpty else { return nil }
            let names = judgement.exampleItems.map { "\($0.rawValue.prefix(12))…" }.joined(separator: ", ")
            return
                "\(judgement.judge.name): \(Figures.count(judgement.exampleItems.count, "item")) in its prompt as examples, not asked and in no figure: \(names)."
        }
    }
}
