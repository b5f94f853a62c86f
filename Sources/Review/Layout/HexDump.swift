package import SafeText

/// Bytes as offsets, hexadecimal figures, and what of them is printable ASCII.
package enum HexDump {
    /// As many bytes a line as fit, in eights.
    package static func lines(_ bytes: [UInt8], columns: Int) -> [StyledLine] {
        let perLine = max(1, min(32, (columns - 11) / 4 >= 8 ? (columns - 11) / 4 / 8 * 8 : (columns - 11) / 4))
        return stride(from: 0, to: bytes.count, by: perLine).map { start in
            let part = bytes[start..<min(start + perLine, bytes.count)]
            let figures = part.map { hex(Int($0), digits: 2) + " " }.joined()
            let text = part.map { (0x20..<0x7F).contains($0) ? String(Unicode.Scalar($0)) : "·" }.joined()
            let gap = String(repeating: " ", count: 3 * (perLine - part.count) + 1)
            return StyledLine([StyledRun(hex(start, digits: 8) + "  ", .frame), StyledRun(figures + gap + text)])
        }
    }

    private static func hex(_ value: Int, digits: Int) -> String {
        let figures = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - figures.count)) + figures
    }
}
