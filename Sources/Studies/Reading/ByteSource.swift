import Glibc

/// The bytes of a file or of standard input (`-`), a block at a time.
package final class ByteSource {
    /// The file's name as the user gave it; `standard input` for `-`.
    package let name: String

    private let descriptor: Int32
    private let blockSize: Int
    /// Read ahead and not yet given.
    private var ahead: [UInt8] = []

    /// The longest row that is read: a file without an end of a line would fill the memory.
    let longestRow: Int

    /// Throws where so many bytes are of one row that it cannot be one.
    func checkRow(_ count: Int) throws {
        guard count > longestRow else { return }
        throw StudiesError(
            "a row of '\(name)' is longer than \(longestRow >> 20) MB: give a table or JSON lines, one row on each line"
        )
    }

    /// Opens `path`; throws words that name it when it cannot be read.
    package init(path: String, blockSize: Int = 1 << 18, longestRow: Int = 64 << 20) throws {
        self.blockSize = blockSize
        self.longestRow = longestRow
        guard path != "-" else {
            name = "standard input"
            descriptor = 0
            return
        }
        name = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw StudiesError("'\(path)' is a folder: name a file")
        }
    }

    /// Bytes that are at hand, under the name of where they come from.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        descriptor = -1
        blockSize = 0
        longestRow = 64 << 20
        ahead = bytes
    }

    deinit { if descriptor > 0 { close(descriptor) } }

    /// The first bytes, which `next()` gives all the same: as many as asked for, fewer at the end.
    package func peek(_ count: Int) throws -> ArraySlice<UInt8> {
        while ahead.count < count {
            let block = try read()
            if block.isEmpty { break }
            ahead += block
        }
        return ahead.prefix(count)
    }

    /// The next block, empty at the end.
    package func next() throws -> [UInt8] {
        guard ahead.isEmpty else {
            defer { ahead = [] }
            return ahead
        }
        return try read()
    }

    private func read() throws -> [UInt8] {
        guard descriptor >= 0 else { return [] }
        var failed = false
        let block = [UInt8](unsafeUninitializedCapacity: blockSize) { buffer, count in
            var received = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            while received < 0, errno == EINTR { received = Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
            failed = received < 0
            count = max(0, received)
        }
        guard !failed else { throw Self.failure(name) }
        return block
    }

    private static func failure(_ name: String) -> StudiesError {
        let code = errno
        let remedy = code == ENOENT ? "check the name" : "check that you may read it"
        return StudiesError("cannot read '\(name)' (\(String(cString: strerror(code)))): \(remedy)")
    }
}
