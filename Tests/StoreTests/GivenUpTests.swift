import Fixtures
import Foundation
import GRDB
import Testing

@testable import Store

/// What writes a file and is given up, or fails at its end, leaves no file that looks like one.
struct GivenUpTests {
    private let folder: TemporaryFolder
    private let store: Store

    init() throws {
        folder = try TemporaryFolder()
        store = try Store.open(path: "\(folder.path)/main.sqlite", mode: .create)
        try Example.fill(store, Example.study)
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix("main.") }.sorted()
    }

    @Test func aCopyThatIsGivenUpIsNoCopy() throws {
        // So many rows that somebody is asked between them.
        try store.write {
            try $0.execute(
                sql: """
                    CREATE TABLE filler AS WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number LIMIT 60000)
                    SELECT i FROM number
                    """
            )
        }
        store.giveUp { true }
        #expect(throws: StoreError.self) { try store.backUp(to: "\(folder.path)/copy.sqlite") }
        #expect(try files() == [])
        store.giveUp(when: nil)
        try store.backUp(to: "\(folder.path)/copy.sqlite")
        #expect(try files().first == "copy.sqlite")
        // What was there before is neither overwritten nor removed.
        #expect(throws: StoreError.self) { try store.backUp(to: "\(folder.path)/copy.sqlite") }
        #expect(try files().first == "copy.sqlite")
    }

    @Test func aBundleWhoseRowsWereNotHandedOutIsNone() throws {
        let path = "\(folder.path)/ben.slam"
        try store.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER full BEFORE INSERT ON study_event WHEN new.kind = 'bundle'
                    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
                    """
            )
        }
        #expect(throws: StoreError.self) { try store.writeBundle(for: "ben", study: "s", to: path, at: 2) }
        #expect(try files() == [])
        try store.write { try $0.execute(sql: "DROP TRIGGER full") }
        #expect(try store.writeBundle(for: "ben", study: "s", to: path, at: 3) > 0)
        #expect(try files() == ["ben.slam"])
    }
}
