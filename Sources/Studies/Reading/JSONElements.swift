import SafeText

/// The objects of JSON lines, of objects one after another on several lines each, or of one array, each with its line.
struct JSONElements {
    private enum Form { case lines, array, objects }

    private let source: ByteSource
    private var lines: Lines?
    private var form: Form?
    private var buffer: [UInt8] = []
    private var position = 0
    private var line = 1
    private var isAtEnd = false
    private var isOver = false
    /// The byte before the next one.
    private var last: UInt8 = 0
    /// Whether an element was read that no comma has followed yet.
    private var needsComma = false
    /// Whether several rows stand on one line, so that each is named by its number, from 1, in the place of a line.
    private(set) var countsRows = false
    private var count = 0

    init(_ source: ByteSource) { self.source = source }

    /// The next element and the line it starts on.
    mutating func next() throws -> (line: Int, bytes: Result<ArraySlice<UInt8>, Mistake>)? {
        if form == nil { form = try recognised() }
        return form == .lines ? try nextLine() : try nextElement()
    }

    /// An array by its bracket; lines where the first one is a whole object, or where the second is an object too.
    private mutating func recognised() throws -> Form {
        var count = 1 << 16
        while true {
            let bytes = try source.peek(count)
            let start = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes)
                .drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            if start.first == UInt8(ascii: "[") {
                countsRows = Self.hasTwoOnALine(start.dropFirst())
                return .array
            }
            let lines = start.split(maxSplits: 2, whereSeparator: LineBytes.isEnd)
            if lines.count < 3, bytes.count == count, count < source.longestRow {
                count *= 4
                continue
            }
            guard let first = lines.first, lines.count > 1 else { return .lines }
            var scan = ElementScan()
            if first.contains(where: { scan.take($0) == .closed }) { return .lines }
            let second = lines[1].first { ![0x20, 0x09].contains($0) }
            return second == UInt8(ascii: "{") ? .lines : .objects
        }
    }

    /// Whether the second element of a list stands on the line on which the list begins.
    private static func hasTwoOnALine(_ list: ArraySlice<UInt8>) -> Bool {
        var scan = ElementScan()
        guard let end = list.firstIndex(where: { scan.take($0) == .closed }) else { return false }
        let isSpace = { [UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D].contains($0) as Bool }
        guard let second = list[(end + 1)...].firstIndex(where: { !isSpace($0) }), list[second] == UInt8(ascii: "{")
        else { return false }
        return !list[..<second].contains(where: LineBytes.isEnd)
    }

    private mutating func nextLine() throws -> (line: Int, bytes: Result<ArraySlice<UInt8>, Mistake>)? {
        if lines == nil { lines = Lines(source) }
        while let (number, bytes) = lines?.next() {
            if bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) { return (number, .success(bytes)) }
        }
        if let failure = lines?.failure { throw failure }
        return nil
    }

    private mutating func nextElement() throws -> (line: Int, bytes: Result<ArraySlice<UInt8>, Mistake>)? {
        guard !isOver else { return nil }
        while let byte = try current() {
            switch byte {
            case 0x20, 0x09, 0x0D, 0x0A: step(byte)
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","):
                if let problem = punctuation(byte) { return over(problem) }
                step(byte)
                if byte == UInt8(ascii: "]") { return try rest() }
            case UInt8(ascii: "}"): return over("a closing brace without an object")
            default:
                guard form == .objects || (isOpen && !needsComma) else {
                    return over(isOpen ? "a comma is missing between two rows" : "something follows the list")
                }
                return try element()
            }
        }
        guard isOpen else { return nil }
        return over("the list is not closed: the file seems to be cut; add ']' if it is whole", isBehindRows: true)
    }

    private var isOpen = false

    /// What is wrong with a bracket or comma there.
    private mutating func punctuation(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "["):
            guard form == .array, !isOpen else { return "a list of lists: write objects, which name their values" }
            isOpen = true
        case UInt8(ascii: ","):
            guard needsComma else { return "a comma without a row before it" }
            needsComma = false
        default:
            guard isOpen else { return "a closing bracket without a list" }
            isOpen = false
        }
        return nil
    }

    /// Nothing but space may follow the list.
    private mutating func rest() throws -> (line: Int, bytes: Result<ArraySlice<UInt8>, Mistake>)? {
        while let byte = try current() {
            guard [0x20, 0x09, 0x0D, 0x0A].contains(byte) else { return over("something follows the list") }
            step(byte)
        }
        isOver = true
        return nil
    }

    private mutating func over(
        _ message: String,
        isBehindRows: Bool = false
    ) -> (line: Int, bytes: Result<ArraySlice<UInt8>, Mistake>) {
        isOver = true
        let number = countsRows ? max(1, isBehindRows ? count : count + 1) : line
        return (number, .failure(Mistake(file: source.name, line: number, message: "not JSON: \(message)")))
    }

    private mutating func element() throws -> (line: Int, bytes: Result<ArraySlice<UInt8>, Mistake>) {
        let start = line
        var scan = ElementScan()
        var end = position
        while true {
            if end == buffer.count {
                let length = end - position
                let isFilled = try fill()
                end = position + length
                guard isFilled else {
                    guard scan.isInside else { break }
                    return unclosed(buffer[position..<end], start)
                }
            }
            let state = scan.take(buffer[end])
            if state == .ended { break }
            end += 1
            if state == .closed { break }
        }
        let bytes = buffer[position..<end]
        line += LineBytes.count(in: bytes, after: last)
        last = bytes.last ?? last
        position = end
        needsComma = form == .array
        count += 1
        return (countsRows ? count : start, .success(bytes))
    }

    /// The last element, which is open where the file ends: it was cut, or a quote or brace is amiss further up.
    private mutating func unclosed(
        _ bytes: ArraySlice<UInt8>,
        _ start: Int
    ) -> (line: Int, bytes: Result<ArraySlice<UInt8>, Mistake>) {
        line = start
        do {
            _ = try JSONValue.members(parsing: bytes)
        } catch let error where error.offset < bytes.count {
            isOver = true
            return (countsRows ? count + 1 : start, .success(bytes))
        } catch {}
        return over("the file ends within this row, as one that was cut does: write or fetch it whole")
    }

    private mutating func step(_ byte: UInt8) {
        position += 1
        line += LineBytes.count(in: CollectionOfOne(byte), after: last)
        last = byte
    }

    private mutating func current() throws -> UInt8? {
        if position == buffer.count, try !fill() { return nil }
        return buffer[position]
    }

    /// Whether there is more to read behind what is in the buffer, whose read part goes.
    private mutating func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        let isFirst = buffer.isEmpty && position == 0 && line == 1
        buffer.removeSubrange(..<position)
        position = 0
        try source.checkRow(buffer.count)
        let block = try source.next()
        isAtEnd = block.isEmpty
        buffer += block
        if isFirst, buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        return !isAtEnd && position < buffer.count
    }
}

/// Follows one JSON element byte by byte to its end.
private struct ElementScan {
    enum State { case inside, closed, ended }

    private var depth = 0
    private var isQuoted = false
    private var isEscaped = false

    /// Whether the element is open still.
    var isInside: Bool { isQuoted || depth > 0 }

    /// `closed`: this byte is the element's last; `ended`: it is the first behind an element without brackets.
    mutating func take(_ byte: UInt8) -> State {
        if isQuoted {
            if isEscaped {
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else if byte == 0x22 {
                isQuoted = false
            }
            return .inside
        }
        switch byte {
        case 0x22: isQuoted = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            guard depth > 0 else { return .ended }
            depth -= 1
            return depth == 0 ? .closed : .inside
        case UInt8(ascii: ","): return depth == 0 ? .ended : .inside
        default: if depth == 0, LineBytes.isEnd(byte) { return .ended }
        }
        return .inside
    }
}
