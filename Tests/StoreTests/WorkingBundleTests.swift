import Fixtures
import Foundation
import Studies
import Testing

@testable import Store

/// What a bundle holds when its files go away under a session, or when two sessions have it.
final class WorkingBundleTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/ana.slam"
        let store = try Store.open(path: folder.path + "/home.sqlite", mode: .create)
        try Example.fill(store)
        _ = try store.writeBundle(for: "ana", study: "s", to: path, at: 2)
    }

    private func rate(_ bundle: WorkingBundle, _ count: Int, as owner: LeaseOwner = .current) throws {
        let ana = Sitter(bundle.store, owner: owner)
        for _ in 0..<count { try ana.rate(try #require(try ana.next())) }
    }

    /// How many items of the bundle as it stands are rated.
    private func rated() throws -> Int {
        let store = try Store.open(path: path, mode: .existing)
        defer { try? store.close() }
        return try #require(try store.progress(of: "s").first { $0.reviewer == "ana" }).done
    }

    /// The first session's end took the working file from under the second one, whose next rating made an empty bundle.
    @Test func twoSessionsShareABundleWhicheverEndsFirst() throws {
        let first = try WorkingBundle(path: path)
        try rate(first, 2)
        try first.publish()
        let second = try WorkingBundle(path: path)
        try first.finish()
        let third = try WorkingBundle(path: path)
        try third.finish()
        try rate(second, 1)
        try second.publish()
        #expect(try rated() == 3)
        try second.finish()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!names.isEmpty && names.allSatisfy { !$0.hasPrefix(".ana") })
        let last = try WorkingBundle(path: path)
        try rate(last, 1)
        try last.publish()
        try last.finish()
        #expect(try rated() == 4)
    }

    /// Whoever tidies up moves the folder with the bundle while somebody rates from it.
    @Test func aFolderThatIsMovedAwayLosesNothingAndSaysSo() throws {
        let place = folder.path + "/post"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: path, toPath: place + "/ana.slam")
        let session = try WorkingBundle(path: place + "/ana.slam")
        try rate(session, 2)
        try session.publish()
        try rate(session, 1)
        let moved = folder.path + "/moved"
        try FileManager.default.moveItem(atPath: place, toPath: moved)
        var words = ""
        do { try session.publish() } catch { words = "\(error)" }
        #expect(words.contains("ana.slam"), "\(words)")
        // Every rating lies where the folder went: the next session on it finds them.
        do { try session.finish() } catch { words += "\n\(error)" }
        let next = try WorkingBundle(path: moved + "/ana.slam")
        #expect(try #require(try next.store.progress(of: "s").first { $0.reviewer == "ana" }).done == 3, "\(words)")
        try next.finish()
    }

    @Test func aRemovedWorkingFileLosesNothingAndTakesNothingMore() throws {
        let session = try WorkingBundle(path: path)
        try rate(session, 3)
        for end in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: session.work + end) }
        #expect {
            try self.rate(session, 1)
        } throws: {
            "\($0)".contains("was removed or replaced while this program had it open: nothing was saved")
        }
        try session.publish()
        try session.finish()
        #expect(try rated() == 3)
    }

    @Test func anotherSessionIsToldThatTheWorkingFileWasRemoved() throws {
        let session = try WorkingBundle(path: path)
        try rate(session, 1)
        for end in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: session.work + end) }
        #expect {
            _ = try WorkingBundle(path: self.path)
        } throws: {
            "\($0)".contains("was removed: end that session first")
        }
        try session.publish()
        try session.finish()
        #expect(try rated() == 1)
    }

    /// What a killed session left may be all that there is of its ratings.
    @Test func whatAKilledSessionLeftIsNotThrownAway() throws {
        let other = folder.path + "/other/ana.slam"
        try folder.write("other/place", "")
        try FileManager.default.copyItem(atPath: path, toPath: other)
        let elsewhere = try WorkingBundle(path: other)
        try rate(elsewhere, 1, as: LeaseOwner(rawValue: "elsewhere:1:0"))
        try elsewhere.publish()
        try elsewhere.finish()
        let session = try WorkingBundle(path: path)
        try rate(session, 1)
        let ends = ["", "-wal"].filter { FileManager.default.fileExists(atPath: session.work + $0) }
        let left = try ends.map { try Data(contentsOf: URL(filePath: session.work + $0)) }
        try session.finish()
        for (end, bytes) in zip(ends, left) { try bytes.write(to: URL(filePath: session.work + end)) }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: other, toPath: path)
        #expect { try WorkingBundle(path: self.path) } throws: { "\($0)".contains("tell different stories") }
        #expect(FileManager.default.fileExists(atPath: session.work))
    }

    @Test func aLockFileThatSomebodyRemovedKeepsNothingFromBeingSaved() throws {
        let session = try WorkingBundle(path: path)
        try rate(session, 2)
        try FileManager.default.removeItem(atPath: folder.path + "/.ana.slam.lock")
        try session.publish()
        #expect(try rated() == 2)
        try session.finish()
    }

    /// It was removed though the bundle lacked what it held.
    @Test func theWorkingFileStaysWhereTheBundleCannotBeWritten() throws {
        let kept = try Data(contentsOf: URL(filePath: path))
        let session = try WorkingBundle(path: path)
        try rate(session, 2)
        try FileManager.default.removeItem(atPath: path)
        try folder.write("ana.slam/in the way", "")
        #expect(throws: StoreError.self) { try session.publish() }
        #expect(session.isBehind)
        try session.finish()
        try FileManager.default.removeItem(atPath: path)
        try kept.write(to: URL(filePath: path))
        let next = try WorkingBundle(path: path)
        try next.publish()
        try next.finish()
        #expect(try rated() == 2)
    }
}
