/// How long something lasts: the share that has not ended after some time (Kaplan and Meier, 1958).
///
/// What was still going on when it was last looked at is censored, and at risk at its own length.
package struct KaplanMeier: Sendable, Equatable {
    /// After a length at which one ended, the share that had not.
    package struct Step: Sendable, Equatable {
        package let length: Double
        package let share: Double
    }

    package let steps: [Step]
    /// The first length after which at most half had not ended; nil where it is not reached.
    package let median: Double?

    package init(durations: [Double], ended: [Bool]) {
        let all = zip(durations, ended).sorted { $0.0 < $1.0 }
        var (share, steps, place) = (1.0, [Step](), 0)
        while place < all.count {
            let length = all[place].0
            let same = all[place...].prefix { $0.0 == length }
            let endedCount = same.count { $0.1 }
            if endedCount > 0 {
                let atRisk = Double(all.count - place)
                share *= (atRisk - Double(endedCount)) / atRisk
                steps.append(Step(length: length, share: share))
            }
            place += same.count
        }
        self.steps = steps
        median = steps.first { $0.share <= 0.5 + 1e-12 }?.length
    }
}
