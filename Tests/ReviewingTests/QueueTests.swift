import Testing

@testable import Reviewing

struct QueueTests {
    @Test func aLimitEndsTheQueueAndShortensWhatIsLeft() {
        var queue = ReviewQueue(limit: 2)
        #expect(queue.allows(1) && !queue.allows(2))
        #expect(queue.left(of: 9, doneCount: 1) == 1)
        queue.stands(at: nil)
        #expect(!queue.isList)
    }
}
