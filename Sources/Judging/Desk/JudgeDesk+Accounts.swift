package import Collecting
import Ratings
package import Store
import Studies

extension JudgeDesk {
    /// What became of the verdicts that are wanted today, for each judge and criterion.
    package func accounts(of work: [Work], _ states: [String: RequestState]) throws -> [JudgeAccount] {
        let wanted = Set(work.map { $0.draft.detail.canonicalText })
        let replies = try newestReplies().filter { wanted.contains($0.question.first.json.canonicalText) }
        let classes = try store.failureClasses(of: study.name, purpose: .judgement)
        let failures = work.compactMap { work -> (String, Question, String)? in
            guard states[work.draft.key] == .failed, let question = Question(json: work.draft.detail) else {
                return nil
            }
            return (work.draft.asked, question, classes[work.draft.key] ?? "")
        }
        return Judgement.accounts(
            of: judgements,
            replies: replies.map { (judge: $0.stored.asked, question: $0.question, reply: Reply($0.stored)) },
            failures: failures.map { (judge: $0.0, question: $0.1, failureClass: $0.2) }
        )
    }

    /// The newest reply to each plain question, in the order first asked: what was asked again counts for what it was asked
    /// again of.
    func newestReplies() throws -> [(stored: StoredReply, question: Question)] {
        var newest: [(stored: StoredReply, question: Question)] = []
        var places: [String: Int] = [:]
        for stored in try store.replies(of: study.name) {
            guard let question = Question(json: stored.detail), question.arm == .plain else { continue }
            let key = stored.asked + question.first.json.canonicalText
            if let place = places[key] {
                newest[place] = (stored, question)
            } else {
                places[key] = newest.count
                newest.append((stored, question))
            }
        }
        return newest
    }

    /// What is to be asked once more, since the reply could not be read.
    package func reasks() throws -> [Work] {
        let boundary = try store.boundaries(of: study.name)
        let replies = try newestReplies()
        return judgements.flatMap { judgement in
            let own = replies.filter { $0.stored.asked == judgement.judge.name }
            return judgement.reasks(own.map { ($0.question, Reply($0.stored)) }, on: subjects, boundary: boundary)
        }
    }
}
