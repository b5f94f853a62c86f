/// Breaks a line of ASCII in one style, as `Wrapping` does, by slices of its bytes.
struct PlainWrapping {
    private let bytes: [UInt8]
    private let style: TextStyle
    private let columns: Int

    /// Nil for what is not ASCII.
    init?(_ run: StyledRun, columns: Int) {
        guard run.text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        (bytes, style, self.columns) = (Array(run.text.utf8), run.style, columns)
    }

    func lines() -> [StyledLine] {
        var start = bytes.firstIndex { $0 != 0x20 } ?? bytes.count
        guard start < bytes.count else {
            let width = min(start, columns)
            return [StyledLine(runs: width > 0 ? [StyledRun(String(repeating: " ", count: width))] : [], width: width)]
        }
        let indent = min(start, columns / 2)
        var lines: [StyledLine] = []
        while start < bytes.count {
            let end = self.end(of: start, room: columns - indent)
            lines.append(line(start..<trimmed(start, end), indent, isFirst: lines.isEmpty))
            start = end
            while start < bytes.count, bytes[start] == 0x20 { start += 1 }
        }
        return lines
    }

    private func end(of start: Int, room: Int) -> Int {
        let limit = start + room
        guard limit < bytes.count else { return bytes.count }
        var end = limit
        while end > start, bytes[end] != 0x20 { end -= 1 }
        return end > start ? end : limit
    }

    private func trimmed(_ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        return end
    }

    private func line(_ range: Range<Int>, _ indent: Int, isFirst: Bool) -> StyledLine {
        let text = String(decoding: bytes[range], as: UTF8.self)
        let spaces = String(repeating: " ", count: indent)
        let isOneRun = indent == 0 || isFirst || style == []
        let runs = isOneRun ? [StyledRun(spaces + text, style)] : [StyledRun(spaces), StyledRun(text, style)]
        return StyledLine(runs: runs, width: indent + range.count)
    }
}
