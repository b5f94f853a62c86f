/// Reads objects whose values are plain: texts without an escape, numbers without an exponent, words. A file has them by the
/// hundred thousand, and mostly with the same members in the same order.
///
/// Of anything else, and of whatever is wrong, it says nothing: the parser of all JSON does.
struct FlatObject {
    /// The names of an object's members and where they belong.
    private struct Layout {
        var names: [[UInt8]] = []
        /// Whether each of them is a column's.
        var isKnown: [Bool] = []
        var places: [Int]
        var others: [String] = []
    }

    private let columns: [String: Int]
    private let width: Int
    /// That of the row before.
    private var layout: Layout

    /// `columns` has the numbers of columns by name, `width` says how many there are.
    init(columns: [String: Int], width: Int) {
        self.columns = columns
        self.width = width
        layout = Layout(places: Array(repeating: -1, count: width))
    }

    /// The row that an object is; nil where it is not plain.
    mutating func row(_ line: Int, _ bytes: ArraySlice<UInt8>) -> TableRow? {
        var members: [(name: Range<Int>, value: Range<Int>)] = []
        members.reserveCapacity(max(4, layout.names.count))
        let isASCII = bytes.withUnsafeBufferPointer { text -> Bool? in
            var scan = FlatScan(text: text)
            return scan.object { members.append(($0, $1)) } ? scan.isASCII : nil
        }
        guard let isASCII, isASCII || String(validating: bytes, as: UTF8.self) != nil else { return nil }
        let start = bytes.startIndex
        func slice(_ range: Range<Int>) -> ArraySlice<UInt8> {
            bytes[(start + range.lowerBound)..<(start + range.upperBound)]
        }
        let isAsBefore =
            members.count == layout.names.count
            && zip(members, layout.names).allSatisfy { slice($0.name).elementsEqual($1) }
        if !isAsBefore {
            guard let found = layout(of: members.map { slice($0.name) }) else { return nil }
            layout = found
        }
        var fields: [ArraySlice<UInt8>] = []
        fields.reserveCapacity(members.count)
        for (member, place) in zip(members, layout.names.indices) where layout.isKnown[place] {
            fields.append(slice(member.value))
        }
        return TableRow(line: line, fields: fields, places: layout.places, others: layout.others)
    }

    /// Nil where a name stands twice.
    private func layout(of names: [ArraySlice<UInt8>]) -> Layout? {
        var layout = Layout(places: Array(repeating: -1, count: width))
        var count = 0
        for name in names {
            guard !layout.names.contains(where: { $0.elementsEqual(name) }) else { return nil }
            layout.names.append(Array(name))
            let text = String(decoding: name, as: UTF8.self)
            layout.isKnown.append(columns[text] != nil)
            guard let column = columns[text] else {
                layout.others.append(text)
                continue
            }
            layout.places[column] = count
            count += 1
        }
        return layout
    }
}

/// Goes through the bytes of one plain object.
private struct FlatScan {
    let text: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// Whether all texts so far are of ASCII.
    private(set) var isASCII = true

    init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// Whether it is one, and nothing else; hands over where its names and values stand, a null as nothing.
    mutating func object(_ member: (_ name: Range<Int>, _ value: Range<Int>) -> Void) -> Bool {
        guard next(UInt8(ascii: "{")) else { return false }
        if !next(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                guard let name = string(), next(UInt8(ascii: ":")), let value = value() else { return false }
                member(name, value)
            } while next(UInt8(ascii: ","))
            guard next(UInt8(ascii: "}")) else { return false }
        }
        skipSpace()
        return position == text.count
    }

    private mutating func skipSpace() {
        while position < text.count, Self.isSpace(text[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private mutating func next(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    /// What stands between two quotes.
    private mutating func string() -> Range<Int>? {
        guard position < text.count, text[position] == UInt8(ascii: "\"") else { return nil }
        position += 1
        let start = position
        var all: UInt8 = 0
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "\"") {
                if all >= 0x80 { isASCII = false }
                position += 1
                return start..<(position - 1)
            }
            guard byte >= 0x20, byte != UInt8(ascii: "\\") else { return nil }
            all |= byte
            position += 1
        }
        return nil
    }

    private mutating func value() -> Range<Int>? {
        skipSpace()
        guard position < text.count else { return nil }
        switch text[position] {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null").map { $0.upperBound..<$0.upperBound }
        default: return number()
        }
    }

    private mutating func word(_ word: StaticString) -> Range<Int>? {
        let start = position
        let end = start + word.utf8CodeUnitCount
        guard end <= text.count, word.withUTF8Buffer({ $0.elementsEqual(text[start..<end]) }) else { return nil }
        position = end
        return start..<end
    }

    /// One so short that it is no infinity.
    private mutating func number() -> Range<Int>? {
        let start = position
        if text[position] == UInt8(ascii: "-") { position += 1 }
        let whole = position
        digits()
        let count = position - whole
        guard count > 0, count < 300, count == 1 || text[whole] != UInt8(ascii: "0") else { return nil }
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            let fraction = position
            digits()
            guard position > fraction else { return nil }
        }
        guard position < text.count, text[position] | 0x20 != UInt8(ascii: "e") else { return nil }
        return start..<position
    }

    private mutating func digits() {
        while position < text.count, 0x30...0x39 ~= text[position] { position += 1 }
    }
}
