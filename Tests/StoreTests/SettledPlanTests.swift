import Fixtures
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// A plan that lacked nothing is not planned once more for ratings that came, and for anything else that came it is.
struct SettledPlanTests {
    private struct Planned: Error {}

    /// Whether ratings of a file, by the same files of the study, have the plan made anew.
    private func isPlanned(_ store: Store, _ study: Study = Example.study) throws -> Bool {
        do {
            try store.plan(study, after: .ratings(isAdopted: true), worsened: { _, _, _ in nil }) { _ in
                throw Planned()
            }
            return false
        } catch is Planned { return true }
    }

    private func rating(_ model: String, _ prompt: Int, _ score: Double?, line: Int, sha256: String? = nil)
        -> ImportedRating
    {
        var record = RatingRecord(
            study: "s",
            subject: .item(ItemID(study: "s", prompt: "p\(prompt)", text: "\(model) says p\(prompt)\0!")),
            prompt: "p\(prompt)",
            criterion: "overall",
            value: score,
            rater: "ana",
            kind: .human,
            outcome: score == nil ? .skipped : .rated
        )
        record.criterionSHA256 = sha256
        return ImportedRating(line: line, record: record)
    }

    @Test func ratingsThatCloseRowsLeaveItAsItIs() throws {
        let store = try Example.store()
        #expect(try !isPlanned(store))
        let rows = [rating("large", 1, 4, line: 1), rating("small", 1, 2, line: 2)]
        #expect(try store.importRatings(rows, study: "s", file: "f").new == 2)
        #expect(try !isPlanned(store))
        // What is due is what planning anew finds: nothing.
        let before = try store.read { try Row.fetchAll($0, sql: "SELECT * FROM presentation ORDER BY id") }
        #expect(before.count { $0["state"] == "done" } == 2)
        try store.plan(Example.study, worsened: { _, _, _ in nil }, by: Planner(Example.study).rows)
        #expect(try store.read { try Row.fetchAll($0, sql: "SELECT * FROM presentation ORDER BY id") } == before)
        #expect(try store.verify("s").broken.isEmpty)
    }

    @Test func aRowThatAFileSkipsIsPlannedForSomebodyElse() throws {
        let store = try Example.store()
        _ = try store.importRatings([rating("large", 1, nil, line: 1)], study: "s", file: "f")
        #expect(try isPlanned(store))
    }

    /// It closes its row, and says nothing of the question of today.
    @Test func aRatingUnderAnotherVersionIsAskedForAgain() throws {
        let store = try Example.store()
        let old = rating("large", 1, 4, line: 1, sha256: String(repeating: "0", count: 64))
        _ = try store.importRatings([old], study: "s", file: "f")
        #expect(try !isPlanned(store))
        let later = try store.read {
            try Row.fetchAll($0, sql: "SELECT reviewer, state, asks FROM presentation WHERE round = 2")
        }
        #expect(later.count == 1 && later[0]["asks"] == "[\"overall\"]")
    }

    @Test func whatCameBesidesRatingsIsPlanned() throws {
        let store = try Example.store()
        try store.unblind("s", who: "lead", at: 1)
        #expect(try isPlanned(store))
        let other = try Example.store()
        _ = try other.importResponses(
            [ImportedResponse(line: 1, prompt: "p1", model: "large", sample: 2, text: "late")],
            study: "s",
            file: "f",
            at: 2
        )
        #expect(try isPlanned(other))
    }

    @Test func plansThatAreMadeEachTimeAreNeverLeft() throws {
        func isPlanned(_ change: (inout Study) -> Void, without prompt: String? = nil) throws -> Bool {
            var study = Example.study
            change(&study)
            let store = try Store.inMemory()
            try Example.fill(store, study, Example.responses.filter { $0.prompt != prompt })
            return try self.isPlanned(store, study)
        }
        #expect(try !isPlanned { _ in })
        #expect(try isPlanned { $0.criteria = [.better()] })
        #expect(
            try isPlanned {
                $0.review.isOpen = true
                $0.criteria = [.overall]
            }
        )
        // A prompt that some model has not answered waits.
        #expect(try isPlanned({ _ in }, without: "p2"))
        // A reviewer's study with another plan than that of the import.
        let store = try Example.store()
        try store.plan(Example.study, partial: true, worsened: { _, _, _ in nil }, by: Planner(Example.study).rows)
        #expect(try self.isPlanned(store))
    }
}
