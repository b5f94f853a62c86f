import Store
import Studies
import Testing

struct ReviewQueryTests {
    private func next(_ store: Store, _ reviewer: String, owner: String = "other-boot:1:1", at time: Int64 = 1000)
        throws
        -> BlindPresentation?
    {
        try store.claimNext(
            study: "s",
            reviewer: reviewer,
            owner: LeaseOwner(rawValue: owner),
            lease: .seconds(60),
            at: time
        )
    }

    private func rate(_ presentation: BlindPresentation, _ value: Double, _ store: Store, at time: Int64) throws {
        let criterion = presentation.texts.count == 1 ? "overall" : "better"
        try store.save(
            [ReviewAct(criterion: criterion, value: value)],
            of: presentation,
            study: "s",
            reviewer: "ana",
            at: time,
            took: ReviewTime(activeMilliseconds: 5),
            shownSHA256: "x",
            shownAt: time
        )
    }

    @Test func everyPlannedRowIsRatedOnceAndThenNothingIsLeft() throws {
        let store = try Example.store()
        var seen: Set<RatingSubject> = []
        while let presentation = try next(store, "ana") {
            #expect(seen.insert(presentation.subject).inserted)
            try rate(presentation, 1, store, at: Int64(seen.count))
        }
        // Eight responses and four pairs against the baseline.
        #expect(seen.count == 12)
        #expect(try store.progress(of: "s").map(\.left) == [0, 12])
        #expect(try store.currentRatings(of: "s").count == 12)
    }

    @Test func twoSessionsOfOneReviewerNeverShowTheSameItem() throws {
        let store = try Example.store()
        let first = try next(store, "ana", owner: "other-boot:1:1")
        let second = try next(store, "ana", owner: "other-boot:2:2")
        #expect(first?.id != second?.id)
        let atTheEnd = try next(store, "ana", owner: "other-boot:4:4", at: 1000 + 60_000)
        #expect(atTheEnd?.id != first?.id && atTheEnd?.id != second?.id)
        // The first lease has run out: its row is free again.
        #expect(try next(store, "ana", owner: "other-boot:3:3", at: 1000 + 61_000)?.id == first?.id)
    }

    @Test func aDeadOwnersClaimIsTakenOverAtOnce() throws {
        let store = try Example.store()
        let boot = LeaseOwner.current.rawValue.split(separator: ":")[0]
        let first = try next(store, "ana", owner: "\(boot):1:0")
        #expect(try next(store, "ana")?.id == first?.id)
    }

    @Test func undoRetractsAndGivesTheSameItemAgain() throws {
        let store = try Example.store()
        let presentation = try #require(try next(store, "ana"))
        try rate(presentation, 1, store, at: 5)
        let again = try store.undo(study: "s", reviewer: "ana", owner: .current, lease: .seconds(60), at: 6)
        #expect(again == presentation)
        #expect(try store.currentRatings(of: "s").isEmpty)
        try rate(presentation, 0 + (presentation.texts.count == 1 ? 3 : 0), store, at: 7)
        #expect(try store.currentRatings(of: "s").count == 1)
        #expect(try store.records(of: "s").map(\.outcome) == [.rated, .retracted, .rated])
    }

    @Test func sidesAreBalancedForEveryReviewer() throws {
        let store = try Example.store()
        var sides: [RatingRecord.Side] = []
        while let presentation = try next(store, "ana") {
            if let side = presentation.side { sides.append(side) }
            try rate(presentation, 1, store, at: Int64(presentation.id))
        }
        #expect(abs(sides.count { $0 == .first } - sides.count { $0 == .second }) <= 1)
    }

    @Test func exportedRecordsImportedElsewhereExportTheSameBytes() throws {
        let store = try Example.store()
        let one = try #require(try next(store, "ana"))
        try rate(one, 1, store, at: 5)
        _ = try store.undo(study: "s", reviewer: "ana", owner: .current, lease: .seconds(60), at: 6)
        try rate(one, 1, store, at: 7)
        let two = try #require(try next(store, "ana"))
        let criteria = [two.side == nil ? "overall" : "better"]
        try store.skip(
            two,
            study: "s",
            reviewer: "ana",
            criteria: criteria,
            reason: "broken text",
            at: 8,
            took: nil,
            shownAt: 8
        )
        let records = try store.records(of: "s")
        let other = try Example.store()
        _ = try other.importRatings(
            records.enumerated().map { ImportedRating(line: $0, record: $1) },
            study: "s",
            file: "f"
        )
        #expect(try other.records(of: "s").map(\.canonicalLine) == records.map(\.canonicalLine))
    }
}
