import Glibc

/// The lines of a byte source with their numbers: LF or CRLF, a byte order mark at the start passed over.
package struct Lines: Sequence, IteratorProtocol {
    private let source: ByteSource
    private var buffer: [UInt8] = []
    private var position = 0
    /// Up to here the buffer has no line feed after `position`.
    private var scanned = 0
    private var number = 0
    private var isAtEnd = false
    /// What reading met, if it failed; look at it when the sequence has ended.
    package private(set) var failure: (any Error)?

    package init(_ source: ByteSource) { self.source = source }

    /// The next line without its ending, and its number from 1.
    package mutating func next() -> (number: Int, bytes: ArraySlice<UInt8>)? {
        while true {
            if let end = lineFeed() { return line(upTo: end, next: end + 1) }
            if isAtEnd {
                guard position < buffer.count else { return nil }
                return line(upTo: buffer.count, next: buffer.count)
            }
            fill()
        }
    }

    private mutating func lineFeed() -> Int? {
        let from = Swift.max(position, scanned)
        let end = buffer.withUnsafeBytes { bytes -> Int? in
            guard let start = bytes.baseAddress, from < bytes.count,
                let found = memchr(start + from, 0x0A, bytes.count - from)
            else { return nil }
            return UnsafeRawPointer(found) - start
        }
        scanned = end ?? buffer.count
        return end
    }

    private mutating func fill() {
        buffer.removeSubrange(..<position)
        scanned -= position
        position = 0
        do {
            let block = try source.next()
            isAtEnd = block.isEmpty
            buffer += block
        } catch {
            failure = error
            isAtEnd = true
            buffer = []
        }
    }

    private mutating func line(upTo end: Int, next: Int) -> (number: Int, bytes: ArraySlice<UInt8>) {
        var line = buffer[position..<end]
        position = next
        number += 1
        if line.last == 0x0D { line.removeLast() }
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        return (number, line)
    }
}
