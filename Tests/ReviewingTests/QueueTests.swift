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

    /// Shows the next row of a list.
    private func step(_ queue: inout ReviewQueue) -> Int64? {
        let row = queue.next()
        queue.stands(at: row)
        return row
    }

    @Test func aListIsGoneThroughForwardAndBack() {
        var queue = ReviewQueue(rows: [5, 3, 9])
        #expect(step(&queue) == 5)
        #expect(queue.neighbour(-1) == .none && queue.neighbour(1) == .newest)
        #expect(step(&queue) == 3)
        #expect(queue.neighbour(-1) == .row(5))
        queue.stands(at: 5)
        #expect(queue.neighbour(1) == .row(3))
        queue.stands(at: 3)
        #expect(queue.neighbour(1) == .newest && step(&queue) == 9)
        // After the last row nothing comes, and from the last page the way leads back to it.
        #expect(queue.neighbour(1) == .newest && step(&queue) == nil)
        #expect(queue.neighbour(-1) == .row(9) && queue.neighbour(1) == .none)
    }

    /// One that was changed was asked again, and one that was left to go back was not.
    @Test func whatIsSettledInAListIsNotShownAgainAndWhatWasLeftIs() {
        var queue = ReviewQueue(rows: [5, 3, 9])
        for row: Int64 in [5, 3] { #expect(step(&queue) == row) }
        queue.stands(at: 5)
        queue.settled(5)
        #expect(step(&queue) == 3)
        queue.settled(3)
        #expect(step(&queue) == 9)
        // One that is in no list was jumped to.
        queue.stands(at: 77)
        #expect(queue.neighbour(1) == .newest && queue.neighbour(-1) == .row(9) && step(&queue) == 9)
    }

    @Test func aListEndsAtItsLimitAndPassesWhatCannotBeShown() {
        var queue = ReviewQueue(rows: [5, 3, 9], limit: 2)
        #expect(step(&queue) == 5)
        #expect(queue.next() == 3)
        queue.pass(3)
        #expect(queue.next() == nil)
    }

    @Test func whatThisSessionSavedLastIsKnown() {
        var queue = ReviewQueue()
        #expect(queue.last == nil)
        queue.settled(7)
        queue.settled(3)
        #expect(queue.last == 3)
    }

    @Test func theWayThroughThePastEndsAtTheNewestItem() {
        var queue = ReviewQueue()
        #expect(queue.needsHistory)
        queue.take(history: [1, 2, 3])
        #expect(!queue.needsHistory && queue.neighbour(-1) == .row(3) && queue.neighbour(1) == .none)
        queue.stands(at: 1)
        #expect(queue.neighbour(-1) == .none && queue.neighbour(1) == .row(2))
        queue.stands(at: 3)
        #expect(queue.neighbour(1) == .newest)
        queue.settled(2)
        queue.settled(4)
        queue.stands(at: nil)
        #expect(queue.neighbour(-1) == .row(4))
        queue.stands(at: 4)
        // What was changed keeps its place.
        #expect(queue.neighbour(-1) == .row(3))
        queue.forgetHistory()
        #expect(queue.needsHistory)
    }

    @Test func whatIsLeftIsNoMoreThanThePlanHas() {
        let queue = ReviewQueue(limit: 5)
        #expect([0, 4, 5, 6].map { queue.left(of: 3, doneCount: $0) } == [3, 1, 0, 0])
        #expect(ReviewQueue().left(of: 7, doneCount: 100) == 7)
    }
}
