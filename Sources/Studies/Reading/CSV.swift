/// A table of comma-separated values (RFC 4180) under a header, read a record at a time.
package struct CSV {
    /// The columns' names, as the header gives them.
    package private(set) var header: [String] = []

    private var scanner: CSVScanner

    /// Reads the header; throws `Mistakes` when there is none or a column stands twice.
    package init(_ source: ByteSource) throws {
        scanner = CSVScanner(source)
        guard let record = try scanner.record() else {
            throw Mistakes([Mistake(file: source.name, line: 1, message: "empty: the first line must name the columns")]
            )
        }
        let names = try record.fields.map { field in
            guard let name = String(validating: field, as: UTF8.self) else {
                throw Mistakes([
                    Mistake(file: source.name, line: 1, message: "the header is not UTF-8: save it as UTF-8")
                ])
            }
            return name
        }
        var seen: Set<String> = []
        if let twice = names.first(where: { !seen.insert($0).inserted }) {
            let message = "the column '\(twice)' stands twice: rename or remove one"
            throw Mistakes([Mistake(file: source.name, line: 1, message: message)])
        }
        header = names
    }

    /// The place of the column with that name.
    package func column(_ name: String) -> Int? { header.firstIndex(of: name) }

    /// The next record: the line it starts on and its fields' bytes, as many as there are columns; or the mistake there.
    package mutating func next() throws -> Result<(line: Int, fields: [ArraySlice<UInt8>]), Mistake>? {
        guard let record = try scanner.record() else { return nil }
        if let message = record.problem {
            return .failure(Mistake(file: scanner.source.name, line: record.line, message: message))
        }
        guard record.fields.count == header.count else {
            let message = "\(record.fields.count) fields, but the header names \(header.count): complete the row"
            return .failure(Mistake(file: scanner.source.name, line: record.line, message: message))
        }
        return .success((record.line, record.fields))
    }
}

/// Splits bytes into records and fields.
private struct CSVScanner {
    struct Record {
        var line: Int
        var fields: [ArraySlice<UInt8>]
        var problem: String?
    }

    let source: ByteSource
    private var buffer: [UInt8] = []
    private var position = 0
    private var line = 1
    private var isAtEnd = false
    private var isAtStart = true
    /// How many fields the record before had.
    private var width = 0

    init(_ source: ByteSource) { self.source = source }

    /// The next record that is not an empty line.
    mutating func record() throws -> Record? {
        while true {
            if isAtStart { try start() }
            if position >= buffer.count, try !fill() { return nil }
            let first = buffer[position]
            if first == 0x0A || (first == 0x0D && byte(at: position + 1) == 0x0A) {
                position += first == 0x0A ? 1 : 2
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
    }

    private func byte(at index: Int) -> UInt8? { index < buffer.count ? buffer[index] : nil }

    /// Keeps what was not yet consumed and reads on; false at the end.
    private mutating func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        buffer.removeSubrange(..<position)
        position = 0
        // A record is scanned anew from its start: twice the bytes each time keep a long one linear.
        let enough = 2 * buffer.count
        repeat {
            let block = try source.next()
            isAtEnd = block.isEmpty
            buffer += block
        } while !isAtEnd && buffer.count < enough
        return !isAtEnd
    }

    /// The record at `position`, or nil when the buffer ends inside it and more may come.
    private mutating func scan() -> Record? {
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
                var field = buffer[index..<end]
                if byte(at: end) != 0x2C, field.last == 0x0D { field.removeLast() }
                record.fields.append(field)
                index = end
            }
            if byte(at: index) == 0x0D, index + 1 == buffer.count || byte(at: index + 1) == 0x0A { index += 1 }
            switch byte(at: index) {
            case 0x2C: index += 1
            case 0x0A:
                position = index + 1
                line += newlines + 1
                width = record.fields.count
                return record
            case nil:
                guard isAtEnd else { return nil }
                position = buffer.count
                return record
            default:
                record.problem = "text stands behind a closing quote: double the quotes inside a quoted field"
                index = buffer[index...].firstIndex(of: 0x0A) ?? buffer.count
                guard index < buffer.count || isAtEnd else { return nil }
                position = min(index + 1, buffer.count)
                line += newlines + 1
                return record
            }
        }
    }

    /// The place of the comma or the end of line behind an unquoted field.
    private func fieldEnd(from start: Int) -> Int {
        buffer.withUnsafeBufferPointer { bytes in
            var index = start
            while index < bytes.count, bytes[index] != 0x2C, bytes[index] != 0x0A { index += 1 }
            return index
        }
    }

    /// The unquoted bytes of the field whose opening quote stands at `start`, and the index behind its closing quote.
    private func quotedField(from start: Int, newlines: inout Int) -> (field: ArraySlice<UInt8>, end: Int)? {
        var index = start + 1
        var copy: [UInt8]?
        var from = index
        while let byte = byte(at: index) {
            if byte == 0x0A { newlines += 1 }
            guard byte == 0x22 else {
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
