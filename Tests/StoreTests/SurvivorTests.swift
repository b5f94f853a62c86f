import Fixtures
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Changes of the store that no other suite noticed.
struct SurvivorTests {
    @Test func aPromptOrModelTakenOutOfTheStudyIsNotCurrent() throws {
        let store = try Example.store()
        var study = Example.study
        study.prompts.removeLast()
        study.models.removeLast()
        study.criteria.removeLast()
        try store.sync(study)
        #expect(try store.responses(of: "s").map(\.prompt) == ["p1", "p2", "p3"])
        #expect(try store.copy(of: "s").criteria.map(\.name) == ["overall"])
        for table in ["prompt", "model", "criterion"] {
            let gone = try store.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table) WHERE is_current = 0")
            }
            #expect(gone == 1, "\(table)")
        }
        // Put back, it is current again.
        try store.sync(Example.study)
        #expect(try store.responses(of: "s").count == 8)
    }

    @Test func aRatingOnARowTakenMeanwhileIsAnExtraOneWithAShowingOfItsOwn() throws {
        var study = Example.study
        study.review = ReviewSettings(overlap: 1, isOpen: true, seed: 2)
        study.criteria.removeLast()
        let store = try Store.inMemory()
        try Example.fill(store, study)
        let (ana, ben) = (Sitter(store), Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:2:2")))
        let shown = try #require(try ana.next())
        ben.time = ana.time + 61_000
        // Ana's lease has run out: ben gets the same row and rates it.
        var his = try #require(try ben.next())
        while his.id != shown.id {
            try ben.rate(his)
            his = try #require(try ben.next())
        }
        try ben.rate(his, ReviewAct(criterion: "overall", value: 2))
        ana.time = ben.time
        try ana.rate(shown, ReviewAct(criterion: "overall", value: 4))
        let records = try store.records(of: "s").filter { $0.subject == shown.subject }
        #expect(records.map(\.rater) == ["ana", "ben"] && records.map(\.value) == [4, 2])
        #expect(records[0].flags.contains("extra") && !records[1].flags.contains("extra"))
        #expect(try store.verify("s").broken.isEmpty)
        let extra = try store.read {
            try Int64.fetchAll(
                $0,
                sql:
                    "SELECT presentation FROM event WHERE kind = 'shown' AND presentation IN (SELECT id FROM presentation WHERE is_extra = 1)"
            )
        }
        #expect(extra.count == 1)
    }

    @Test func whoWakesLateOverwritesNothingAndKeepsADraft() throws {
        let store = try Example.store()
        let late = Sitter(store, owner: LeaseOwner(rawValue: "other:1:1"))
        let shown = try #require(try late.next())
        let second = Sitter(store, owner: LeaseOwner(rawValue: "other:2:2"))
        second.time = late.time + 61_000
        let same = try #require(try second.next())
        #expect(same.id == shown.id)
        try second.rate(same)
        let refusal = #expect(throws: StoreError.self) {
            try late.rate(
                shown,
                ReviewAct(criterion: shown.texts.count == 1 ? "overall" : "better", value: 0, note: "mine")
            )
        }
        #expect(refusal?.description.contains("kept as a draft") == true)
        let records = try store.records(of: "s")
        #expect(records.count == 1 && records[0].outcome == .rated && records[0].note == nil)
        let draft = try second.revisit(shown.id).presentation.draft
        #expect(draft?.contains("mine") == true)
        #expect(try store.verify("s").broken.isEmpty)
    }

    @Test func aSkipIsKeptAsADraftLikewise() throws {
        let store = try Example.store()
        let late = Sitter(store, owner: LeaseOwner(rawValue: "other:1:1"))
        let shown = try #require(try late.next())
        let second = Sitter(store, owner: LeaseOwner(rawValue: "other:2:2"))
        second.time = late.time + 61_000
        try second.rate(try #require(try second.next()))
        #expect(throws: StoreError.self) { try late.skip(shown) }
        #expect(try store.records(of: "s").map(\.outcome) == [.rated])
    }

    @Test func clocksThatStepBackAreNotesAndTheirBundlesMerge() throws {
        let store = try Example.store()
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/ana.slam"
        _ = try store.writeBundle(for: "ana", study: "s", to: path, at: 5)
        let ana = Sitter(try Store.open(path: path, mode: .existing).restricted(to: "ana", study: "s"))
        ana.time = 1_000_000
        var count = 0
        while let shown = try ana.next() {
            ana.time -= 50_000
            try ana.rate(shown)
            count += 1
        }
        try ana.store.writer.close()
        #expect(try store.merge([path], study: "s").new == count)
        let report = try store.verify("s")
        #expect(report.broken.isEmpty && report.findings.count > 5)
        #expect(report.findings.allSatisfy { $0.standing == .note && $0.what.contains("clock") })
    }
}
