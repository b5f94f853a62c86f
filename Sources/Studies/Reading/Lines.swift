import SafeText

/// The lines of a byte source with their numbers: LF, CR and CRLF end them, a byte order mark at the start passed over.
package struct Lines: Sequence, IteratorProtocol {
    private let source: ByteSource
    private var buffer: [UInt8] = []
    private var position = 0
    /// Up to here no line ends in the buffer after `position`.
    private var scanned = 0
    private var number = 0
    private var isAtEnd = false
    /// What reading met, if it failed; look at it when the sequence has ended.
    package private(set) var failure: (any Error)?

    package init(_ source: ByteSource) { self.source = source }

    /// The next line without its ending, and its number from 1.
    package mutating func next() -> (number: Int, bytes: ArraySlice<UInt8>)? {
        while true {
            if let end = lineEnd() { return line(upTo: end.stop, next: end.next) }
            if isAtEnd {
                guard position < buffer.count else { return nil }
                return line(upTo: buffer.count, next: buffer.count)
            }
            fill()
        }
    }

    private mutating func lineEnd() -> (stop: Int, next: Int)? {
        let from = Swift.max(position, scanned)
        let end = buffer.withUnsafeBytes { LineBytes.end(in: $0, from: from, isWhole: isAtEnd) }
        // A CR that stands last is looked at again.
        scanned = end?.next ?? Swift.max(from, buffer.count - 1)
        return end
    }

    private mutating func fill() {
        buffer.removeSubrange(..<position)
        scanned -= position
        position = 0
        do {
            try source.checkRow(buffer.count)
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
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        return (number, line)
    }
}
