import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What a reviewer gets first, how long it is theirs, and what is given back.
struct ClaimRuleTests {
    /// Ana's rows in the order of the plan.
    private func rows(_ store: Store) throws -> [Int64] {
        try store.read {
            try Int64.fetchAll(
                $0,
                sql: """
                    SELECT n.id FROM presentation n JOIN rater t ON t.id = n.reviewer WHERE t.name = 'ana'
                    ORDER BY n.position
                    """
            )
        }
    }

    private func row(_ id: Int64, _ store: Store) throws -> Row {
        try #require(
            try store.read { try Row.fetchOne($0, sql: "SELECT * FROM presentation WHERE id = ?", arguments: [id]) }
        )
    }

    /// What a sitting left behind when it died comes first, then what has a note that was begun, then the rest in its order.
    @Test func whatWasBegunComesBeforeTheRest() throws {
        let store = try Example.store()
        let all = try rows(store)
        let dead = Sitter(store, owner: Sitter.dead)
        #expect(try dead.next()?.id == all[0])
        for place in [7, 5] {
            try store.keepDraft("half", of: all[place], study: "s", reviewer: "ana")
        }
        let ana = Sitter(store)
        for wanted in [all[0], all[5], all[7], all[1]] {
            let shown = try #require(try ana.next())
            #expect(shown.id == wanted)
            try ana.rate(shown)
        }
        // A note on what was put off does not bring it forward.
        let later = try #require(try ana.next())
        #expect(later.id == all[2])
        try ana.draft("half", later)
        try store.putOff(later, study: "s", reviewer: "ana", owner: ana.owner, at: ana.time)
        var seen: [Int64] = []
        while let shown = try ana.next() {
            seen.append(shown.id)
            try ana.rate(shown)
        }
        #expect(seen == [3, 4, 6, 8, 9, 10, 11, 2].map { all[$0] })
    }

    /// Showing again what this program holds makes it last as long as a new claim.
    @Test func whatIsHeldIsShownAgainAndKeptFromThenOn() throws {
        let store = try Example.store()
        let ana = Sitter(store)
        func held(at time: Int64, owner: LeaseOwner = .current) throws -> BlindPresentation? {
            try store.held(study: "s", reviewer: "ana", owner: owner, lease: .seconds(60), at: time)
        }
        #expect(try held(at: 5) == nil)
        let shown = try #require(try ana.next())
        #expect(try row(shown.id, store)["lease_until"] == ana.time + 60_000)
        #expect(try held(at: 30_000) == shown && row(shown.id, store)["lease_until"] == 90_000)
        #expect(try held(at: 31_000, owner: LeaseOwner(rawValue: "other:1:1")) == nil)
        try ana.rate(shown)
        #expect(try held(at: 40_000) == nil)
    }

    /// What is open to anybody is nobody's again, and what somebody is to rate stays theirs.
    @Test(arguments: [false, true]) func whatIsGivenBackIsTheirsOnlyWhereItWasPlannedForThem(isOpen: Bool) throws {
        var study = Example.study
        study.criteria = [Example.study.criteria[0]]
        study.review = ReviewSettings(overlap: isOpen ? 1 : nil, isOpen: isOpen, seed: 3)
        let store = try Store.inMemory()
        try Example.fill(store, study)
        let ana = Sitter(store)
        let shown = try #require(try ana.next())
        #expect(try row(shown.id, store)["place"] == 1 && row(shown.id, store)["state"] == "claimed")
        try store.release(LeaseOwner(rawValue: "other:1:1"))
        #expect(try row(shown.id, store)["state"] == "claimed")
        try store.release(ana.owner)
        let free = try row(shown.id, store)
        #expect(free["state"] == "open" && free["owner"] as String? == nil && free["lease_until"] as Int64? == nil)
        #expect((free["reviewer"] as Int64? == nil) == isOpen && (free["place"] as Int? == nil) == isOpen)
    }

    /// Whoever goes on lets go of what was opened again.
    @Test(arguments: [false, true]) func whatWasOpenedAgainIsLetGoWithTheNextItem(isSkipped: Bool) throws {
        let store = try Example.store()
        let one = Sitter(store)
        let shown = try #require(try one.next())
        if isSkipped { try one.skip(shown) } else { try one.rate(shown) }
        _ = try one.revisit(shown.id)
        let other = Sitter(store, owner: LeaseOwner(rawValue: "other:2:2"))
        other.time = one.time
        #expect { try other.revisit(shown.id) } throws: { "\($0)".contains("another session of yours") }
        _ = try one.next()
        #expect(try other.revisit(shown.id).presentation.id == shown.id)
    }
}
