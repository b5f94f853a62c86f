import Fixtures
import Foundation
import Testing

@testable import Store

/// A database whose file goes away under a program takes nothing more: what it took would end with the program.
struct RemovedDatabaseTests {
    @Test func nothingIsSavedInAFileThatWasRemovedOrReplaced() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/slam.sqlite"
        func isTaken(_ store: Store) throws -> Bool {
            do {
                try store.write { _ in }
                return true
            } catch let error as StoreError {
                #expect(error.description.contains("was removed or replaced"), "\(error)")
                return false
            }
        }
        let store = try Store.open(path: path, mode: .create)
        #expect(try isTaken(store))
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
        #expect(try !isTaken(store))
        let other = try Store.open(path: path, mode: .create)
        #expect(try isTaken(other))
        #expect(try !isTaken(store))
        #expect(try isTaken(try Store.inMemory()))
    }
}
