import Fixtures
import Foundation
import GRDB
import Studies
import Testing

@testable import Store

/// Rows that are open to anybody: handed out in bundles, and filled by ratings that came in files.
struct OpenPlanTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static var study: Study {
        var study = Example.study
        study.criteria.removeLast()
        study.reviewers = ["ana", "ben", "cleo"]
        study.review = ReviewSettings(overlap: 2, isOpen: true, seed: 3)
        return study
    }

    private func store() throws -> Store {
        let store = try Store.open(path: "\(folder.path)/s.sqlite", mode: .create)
        try Example.fill(store, Self.study)
        return store
    }

    private func left(_ store: Store) throws -> [String: Int] {
        Dictionary(try store.progress(of: "s").map { ($0.reviewer, $0.left) }) { $1 }
    }

    /// A program that is killed leaves its draft; that of another reviewer is no part of this one's bundle.
    @Test func whatAKilledProgramLeftIsInNoBundle() throws {
        let store = try store()
        #expect(try store.writeBundle(for: "ben", study: "s", open: 3, to: "\(folder.path)/b.slam", at: 2) == 3)
        let left = "\(folder.path)/a.slam.part"
        try FileManager.default.copyItem(atPath: "\(folder.path)/b.slam", toPath: left)
        #expect(try store.writeBundle(for: "ana", study: "s", open: 2, to: "\(folder.path)/a.slam", at: 2) == 2)
        #expect(FileManager.default.contentsEqual(atPath: left, andPath: "\(folder.path)/b.slam"))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count { $0.contains(".part") } == 1, "\(names)")
    }

    @Test func aBundleTakesOpenRowsOfWhichTheReviewerHasNoOtherSlot() throws {
        let store = try store()
        #expect(throws: StoreError.self) {
            try store.writeBundle(for: "ana", study: "s", to: "\(folder.path)/n.slam", at: 2)
        }
        // Eight items with two slots each.
        #expect(try store.writeBundle(for: "ana", study: "s", open: 5, to: "\(folder.path)/a.slam", at: 2) == 5)
        #expect(try store.writeBundle(for: "ben", study: "s", open: 99, to: "\(folder.path)/b.slam", at: 2) == 8)
        #expect(try left(store) == ["ana": 8, "ben": 8, ReviewProgress.anyone: 3])
        #expect(try store.revokeBundles(of: "ana", study: "s") == 5)
        #expect(try left(store)[ReviewProgress.anyone] == 8)
    }

    @Test func ratingsThatCameInAFileFillOpenSlots() throws {
        let store = try store()
        let ratings = Self.study.prompts.flatMap { prompt in
            ["ana", "ben"].map { rater in
                ImportedRating(
                    line: 1,
                    record: RatingRecord(
                        study: "s",
                        subject: .item(ItemID(study: "s", prompt: prompt.id, text: "large says \(prompt.id)\0!")),
                        prompt: prompt.id,
                        criterion: "overall",
                        value: 4,
                        rater: rater,
                        kind: .human
                    )
                )
            }
        }
        _ = try store.importRatings(ratings, study: "s", file: "f")
        // Both slots of the four rated items are filled; nobody is asked for a third opinion.
        #expect(try left(store) == ["ana": 4, "ben": 4, ReviewProgress.anyone: 8])
        var shown = 0
        while let next = try store.claimNext(study: "s", reviewer: "cleo", owner: .current, lease: .seconds(9), at: 9) {
            #expect(!next.texts[0].hasPrefix("large"))
            try store.save(
                [ReviewAct(criterion: "overall", value: 3)],
                of: next,
                study: "s",
                reviewer: "cleo",
                at: 10,
                took: nil,
                shownSHA256: next.shownSHA256,
                shownAt: 10
            )
            shown += 1
        }
        #expect(shown == 4)
    }

    /// A rating from a file that was taken back closes no row, and who is no reviewer takes none.
    @Test func onlyWhatStandsOfAReviewerFillsASlot() throws {
        let store = try store()
        let item = ItemID(study: "s", prompt: "p1", text: "large says p1\0!")
        func record(_ rater: String, _ outcome: RatingRecord.Outcome, at time: Int64) -> RatingRecord {
            RatingRecord(
                study: "s",
                subject: .item(item),
                prompt: "p1",
                criterion: "overall",
                value: outcome == .rated ? 4 : nil,
                rater: rater,
                kind: .human,
                at: time,
                outcome: outcome
            )
        }
        func rows(_ condition: String) throws -> Int? {
            try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM presentation WHERE \(condition)") }
        }
        let rated = try store.read {
            try RatingWriter(study: "s", $0).resolved(ImportedRating(line: 1, record: record("ana", .rated, at: 5)))
        }
        var back = record("ana", .retracted, at: 6)
        back.supersedes = rated.id
        let all = [rated, back, record("zoe", .rated, at: 7)].map { ImportedRating(line: 1, record: $0) }
        _ = try store.importRatings(all, study: "s", file: "f")
        #expect(try rows("state != 'open' OR reviewer IS NOT NULL") == 0)
        let own = [ImportedRating(line: 1, record: record("ben", .rated, at: 8))]
        _ = try store.importRatings(own, study: "s", file: "f")
        #expect(try rows("state = 'done' AND reviewer IS NOT NULL") == 1 && rows("state = 'open'") == 15)
    }

    /// Nor does it close a row that the plan gave its reviewer.
    @Test func whatWasTakenBackInAFileClosesNoRowOfItsReviewer() throws {
        var study = Example.study
        study.criteria.removeLast()
        let store = try Store.inMemory()
        try Example.fill(store, study)
        func record(_ rater: String, _ outcome: RatingRecord.Outcome, at time: Int64) -> RatingRecord {
            RatingRecord(
                study: "s",
                subject: .item(ItemID(study: "s", prompt: "p1", text: "large says p1\0!")),
                prompt: "p1",
                criterion: "overall",
                value: outcome == .rated ? 4 : nil,
                rater: rater,
                kind: .human,
                at: time,
                outcome: outcome
            )
        }
        let rated = try store.read {
            try RatingWriter(study: "s", $0).resolved(ImportedRating(line: 1, record: record("ana", .rated, at: 5)))
        }
        var back = record("ana", .retracted, at: 6)
        back.supersedes = rated.id
        let all = [rated, back, record("ben", .rated, at: 7)].map { ImportedRating(line: 1, record: $0) }
        _ = try store.importRatings(all, study: "s", file: "f")
        #expect(try left(store) == ["ana": 8, "ben": 7])
    }

    /// A row is closed by ratings in files once all is answered that is asked of it, blind.
    @Test func aFileClosesARowThatItAnswersWhole() throws {
        var study = Example.study
        study.criteria = [.overall, .overall]
        study.criteria[1].name = "tone"
        let store = try Store.inMemory()
        try Example.fill(store, study)
        func add(_ prompt: Int, _ criteria: [String], phase: RatingRecord.Phase = .blind, isSkip: Bool = false) throws {
            let rows = criteria.map { criterion in
                var record = RatingRecord(
                    study: "s",
                    subject: .item(ItemID(study: "s", prompt: "p\(prompt)", text: "large says p\(prompt)\0!")),
                    prompt: "p\(prompt)",
                    criterion: criterion,
                    value: isSkip ? nil : 4,
                    rater: "ana",
                    kind: .human,
                    phase: phase
                )
                if isSkip { record.outcome = .skipped }
                return ImportedRating(line: 1, record: record)
            }
            _ = try store.importRatings(rows, study: "s", file: "f")
        }
        func closed() throws -> [Int] {
            let ana = try #require(try store.progress(of: "s").first { $0.reviewer == "ana" })
            return [ana.done, ana.skipped, ana.left]
        }
        try add(1, ["overall"])
        #expect(try closed() == [0, 0, 8])
        try add(1, ["tone"])
        #expect(try closed() == [1, 0, 7])
        try add(2, ["overall", "tone"], phase: .repeat)
        #expect(try closed() == [1, 0, 7])
        try add(3, ["overall", "tone"], isSkip: true)
        #expect(try closed() == [1, 1, 6])
        try add(4, ["overall"], isSkip: true)
        try add(4, ["tone"])
        #expect(try closed() == [2, 1, 5])
    }

    @Test func whatIsImportedByModelTakesNothingOutOfABlindPlan() throws {
        // Which item is missing afterwards would tell whose it is.
        let store = try store()
        let before = try left(store)
        let rating = ImportedRating(
            line: 1,
            record: RatingRecord(
                study: "s",
                subject: .item(ItemID(rawValue: "")),
                prompt: "p1",
                criterion: "overall",
                value: 4,
                rater: "ana",
                kind: .human
            ),
            sources: [.init(model: "large", sample: 1)]
        )
        _ = try store.importRatings([rating], study: "s", file: "f")
        #expect(try left(store) == before)
        // Nor does a second naming of the same rater say whether it was the same text.
        for model in ["large", "small"] {
            let text = "\(model) says p1\0!"
            var byItem = rating
            byItem.sources = []
            byItem.record.subject = .item(ItemID(study: "s", prompt: "p1", text: text))
            let refusal = #expect(throws: Mistakes.self) { try store.importRatings([byItem], study: "s", file: "f") }
            #expect("\(String(describing: refusal))".contains("in the same way"))
        }
    }
}
