import Foundation

/// A ZIP archive, such as a Python wheel, mapped into memory.
struct ZipFile {
    private struct Entry {
        var name: String
        var method: Int
        var packed: Int
        var size: Int
        var offset: Int
    }

    private let data: Data
    private let path: String
    private let entries: [Entry]

    init(path: String) throws {
        self.path = path
        guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else {
            throw EmbeddingError("cannot read '\(path)': name a folder or a .whl file")
        }
        self.data = data
        entries = try data.withUnsafeBytes { try Self.directory($0, path: path) }
    }

    private static func directory(_ bytes: UnsafeRawBufferPointer, path: String) throws -> [Entry] {
        let damage = EmbeddingError("'\(path)' is no ZIP archive, or it is cut: fetch it again")
        let first = max(0, bytes.count - 65_557)
        guard bytes.count >= 22,
            let end = (first...(bytes.count - 22)).last(where: { bytes.number($0, 4) == 0x0605_4B50 })
        else { throw damage }
        var place = bytes.number(end + 16, 4)
        return try (0..<bytes.number(end + 10, 2)).map { _ in
            guard place + 46 <= bytes.count, bytes.number(place, 4) == 0x0201_4B50 else { throw damage }
            let name = bytes.number(place + 28, 2)
            let length = 46 + name + bytes.number(place + 30, 2) + bytes.number(place + 32, 2)
            guard place + length <= bytes.count else { throw damage }
            let entry = Entry(
                name: String(decoding: bytes[(place + 46)..<(place + 46 + name)], as: UTF8.self),
                method: bytes.number(place + 10, 2),
                packed: bytes.number(place + 20, 4),
                size: bytes.number(place + 24, 4),
                offset: bytes.number(place + 42, 4)
            )
            place += length
            return entry
        }
    }

    /// The names of its files.
    var names: [String] { entries.map(\.name) }

    /// The bytes of the file with that name, of at most `limit` bytes.
    func bytes(of name: String, limit: Int) throws -> [UInt8] {
        let damage = EmbeddingError("'\(name)' in '\(path)' is damaged: fetch the archive again")
        guard let entry = entries.first(where: { $0.name == name }), entry.size <= limit else { throw damage }
        return try data.withUnsafeBytes { bytes in
            guard entry.offset + 30 <= bytes.count, bytes.number(entry.offset, 4) == 0x0403_4B50 else { throw damage }
            let start = entry.offset + 30 + bytes.number(entry.offset + 26, 2) + bytes.number(entry.offset + 28, 2)
            guard start + entry.packed <= bytes.count else { throw damage }
            let packed = bytes[start..<(start + entry.packed)]
            if entry.method == 0, entry.packed == entry.size { return Array(packed) }
            let input = UnsafeRawBufferPointer(rebasing: packed).assumingMemoryBound(to: UInt8.self)
            guard entry.method == 8, let unpacked = Inflate.bytes(of: input, size: entry.size) else { throw damage }
            return unpacked
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The number in `count` bytes, the least significant first.
    fileprivate func number(_ offset: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(self[offset + $1]) << (8 * $1) }
    }
}
