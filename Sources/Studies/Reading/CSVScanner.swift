import SafeText

/// Splits bytes into records and fields.
struct CSVScanner {
    struct Record {
        var line: Int
        var fields: [ArraySlice<UInt8>]
        var problem: String?
    }

    /// What stands between two fields.
    private(set) var separator = CSVDialect.comma
    /// Whether a line above the header names it.
    private(set) var isNamed = false
    /// Whether a row of dashes follows the header between bars.
    private(set) var isMarkdown = false
    /// The line that the record read last ends on.
    private(set) var line = 1

    private let input: ByteSource?
    private let known: Set<String>
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    private var isAtStart = true
    /// How many fields the record before had.
    private var width = 0

    /// Recognises the separator by the first line; `known` are names of columns, folded.
    init(_ source: ByteSource, known: Set<String>) {
        input = source
        self.known = known
    }

    /// Reads comma-separated text in memory.
    init(bytes: [UInt8]) {
        input = nil
        known = []
        buffer = bytes
        isAtEnd = true
        isAtStart = false
    }

    var name: String { input?.name ?? "" }

    /// The next record that is not an empty line.
    mutating func record() throws -> Record? {
        while true {
            if isAtStart { try start() }
            if position >= buffer.count, try !fill() { return nil }
            if LineBytes.isEnd(buffer[position]) {
                if position + 1 == buffer.count, !LineBytes.isFeed(buffer[position]) { _ = try fill() }
                position = lineEnd(from: position)?.next ?? position + 1
                line += 1
                continue
            }
            if let record = scan() { return record }
            if try !fill(), let record = scan() { return record }
        }
    }

    private mutating func start() throws {
        isAtStart = false
        while buffer.count < 3, try fill() {}
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        var first = try firstLine()
        if let named = CSVDialect.named(by: first.text) {
            separator = named
            isNamed = true
            position = first.next
            line += 1
            return
        }
        while first.text.isEmpty, first.next < buffer.count {
            position = first.next
            line += 1
            first = try firstLine()
        }
        separator = CSVDialect.guessed(from: first.text, known: known)
        guard separator == MarkdownRow.bar else { return }
        isMarkdown = MarkdownRow.isRule(MarkdownRow.cells(try firstLine(after: first.next - position).text))
    }

    /// The rest of the buffer, so many bytes left out, up to the first end of a line outside quotes, where it is near, and where
    /// the next line begins.
    private mutating func firstLine(after count: Int = 0) throws -> (text: ArraySlice<UInt8>, next: Int) {
        while true {
            var isQuoted = false
            let rest = buffer[(position + count)...]
            let found = rest.firstIndex { byte in
                if byte == 0x22 { isQuoted.toggle() }
                return !isQuoted && LineBytes.isEnd(byte)
            }
            if let found, let end = lineEnd(from: found) { return (rest[..<end.stop], end.next) }
            guard buffer.count < 1 << 20, try fill() else { return (buffer[(position + count)...], buffer.count) }
        }
    }

    private func lineEnd(from index: Int) -> (stop: Int, next: Int)? {
        buffer.withUnsafeBytes { LineBytes.end(in: $0, from: index, isWhole: isAtEnd) }
    }

    private func byte(at index: Int) -> UInt8? { index < buffer.count ? buffer[index] : nil }

    /// Keeps what was not yet consumed and reads on; false at the end.
    private mutating func fill() throws -> Bool {
        guard !isAtEnd, let input else { return false }
        buffer.removeSubrange(..<position)
        position = 0
        try input.checkRow(buffer.count)
        // A record is scanned anew from its start: twice the bytes each time keep a long one linear.
        let enough = 2 * buffer.count
        repeat {
            let block = try input.next()
            isAtEnd = block.isEmpty
            buffer += block
        } while !isAtEnd && buffer.count < enough
        return !isAtEnd
    }

    /// The record at `position`, or nil when the buffer ends inside it and more may come.
    private mutating func scan() -> Record? {
        if isMarkdown { return scanMarkdown() }
        var record = Record(line: line, fields: [])
        record.fields.reserveCapacity(width)
        var index = position
        var newlines = 0
        while true {
            if byte(at: index) == 0x22 {
                guard let quoted = quotedField(from: index, newlines: &newlines) else {
                    guard isAtEnd else { return nil }
                    record.problem = "a quoted field is not closed: add the closing quote"
                    position = buffer.count
                    return record
                }
                record.fields.append(quoted.field)
                index = quoted.end
            } else {
                let end = fieldEnd(from: index)
                guard end < buffer.count || isAtEnd else { return nil }
                record.fields.append(buffer[index..<end])
                index = end
            }
            guard let next = byte(at: index) else {
                guard isAtEnd else { return nil }
                position = buffer.count
                return record
            }
            if next == separator {
                index += 1
                continue
            }
            if LineBytes.isEnd(next) {
                width = record.fields.count
            } else {
                record.problem = "text stands behind a closing quote: double the quotes inside a quoted field"
            }
            guard let end = lineEnd(from: index)?.next ?? (isAtEnd ? buffer.count : nil) else { return nil }
            position = end
            line += newlines + 1
            return record
        }
    }

    /// The same of a Markdown table, in which quotes are letters like others.
    private mutating func scanMarkdown() -> Record? {
        guard let end = lineEnd(from: position) ?? (isAtEnd ? (buffer.count, buffer.count) : nil) else { return nil }
        let record = Record(line: line, fields: MarkdownRow.cells(buffer[position..<end.stop]))
        position = end.next
        line += 1
        return record
    }

    /// The index of the separator or the end of line behind an unquoted field.
    private func fieldEnd(from start: Int) -> Int {
        let separator = separator
        return buffer.withUnsafeBufferPointer { bytes in
            var index = start
            while index < bytes.count, bytes[index] != separator, !LineBytes.isEnd(bytes[index]) { index += 1 }
            return index
        }
    }

    /// The unquoted bytes of the field whose opening quote stands at `start`, and the index behind its closing quote.
    private func quotedField(from start: Int, newlines: inout Int) -> (field: ArraySlice<UInt8>, end: Int)? {
        var index = start + 1
        var copy: [UInt8]?
        var from = index
        while let byte = byte(at: index) {
            guard byte == 0x22 else {
                if LineBytes.isEnd(byte) {
                    newlines += LineBytes.count(in: CollectionOfOne(byte), after: buffer[index - 1])
                }
                index += 1
                continue
            }
            let following = self.byte(at: index + 1)
            guard following != nil || isAtEnd else { return nil }
            if following == 0x22 {
                if copy == nil { copy = [] }
                copy?.append(contentsOf: buffer[from...index])
                index += 2
                from = index
            } else {
                let rest = buffer[from..<index]
                return (copy.map { ($0 + rest)[...] } ?? rest, index + 1)
            }
        }
        return nil
    }
}
