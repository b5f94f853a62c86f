package import Foundation
import Glibc

/// Files that are there whole or not at all: written beside, then renamed.
package enum WholeFile {
    /// Puts the bytes in the place of what the file held, or leaves it as it was and says why.
    package static func write(_ bytes: Data, to path: String) throws {
        let draft = try Draft(of: path)
        try draft.write(bytes)
        try draft.finish()
    }

    /// Refuses a path at which something else stands than an earlier file of the same schema: a database or a study that is
    /// named by mistake would be lost.
    package static func check(_ path: String, mayReplace schema: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFREG, status.st_size == 0 { return }
        if status.st_mode & S_IFMT == S_IFREG, let file = FileHandle(forReadingAtPath: path) {
            defer { try? file.close() }
            let start = String(decoding: try file.read(upToCount: 1 << 16) ?? Data(), as: UTF8.self)
            if start.hasPrefix("{"), start.contains("\"\(schema)\"") { return }
        }
        throw StudiesError(
            "'\(path)' is there already and is no file of '\(schema)': name another file; nothing was written"
        )
    }

    /// A file that is being written beside the one whose place it takes at the end; let go before that, it leaves nothing.
    package final class Draft {
        private let path: String
        private let draft: String
        private var file: Int32
        private var waiting = Data()

        package init(of path: String) throws {
            self.path = path
            draft = "\(path).\(ProcessInfo.processInfo.processIdentifier).part"
            file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            guard file >= 0 else { throw failure(path) }
        }

        deinit {
            guard file >= 0 else { return }
            close(file)
            unlink(draft)
        }

        package func write(_ bytes: some Sequence<UInt8>) throws {
            waiting.append(contentsOf: bytes)
            if waiting.count > 1 << 16 { try flush() }
        }

        private func flush() throws {
            var rest = waiting[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure(path) }
                rest = rest.dropFirst(count)
            }
            waiting.removeAll(keepingCapacity: true)
        }

        /// Puts it in its place.
        package func finish() throws {
            try flush()
            guard fsync(file) == 0 || errno == EINVAL else { throw failure(path) }
            defer { file = -1 }
            guard close(file) == 0, rename(draft, path) == 0 else {
                let failure = failure(path)
                unlink(draft)
                throw failure
            }
        }
    }

    /// Makes a folder with those above it.
    package static func makeFolder(_ path: String) throws {
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw StudiesError.noFolder(in: path) ?? StudiesError(ofFile: error) ?? failure(path)
        }
    }

    private static func failure(_ path: String) -> StudiesError {
        let reason = errno == 0 ? "" : " (\(String(cString: strerror(errno))))"
        return StudiesError("cannot write '\(path)'\(reason): make room or name another place; nothing was changed")
    }
}
