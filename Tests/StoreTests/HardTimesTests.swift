import Foundation
import GRDB
import GRDBSQLite
import Studies
import Synchronization
import Testing

@testable import Store

/// A locked database, a full disk, a file that cannot be written: told in words, and nothing is claimed to be saved.
final class HardTimesTests {
    private let path = NSTemporaryDirectory() + "slam-\(UUID().uuidString).sqlite"

    deinit { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }

    /// A reviewer with an item on the screen, on a store that waits this long.
    private func sitter(waiting: Duration) throws -> (Sitter, BlindPresentation) {
        try Example.fill(try Store.open(path: path, mode: .create))
        let store = try Store.open(path: path, mode: .existing, waiting: waiting)
        let sitter = Sitter(try store.restricted(to: "ana", study: "s"))
        return (sitter, try #require(try sitter.next()))
    }

    /// Another program that holds the database.
    private func holder() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        return other
    }

    private func ratingCount() throws -> Int {
        try Store.open(path: path, mode: .existing).records(of: "s").count
    }

    private static func refusal(_ act: () throws -> Void) -> String {
        do {
            try act()
            return "none"
        } catch { return "\(error)" }
    }

    @Test func aLockedDatabaseIsWaitedForAndTold() throws {
        let (sitter, shown) = try sitter(waiting: .seconds(1))
        let told = Mutex<[Duration]>([])
        sitter.store.onWait = { waited in told.withLock { $0.append(waited) } }
        let other = try holder()
        let words = Self.refusal { try sitter.rate(shown) }
        #expect(words.contains("locked by another program") && words.contains("nothing was saved"), "\(words)")
        let waits = told.withLock { $0 }
        #expect(waits.first.map { $0 >= .milliseconds(500) } == true)
        try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try ratingCount() == 0)
        try sitter.rate(shown)
        #expect(try ratingCount() == 1)
    }

    @Test func everyWaitHasItsWholeTime() {
        let wait = BusyWait(limit: .milliseconds(200))
        var tries = 0
        while wait.goesOn(tries: tries) { tries += 1 }
        #expect(tries > 0 && wait.goesOn(tries: 0))
    }

    @Test func whoLetsGoInTimeIsOnlyWaitedFor() throws {
        let (sitter, shown) = try sitter(waiting: .seconds(300))
        let other = try holder()
        // The other program ends as soon as the wait for it is told.
        sitter.store.onWait = { _ in
            try? other.writeWithoutTransaction { if $0.isInsideTransaction { try $0.execute(sql: "ROLLBACK") } }
        }
        try sitter.rate(shown)
        #expect(try ratingCount() == 1)
    }

    @Test func aFullDiskSavesNothingAndSaysSo() throws {
        let (sitter, shown) = try sitter(waiting: .zero)
        func room(_ pages: Int) throws {
            try sitter.store.writer.writeWithoutTransaction { database in
                sqlite3_set_authorizer(database.sqliteConnection, nil, nil)
                try database.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        try room(1)
        let note = String(repeating: "long ", count: 10_000)
        let criterion = shown.texts.count == 1 ? "overall" : "better"
        let words = Self.refusal { try sitter.rate(shown, ReviewAct(criterion: criterion, value: 1, note: note)) }
        #expect(words.contains("disk is full: this was not saved"), "\(words)")
        #expect(Self.refusal { try sitter.draft(note, shown) }.contains("disk is full"))
        #expect(try ratingCount() == 0)
        try room(1_000_000)
        try sitter.rate(shown, ReviewAct(criterion: criterion, value: 1, note: note))
        #expect(try ratingCount() == 1)
        #expect(try Store.open(path: path, mode: .existing).verify("s").findings.isEmpty)
    }

    @Test func whatCannotBeWrittenIsToldAsSuch() throws {
        let (sitter, shown) = try sitter(waiting: .zero)
        try sitter.store.writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
        let words = Self.refusal { try sitter.rate(shown) }
        #expect(words.contains("cannot write the database") && words.contains("nothing was saved"), "\(words)")
        #expect(try ratingCount() == 0)
    }

    @Test func whoReadsDoesNotWaitForAnotherProgramAndWhoWritesIsTold() throws {
        try Example.fill(try Store.open(path: path, mode: .create))
        let other = try holder()
        let told = Mutex(0)
        let store = try Store.open(path: path, mode: .existing, waiting: .milliseconds(600)) { _ in
            told.withLock { $0 += 1 }
        }
        #expect(try store.records(of: "s").isEmpty && told.withLock { $0 } == 0)
        let words = Self.refusal { _ = try store.logHeads("s") }
        #expect(words.contains("locked by another program") && told.withLock { $0 } > 0, "\(words)")
        try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    }
}
