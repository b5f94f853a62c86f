import Glibc

/// A reader of one JSON text that picks out the fields it is asked for and checks the rest in passing.
///
/// The events of a stream are many and small, so nothing is built that is not asked for.
struct JSONCursor {
    /// A member's name, its escapes resolved.
    struct Key {
        fileprivate let bytes: UnsafeBufferPointer<UInt8>

        var text: String { String(decoding: bytes, as: UTF8.self) }

        static func ~= (name: StaticString, key: Key) -> Bool {
            guard name.utf8CodeUnitCount == key.bytes.count, let base = key.bytes.baseAddress else { return false }
            return memcmp(name.utf8Start, base, key.bytes.count) == 0
        }
    }

    private static let deepest = 256

    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0
    private(set) var isBroken = false
    private var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether one whole value was read and nothing but blanks follows.
    mutating func isFinished() -> Bool {
        skipToValue()
        return !isBroken && position == bytes.count
    }

    /// Calls `visit` at each member of an object; what `visit` does not read is skipped, as is any other value.
    mutating func members(_ visit: (inout JSONCursor, Key) -> Void) {
        guard peek() == UInt8(ascii: "{") else { return skip() }
        guard descend() else { return }
        position += 1
        if peek() == UInt8(ascii: "}") { return ascend() }
        while !isBroken {
            guard peek() == UInt8(ascii: "\"") else { return fail() }
            let name = quoted()
            guard peek() == UInt8(ascii: ":") else { return fail() }
            position += 1
            skipToValue()
            let start = position
            if bytes[name].contains(UInt8(ascii: "\\")) {
                // Another spelling of the same name.
                var plain = [UInt8]()
                guard unescape(name, into: &plain) else { return fail() }
                plain.withUnsafeBufferPointer { visit(&self, Key(bytes: $0)) }
            } else {
                visit(&self, Key(bytes: UnsafeBufferPointer(rebasing: bytes[name])))
            }
            if position == start { skip() }
            switch peek() {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"): return ascend()
            default: return fail()
            }
        }
    }

    /// Calls `visit` at each element of an array; what `visit` does not read is skipped, as is any other value.
    mutating func elements(_ visit: (inout JSONCursor) -> Void) {
        guard peek() == UInt8(ascii: "[") else { return skip() }
        guard descend() else { return }
        position += 1
        if peek() == UInt8(ascii: "]") { return ascend() }
        while !isBroken {
            skipToValue()
            let start = position
            visit(&self)
            if position == start { skip() }
            switch peek() {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"): return ascend()
            default: return fail()
            }
        }
    }

    /// Appends a string's bytes, unescaped; any other value is skipped and false returned.
    mutating func string(into text: inout [UInt8]) -> Bool {
        guard peek() == UInt8(ascii: "\"") else {
            skip()
            return false
        }
        let range = quoted()
        guard !isBroken else { return false }
        if !unescape(range, into: &text) { fail() }
        return !isBroken
    }

    /// A string; nil for any other value.
    mutating func string() -> String? {
        var text = [UInt8]()
        guard string(into: &text) else { return nil }
        guard let string = String(validating: text, as: UTF8.self) else {
            fail()
            return nil
        }
        return string
    }

