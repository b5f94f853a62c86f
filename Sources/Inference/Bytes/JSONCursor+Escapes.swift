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
                guard let unit = hexadecimal(at: index, end: range.upperBound) else { return false }
                index += 4
                Self.append(unit, to: &text)
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

    /// Appends a unit of UTF-16. Half a pair stands as its three bytes, which are no UTF-8, until the other half comes, be it
    /// with the next piece of the text: gateways cut between the two.
    private static func append(_ unit: UInt32, to text: inout [UInt8]) {
        var value = unit
        if unit & 0xFC00 == 0xDC00, text.count >= 3, case let half = text.suffix(3), half.first == 0xED,
            let second = half.dropFirst().first, (0xA0...0xAF).contains(second), let third = half.last
        {
            text.removeLast(3)
            value = 0x10000 + ((UInt32(second & 0x0F) << 6 | UInt32(third & 0x3F)) << 10) + (unit & 0x3FF)
        }
        if let scalar = Unicode.Scalar(value) {
            text.append(contentsOf: String(Character(scalar)).utf8)
        } else {
            text += [UInt8(0xE0 | value >> 12), UInt8(0x80 | value >> 6 & 0x3F), UInt8(0x80 | value & 0x3F)]
        }
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
