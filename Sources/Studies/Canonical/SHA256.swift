import CCrypto

/// SHA-256 and its HMAC, from OpenSSL's libcrypto.
package enum SHA256 {
    /// Looked up once: that costs as much as the digest of a short text. It lives as long as the program, and is only read.
    nonisolated(unsafe) private static let algorithm = EVP_MD_fetch(nil, "SHA256", nil) ?? EVP_sha256()

    /// The digest's 32 bytes.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        guard EVP_Digest(bytes, bytes.count, &digest, nil, algorithm, nil) == 1 else {
            _ = CCrypto.SHA256(bytes, bytes.count, &digest)
            return digest
        }
        return digest
    }

    /// The digest as 64 lowercase hexadecimal digits.
    package static func hex(of bytes: [UInt8]) -> String { hexadecimal(digest(of: bytes)) }

    /// The digest of a text's UTF-8 bytes as 64 lowercase hexadecimal digits.
    package static func hex(of text: String) -> String { hex(of: Array(text.utf8)) }

    /// HMAC-SHA-256 of `message` under `key`, as 64 lowercase hexadecimal digits.
    package static func hmacHex(key: [UInt8], message: [UInt8]) -> String {
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        _ = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &length)
        return hexadecimal(Array(code.prefix(Int(length))))
    }

    /// Bytes as lowercase hexadecimal digits.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (place, byte) in bytes.enumerated() {
                text[place * 2] = digit(byte >> 4)
                text[place * 2 + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x57) }
}
