import CCrypto
package import Foundation

extension SHA256 {
    /// A digest of bytes that come in pieces.
    package final class Running {
        private let context: OpaquePointer?

        package init() {
            context = EVP_MD_CTX_new()
            EVP_DigestInit_ex(context, EVP_sha256(), nil)
        }

        deinit { EVP_MD_CTX_free(context) }

        package func update(_ bytes: some ContiguousBytes) {
            bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        }

        /// The digest as 64 lowercase hexadecimal digits; nothing may be added after it.
        package func hex() -> String {
            var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
            EVP_DigestFinal_ex(context, &digest, nil)
            return hexadecimal(digest)
        }
    }
}

extension SHA256 {
    /// The digest of a file, read a piece at a time; nil where it cannot be read, as a folder.
    package static func hex(ofFileAt path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        let digest = Running()
        do {
            while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty { digest.update(piece) }
        } catch {
            return nil
        }
        return digest.hex()
    }
}
