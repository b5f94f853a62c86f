import Foundation
import GRDB

/// A bundle under review: the session works on a file beside it, and the bundle is replaced whole, so that a copy of it
/// taken at any moment is whole too.
package final class WorkingBundle {
    /// The file that the session works on.
    package let store: Store
    /// What the bundle is written from: `store` may be restricted, and the name may go away under the session.
    private let reader: DatabaseQueue
    private let path: String
    /// The file that the session works on, by name.
    package let work: String
    private let lock: SessionLock
    /// Whether the session has something that could not be written into the bundle.
    package private(set) var isBehind = false

    /// Opens the bundle at `path`; what an earlier session left behind when it was killed is taken up.
    package init(path: String, onWait: (@Sendable (Duration) -> Void)? = nil) throws {
        let file = URL(filePath: path)
        let folder = file.deletingLastPathComponent().path
        let name = file.lastPathComponent
        self.path = path
        work = "\(folder)/.\(name).work"
        while true {
            guard let lock = SessionLock(path: "\(folder)/.\(name).lock") else {
                throw StoreError(
                    "the folder of '\(path)' cannot be written (\(String(cString: strerror(errno)))): copy the bundle to another one"
                )
            }
            guard let store = try Self.opened(work, of: path, lock, onWait) else {
                lock.letGo()
                continue
            }
            reader = try DatabaseQueue(path: work)
            (self.lock, self.store) = (lock, store)
            return
        }
    }

    /// The working file under a lock that stands; nil where its last holder took the lock away meanwhile.
    private static func opened(
        _ work: String,
        of path: String,
        _ lock: SessionLock,
        _ onWait: (@Sendable (Duration) -> Void)?
    ) throws -> Store? {
        // Only one session makes the file; the others find it.
        let isAlone = lock.holdAlone()
        if !isAlone { lock.share() }
        guard lock.stands else { return nil }
        do {
            if isAlone { try prepare(work, from: path) }
            guard FileManager.default.fileExists(atPath: work) else {
                throw StoreError(
                    "a session has '\(path)' open and its file '\(work)' was removed: end that session first"
                )
            }
            let store = try Store.open(path: work, mode: .existing, onWait: onWait)
            lock.share()
            guard lock.stands else {
                try store.close()
                return nil
            }
            return store
        } catch {
            // A refusal leaves nothing beside the bundle, unless a session has its working file there.
            if isAlone, !FileManager.default.fileExists(atPath: work) { lock.remove() }
            lock.letGo()
            throw error
        }
    }

    private static func prepare(_ work: String, from path: String) throws {
        let files = FileManager.default
        if files.fileExists(atPath: work) {
            guard try holdsAll(work, of: path) else {
                throw StoreError(
                    "'\(path)' and '\(work)', which an earlier session left, tell different stories: keep both and ask the study's lead"
                )
            }
            return
        }
        let part = work + ".part"
        for end in ["", "-wal", "-shm"] where files.fileExists(atPath: part + end) {
            try files.removeItem(atPath: part + end)
        }
        for end in ["", "-wal"] where files.fileExists(atPath: path + end) {
            try files.copyItem(atPath: path + end, toPath: part + end)
        }
        do {
            try check(part, of: path)
        } catch {
            for end in ["", "-wal", "-shm"] where files.fileExists(atPath: part + end) {
                try files.removeItem(atPath: part + end)
            }
            throw error
        }
        try rename(part, to: work)
    }

    /// A bundle of an earlier build may have its last ratings in the log beside it: they come along.
    private static func check(_ part: String, of path: String) throws {
        let store: Store
        do { store = try Store.open(path: part, mode: .existing) } catch {
            let words = error.description.replacing(part, with: path)
            throw StoreError(words.replacing("name another file with --database", with: "name a bundle"))
        }
        guard try store.bundleOwner() != nil else {
            try store.close()
            throw StoreError("'\(path)' is no bundle: 'slam bundle REVIEWER' writes one")
        }
        try store.close()
    }

    /// Whether what an earlier session left has everything that the bundle has; where the bundle has more, it takes its place.
    private static func holdsAll(_ work: String, of path: String) throws -> Bool {
        let (left, leftName) = try events(of: work)
        let (kept, keptName) = try events(of: path)
        if leftName == keptName, left.isSuperset(of: kept) { return true }
        guard left.isEmpty || leftName == keptName && kept.isSuperset(of: left) else { return false }
        for end in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: work + end) {
            try FileManager.default.removeItem(atPath: work + end)
        }
        try prepare(work, from: path)
        return true
    }

    /// The hashes of the log, and the bundle's name; read from a copy, so that the file stays as it is.
    private static func events(of path: String) throws -> (Set<String>, String) {
        let copy = FileManager.default.temporaryDirectory.appending(path: "slam-look-\(UUID().uuidString)").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + end) } }
        for end in ["", "-wal"] where FileManager.default.fileExists(atPath: path + end) {
            try FileManager.default.copyItem(atPath: path + end, toPath: copy + end)
        }
        let store = try Store.open(path: copy, mode: .existing)
        let found = try store.read { database in
            (
                try String.fetchSet(database, sql: "SELECT sha256 FROM event"),
                try String.fetchOne(database, sql: "SELECT name FROM bundle") ?? ""
            )
        }
        try store.close()
        return found
    }

    /// Replaces the bundle whole by what the session has: written, synced, renamed.
    package func publish() throws {
        isBehind = true
        guard !lock.isReplaced else {
            throw StoreError("the files beside '\(path)' were removed and another session has it now")
        }
        let part = path + ".part-\(getpid())"
        unlink(part)
        do {
            try reader.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [part]) }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
        try Self.rename(part, to: path)
        isBehind = false
    }

    private static func rename(_ from: String, to path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        for (name, flags) in [(from, O_RDONLY), (folder, O_RDONLY | O_DIRECTORY)] {
            if name == folder {
                guard Glibc.rename(from, path) == 0 else {
                    throw StoreError("'\(path)' cannot be replaced: \(String(cString: strerror(errno)))")
                }
            }
            let descriptor = open(name, flags)
            guard descriptor >= 0, fsync(descriptor) == 0 else {
                if descriptor >= 0 { Glibc.close(descriptor) }
                throw StoreError("'\(path)' cannot be written: \(String(cString: strerror(errno)))")
            }
            Glibc.close(descriptor)
        }
    }

    /// Lets go of the working file, which goes away where the bundle has all of it and no other session needs it.
    package func finish() throws {
        try reader.close()
        try store.writer.close()
        defer { lock.letGo() }
        guard !isBehind, lock.holdAlone(), lock.stands else { return }
        for end in ["", "-wal", "-shm"] { unlink(work + end) }
        lock.remove()
    }
}
