import CCrypto

/// SHA-256 and its HMAC, from OpenSSL's libcrypto.
package enum SHA256 {
    /// The digest's 32 bytes.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
            count = Int(SHA256_DIGEST_LENGTH)
            guard let start = digest.baseAddress else { return }
            bytes.withUnsafeBytes { Self.digest(of: $0, into: start) }
        }
    }

    /// Writes the digest's 32 bytes of a byte, where there is one, and what follows it.
    static func digest(
        _ first: UInt8? = nil,
        of bytes: UnsafeRawBufferPointer,
        into digest: UnsafeMutablePointer<UInt8>
    ) {
        var state = SHA256_CTX()
        SHA256_Init(&state)
        if var first { SHA256_Update(&state, &first, 1) }
        SHA256_Update(&state, bytes.baseAddress, bytes.count)
        SHA256_Final(digest, &state)
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
