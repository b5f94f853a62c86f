import Foundation
import Studies

/// The hash of a file that is too large to be read at once.
enum FileDigest {
    /// SHA-256 in hexadecimal digits; nil where there is no such file.
    static func hex(path: String) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw EmbeddingError("cannot read '\(path)': check its permissions")
        }
        defer { try? handle.close() }
        let digest = SHA256.Running()
        while let block = try handle.read(upToCount: 1 << 20), !block.isEmpty { digest.update(block) }
        return digest.hex()
    }
}
