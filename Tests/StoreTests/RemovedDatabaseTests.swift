import Foundation
import Testing

@testable import Store

/// A database whose file went away under a session takes nothing more.
struct RemovedDatabaseTests {
    @Test func whatWasRemovedOrReplacedIsSaid() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-removed-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/slam.sqlite"
        let store = try Store.open(path: path, mode: .create)
        try store.checkPlace()
        try FileManager.default.moveItem(atPath: path, toPath: "\(path).old")
        #expect(throws: StoreError.self) { try store.checkPlace() }
        let other = try Store.open(path: path, mode: .create)
        try other.checkPlace()
        #expect { try store.checkPlace() } throws: { "\($0)".contains("was removed or replaced") }
        try Store.inMemory().checkPlace()
    }
}
