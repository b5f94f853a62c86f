import Store
import Testing

@testable import Review
@testable import Reviewing

struct SpentTimeTests {
    @Test func activeAndIdleTimeAreStoredApart() {
        let submission = Submission(
            answers: [],
            isFlagged: false,
            unread: [],
            wasUnfolded: true,
            time: .init(active: 1200, idle: 60_000, keys: [300, 900])
        )
        let expected = ReviewTime(
            activeMilliseconds: 1200,
            idleMilliseconds: 60_000,
            keyTimes: [300, 900],
            wasUnfolded: true
        )
        #expect(submission.spent == expected)
    }
}