    /// A whole number; nil for any other value.
    mutating func integer() -> Int64? {
        let range = raw()
        guard !isBroken, let first = range.first, Self.startsNumber(bytes[first]) else { return nil }
        var value: Int64 = 0
        let isNegative = bytes[first] == UInt8(ascii: "-")
        for index in isNegative ? range.dropFirst() : range {
            guard bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") else {
                return double(of: range).flatMap { Int64(exactly: $0) }
            }
            let (tenfold, isOver) = value.multipliedReportingOverflow(by: 10)
            let (sum, isOverToo) = tenfold.addingReportingOverflow(Int64(bytes[index] - UInt8(ascii: "0")))
            if isOver || isOverToo { return nil }
            value = sum
        }
        return isNegative ? -value : value
    }

    /// A number of things; nil for any other value, for one below zero and for one that nothing comes to.
    mutating func count() -> Int64? {
        // Some gateways write it between quotation marks.
        let value = peek() == UInt8(ascii: "\"") ? string().flatMap { Int64($0) } : integer()
        return value.flatMap { (0...Self.largestCount).contains($0) ? $0 : nil }
    }

    /// A million of these can be added up.
    private static let largestCount: Int64 = 1_000_000_000_000

    /// A number; nil for any other value.
    mutating func number() -> Double? {
        let range = raw()
        guard !isBroken, let first = range.first, Self.startsNumber(bytes[first]) else { return nil }
        return double(of: range)
    }

    /// A truth value; nil for any other value.
    mutating func bool() -> Bool? {
        let range = raw()
        guard !isBroken, let first = range.first else { return nil }
        if bytes[first] == UInt8(ascii: "t") { return true }
        return bytes[first] == UInt8(ascii: "f") ? false : nil
    }

    /// Whether the next value, which is passed over, is the string `text`, written without escapes.
    mutating func reads(_ text: StaticString) -> Bool {
        let range = raw()
        guard range.count == text.utf8CodeUnitCount + 2, let base = bytes.baseAddress else { return false }
        return memcmp(base + range.lowerBound + 1, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// Whether the next value is `null`; reads nothing.
    mutating func isNull() -> Bool { peek() == UInt8(ascii: "n") }

    /// The bytes of the next value, whatever it is.
    mutating func raw() -> Range<Int> {
        skipToValue()
        let start = position
        skip()
        return isBroken ? start..<start : start..<position
    }

    /// Passes over the next value, whatever it is.
    mutating func skip() {
        switch peek() {
        case UInt8(ascii: "{"): members { _, _ in }
        case UInt8(ascii: "["): elements { _ in }
        case UInt8(ascii: "\""): _ = quoted()
        case UInt8(ascii: "t"): word("true")
        case UInt8(ascii: "f"): word("false")
        case UInt8(ascii: "n"): word("null")
        case .some(let byte) where Self.startsNumber(byte): skipNumber()
        default: fail()
        }
    }

    // MARK: - Letters

    /// Takes no more of a text whose inner value is broken.
    mutating func breakOff() { fail() }

    private mutating func fail() {
        isBroken = true
        position = bytes.count
    }

    private mutating func descend() -> Bool {
        depth += 1
        if depth > Self.deepest { fail() }
        return !isBroken
    }

    private mutating func ascend() {
        depth -= 1
        position += 1
    }

    mutating func skipToValue() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func peek() -> UInt8? {
        skipToValue()
        return position < bytes.count ? bytes[position] : nil
    }

    private static func startsNumber(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }

    private mutating func word(_ word: StaticString) {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count, let base = bytes.baseAddress,
            memcmp(base + position, word.utf8Start, count) == 0
        else { return fail() }
        position += count
    }

    private mutating func digits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") {
            position += 1
        }
        return position - start
    }

    private func stands(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

    private mutating func skipNumber() {
        if stands(UInt8(ascii: "-")) { position += 1 }
        let leadsWithZero = stands(UInt8(ascii: "0"))
        let whole = digits()
        guard whole > 0, !(leadsWithZero && whole > 1) else { return fail() }
        if stands(UInt8(ascii: ".")) {
            position += 1
            guard digits() > 0 else { return fail() }
        }
        if stands(UInt8(ascii: "e")) || stands(UInt8(ascii: "E")) {
            position += 1
            if stands(UInt8(ascii: "+")) || stands(UInt8(ascii: "-")) { position += 1 }
            guard digits() > 0 else { return fail() }
        }
    }

    /// The number in `range`, which was checked when it was passed over.
    private func double(of range: Range<Int>) -> Double? {
        Double(String(decoding: bytes[range], as: UTF8.self))
    }

    /// What stands between the quotes of the string that begins here.
    private mutating func quoted() -> Range<Int> {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return start..<(position - 1)
            case UInt8(ascii: "\\"): position += 2
            case 0..<0x20:
                fail()
                return start..<start
            default: position += 1
            }
        }
        fail()
        return start..<start
    }
}
