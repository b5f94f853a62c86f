import SafeText

/// Cuts a stream of bytes into lines, wherever the network cut it: LF, CRLF and CR end a line.
struct Lines {
    /// The longest line that is taken; a longer one breaks the stream.
    static let longest = 16 << 20

    private var rest = [UInt8]()
    private var skipsLineFeed = false
    private var isAtStart = true
    private(set) var isBroken = false

    /// Calls `line` for each line that ends in `bytes`.
    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, _ line: (UnsafeBufferPointer<UInt8>) -> Void) {
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard LineBytes.isEnd(byte) else {
                skipsLineFeed = false
                index += 1
                continue
            }
            if LineBytes.isFeed(byte), skipsLineFeed {
                skipsLineFeed = false
            } else {
                skipsLineFeed = !LineBytes.isFeed(byte)
                emit(UnsafeBufferPointer(rebasing: bytes[start..<index]), line)
            }
            index += 1
            start = index
        }
        guard start < bytes.count else { return }
        rest.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        if rest.count > Self.longest {
            isBroken = true
            rest.removeAll()
        }
    }

    /// Calls `line` with what stands after the last line end, if anything does.
    mutating func finish(_ line: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard !rest.isEmpty else { return }
        emit(UnsafeBufferPointer(start: nil, count: 0), line)
    }

    private mutating func emit(_ tail: UnsafeBufferPointer<UInt8>, _ line: (UnsafeBufferPointer<UInt8>) -> Void) {
        if rest.isEmpty {
            deliver(tail, line)
        } else {
            rest.append(contentsOf: tail)
            let whole = rest
            rest.removeAll(keepingCapacity: true)
            whole.withUnsafeBufferPointer { deliver($0, line) }
        }
    }

    private mutating func deliver(_ whole: UnsafeBufferPointer<UInt8>, _ line: (UnsafeBufferPointer<UInt8>) -> Void) {
        // A byte order mark may stand before the first line.
        if isAtStart, whole.count >= 3, whole[0] == 0xEF, whole[1] == 0xBB, whole[2] == 0xBF {
            isAtStart = false
            return line(UnsafeBufferPointer(rebasing: whole[3...]))
        }
        isAtStart = false
        line(whole)
    }
}
