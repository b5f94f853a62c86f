import Foundation
import Glibc
import Studies

/// Files that are there whole or not at all: written beside, then renamed.
enum WholeFile {
    /// Puts the bytes in the place of what the file held, or leaves it as it was and says why.
    static func write(_ bytes: Data, to path: String) throws {
        let draft = "\(path).\(ProcessInfo.processInfo.processIdentifier).part"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure(path) }
        do {
            try write(bytes, to: file, path)
        } catch {
            close(file)
            unlink(draft)
            throw error
        }
        guard close(file) == 0, rename(draft, path) == 0 else {
            let failure = failure(path)
            unlink(draft)
            throw failure
        }
    }

    private static func write(_ bytes: Data, to file: Int32, _ path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 || errno == EINVAL else { throw failure(path) }
    }

    /// Makes a folder with those above it.
    static func makeFolder(_ path: String) throws {
        guard (try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)) != nil else {
            throw failure(path)
        }
    }

    private static func failure(_ path: String) -> StudiesError {
        let reason = errno == 0 ? "" : " (\(String(cString: strerror(errno))))"
        return StudiesError("cannot write '\(path)'\(reason): make room or name another place; nothing was changed")
    }
}
