import Fixtures
import GRDB
import Planning
import Store
import Studies
import Testing

/// A note that was begun, and the item that it is about.
struct DraftTests {
    @Test func aDraftComesBackWithItsItemAfterACrash() throws {
        let store = try Example.store().restricted(to: "ana", study: "s")
        let dead = Sitter(store, owner: Sitter.dead)
        let shown = try #require(try dead.next())
        #expect(shown.draft == nil)
        try dead.draft("half a", shown)
        try dead.draft("half a thought\0", shown)
        let next = Sitter(store)
        let again = try #require(try next.next())
        #expect(again.id == shown.id && again.draft == "half a thought\0")
        try next.draft("", again)
        #expect(try next.undo() == nil)
        try next.store.release(.current)
        #expect(try next.next()?.draft == nil)
    }

    @Test func aSavedOrSkippedItemHasNoDraft() throws {
        let sitter = Sitter(try Example.store().restricted(to: "ana", study: "s"))
        let one = try #require(try sitter.next())
        try sitter.draft("x", one)
        try sitter.rate(one)
        #expect(try sitter.revisit(one.id).presentation.draft == nil)
        let two = try #require(try sitter.next())
        try sitter.draft("y", two)
        try sitter.skip(two)
        #expect(try sitter.undo()?.draft == nil)
    }

