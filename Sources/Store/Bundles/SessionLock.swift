import Glibc

/// A lock file beside a bundle that every session holds, and that the last one takes away.
struct SessionLock {
    let path: String
    private let descriptor: Int32

    /// Opens the lock file; nil, with `errno`, where its folder cannot be written.
    init?(path: String) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
    }

    /// Whether no other session holds it, which then waits.
    func holdAlone() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// Holds it beside others; waits only while one of them makes or removes the working file.
    func share() { flock(descriptor, LOCK_SH) }

    /// Whether the file still stands by its name: one that its last holder took away locks nobody out.
    var stands: Bool { FileIdentity(of: descriptor).map { $0 == FileIdentity(at: path) } ?? false }

    /// Whether another session made a lock file of its own, because somebody took this one away.
    var isReplaced: Bool { FileIdentity(at: path) != nil && !stands }

    func remove() { unlink(path) }

    func letGo() { close(descriptor) }
}
