import Foundation

extension JSONValue {
    /// The bytes of canonical JSON (RFC 8785): members sorted by UTF-16 units, numbers as ECMAScript prints them.
    ///
    /// A number that is not finite has no JSON form and is written `null`.
    package var canonicalBytes: [UInt8] {
        var bytes = [UInt8]()
        write(into: &bytes, sorted: true)
        return bytes
    }

    /// Canonical JSON as text.
    package var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// Compact JSON with the members in their own order.
    package var compactBytes: [UInt8] {
        var bytes = [UInt8]()
        write(into: &bytes, sorted: false)
        return bytes
    }

    func write(into bytes: inout [UInt8], sorted: Bool) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let truth): bytes += (truth ? "true" : "false").utf8
        case .number(let number): bytes += Self.canonicalNumber(number).utf8
        case .string(let text): Self.write(text, into: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(into: &bytes, sorted: sorted)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            let ordered =
                sorted ? members.sorted { $0.0.utf16.lexicographicallyPrecedes($1.0.utf16) } : members
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in ordered.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.0, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.1.write(into: &bytes, sorted: sorted)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Appends a text with its quotation marks and escapes.
    static func write(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { text in
            // What needs no escape is copied as a whole.
            var start = 0
            for (place, byte) in text.enumerated()
            where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes.append(contentsOf: text[start..<place])
                escape(byte, into: &bytes)
                start = place + 1
            }
            bytes.append(contentsOf: text[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func escape(_ byte: UInt8, into bytes: inout [UInt8]) {
        switch byte {
        case 0x08: bytes += "\\b".utf8
        case 0x09: bytes += "\\t".utf8
        case 0x0A: bytes += "\\n".utf8
        case 0x0C: bytes += "\\f".utf8
        case 0x0D: bytes += "\\r".utf8
        case 0..<0x20: bytes += "\\u00".utf8 + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes += [UInt8(ascii: "\\"), byte]
        }
    }

    /// A number as ECMAScript's `Number::toString` prints it.
    package static func canonicalNumber(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        guard number != 0 else { return "0" }
        // Most are whole and small.
        if number.magnitude < 1e15, let whole = Int64(exactly: number) { return String(whole) }
        let sign = number < 0 ? "-" : ""
        // Swift prints the shortest digits that read back as the same number, as ECMAScript asks.
        let (digits, exponent) = shortestDigits(number.magnitude.description)
        let count = digits.count
        if exponent >= count, exponent <= 21 { return sign + digits + String(repeating: "0", count: exponent - count) }
        if exponent > 0, exponent <= 21 { return "\(sign)\(digits.prefix(exponent)).\(digits.dropFirst(exponent))" }
        if exponent > -6, exponent <= 0 { return "\(sign)0.\(String(repeating: "0", count: -exponent))\(digits)" }
        let power = exponent - 1
        let mantissa = count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
        return "\(sign)\(mantissa)e\(power < 0 ? "-" : "+")\(abs(power))"
    }

    /// The significant digits d₁d₂… and the exponent e of 0.d₁d₂… × 10ᵉ.
    private static func shortestDigits(_ description: String) -> (digits: String, exponent: Int) {
        let parts = description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        var exponent = whole.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        var digits = Substring(whole + fraction)
        while digits.first == "0" {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), exponent)
    }
}
