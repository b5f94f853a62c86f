extension JSONCursor {
    /// Appends the string's bytes in `range` with its escapes resolved; false where one is no escape of JSON.
    func unescape(_ range: Range<Int>, into text: inout [UInt8]) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            let start = index
            while index < range.upperBound, bytes[index] != UInt8(ascii: "\\") { index += 1 }
            if index > start { text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index])) }
            guard index < range.upperBound else { return true }
            guard index + 1 < range.upperBound else { return false }
            let letter = bytes[index + 1]
            index += 2
            if letter == UInt8(ascii: "u") {
                guard let scalar = escapedScalar(at: &index, end: range.upperBound) else { return false }
                text.append(contentsOf: String(Character(scalar)).utf8)
            } else if let byte = Self.simpleEscape(letter) {
                text.append(byte)
            } else {
                return false
            }
        }
        return true
    }

    private static func simpleEscape(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        default: nil
        }
    }

    /// The scalar of the four digits at `index`, or of a pair of surrogates; nil for half a pair.
    private func escapedScalar(at index: inout Int, end: Int) -> Unicode.Scalar? {
        guard let first = hexadecimal(at: index, end: end) else { return nil }
        index += 4
        guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) }
        guard index + 6 <= end, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u"),
            let second = hexadecimal(at: index + 2, end: end), second & 0xFC00 == 0xDC00
        else { return nil }
        index += 6
        return Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF))
    }

    private func hexadecimal(at index: Int, end: Int) -> UInt32? {
        guard index + 4 <= end else { return nil }
        var value: UInt32 = 0
        for byte in bytes[index..<(index + 4)] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
