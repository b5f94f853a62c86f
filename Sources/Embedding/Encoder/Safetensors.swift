import Foundation
import Studies

/// A file of tensors (safetensors), mapped into memory.
final class Safetensors: @unchecked Sendable {
    // Unchecked: the mapping is read-only from `init` to `deinit`.
    private let start: UnsafeRawPointer
    private let size: Int
    private let body: Int
    private let entries: [String: Entry]
    private let path: String

    private struct Entry {
        var type: String
        var shape: [Int]
        var range: Range<Int>
    }

    init(path: String) throws {
        self.path = path
        // Without waiting: nobody writes to what is no file.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { throw EmbeddingError(Self.missing(path)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= 8 else {
            throw EmbeddingError("'\(path)' is no safetensors file: fetch the model again")
        }
        size = Int(status.st_size)
        guard let mapped = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), mapped != MAP_FAILED else {
            throw EmbeddingError("cannot map '\(path)' into memory")
        }
        start = UnsafeRawPointer(mapped)
        do { (body, entries) = try Self.header(start, size: size, path: path) } catch {
            munmap(mapped, size)
            throw error
        }
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: start), size) }

    private static func missing(_ path: String) -> String {
        let folder = URL(filePath: path).deletingLastPathComponent()
        let others = ["model.safetensors.index.json", "pytorch_model.bin"]
        guard
            let other = others.first(where: { FileManager.default.fileExists(atPath: folder.appending(path: $0).path) })
        else { return "cannot open '\(path)': fetch the model first" }
        return "cannot open '\(path)', and '\(other)' is not read: save the model as one file of safetensors"
    }

    private static func header(_ start: UnsafeRawPointer, size: Int, path: String) throws -> (Int, [String: Entry]) {
        let length = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(size - 8), length < 1 << 27 else {
            throw EmbeddingError("'\(path)' is cut or no safetensors file: fetch the model again")
        }
        let body = 8 + Int(length)
        let bytes = UnsafeRawBufferPointer(start: start + 8, count: Int(length))
        guard let members = (try? JSONValue(parsing: bytes))?.members else {
            throw EmbeddingError("'\(path)' has a header that is not JSON: fetch the model again")
        }
        var entries: [String: Entry] = [:]
        for (name, value) in members where name != "__metadata__" {
            let offsets = value["data_offsets"]?.array?.compactMap(\.integer) ?? []
            let shape = value["shape"]?.array?.compactMap(\.integer) ?? []
            guard let type = value["dtype"]?.string, offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1],
                offsets[1] <= size - body, shape.count == value["shape"]?.array?.count, shape.allSatisfy({ $0 >= 0 })
            else {
                throw EmbeddingError("'\(path)' is cut, or its tensor '\(name)' lies outside it: fetch the model again")
            }
            entries[name] = Entry(type: type, shape: shape, range: offsets[0]..<offsets[1])
        }
        // The format knows neither holes nor bytes of two tensors: where there are such, a tensor's numbers are another's.
        let ranges = entries.values.map(\.range).sorted {
            ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
        }
        let ends = [0] + ranges.map(\.upperBound)
        guard zip(ends, ranges).allSatisfy({ $0 == $1.lowerBound }), ends.last == size - body else {
            throw EmbeddingError("'\(path)' has tensors that overlap, or bytes of none: fetch the model again")
        }
        return (body, entries)
    }

    /// The numbers of a tensor of that shape; f32 where they lie in the file, f16 and bf16 widened.
    func numbers(_ name: String, shape: [Int]) throws -> Numbers {
        guard let entry = entries[name] else { throw EmbeddingError("'\(path)' has no tensor '\(name)'") }
        guard entry.shape == shape else {
            throw EmbeddingError("the tensor '\(name)' of '\(path)' is \(entry.shape), not \(shape)")
        }
        let count = shape.reduce(1, *)
        guard let width = ["F32": 4, "F16": 2, "BF16": 2][entry.type] else {
            throw EmbeddingError(
                "the tensor '\(name)' of '\(path)' is of type \(entry.type): F32, F16 or BF16 is needed"
            )
        }
        guard entry.range.count == count * width else {
            throw EmbeddingError(
                "the tensor '\(name)' of '\(path)' has \(entry.range.count) bytes, not \(count * width)"
            )
        }
        let address = start + body + entry.range.lowerBound
        if entry.type == "F32", UInt(bitPattern: address) % 4 == 0 {
            return Numbers(address.assumingMemoryBound(to: Float.self), count: count, owner: self)
        }
        return Numbers(
            (0..<count).map { index in
                switch entry.type {
                case "F32": Float(bitPattern: (address + 4 * index).loadUnaligned(as: UInt32.self))
                case "F16": Self.half((address + 2 * index).loadUnaligned(as: UInt16.self))
                default: Float(bitPattern: UInt32((address + 2 * index).loadUnaligned(as: UInt16.self)) << 16)
                }
            }
        )
    }

    var names: Set<String> { Set(entries.keys) }

    /// The value of a half-precision number (IEEE 754 binary16).
    static func half(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1F
        let fraction = UInt32(bits & 0x3FF)
        switch exponent {
        case 0: return (sign == 0 ? 1 : -1) * Float(fraction) * 0x1p-24
        case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}

/// Numbers that lie in a mapped file or in an array of their own.
final class Numbers: @unchecked Sendable {
    // Unchecked: the memory is written in `init` only, and lives as long as the object.
    let start: UnsafePointer<Float>
    let count: Int
    private let owner: AnyObject?
    private let owned: UnsafeMutablePointer<Float>?

    init(_ start: UnsafePointer<Float>, count: Int, owner: AnyObject) {
        self.start = start
        self.count = count
        self.owner = owner
        owned = nil
    }

    init(_ numbers: [Float]) {
        let owned = UnsafeMutablePointer<Float>.allocate(capacity: max(1, numbers.count))
        owned.initialize(from: numbers, count: numbers.count)
        self.owned = owned
        start = UnsafePointer(owned)
        count = numbers.count
        owner = nil
    }

    /// Matrices of `columns` columns, one under the other, with rows and columns exchanged.
    init(transposing parts: [Numbers], columns: Int) {
        let rows = parts.reduce(0) { $0 + $1.count } / columns
        let owned = UnsafeMutablePointer<Float>.allocate(capacity: max(1, rows * columns))
        var above = 0
        for part in parts {
            let (source, count) = (part.start, part.count / columns)
            // In blocks, so that what is read and what is written stay in the cache.
            for block in stride(from: 0, to: columns, by: 16) {
                let width = min(16, columns - block)
                for row in 0..<count {
                    let from = source + row * columns + block
                    let to = owned + block * rows + above + row
                    for column in 0..<width { to[column * rows] = from[column] }
                }
            }
            above += count
        }
        self.owned = owned
        start = UnsafePointer(owned)
        count = rows * columns
        owner = nil
    }

    deinit { owned?.deallocate() }

    var array: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }
}
