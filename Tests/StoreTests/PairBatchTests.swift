import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Figures within pairs of models of a blind study rest on whole batches of verdicts, as they move otherwise where a verdict
/// is of the same two models as another one.
struct PairBatchTests {
    private let store: Store
    private var study = Example.study

    /// Twelve prompts, two models, two reviewers: 24 verdicts on pairs in batches of five, beside scores of texts.
    init() throws {
        store = try Store.inMemory()
        study.prompts = (1...12).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        try Example.fill(store, study, Example.responses(of: study) { "\($0) says \($1)" })
    }

    private func pairs(of store: Store) throws -> Set<String> {
        Set(try store.ratingRows(of: "s", pairs: true).rows.filter { $0.second >= 0 }.map { "\($0.id) \($0.value)" })
    }

    private func rate(_ reviewer: String, after: (() throws -> Void)? = nil) throws {
        let sitter = Sitter(store, reviewer)
        while let shown = try sitter.next() {
            try sitter.rate(shown)
            try after?()
        }
    }

    @Test func aSingleVerdictMovesNothingWithinPairs() throws {
        var (last, changes): (Set<String>, [Int]) = ([], [])
        func look() throws {
            let now = try pairs(of: store)
            #expect(now.isSuperset(of: last))
            if now != last { changes.append(now.count - last.count) }
            last = now
        }
        try rate("ana", after: look)
        #expect(try store.ratingRows(of: "s", pairs: true).rows.count { $0.second < 0 } == 24)
        let waiting = try store.ratingRows(of: "s", pairs: true).withheld.batches
        #expect(waiting.map(\.criterion) == ["better"] && waiting.allSatisfy { $0.isWithinPairs && $0.counted == 10 })
        try rate("ben", after: look)
        #expect(last.count == 24 && changes.count > 2 && changes.allSatisfy { $0 >= 5 }, "\(changes)")
        // A correction moves nothing either, and one prompt more takes nothing out.
        let sitter = Sitter(store, "ben")
        let again = try sitter.revisit(try pair(of: "ben")).presentation
        try sitter.rate(again, ReviewAct(criterion: "better", value: -1))
        #expect(try store.ratingRows(of: "s").rows.contains { $0.second >= 0 && $0.value < 0 })
        #expect(try pairs(of: store) == last)
        var study = study
        study.prompts.append(Prompt(id: "p13", messages: [Message(role: .user, content: "ask")]))
        try Example.fill(store, study, Example.responses(of: study) { "\($0) says \($1)" })
        #expect(try pairs(of: store) == last)
        try store.unblind("s", who: "lead", at: 1)
        #expect(try pairs(of: store) != last)
    }

    /// Reading both at once reads what each alone does.
    @Test func bothAreReadAtOnce() throws {
        for reviewer in ["ana", "ben"] {
            try rate(reviewer)
            let both = try store.ratingRowsOfTwo(of: "s", lengths: true)
            let each = try store.ratingRows(of: "s", lengths: true)
            let figures = try store.ratingRows(of: "s", pairs: true)
            #expect(both.each.rows.map(\.id) == each.rows.map(\.id) && both.each.lengths == each.lengths)
            #expect(both.each.rows.map(\.value) == each.rows.map(\.value))
            #expect(both.figures.rows.map(\.id) == figures.rows.map(\.id))
            // Texts and pairs stand as they were stored.
            #expect(figures.rows.map(\.id) == figures.rows.map(\.id).sorted())
            #expect(both.figures.versions == figures.versions)
            let (read, known) = (both.figures.withheld.batches, figures.withheld.batches)
            #expect(both.each.withheld.batches.isEmpty && read.map(\.counted) == known.map(\.counted))
        }
    }

    /// Beside a rating that is named by its model a text's own ratings stand once, as they do without it.
    @Test func whatIsNamedByItsModelPutsNoTextAmongThePairs() throws {
        for reviewer in ["ana", "ben"] { try rate(reviewer) }
        let before = try store.ratingRows(of: "s", pairs: true).rows.map(\.id)
        #expect(before.count == 72 && Set(before).count == 72)
        let record = RatingRecord(
            study: "s",
            subject: .item(ItemID(study: "s", prompt: "p1", text: "")),
            prompt: "p1",
            criterion: "overall",
            value: 5,
            rater: "spy",
            kind: .human
        )
        let row = ImportedRating(line: 1, record: record, sources: [.init(model: "large", sample: 1)])
        _ = try store.importRatings([row], study: "s", file: "f")
        let figures = try store.ratingRows(of: "s", pairs: true)
        #expect(figures.withheld.namedByModel >= 1 && figures.rows.map(\.id) == before)
    }

    /// What was read is not read once more where nothing was corrected: it is the same, numbers of versions too.
    @Test func whatIsTakenIsWhatReadingAgainGives() throws {
        try rate("ana")
        try store.write { database in
            try database.execute(sql: "DROP TRIGGER rating_is_never_changed")
            try database.execute(sql: "UPDATE rating SET version = iif(second IS NULL, 'b', 'c') WHERE id % 2 = 0")
            try database.execute(sql: "UPDATE rating SET version = 'a' WHERE id % 3 = 0")
        }
        let shown = try store.shownModels(of: "s")
        try store.read { database in
            let id = try Store.studyID("s", database)
            var all = RatingRowReader(rows: RatingRows(shown: shown))
            let figured = try Store.figured(nil, prompts: "1", id, database)
            try all.readNames(study: id, lengths: false, figured, database)
            let names = all
            try all.readRows(study: id, phase: .blind, database)
            for row in all.rows.rows where row.id % 2 == 0 || row.id % 3 == 0 {
                let version = row.id % 3 == 0 ? "a" : row.second < 0 ? "b" : "c"
                #expect(row.version >= 0 && all.rows.versions[Int(row.version)] == version, "\(row.id)")
            }
            #expect(all.rows.versions.sorted() == ["a", "b", "c"])
            for onlyPairs in [false, true] {
                var (taken, read) = (names, names)
                taken.takeRows(of: all, onlyPairs: onlyPairs)
                try read.readRows(study: id, phase: .blind, onlyPairs: onlyPairs, database)
                #expect(taken.rows.rows.count > 10 && taken.rows.versions == read.rows.versions)
                #expect("\(taken.rows.rows)" == "\(read.rows.rows)")
            }
        }
    }

    /// A row on which a reviewer compared two texts.
    private func pair(of reviewer: String) throws -> Int64 {
        try #require(
            try store.read { database in
                try Int64.fetchOne(
                    database,
                    sql: """
                        SELECT n.id FROM presentation n JOIN rater t ON t.id = n.reviewer
                        WHERE t.name = ? AND n.second IS NOT NULL AND n.state = 'done' ORDER BY n.id LIMIT 1
                        """,
                    arguments: [reviewer]
                )
            }
        )
    }

    @Test func listsByTextHaveEveryVerdict() throws {
        let sitter = Sitter(store, "ana")
        for _ in 1...6 { try sitter.rate(try #require(try sitter.next())) }
        let all = try store.ratingRows(of: "s").rows
        #expect(all.count == 6)
        #expect(try store.ratingRows(of: "s", pairs: true).rows.count { $0.second < 0 } == all.count { $0.second < 0 })
    }
}
