/// Where lines end in bytes: LF, CR and CRLF end one.
package enum LineBytes {
    private static let feed = UInt8(ascii: "\n")
    private static let carriage = UInt8(ascii: "\r")

    package static func isFeed(_ byte: UInt8) -> Bool { byte == feed }

    /// Whether a line ends with this byte, or with it and a line feed behind it.
    package static func isEnd(_ byte: UInt8) -> Bool { byte == feed || byte == carriage }

    /// The first line that ends from `start` on: where it stops, and where the next one begins.
    ///
    /// Nil where none ends there, or where a CR stands last and more may come (`isWhole` is false): a line feed may follow.
    package static func end(
        in bytes: UnsafeRawBufferPointer,
        from start: Int = 0,
        isWhole: Bool
    ) -> (stop: Int, next: Int)? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == feed { return (index, index + 1) }
            if byte == carriage {
                guard index + 1 < bytes.count else { return isWhole ? (index, index + 1) : nil }
                return (index, bytes[index + 1] == feed ? index + 2 : index + 1)
            }
            index += 1
        }
        return nil
    }

    /// How many lines end in `bytes`; `before` is the byte before them.
    package static func count(in bytes: some Sequence<UInt8>, after before: UInt8 = 0) -> Int {
        var (count, last) = (0, before)
        for byte in bytes {
            if byte == carriage || (byte == feed && last != carriage) { count += 1 }
            last = byte
        }
        return count
    }
}
