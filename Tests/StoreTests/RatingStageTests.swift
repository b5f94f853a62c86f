import GRDB
import Studies
import Testing

@testable import Store

/// Ratings of a file are put in together: what a rule says of two rows of one file is as if each had been stored before the
/// next.
struct RatingStageTests {
    private func rating(_ score: Double?, _ rater: String = "ana", model: String = "large", line: Int) -> ImportedRating
    {
        var record = RatingRecord(
            study: "s",
            subject: .item(ItemID(rawValue: "")),
            prompt: "p1",
            criterion: "overall",
            value: score,
            rater: rater,
            kind: .human
        )
        if score == nil { record.outcome = .skipped }
        return ImportedRating(line: line, record: record, sources: [.init(model: model, sample: 1)])
    }

    @Test func aRowThatComesTwiceInAFileIsStoredOnce() throws {
        let store = try Example.store()
        let rows = [rating(4, line: 1), rating(2, model: "small", line: 2), rating(4, line: 3)]
        let report = try store.importRatings(rows, study: "s", file: "f")
        #expect(report.new == 2 && report.known == 1)
        #expect(try store.records(of: "s").compactMap(\.value) == [4, 2])
    }

    @Test func aSecondOpinionOfAPersonInOneFileIsRefusedByItsLine() throws {
        let rows = [rating(4, line: 1), rating(3, "ben", line: 2), rating(5, line: 3)]
        // Two models may have given one text: while a blind plan stands nothing is said of that.
        #expect(try Example.store().importRatings(rows, study: "s", file: "f").new == 2)
        let store = try Example.store()
        try store.unblind("s", who: "lead", at: 1)
        #expect { try store.importRatings(rows, study: "s", file: "f") } throws: {
            ($0 as? Mistakes)?.all.map(\.line) == [3]
        }
        #expect(try store.records(of: "s").isEmpty)
    }

    @Test func aCorrectionFollowsItsRatingInOneFile() throws {
        let store = try Example.store()
        let first = try store.read { try RatingWriter(study: "s", $0).resolved(rating(4, line: 1)) }
        var corrected = first
        (corrected.value, corrected.label, corrected.supersedes) = (2, nil, first.id)
        let rows = [first, corrected].enumerated().map { ImportedRating(line: $0 + 1, record: $1) }
        #expect(try store.importRatings(rows, study: "s", file: "f").new == 2)
        #expect(try store.currentRatings(of: "s").compactMap(\.value) == [2])
        var stray = first
        (stray.value, stray.supersedes) = (3, "oo" + first.id.dropFirst(2))
        #expect { try store.importRatings([.init(line: 7, record: stray)], study: "s", file: "f") } throws: {
            ($0 as? Mistakes)?.all.map(\.line) == [7]
        }
    }

    @Test func whatTheTableForbidsIsForbiddenInAFile() throws {
        let store = try Example.store()
        #expect(throws: StoreError.self) {
            try store.write { database in
                let writer = try RatingWriter(study: "s", isOfFile: true, database)
                var record = try writer.resolved(rating(4, line: 1))
                record.value = 17
                try writer.insert(record, namedBy: .model)
                try writer.finish()
            }
        }
        #expect(try store.records(of: "s").isEmpty)
    }

    /// The names of items are read at once for all rows of a plan: the root is that of rows that were joined one by one.
    @Test func theRootOfAPlanIsThatOfItsRowsWithTheirItemsNames() throws {
        let store = try Example.store()
        try store.read { database in
            let study = try Store.studyID("s", database)
            var tree = MerkleTree()
            try RowCursor(
                database,
                """
                SELECT n.id, a.sha256, b.sha256, n.side, n.slot, n.phase, n.block, n.original, n.distance, n.design,
                    n.arrangement FROM presentation n JOIN item a ON a.id = n.first LEFT JOIN item b ON b.id = n.second
                WHERE n.study = ?1 AND n.is_reviewers = 0 ORDER BY n.id
                """,
                [study]
            ).forEach { row in
                var leaf: [UInt8] = []
                for column in 0..<row.columnCount {
                    if row.isNull(column) {
                        leaf.append(UInt8(ascii: "n"))
                    } else if [0, 4, 6, 7, 8].contains(column) {
                        leaf += Array("i\(row.integer(column));".utf8)
                    } else {
                        leaf += Array("t\(row.bytes(column).count):".utf8) + row.bytes(column)
                    }
                }
                tree.add(leaf)
            }
            #expect(tree.count > 2)
            #expect(try StudyPart.plan.root(of: study, database).root == tree.root)
        }
    }
}
