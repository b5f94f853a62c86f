import Studies

/// The members of a JSON object, each read alone, so that one that is broken costs no other.
enum LooseMembers {
    struct Member {
        var name: String
        /// Of its name, from 1.
        var line: Int
        var value: Result<JSONValue, Fault>
    }

    /// Why a value cannot be read, with its line.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Throws where the object itself is not one: its braces, names and commas.
    static func read(_ bytes: [UInt8]) throws(JSONError) -> [Member] {
        try slices(bytes).map { member in
            Member(name: member.name, line: member.line, value: value(of: member))
        }
    }

    /// How often a name stands there, and in which lines: `twice: lines 3 and 4`.
    static func places(_ lines: [Int]) -> String {
        let count = lines.count == 2 ? "twice" : "\(lines.count) times"
        let apart = Set(lines).sorted()
        guard let last = apart.last, apart.count > 1 else { return "\(count) in line \(apart.first ?? 1)" }
        return "\(count): lines \(apart.dropLast().map(String.init).joined(separator: ", ")) and \(last)"
    }

    private struct Slice {
        var name: String
        var line: Int
        /// Where its value begins.
        var valueLine: Int
        var bytes: ArraySlice<UInt8>
    }

    private static func value(of member: Slice) -> Result<JSONValue, Fault> {
        do throws(JSONError) { return .success(try JSONValue(parsing: member.bytes)) } catch {
            if let twice = twin(in: member) { return .failure(Fault(description: twice)) }
            let before = member.bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
            return .failure(Fault(description: "\(error.message) in line \(member.valueLine + before)"))
        }
    }

    /// The name that stands twice in an object, in words.
    private static func twin(in member: Slice) -> String? {
        guard let inner = try? slices(Array(member.bytes), from: member.valueLine) else { return nil }
        let lines = Dictionary(grouping: inner, by: \.name).mapValues { $0.map(\.line) }
        guard let name = inner.first(where: { (lines[$0.name]?.count ?? 0) > 1 })?.name else { return nil }
        return "its \(name) stands \(places(lines[name] ?? []))"
    }

    private static func slices(_ bytes: [UInt8], from line: Int = 1) throws(JSONError) -> [Slice] {
        var scan = Scan(bytes: bytes, line: line)
        guard scan.take(UInt8(ascii: "{")) else { throw scan.failure("an object is missing") }
        var members: [Slice] = []
        if scan.take(UInt8(ascii: "}")) { return members }
        while true {
            let quoted = try scan.value()
            guard case .string(let name) = try JSONValue(parsing: quoted) else {
                throw scan.failure("a member's name in quotes is missing")
            }
            let line = scan.line(at: quoted.startIndex)
            guard scan.take(UInt8(ascii: ":")) else { throw scan.failure("a colon is missing") }
            let slice = try scan.value()
            members.append(Slice(name: name, line: line, valueLine: scan.line(at: slice.startIndex), bytes: slice))
            if scan.take(UInt8(ascii: "}")) { return members }
            guard scan.take(UInt8(ascii: ",")) else { throw scan.failure("a comma or a closing brace is missing") }
        }
    }

    /// Finds where values end, by quotes and brackets alone.
    private struct Scan {
        let bytes: [UInt8]
        var position = 0
        /// The line in which `counted` lies.
        private var line: Int
        private var counted = 0

        init(bytes: [UInt8], line: Int) { (self.bytes, self.line) = (bytes, line) }

        /// The line of a byte; lines are asked in their order.
        mutating func line(at place: Int) -> Int {
            line += bytes[counted..<max(counted, place)].count { $0 == UInt8(ascii: "\n") }
            counted = max(counted, place)
            return line
        }

        func failure(_ message: String) -> JSONError { JSONError(message: message, offset: position) }

        mutating func take(_ byte: UInt8) -> Bool {
            while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        /// The bytes of the next value.
        mutating func value() throws(JSONError) -> ArraySlice<UInt8> {
            while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
            let start = position
            var (depth, isInText) = (0, false)
            while position < bytes.count {
                let byte = bytes[position]
                if isInText {
                    if byte == UInt8(ascii: "\\") {
                        position += 1
                    } else if byte == UInt8(ascii: "\"") {
                        isInText = false
                    }
                    position += 1
                    if !isInText, depth == 0 { break }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""): isInText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return try slice(from: start) }
                    depth -= 1
                    if depth == 0 {
                        position += 1
                        return try slice(from: start)
                    }
                case UInt8(ascii: ","), UInt8(ascii: ":"): if depth == 0 { return try slice(from: start) }
                default: break
                }
                position += 1
            }
            return try slice(from: start)
        }

        private func slice(from start: Int) throws(JSONError) -> ArraySlice<UInt8> {
            guard start < position, position <= bytes.count else { throw failure("a value is missing") }
            return bytes[start..<position]
        }
    }
}
