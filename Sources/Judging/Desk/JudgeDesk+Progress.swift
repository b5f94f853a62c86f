import Collecting
import Store
package import Studies

extension JudgeDesk {
    /// How far each judge is: a verdict that could not be read is not done, it stands with what failed.
    package func progress() throws -> [VerdictProgress] {
        let work = try work()
        let states = try store.states(of: Set(work.map(\.draft.key)), purpose: .judgement, study: study.name)
        let accounts = try accounts(of: work, states)
        return study.judges.map { judge in
            let own = work.filter { $0.draft.asked == judge.name }.map { states[$0.draft.key] }
            let (done, failed) = (own.count { $0 == .done }, own.count { $0 == .failed })
            let counted = accounts.filter { $0.judge == judge.name }
            let unread = min(done, counted.reduce(0) { $0 + $1.unparsed })
            return VerdictProgress(
                judge.name,
                done: done - unread,
                left: own.count - done - failed,
                failed: failed + unread,
                notes: counted.filter { $0.unparsed > 0 }.map(\.problem)
            )
        }
    }
}
