import Collecting
import Judging
import Store
import Studies

extension JudgeDesk {
    /// What became of the verdicts that are wanted today, for each judge and criterion.
    func accounts(of work: [Work], _ states: [String: String]) throws -> [JudgeAccount] {
        let wanted = Set(work.map { $0.draft.detail.canonicalText })
        let replies = try store.replies(of: study.name).compactMap { stored -> (String, Question, Reply)? in
            guard let question = Question(json: stored.detail), question.arm == .plain,
                wanted.contains(stored.detail.canonicalText)
            else { return nil }
            return (stored.asked, question, Reply(stored))
        }
        let classes = try store.failureClasses(of: study.name, purpose: .judgement)
        let failures = work.compactMap { work -> (String, Question, String)? in
            guard states[work.draft.key] == "failed", let question = Question(json: work.draft.detail) else {
                return nil
            }
            return (work.draft.asked, question, classes[work.draft.key] ?? "")
        }
        return Judgement.accounts(
            of: judgements,
            replies: replies.map { (judge: $0.0, question: $0.1, reply: $0.2) },
            failures: failures.map { (judge: $0.0, question: $0.1, failureClass: $0.2) }
        )
    }
}