    @Test func anItemTakenBackComesFirstAfterACrash() throws {
        let store = try Example.store().restricted(to: "ana", study: "s")
        let dead = Sitter(store, owner: Sitter.dead)
        var last: BlindPresentation?
        for _ in 1...4 {
            last = try dead.next()
            try dead.rate(try #require(last))
        }
        let claimed = try #require(try dead.next())
        let back = try #require(try dead.undo())
        #expect(back.id == last?.id)
        try dead.draft("why", back)
        let sitter = Sitter(store)
        let first = try #require(try sitter.next())
        #expect(first.id == back.id && first.draft == "why")
        try sitter.rate(first)
        #expect(try sitter.next()?.id == claimed.id)
    }

    @Test func aDraftOnARatedItemIsAnUnfinishedRevision() throws {
        let sitter = Sitter(try Example.store().restricted(to: "ana", study: "s"))
        let shown = try #require(try sitter.next())
        try sitter.rate(shown)
        #expect(try sitter.store.unfinishedRevision(study: "s", reviewer: "ana", at: 1_000_000) == nil)
        try sitter.draft("on second thoughts", try sitter.revisit(shown.id).presentation)
        #expect(try sitter.store.unfinishedRevision(study: "s", reviewer: "ana", at: 1_000_000) == shown.id)
        #expect(try sitter.revisit(shown.id).presentation.draft == "on second thoughts")
        try sitter.rate(shown)
        #expect(try sitter.store.unfinishedRevision(study: "s", reviewer: "ana", at: 1_000_000) == nil)
    }

    @Test func whoTakesAnItemOverNeverSeesAnothersDraft() throws {
        var study = Example.study
        study.criteria.removeLast()
        study.review = ReviewSettings(overlap: 1, isOpen: true)
        let store = try Store.inMemory()
        try store.sync(study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        let dead = Sitter(store, owner: Sitter.dead)
        let shown = try #require(try dead.next())
        try dead.draft("mine", shown)
        let ben = Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:2:2"))
        let taken = try #require(try ben.next())
        #expect(taken.id == shown.id && taken.draft == nil)
        // It goes back, and its first reviewer finds the draft again.
        try store.release(ben.owner)
        let again = try #require(try Sitter(store).next())
        #expect(again.id == shown.id && again.draft == "mine")
    }

    @Test func aSlowSittingKeepsItsItemFromTheSameReviewersOthers() throws {
        let store = try Example.store()
        let slow = Sitter(store)
        let shown = try #require(try slow.next())
        let second = Sitter(store, owner: LeaseOwner(rawValue: "other:2:2"))
        second.time = slow.time + 3_600_000
        #expect(try second.next()?.id != shown.id)
        let elsewhere = try store.pace(study: "s", reviewer: "ana", owner: second.owner)
        #expect(elsewhere.elsewhere == 1 && elsewhere.elsewhereSince == slow.time)
        let both = try store.pace(study: "s", reviewer: "ana", owner: LeaseOwner(rawValue: "other:3:3"))
        #expect(both.elsewhere == 2 && both.elsewhereSince == slow.time)
        // A dead session shows nothing to anybody.
        _ = try Sitter(store, "ben", owner: Sitter.dead).next()
        let alone = try store.pace(study: "s", reviewer: "ben")
        #expect(alone.elsewhere == 0 && alone.elsewhereSince == nil)
    }

    @Test func whoCannotGoBackIsToldForHowLongAnotherHasTheItem() throws {
        let store = try Example.store()
        let one = Sitter(store)
        let shown = try #require(try one.next())
        try one.rate(shown)
        _ = try one.revisit(shown.id)
        let two = Sitter(store, owner: LeaseOwner(rawValue: "other:2:2"))
        two.time = one.time + 50_000
        #expect { try two.revisit(shown.id) } throws: { "\($0)".contains("on its screen, for less than a minute:") }
    }

    /// A lease ran out on another machine, and the reviewer went on here.
    @Test func whoseItemWasTakenOverIsToldSinceWhen() throws {
        let store = try Example.store()
        let slow = Sitter(store, owner: LeaseOwner(rawValue: "other:2:2"))
        let shown = try #require(try slow.next())
        let second = Sitter(store)
        second.time = slow.time + 3_600_000
        #expect(try second.next()?.id == shown.id)
        slow.time = second.time + 600_000
        #expect { try slow.rate(shown) } throws: { "\($0)".contains("over meanwhile (10 min ago)") }
    }

    @Test func twoSittingsNeverGoBackToTheSameItemAtOnce() throws {
        let store = try Example.store()
        let one = Sitter(store)
        let (first, second) = (try #require(try one.next()), try #require(try one.next()))
        try one.rate(first)
        try one.rate(second)
        try one.draft("hm", try one.revisit(second.id).presentation)
        let two = Sitter(store, owner: LeaseOwner(rawValue: "other:2:2"))
        two.time = one.time
        let now = one.time + 1
        #expect(try store.unfinishedRevision(study: "s", reviewer: "ana", at: now) == nil)
        #expect { try two.revisit(second.id) } throws: { "\($0)".contains("another session of yours") }
        #expect(throws: StoreError.self) { try two.undo() }
        // What is shown next takes the first one's place on its screen.
        _ = try one.revisit(first.id)
        #expect(try store.unfinishedRevision(study: "s", reviewer: "ana", at: now) == second.id)
        #expect(try two.revisit(second.id).presentation.draft == "hm")
        // A dead sitting holds nothing.
        try store.release(two.owner)
        let dead = Sitter(store, owner: Sitter.dead)
        dead.time = two.time
        _ = try dead.revisit(second.id)
        #expect(try store.unfinishedRevision(study: "s", reviewer: "ana", at: now + 100) == second.id)
        #expect(try store.progress(of: "s").first?.done == 2)
    }

    /// What another one gave back meanwhile stands before it in the plan.
    @Test func aKilledReviewGoesOnWithItsOwnItem() throws {
        var study = Example.study
        study.criteria.removeLast()
        study.review = ReviewSettings(overlap: 1, isOpen: true)
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/main.sqlite"
        let store = try Store.open(path: path, mode: .create)
        try Example.fill(store, study)
        let ben = Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:2:2"))
        let first = try #require(try ben.next())
        let left = try #require(try Sitter(store, owner: Sitter.dead).next())
        #expect(left.id != first.id)
        try store.release(ben.owner)
        // Another program does not know how far that one had looked.
        #expect(try Sitter(Store.open(path: path, mode: .existing)).next()?.id == left.id)
    }
}
