import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Skips and overlap by the item's need, whatever order of skips, retractions and late reviewers.
struct NeedTests {
    private static func study(_ reviewers: [String], overlap: Int, isOpen: Bool) -> Study {
        var study = Example.study
        study.criteria.removeLast()
        study.reviewers = reviewers
        study.review = ReviewSettings(overlap: overlap, isOpen: isOpen, seed: 3)
        return study
    }

    private static func store(_ study: Study) throws -> Store {
        let store = try Store.inMemory()
        try Example.fill(store, study)
        return store
    }

    /// A17: ana skips her first item, ben rates all, ana rates the rest.
    @Test func whatOneSkippedIsLeftForNobodyWhoCannotTakeItAndComesBackToTheOne() throws {
        let store = try Self.store(Self.study(["ana", "ben"], overlap: 2, isOpen: true))
        let ana = Sitter(store)
        let ben = Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:2:2"))
        let first = try #require(try ana.next())
        try ana.skip(first)
        while let shown = try ben.next() { try ben.rate(shown) }
        while let shown = try ana.next() { try ana.rate(shown) }
        #expect(try store.progress(of: "s").map(\.left) == [0, 0])
        #expect(try store.progress(of: "s").map(\.done) == [7, 8])
        #expect(try store.skippedRows(study: "s", reviewer: "ana") == [first.id])
        // Ben rated it: it is short of a rating, not skipped by all.
        #expect(try store.skippedByAllCount(of: "s") == 0)
        #expect(try store.shortOfRatings(of: "s").count == 1 && store.shortOfRatings(of: "s").reviewers == ["ana"])
        _ = try ana.revisit(first.id)
        try ana.rate(first)
        #expect(try store.progress(of: "s").map(\.done) == [8, 8])
        #expect(try store.shortOfRatings(of: "s").count == 0)
        #expect(try store.verify("s").findings.isEmpty)
    }

    /// Ana skips, ben rates in her place, and she takes her skip back: her opinion is one more than was planned.
    @Test func aSkipThatIsTakenBackTooLateGivesAnExtraOpinion() throws {
        let store = try Self.store(Self.study(["ana", "ben"], overlap: 1, isOpen: true))
        let ana = Sitter(store)
        let ben = Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:2:2"))
        let first = try #require(try ana.next())
        try ana.skip(first)
        while let shown = try ben.next() { try ben.rate(shown) }
        #expect(try ana.undo()?.id == first.id)
        try ana.rate(first)
        let rated = try store.records(of: "s").filter { $0.subject == first.subject && $0.outcome == .rated }
        #expect(Dictionary(grouping: rated.filter { $0.flags.contains("extra") }, by: \.rater).keys.sorted() == ["ana"])
        #expect(rated.count == 2)
        #expect(try store.verify("s").broken.isEmpty)
    }

    @Test func whatEverybodySkippedIsClosedAndReopened() throws {
        let store = try Self.store(Self.study(["ana", "ben"], overlap: 1, isOpen: true))
        let sitters = [Sitter(store), Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:2:2"))]
        for sitter in sitters { while let shown = try sitter.next() { try sitter.skip(shown) } }
        #expect(try store.skippedByAllCount(of: "s") == 8)
        #expect(try sitters.allSatisfy { try $0.next() == nil })
        #expect(try store.reopenSkipped(of: "s") == 8)
        #expect(try store.skippedByAllCount(of: "s") == 0)
        var count = 0
        for sitter in sitters {
            while let shown = try sitter.next() {
                try sitter.rate(shown)
                count += 1
            }
        }
        #expect(count == 8)
    }

    /// No row that nobody may take, no item over its overlap.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func randomHistoriesNeverDeadlockAndNeverOverfill(seed: UInt64) throws {
        var random = seed
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        let (overlap, isOpen) = (next(3) + 1, next(2) == 0)
        var names = ["ana", "ben", "cleo"]
        var study = Self.study(names, overlap: overlap, isOpen: isOpen)
        let store = try Self.store(study)
        var sitters = names.map { Sitter(store, $0, owner: LeaseOwner(rawValue: "other:\($0):1")) }
        for _ in 0..<60 {
            let sitter = sitters[next(sitters.count)]
            switch next(10) {
            case 0:
                if let row = try store.skippedRows(study: "s", reviewer: sitter.name).first { try revise(sitter, row) }
            case 1: if let shown = try sitter.undo() { try sitter.skip(shown) }
            case 2 where names.count < 5:
                names.append("late \(names.count)")
                study.reviewers = names
                try store.sync(study)
                try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
                sitters.append(Sitter(store, names.last ?? "", owner: LeaseOwner(rawValue: "other:\(names.count):1")))
            case 3...5: if let shown = try sitter.next() { try sitter.skip(shown) }
            default: if let shown = try sitter.next() { try sitter.rate(shown) }
            }
        }
        for _ in 0..<3 { for sitter in sitters { while let shown = try sitter.next() { try sitter.rate(shown) } } }
        let open = try store.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM presentation WHERE state IN ('open', 'claimed')")
        }
        #expect(open == 0, "rows that nobody may take")
        let most = try store.read {
            try Int.fetchAll(
                $0,
                sql: """
                    SELECT count(*) FROM presentation WHERE state = 'done' AND is_extra = 0 AND phase = 'blind'
                    GROUP BY first, second
                    """
            )
        }
        #expect(!most.isEmpty && most.allSatisfy { $0 <= overlap }, "over the overlap")
        #expect(try store.verify("s").findings.filter { $0.standing == .broken }.isEmpty)
    }

    private func revise(_ sitter: Sitter, _ row: Int64) throws {
        guard let shown = try? sitter.revisit(row).presentation else { return }
        try sitter.rate(shown)
    }

    @Test(arguments: [false, true]) func whatIsReopenedIsAskedAgainAfterAnyPlan(isOpen: Bool) throws {
        let study = Self.study(["ana", "ben"], overlap: 2, isOpen: isOpen)
        let store = try Self.store(study)
        let sitters = [Sitter(store), Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:2:2"))]
        for sitter in sitters { while let shown = try sitter.next() { try sitter.skip(shown) } }
        #expect(try store.reopenSkipped(of: "s") == 16)
        for isWhole in [true, false, true] {
            try store.plan(study, replacing: isWhole, worsened: { _, _, _ in nil }, by: Planner(study).rows)
            #expect(try store.progress(of: "s").reduce(0) { $0 + $1.done } == 0)
            #expect(try store.progress(of: "s").reduce(0) { $0 + $1.left } == 16)
        }
        for sitter in sitters { while let shown = try sitter.next() { try sitter.rate(shown) } }
        #expect(try store.progress(of: "s").map(\.done) == [8, 8])
    }
}
