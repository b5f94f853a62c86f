import Fixtures
import GRDB
import Studies
import Testing

@testable import Store

/// What was drawn, settled and looked at, and what a reviewer put off or said of an item.
struct KeptChoiceTests {
    private let store: Store
    private var study = Example.study

    /// Eight texts of four prompts, one question.
    init() throws {
        study.criteria = [.overall]
        store = try Store.inMemory()
        try Example.fill(store, study, Example.responses(of: study) { "\($0) to \($1)" })
    }

    private func row(of item: ItemID) throws -> Int64 {
        try #require(
            try store.read {
                try Int64.fetchOne($0, sql: "SELECT id FROM item WHERE sha256 = ?", arguments: [item.rawValue])
            }
        )
    }

    private func item(_ model: String, _ prompt: String) -> ItemID {
        ItemID(study: "s", prompt: prompt, text: "\(model) to \(prompt)")
    }

    @Test func theNewestDrawCountsWithWhatCouldHaveBeenDrawn() throws {
        #expect(try store.newestDraw(of: "s") == nil)
        let (one, other) = (item("large", "p1"), item("small", "p2"))
        try store.keepDraw([(item: row(of: one), probability: 0.5, isDrawn: true)], of: "s", at: 1)
        try store.keepDraw(
            [
                (item: row(of: other), probability: 0.25, isDrawn: true),
                (item: row(of: one), probability: 0.125, isDrawn: false),
            ],
            of: "s",
            at: 2
        )
        let draw = LabelDraw(
            number: 2,
            pool: [
                .init(item: other, probability: 0.25, isDrawn: true),
                .init(item: one, probability: 0.125, isDrawn: false),
            ]
        )
        #expect(try store.newestDraw(of: "s") == draw)
    }

    /// A label of what was drawn is none that was chosen at random, by whoever was asked for it.
    @Test func labelsOfWhatWasDrawnAndTextsThatWereNotReadAreMarked() throws {
        let (ana, ben) = (Sitter(store), Sitter(store, "ben"))
        let shown = try #require(try ana.next())
        try ana.rate(shown, ReviewAct(criterion: "overall", value: 4, flags: ["unread"]))
        let second = try #require(try ana.next())
        try ana.rate(second)
        while let other = try ben.next() { try ben.rate(other) }
        let records = try store.read { database in
            try Row.fetchAll(database, sql: "SELECT id, rater, first, value FROM rating ORDER BY id")
        }
        let unread: Int64 = records[0]["id"]
        let marks = try store.ratingRows(of: "s").marks
        #expect(marks.unread == [unread] && marks.adaptive.isEmpty && !marks.hasSettled)
        #expect(try store.ratingsOfDraws(of: "s").isEmpty)
        let drawn: Int64 = records[1]["first"]
        try store.keepDraw(
            [
                (item: drawn, probability: 0.5, isDrawn: true),
                (item: records[0]["first"], probability: 0.5, isDrawn: false),
            ],
            of: "s",
            at: 5
        )
        try store.write {
            try $0.execute(
                sql:
                    "UPDATE presentation SET design = 'adaptive' WHERE reviewer = (SELECT id FROM rater WHERE name = 'ana')"
            )
        }
        let label: Int64 = records[1]["id"]
        #expect(try store.ratingsOfDraws(of: "s") == [label])
    }

    @Test func whatIsSettledIsKeptWithTheRatingsThatThereWere() throws {
        var study = study
        func settled() throws -> [String] {
            try store.settledChoices(of: "s").map { "\($0.judgeMargin ?? 0) after \($0.ratingsBefore)" }
        }
        #expect(try settled() == ["0.0 after 0"])
        study.calibration = CalibrationSettings(judgeMargin: 0.125)
        for _ in 1...2 { try store.sync(study) }
        #expect(try settled() == ["0.0 after 0", "0.125 after 0"])
        let sitter = Sitter(store)
        try sitter.rate(try #require(try sitter.next()))
        study.calibration = CalibrationSettings(judgeMargin: 0.25)
        for _ in 1...2 { try store.sync(study) }
        #expect(try settled() == ["0.0 after 0", "0.125 after 0", "0.25 after 1"])
    }

    @Test func aLookIsKeptOnceAndAChangedOneIsTold() throws {
        func look(_ count: Int, _ verdict: String) -> SequentialLook {
            SequentialLook(
                criterion: "overall",
                model: "m",
                promptCount: count,
                plannedCount: 40,
                margin: 0.5,
                verdict: verdict
            )
        }
        try store.keepLooks([look(20, "not enough")], of: "s", at: 1)
        try store.keepLooks([look(20, "not"), look(40, "non-inferior")], of: "s", at: 2)
        let looks = try store.looks(of: "s")
        #expect(looks.map(\.promptCount) == [20, 40] && looks.map(\.verdict) == ["not enough", "non-inferior"])
        try store.writer.write {
            try $0.execute(sql: "DROP TRIGGER look_is_never_changed; UPDATE look SET margin = 0.75 WHERE prompts = 20")
        }
        #expect(throws: StoreError.self) { try store.looks(of: "s") }
    }

    @Test func whatWasPutOffFirstComesFirstOnceNothingElseIsLeft() throws {
        let sitter = Sitter(store)
        func putOff() throws -> Int64 {
            let shown = try #require(try sitter.next())
            try store.putOff(shown, study: "s", reviewer: "ana", owner: sitter.owner, at: sitter.time)
            return shown.id
        }
        let off = [try putOff(), try putOff()]
        var order: [Int64] = []
        while let shown = try sitter.next() {
            order.append(shown.id)
            try sitter.rate(shown)
        }
        #expect(order.count == 8 && Array(order.suffix(2)) == off && Set(order).count == 8)
    }

    /// Wherever the plan has them, repeats come once enough others were seen, or at the end.
    @Test func aRepeatKeepsItsDistance() throws {
        var study = study
        study.review = ReviewSettings(repeats: 0.5, distance: 3, seed: 3)
        let store = try Store.inMemory()
        try Example.fill(store, study, Example.responses(of: study) { "\($0) to \($1)" })
        let originals = try store.write { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    UPDATE presentation SET distance = 3,
                        position = (SELECT o.position FROM presentation o WHERE o.id = presentation.original)
                    WHERE original IS NOT NULL RETURNING id, original
                    """
            )
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["id"] as Int64, $0["original"] as Int64) })
        }
        let sitter = Sitter(store)
        var seen: [Int64] = []
        while let shown = try sitter.next() {
            if let place = originals[shown.id].flatMap(seen.firstIndex) {
                #expect(seen.count - place > 3 || seen.count { originals[$0] == nil } == 8)
            }
            seen.append(shown.id)
            try sitter.rate(shown)
        }
        #expect(seen.count == 12)
    }

    @Test func aCommentStandsBehindTheNoteAndChangesNoValue() throws {
        let sitter = Sitter(store)
        let shown = try #require(try sitter.next())
        try sitter.rate(shown, ReviewAct(criterion: "overall", value: 4, note: "first"))
        #expect(try store.newestRow(study: "s", reviewer: "ana") == shown.id)
        sitter.time += 10
        try store.comment("then", on: shown.id, study: "s", reviewer: "ana", at: sitter.time)
        let now = try store.currentRatings(of: "s")
        #expect(now.map(\.note) == ["first · then"] && now.map(\.value) == [4])
        #expect(throws: StoreError.self) {
            try store.comment("no", on: shown.id, study: "s", reviewer: "ben", at: sitter.time)
        }
    }

    /// What people rated goes on counting when its prompt is taken out; what only a judge scored does not.
    @Test func promptsThatPeopleRatedAreCountedWhenTheyAreGone() throws {
        let sitter = Sitter(store)
        for _ in 1...3 { try sitter.rate(try #require(try sitter.next())) }
        #expect(try store.ratedPromptsGone(of: "s") == 0)
        let rated = Set(try store.currentRatings(of: "s").map(\.prompt))
        let others = study.prompts.map(\.id).filter { !rated.contains($0) }
        let left = try #require(others.first)
        let judged = RatingRecord(
            study: "s",
            subject: .item(item("large", left)),
            prompt: left,
            criterion: "overall",
            value: 3,
            rater: "judge",
            kind: .judge,
            version: "v"
        )
        _ = try store.importRatings([ImportedRating(line: 1, record: judged)], study: "s", file: "f")
        var fewer = study
        fewer.prompts.removeAll { $0.id == left }
        try store.sync(fewer)
        #expect(try store.ratedPromptsGone(of: "s") == 0)
        let gone = try #require(rated.min())
        fewer.prompts.removeAll { $0.id == gone }
        try store.sync(fewer)
        #expect(try store.ratedPromptsGone(of: "s") == 1)
    }
}
