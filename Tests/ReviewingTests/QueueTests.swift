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

    @Test func whatThisSessionSavedLastIsKnown() {
        var queue = ReviewQueue()
        #expect(queue.last == nil)
        queue.settled(7)
        queue.settled(3)
        #expect(queue.last == 3)
    }
}
