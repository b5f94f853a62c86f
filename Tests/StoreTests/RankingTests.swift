import Fixtures
import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Sets in the store: planned, shown, ranked, corrected, handed out and taken back.
struct RankingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static var study: Study {
        var study = Example.study
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        study.criteria = [
            Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: 3, tie: true))
        ]
        return study
    }

    private func store(_ name: String = "a") throws -> Store {
        let store = try Store.open(path: "\(folder.path)/\(name).sqlite", mode: .create)
        let study = Self.study
        try Example.fill(store, study, Example.responses(of: study) { "\($0)\0 \($1)" })
        return store
    }

    private func claim(_ store: Store, _ reviewer: String = "ana", at time: Int64 = 10) throws -> BlindPresentation? {
        try store.claimNext(study: "s", reviewer: reviewer, owner: .current, lease: .seconds(60), at: time)
    }

    private func rank(
        _ store: Store,
        _ shown: BlindPresentation,
        _ ranks: [Int],
        by name: String = "ana",
        at time: Int64
    )
        throws
    {
        try store.save(
            [ReviewAct(criterion: "best", value: nil, ranks: ranks)],
            of: shown,
            study: "s",
            reviewer: name,
            at: time,
            took: nil,
            shownSHA256: shown.shownSHA256,
            shownAt: time
        )
    }

    /// The current rank of each text.
    private func ranks(_ store: Store, _ shown: BlindPresentation) throws -> [Double?] {
        let current = try store.currentRatings(of: "s")
        return shown.subjects.map { subject in current.first { $0.subject == subject }?.value }
    }

    @Test func aSetIsShownWholeRankedCorrectedSkippedAndTakenBack() throws {
        let main = try store()
        let store = try Store.open(path: main.path, mode: .existing).restricted(to: "ana", study: "s")
        let shown = try #require(try claim(store))
        #expect(shown.texts.count == 3 && Set(shown.texts).count == 3)
        #expect(shown.texts.allSatisfy { $0.contains("\0 p") })
        try rank(store, shown, [2, 1, 2], at: 11)
        #expect(try ranks(main, shown) == [2, 1, 2])
        let (again, answers) = try store.revisit(
            shown.id,
            study: "s",
            reviewer: "ana",
            owner: .current,
            lease: .seconds(60),
            at: 12
        )
        #expect(again.texts == shown.texts && answers.map(\.ranks) == [[2, 1, 2]])
        try rank(store, again, [1, 2, 3], at: 13)
        #expect(try ranks(main, shown) == [1, 2, 3])
        try store.skip(
            again,
            study: "s",
            reviewer: "ana",
            criteria: ["best"],
            reason: "other",
            at: 14,
            took: nil,
            shownAt: 14
        )
        #expect(try ranks(main, shown) == [nil, nil, nil])
        let back = try store.undo(study: "s", reviewer: "ana", owner: .current, lease: .seconds(60), at: 15)
        #expect(back?.id == shown.id)
        try rank(store, shown, [3, 2, 1], at: 16)
        #expect(try ranks(main, shown) == [3, 2, 1])
        #expect(try main.verify("s").findings.isEmpty)
        #expect(try main.records(of: "s").filter { $0.outcome == .retracted }.count == 3)
    }

    @Test func anExportedRankingComesBackAsItWas() throws {
        let first = try store("first")
        let shown = try #require(try claim(first))
        try rank(first, shown, [1, 1, 3], at: 11)
        let records = try first.records(of: "s")
        let read = try records.map {
            try RatingRecord(json: JSONValue(parsing: String(decoding: $0.canonicalLine, as: UTF8.self)))
        }
        #expect(read == records)
        let second = try store("second")
        let report = try second.importRatings(
            read.map { ImportedRating(line: 1, record: $0) },
            study: "s",
            file: "f"
        )
        #expect(report.new == 3)
        #expect(try second.records(of: "s") == records)
        // The imported set is not asked again.
        #expect(try second.progress(of: "s").first { $0.reviewer == "ana" }?.left == 3)
    }

    @Test func aRankOfWhatIsNoSetAndAScoreOfOneAreRefusedInWords() throws {
        let store = try store()
        let shown = try #require(try claim(store))
        try rank(store, shown, [1, 2, 3], at: 11)
        var record = try #require(try store.records(of: "s").first)
        record.subject = .item(record.subject.items[0])
        #expect(throws: Mistakes.self) {
            try store.importRatings([ImportedRating(line: 1, record: record)], study: "s", file: "f")
        }
        var high = try #require(try store.records(of: "s").first)
        high.value = 4
        high.at = 99
        #expect(throws: Mistakes.self) {
            try store.importRatings([ImportedRating(line: 1, record: high)], study: "s", file: "f")
        }
    }

    @Test func textsToDifferentPromptsAreNoSet() throws {
        let store = try store()
        let items = [("large", "p1"), ("small", "p1"), ("tiny", "p2")].map { model, prompt in
            ItemID(study: "s", prompt: prompt, text: "\(model)\0 \(prompt)")
        }
        let record = RatingRecord(
            study: "s",
            subject: .member(items[0], of: SetID(items)),
            prompt: "p1",
            criterion: "best",
            value: 1,
            rater: "ana",
            kind: .human
        )
        let refusal = #expect(throws: Mistakes.self) {
            try store.importRatings([ImportedRating(line: 1, record: record)], study: "s", file: "f")
        }
        #expect("\(String(describing: refusal))".contains("the items of the set answer different prompts"))
        // Nor does the database take a rank of a text that stands in no set.
        let alone = """
            INSERT INTO rating (record, study, rater, criterion, first, value, outcome, phase, flags)
            SELECT 'x', 1, t.id, c.id, i.id, 1, 'rated', 'blind', '[]' FROM rater t, criterion c, item i
            WHERE c.name = 'best' AND length(i.text) > 0 LIMIT 1
            """
        #expect {
            try store.write { try $0.execute(sql: alone) }
        } throws: {
            "\($0)".contains("no point of the criterion")
        }
    }

    @Test func aBundleHoldsItsSetsAndComesBack() throws {
        let main = try store()
        let path = "\(folder.path)/ben.slam"
        #expect(try main.writeBundle(for: "ben", study: "s", to: path, at: 2) == 4)
        let bundle = try Store.open(path: path, mode: .existing).restricted(to: "ben", study: "s")
        var time: Int64 = 20
        while let shown = try claim(bundle, "ben", at: time) {
            #expect(shown.texts.count == 3)
            try rank(bundle, shown, [2, 3, 1], by: "ben", at: time + 1)
            time += 10
        }
        #expect(try main.merge([path], study: "s") == MergeReport(new: 12, known: 0, events: 13))
        #expect(try main.currentRatings(of: "s").count == 12)
        #expect(try main.verify("s").findings.isEmpty)
        // An order of the screen that was edited is noticed.
        let edited = try Store.open(path: path, mode: .existing)
        try edited.write { try $0.execute(sql: "UPDATE presentation SET arrangement = '[0,1,2]'") }
        #expect(throws: StoreError.self) { try main.merge([path], study: "s") }
    }

    @Test func aSetGrowsUntilItIsBegun() throws {
        let store = try store()
        let shown = try #require(try claim(store))
        var study = Self.study
        study.models.append(Model(name: "late", endpoint: "e", model: "z"))
        study.criteria = [
            Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: 4, tie: true))
        ]
        try store.sync(study)
        let late = study.prompts.map {
            ImportedResponse(line: 1, prompt: $0.id, model: "late", sample: 1, text: "late \($0.id)")
        }
        _ = try store.importResponses(late, study: "s", file: "g", at: 3)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        try rank(store, shown, [1, 2, 3], at: 10)
        var sizes = [shown.texts.count]
        for reviewer in ["ana", "ben"] {
            while let next = try claim(store, reviewer, at: Int64(20 + sizes.count)) {
                if next.prompt == shown.prompt { #expect(next.texts.count == 3) }
                sizes.append(next.texts.count)
                try rank(store, next, Array(1...next.texts.count), by: reviewer, at: Int64(20 + sizes.count))
            }
        }
        #expect(sizes.sorted() == [3, 3, 4, 4, 4, 4, 4, 4])
        #expect(try store.diagnose("s", at: 99).allSatisfy { $0.count == 0 })
    }
}
